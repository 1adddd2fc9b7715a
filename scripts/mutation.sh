#!/usr/bin/env bash
# How much the tests of the engine's learning and mapping notice: changes the code in small ways, one at a time, and runs
# the tests that concern it. Takes hours without --sample; nothing that a change must pass.
#
#   scripts/mutation.sh [--sample N] [--seed S] [PATH...]    N changes a file; without paths, all that it knows of
#   scripts/mutation.sh --sabotages [PATH...]                mistakes of a method by name (scripts/sabotages.py)
#
# Survivors that are known, and why, stand in tests/mutation.md; what it found goes to build/mutation/report.md, too.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
. scripts/qgis.sh

PACKAGES=build/mutation/packages
if ! cmp -s scripts/mutation.txt "$PACKAGES/requirements.txt"; then
    rm -rf "$PACKAGES"
    # without what they depend on: their operators alone are used, and .venv/ has its own pytest
    .venv/bin/python -m pip --quiet --disable-pip-version-check install --no-deps --target "$PACKAGES" -r scripts/mutation.txt
    cp scripts/mutation.txt "$PACKAGES/requirements.txt"
fi
OMP_NUM_THREADS=1 RSMISS_PRECISION=float32 PYTHONPATH=$PACKAGES .venv/bin/python -m scripts.mutation "$@"
