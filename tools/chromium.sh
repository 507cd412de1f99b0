#!/bin/sh
# Prints the path of the browser that the tests drive: AKWARDEN_TEST_CHROMIUM, else a Chromium or Chrome of this machine.
set -eu
if [ -n "${AKWARDEN_TEST_CHROMIUM:-}" ]; then
    [ -x "$AKWARDEN_TEST_CHROMIUM" ] && echo "$AKWARDEN_TEST_CHROMIUM" && exit
    echo "AKWARDEN_TEST_CHROMIUM is $AKWARDEN_TEST_CHROMIUM, which is no program." >&2
    exit 1
fi
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" && exit
done
for path in "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    /Applications/Chromium.app/Contents/MacOS/Chromium; do
    [ -x "$path" ] && echo "$path" && exit
done
echo "Chromium is missing, so no test looks at the console: install it (Debian, Ubuntu: apt-get install chromium) or name one in AKWARDEN_TEST_CHROMIUM." >&2
exit 1
