#!/bin/sh
# Installs what the tests need beside Python packages, where it is missing: PostgreSQL, a Chromium, a Chinese font.
# As root by apt-get; for anybody else it says in one line each what to install, and the tests that need it are
# skipped with the reason.
set -eu
cd "$(dirname "$0")/.."

has_postgresql() {
    command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

has_chinese() {
    # Elsewhere than on Linux the system brings the glyphs.
    [ "$(uname)" != Linux ] || fc-list :lang=zh 2>/dev/null | grep -q .
}

apt_get() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    [ -n "${updated:-}" ] || apt-get update -qq >&2 || true
    updated=yes
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

if ! has_postgresql; then
    # Its own server is not wanted: each test run starts one for itself.
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    fi
    apt_get postgresql ||
        echo "PostgreSQL is missing, so no test runs on it: install it (Debian, Ubuntu: apt-get install postgresql)." >&2
fi

if ! tools/chromium.sh >/dev/null 2>&1; then
    apt_get chromium && tools/chromium.sh >/dev/null || tools/chromium.sh || true
fi

if ! has_chinese; then
    apt_get fontconfig fonts-noto-cjk && has_chinese ||
        echo "No font has Chinese, so screenshots show boxes: install one (Debian, Ubuntu: apt-get install fonts-noto-cjk)." >&2
fi
