#!/usr/bin/env bash
# The plugin's zip, as QGIS installs it and the plugin repository takes it.
#
#   scripts/package.sh [ZIP]    without a name: dist/rsmiss.zip
set -euo pipefail
target=$(realpath -m "${1:-$(dirname "$0")/../dist/rsmiss.zip}")
cd "$(dirname "$0")/.."

PARTS=(__init__.py plugin.py metadata.txt requirements.txt requirements-language.txt LICENSE README.md CHANGELOG.md
    docs engine resources ui)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/rsmiss" "$(dirname "$target")"
tar --create --exclude=__pycache__ --exclude='*.pyc' --exclude='.*' "${PARTS[@]}" |
    tar --extract --no-same-owner --directory "$folder/rsmiss"
rm -f "$target"
cd "$folder"
/usr/bin/python3 -m zipfile --create "$target" rsmiss
printf 'package: %s\n' "$target"
