#!/usr/bin/env bash
# Everything that a change must pass: format, lint, types, all tests. Runs on a fresh machine.
#
#   scripts/test.sh [arguments of pytest]
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
. scripts/qgis.sh

.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
# one process a core, each with one thread: torch's own threads would only wait for each other
OMP_NUM_THREADS=1 .venv/bin/python -m pytest -q -n auto "$@"
