#!/usr/bin/env bash
# The plugin's zip, as QGIS installs it and the plugin repository takes it. The documentation is in it as help/.
#
#   scripts/package.sh [ZIP]    without a name: dist/rsmiss.zip
set -euo pipefail
target=$(realpath -m "${1:-$(dirname "$0")/../dist/rsmiss.zip}")
cd "$(dirname "$0")/.."

PARTS=(__init__.py plugin.py metadata.txt requirements.txt requirements-language.txt LICENSE README.md CHANGELOG.md
    engine resources ui)
scripts/docs.sh
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/rsmiss" "$(dirname "$target")"
tar --create --exclude=__pycache__ --exclude='*.pyc' --exclude='.*' "${PARTS[@]}" |
    tar --extract --no-same-owner --directory "$folder/rsmiss"
mkdir "$folder/rsmiss/help"
(cd build/docs/html && find . -type f ! -name '.*' ! -name '*.map' ! -name objects.inv) |
    tar --create --directory build/docs/html --files-from - |
    tar --extract --no-same-owner --directory "$folder/rsmiss/help"
rm -f "$target"
cd "$folder"
/usr/bin/python3 -m zipfile --create "$target" rsmiss
printf 'package: %s\n' "$target"
