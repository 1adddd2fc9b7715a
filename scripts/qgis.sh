# Sourced by the other scripts: a QGIS without a window, with a profile of its own that sees this checkout as the plugin
# rsmiss, and .venv/ as the engine's Python. Leaves no trace in the user's own profile.
#
# QGIS_HOME: the folder that holds the plugin link and the profile, removed when the script ends.

ROOT=$(pwd)
QGIS_HOME=$(mktemp -d)
trap 'rm -rf "$QGIS_HOME"' EXIT
mkdir -p "$QGIS_HOME/plugins" "$QGIS_HOME/profile"
ln -s "$ROOT" "$QGIS_HOME/plugins/rsmiss"

export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}
export QGIS_PLUGINPATH=$QGIS_HOME/plugins
export QGIS_CUSTOM_CONFIG_PATH=$QGIS_HOME/profile
export RSMISS_PYTHON=$ROOT/.venv/bin/python
