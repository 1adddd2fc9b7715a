#!/usr/bin/env bash
# Takes the documentation's pictures anew: makes a scene, a model and maps, draws the figures from them, and
# photographs a real QGIS on a screen that nobody sees. The pictures are kept in docs/pictures.
#
#   scripts/docs_pictures.sh
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
. scripts/qgis.sh
export RSMISS_LAND=$PWD/build/docs/land RSMISS_PICTURES=$QGIS_HOME/pictures
mkdir -p "$RSMISS_LAND" "$RSMISS_PICTURES"

qgis_process plugins enable rsmiss >/dev/null
.venv/bin/python -m scripts.docs_figures "$RSMISS_LAND"

# a home and a profile of its own, so that no picture shows anything of this machine
unset QT_QPA_PLATFORM
HOME=$QGIS_HOME/home XDG_RUNTIME_DIR=$QGIS_HOME/run QGIS_CUSTOM_CONFIG_PATH=$QGIS_HOME/fresh
export HOME XDG_RUNTIME_DIR QGIS_CUSTOM_CONFIG_PATH
mkdir -m 700 "$HOME" "$XDG_RUNTIME_DIR"
timeout 900 xvfb-run --auto-servernum --server-args '-screen 0 1280x900x24' \
    qgis --nologo --noversioncheck --code scripts/docs_pictures.py >"$QGIS_HOME/log" 2>&1 || { cat "$QGIS_HOME/log"; exit 1; }
for picture in toolbox scene train jobs classify map; do
    convert "$RSMISS_PICTURES/$picture.png" -strip +dither -colors 96 -define png:compression-level=9 \
        -define png:exclude-chunks=date,time "PNG8:docs/pictures/$picture.png"
done
printf 'pictures: %s\n' "$PWD/docs/pictures"
