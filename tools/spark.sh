#!/bin/sh
# Makes .venv-spark, in which the analytics run on Spark: what requirements-spark.lock pins, and akwarden without
# its dependencies. Quick when nothing changed. Java is installed by apt-get as root where it is missing; for
# anybody else it says in one line what to install, and the tests that need it are skipped with the reason.
set -eu
cd "$(dirname "$0")/.."
venv=.venv-spark

install_java() {
    command -v java >/dev/null 2>&1 && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq >&2 || true
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            openjdk-17-jre-headless >&2 && return
    fi
    echo "Java is missing, so nothing runs on Spark: install it (Debian, Ubuntu: apt-get install openjdk-17-jre-headless)." >&2
}

install_java
cmp -s requirements-spark.lock "$venv/.done" && exit
tools/uv.sh venv --quiet --allow-existing --python "$(tools/python.sh)" "$venv"
# pyspark is published as source only; what builds it is pinned by the same file.
tools/uv.sh pip sync --quiet --python "$venv/bin/python" --require-hashes --only-binary :all: --no-binary pyspark \
    --build-constraints requirements-spark.lock requirements-spark.lock
tools/uv.sh pip install --quiet --python "$venv/bin/python" --no-deps --editable .
cp requirements-spark.lock "$venv/.done"
