#!/bin/sh
# Builds the console of web/ into src/akwarden/frontends/web/, with what web/package-lock.json pins; with the
# argument `packages` it installs those and no more. Quick when nothing changed.
set -eu
cd "$(dirname "$0")/.."
packages=web/node_modules/.packages
built=web/node_modules/.built

locked() { cat web/package.json web/package-lock.json web/.npmrc; }

# By content and not by time: a check-out, or a tool that writes a file anew as it was, changes nothing.
sources() {
    find web -path web/node_modules -prune -o -type f -exec cksum {} + | LC_ALL=C sort -k 3
}

if ! locked | cmp -s - "$packages"; then
    # What packages would run when they are installed is not run.
    tools/node.sh npm --prefix web ci --ignore-scripts >&2
    locked >"$packages"
fi
[ "${1:-}" != packages ] || exit 0
now=$(sources)
[ -e src/akwarden/frontends/web/index.html ] && [ "$now" = "$(cat "$built" 2>/dev/null)" ] && exit
rm -f "$built"
tools/node.sh npm --prefix web run build >&2
printf '%s\n' "$now" >"$built"
