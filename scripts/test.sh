#!/usr/bin/env bash
# Everything that a change must pass: format, lint, types, the ways of the imports, the documentation, the plugin repository's scanners, all tests. Runs on a fresh machine.
#
#   scripts/test.sh [arguments of pytest]
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
. scripts/qgis.sh

mkdir -p build
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
PYTHONPATH=$QGIS_HOME/plugins .venv/bin/lint-imports --no-cache >build/imports.txt || { cat build/imports.txt; exit 1; }
scripts/docs.sh
scripts/package.sh build/rsmiss.zip
rm -rf build/rsmiss
.venv/bin/python -m zipfile --extract build/rsmiss.zip build
.venv/bin/bandit --quiet --recursive build/rsmiss
find build/rsmiss -type f -print0 | xargs -0 .venv/bin/detect-secrets-hook
# one process a core, each with one thread: torch's own threads would only wait for each other
OMP_NUM_THREADS=1 RSMISS_PRECISION=float32 .venv/bin/python -m pytest -q -n auto "$@"
# what learns and maps, once more in bfloat16, which some processors only emulate
[ $# -gt 0 ] || OMP_NUM_THREADS=1 RSMISS_PRECISION=bfloat16 .venv/bin/python -m pytest -q -n auto -m numerical
