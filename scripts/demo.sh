#!/usr/bin/env bash
# From nothing to maps: sets up, makes the sample scene, trains LDS2AE, maps with and without some of the layers, and
# compares with random forests. Everything lands in demo/.
#
#   scripts/demo.sh [STEP...]    steps: scene train map compare; without any, all of them
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
. scripts/qgis.sh
.venv/bin/python -m scripts.demo "$@"
