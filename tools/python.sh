#!/bin/sh
# Prints the path of a Python that akwarden can run on: python3, else a newer one by its name on PATH.
set -eu
for name in python3 python3.13 python3.12 python3.11; do
    # A venv hands on the Python it was made from, so that an active .venv is never built upon itself.
    "$name" -c 'import sys; sys.version_info < (3, 11) and sys.exit(1); print(sys._base_executable)' 2>/dev/null && exit
done
echo "akwarden needs Python 3.11 or newer: install it (Debian, Ubuntu: apt-get install python3.11), then run make again." >&2
exit 1
