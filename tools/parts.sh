#!/bin/sh
# Installs what the tests need beside Python packages, where it is missing: PostgreSQL. As root by apt-get; for
# anybody else it says in one line what to install, and the tests that need it are skipped with the reason.
set -eu
command -v initdb >/dev/null 2>&1 && exit
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && exit
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq >&2 || true
    # Its own server is not wanted: each test run starts one for itself.
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >&2 && exit
fi
echo "PostgreSQL is missing, so no test runs on it: install it (Debian, Ubuntu: apt-get install postgresql)." >&2
