#!/bin/sh
# Runs the official SDKs of other languages, and tccli, against an emulator of its own. What a machine lacks, or
# can't download, is said and passed over; what runs and fails fails the whole.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bin="$here/../../.venv/bin"
work=$(mktemp -d)
trap 'kill "$emulator" 2>/dev/null || true; rm -rf "$work"' EXIT
"$bin/akwarden" emulate tencent --scenario empty >"$work/ready" &
emulator=$!
for _ in $(seq 100); do [ -s "$work/ready" ] && break; sleep 0.1; done
set -- $("$bin/python" -c 'import json,sys; r=json.load(open(sys.argv[1])); a=r["accounts"][0]; print(r["endpoint"][7:], a["secret_id"], a["secret_key"])' "$work/ready")

echo "== tccli"
TCCLI_HOME="$work" HOME="$work" "$bin/tccli" sts GetCallerIdentity --secretId "$2" --secretKey "$3" \
	--region ap-guangzhou --endpoint "http://$1" | grep -q RootAccount && echo "ok  the root key is the root's"

echo "== Node.js"
cp "$here/package.json" "$here/smoke.js" "$work"
if command -v npm >/dev/null && (cd "$work" && npm install --silent --no-audit --no-fund >/dev/null 2>&1); then
	(cd "$work" && node smoke.js "$@")
else
	echo "passed over: no npm, or its registry is out of reach"
fi

echo "== Go"
mkdir "$work/go" && cp "$here/go.mod" "$here/smoke.go" "$work/go"
if command -v go >/dev/null && (cd "$work/go" && go mod tidy >/dev/null 2>&1 && go build -o smoke .); then
	"$work/go/smoke" "$@"
else
	echo "passed over: no go, or its modules are out of reach"
fi

echo "== Java"
mkdir "$work/java" && cp "$here/pom.xml" "$here/Smoke.java" "$work/java"
if command -v mvn >/dev/null && command -v javac >/dev/null &&
	(cd "$work/java" && mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib >/dev/null 2>&1); then
	(cd "$work/java" && javac -cp "lib/*" Smoke.java && java -cp "lib/*:." Smoke "$@")
else
	echo "passed over: no Maven or javac, or its repository is out of reach"
fi
