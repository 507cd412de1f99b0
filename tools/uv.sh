#!/bin/sh
# Runs uv with the arguments given: the one on PATH if it is new enough, else one in a venv of its own, .tools/,
# at the version and hashes that requirements.lock pins.
set -eu
cd "$(dirname "$0")/.."
export UV_PYTHON_DOWNLOADS=never  # a Python is asked for, never fetched
oldest=0.8.0                      # as in pyproject.toml, [tool.uv]

new_enough() {
    found=$("$1" --version 2>/dev/null | cut -d ' ' -f 2)
    [ -n "$found" ] && [ "$(printf '%s\n' "$oldest" "$found" | sort -V | head -n 1)" = "$oldest" ]
}

make_venv() {
    python=$(tools/python.sh)
    "$python" -m venv --clear .tools >/dev/null 2>&1 && return
    # Debian and Ubuntu keep a part of the venv module in a package apart.
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq >&2 || true
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >&2 || true
        "$python" -m venv --clear .tools >/dev/null 2>&1 && return
    fi
    rm -rf .tools
    echo "No virtual environment can be made: install $package (Debian, Ubuntu) or uv, then run make again." >&2
    exit 1
}

for uv in uv .tools/bin/uv; do
    if new_enough "$uv"; then exec "$uv" "$@"; fi
done
make_venv
awk '/^uv==/ { found = 1 } found { print } found && !/\\$/ { exit }' requirements.lock >.tools/uv.txt
.tools/bin/python -m pip install --quiet --disable-pip-version-check \
    --require-hashes --no-deps --only-binary :all: --requirement .tools/uv.txt >&2
exec .tools/bin/uv "$@"
