#!/usr/bin/env bash
# Builds the documentation as web pages in build/docs/html; a warning is an error. A second run has nothing to do as long
# as nothing changes that the pages are made of.
#
#   scripts/docs.sh
set -euo pipefail
cd "$(dirname "$0")/.."

SOURCES=(docs engine/door ui resources/icons scripts/docs.sh scripts/docs_reference.py)
SOURCES+=(benchmarks/README.md CHANGELOG.md metadata.txt requirements-dev.txt)
BUILD=build/docs
mkdir -p "$BUILD"
exec 9>"$BUILD/lock"
flock 9 # several tests may want the pages at once

wanted=$(find "${SOURCES[@]}" -type f ! -path '*/__pycache__/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum)
if [ "$(cat "$BUILD/stamp" 2>/dev/null || true)" != "$wanted" ]; then
    scripts/setup.sh
    . scripts/qgis.sh
    rm -rf "$BUILD/stamp" "$BUILD/html" "$BUILD/source"
    mkdir "$BUILD/source"
    # the pages come together in one folder: those that are written, those that are made, and two that lie elsewhere
    (cd docs && find . -name '*.md' -o -path './pictures/*' -o -name '*.svg') |
        tar --create --directory docs --files-from - | tar --extract --directory "$BUILD/source"
    cp CHANGELOG.md "$BUILD/source/changelog.md"
    cp benchmarks/README.md "$BUILD/source/benchmarks.md"
    PYTHONDONTWRITEBYTECODE=1 .venv/bin/python -m scripts.docs_reference "$BUILD/source/reference"
    PYTHONDONTWRITEBYTECODE=1 .venv/bin/sphinx-build --fail-on-warning --keep-going --quiet --fresh-env \
        --doctree-dir "$BUILD/doctrees" --conf-dir docs "$BUILD/source" "$BUILD/html"
    printf '%s\n' "$wanted" >"$BUILD/stamp"
fi
printf 'docs: %s\n' "$PWD/$BUILD/html/index.html"
