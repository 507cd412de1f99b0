#!/bin/sh
# Makes the targets given, one after the other, up to the first that fails; then prints the minutes each took.
set -eu
table=""
status=0
for stage in "$@"; do
    started=$(date +%s)
    "${MAKE:-make}" --no-print-directory "$stage" || status=$?
    table="$table$stage $(($(date +%s) - started)) $status
"
    [ "$status" -eq 0 ] || break
done
printf '\nstage     minutes\n'
printf '%s' "$table" | awk '{ printf "%-10s%6.1f%s\n", $1, $2 / 60, $3 ? "  FAILED" : "" }'
exit "$status"
