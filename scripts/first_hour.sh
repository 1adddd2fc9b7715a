#!/usr/bin/env bash
# The first hour of a new user, measured: from the plugin's zip and an empty profile to a map with a missing layer.
#
# Builds the zip, installs it into a fresh profile of the real QGIS as its plugin manager does, and then presses what a
# person would: set-up, sample project, training, maps. The engine is made from the package registries, from nothing.
# Every step is photographed into OUT. At the end stands the table of docs/times.md: presses, times, and how long the
# window did not answer. It fails where something that a user should see did not appear. With --tour, set-ups that fail
# are photographed before, and every other window of the plugin afterwards. The pictures are to be looked at; they belong
# to nobody's repository.
#
#   scripts/first_hour.sh OUT [--effort quick|standard] [--tour] [--engine PYTHON] [--model FILE]
#
# --engine and --model take an engine and a model that are there instead of making them, for a look at the rest.
set -euo pipefail
out=$(realpath -m "$1")
shift
effort= tour= engine= model=
while [ $# -gt 0 ]; do
    case $1 in
        --effort) effort=$2; shift ;;
        --tour) tour=1 ;;
        --model) model=$(realpath "$2"); shift ;;
        --engine) engine=$(realpath -s "$2"); shift ;;
        *) printf 'first_hour: %s is not known\n' "$1" >&2; exit 2 ;;
    esac
    shift
done
cd "$(dirname "$0")/.."
mkdir -p build
home=$(mktemp -d build/first-hour.XXXXXX) # not where temporary files are: QGIS marks layers from there
home=$PWD/$home
trap 'rm -rf "$home"' EXIT
mkdir -p "$out"
rm -f "$out"/*.png "$out"/*.pdf "$out"/*.html "$out/table.md"
scripts/package.sh "$home/rsmiss.zip"

export RSMISS_HOUR_ZIP=$home/rsmiss.zip RSMISS_HOUR_OUT=$out RSMISS_HOUR_SCRIPTS=$PWD/scripts
export RSMISS_HOUR_EFFORT=$effort RSMISS_HOUR_TOUR=$tour RSMISS_HOUR_MODEL=$model
unset RSMISS_PYTHON QGIS_PLUGINPATH QT_QPA_PLATFORM VIRTUAL_ENV PYTHONPATH
if [ -n "$engine" ]; then export RSMISS_PYTHON=$engine; else unset OMP_NUM_THREADS; fi
# a home and a profile of its own: nothing is there that a new user has not, no cache of packages either
HOME=$home/home XDG_RUNTIME_DIR=$home/run QGIS_CUSTOM_CONFIG_PATH=$home/profile
XDG_CACHE_HOME=$HOME/.cache XDG_CONFIG_HOME=$HOME/.config
export HOME XDG_RUNTIME_DIR QGIS_CUSTOM_CONFIG_PATH XDG_CACHE_HOME XDG_CONFIG_HOME
mkdir -m 700 "$HOME" "$XDG_RUNTIME_DIR"
mkdir "$HOME/Documents"
touch "$HOME/Documents/letter.txt" # nobody's documents are empty
# the screen of a small laptop
xvfb-run --auto-servernum --server-args '-screen 0 1366x768x24' \
    timeout 14000 qgis --nologo --noversioncheck --code scripts/first_hour.py >"$out/log.txt" 2>&1 || { tail -40 "$out/log.txt"; exit 1; }
cat "$out/table.md"
# the pages as a printer gets them
for page in "$out"/*.html; do
    [ -n "$tour" ] && [ -e "$page" ] && command -v chromium pdftoppm >/dev/null || continue
    chromium --headless --no-sandbox --disable-gpu --no-pdf-header-footer --print-to-pdf="${page%.html}.pdf" \
        "file://$page" 2>/dev/null
    pdftoppm -r 70 -png "${page%.html}.pdf" "${page%.html}"
done
