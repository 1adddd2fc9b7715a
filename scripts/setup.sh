#!/usr/bin/env bash
# Sets up what the demo and the tests need: QGIS, and .venv/ with the engine's packages. A second run has nothing to do.
#
#   scripts/setup.sh
#
# RSMISS_WHEELS=FOLDER installs the Python packages from a folder of wheels, without a network.
set -euo pipefail
cd "$(dirname "$0")/.."

PACKAGES=(qgis qgis-providers python3-qgis xvfb xauth imagemagick python3-venv gdal-bin)
OLDEST=3.34 # QGIS
VENV=.venv
STAMP=$VENV/requirements.sha256

say() { printf 'setup: %s\n' "$*"; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
version() { dpkg-query -W -f='${Version}' qgis 2>/dev/null || true; }
candidate() { LC_ALL=C apt-cache policy qgis | awk '/Candidate:/ { print $2 }'; }
recent() { [ -n "$1" ] && [ "$1" != "(none)" ] && dpkg --compare-versions "$1" ge "$OLDEST"; }

missing=()
for package in "${PACKAGES[@]}"; do
    installed "$package" || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ] || ! recent "$(version)"; then
    if ! command -v apt-get >/dev/null; then
        say "this system has no apt; install QGIS $OLDEST or newer, its Python and python3-venv by hand" >&2
        exit 1
    fi
    say "QGIS and its tools"
    as_root apt-get update -qq
    release=()
    if ! recent "$(candidate)"; then
        # Debian stable lags behind: its backports hold QGIS's long-term release. The mirror is the one already in use.
        codename=$(. /etc/os-release && printf '%s' "$VERSION_CODENAME")
        mirror=$(LC_ALL=C apt-get indextargets --format '$(SITE)' 'Created-By: Packages' "Codename: $codename" | head -1)
        printf 'deb %s %s-backports main\n' "$mirror" "$codename" |
            as_root tee "/etc/apt/sources.list.d/$codename-backports.list" >/dev/null
        as_root apt-get update -qq
        release=(-t "$codename-backports")
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${release[@]}" \
        "${PACKAGES[@]}" >/dev/null
    recent "$(version)" || { say "QGIS $(version) is too old; $OLDEST or newer is needed" >&2; exit 1; }
fi

version_of() { "$1" -c 'import sys; print(sys.version)' 2>/dev/null || true; }
# Whether an index answers. pip alone would wait for it, and again for each package.
answers() {
    timeout 10 "$VENV/bin/python" -c 'import sys, urllib.request as u; u.urlopen(sys.argv[1], timeout=5)' "$1" 2>/dev/null
}

numpy=$(/usr/bin/python3 -c 'import numpy; print(numpy.__version__)')
wanted=$( (cat requirements.txt requirements-dev.txt; version_of /usr/bin/python3; echo "$numpy") | sha256sum)
if [ "$(cat "$STAMP" 2>/dev/null || true)" != "$wanted" ]; then
    say "Python packages in $VENV/"
    # QGIS's own Python and its packages (osgeo, numpy), so that the engine shares one numpy and one GDAL with them
    if [ "$(version_of "$VENV/bin/python")" != "$(version_of /usr/bin/python3)" ]; then
        /usr/bin/python3 -m venv --clear --system-site-packages "$VENV" # none yet, or the system's Python is another now
    fi
    pip=("$VENV/bin/python" -m pip --quiet --disable-pip-version-check)
    sources=()
    [ -z "${RSMISS_WHEELS:-}" ] || sources=(--no-index --find-links "$RSMISS_WHEELS")
    constraints=$(mktemp)
    trap 'rm -f "$constraints"' EXIT
    printf 'numpy==%s\n' "$numpy" >"$constraints"
    # Without a GPU the small build of torch does; plain torch for Linux brings gigabytes of CUDA along.
    torch=$(grep '^torch==' requirements.txt)
    if ! command -v nvidia-smi >/dev/null; then
        small=("${pip[@]}" --timeout 15 --retries 0 install "${sources[@]}" -c "$constraints" "$torch+cpu")
        index=https://download.pytorch.org/whl/cpu
        "${small[@]}" 2>/dev/null || # pip's own settings may know where it is
            { [ -z "${RSMISS_WHEELS:-}" ] && answers "$index/torch/" &&
                "${small[@]}" --extra-index-url "$index" 2>/dev/null; } ||
            say "no CPU build of torch found; taking the one with CUDA"
    fi
    "${pip[@]}" install "${sources[@]}" -c "$constraints" -r requirements-dev.txt
    printf '%s\n' "$wanted" >"$STAMP"
fi
say "ready"
