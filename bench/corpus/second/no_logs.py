"""Logs, headers and exports without credentials."""

from corpus.model import Form

FORMS = (
    Form(
        "log/no-trace-and-span-ids",
        "gateway.log traces.log otel.json",
        "",
        """⟦rep:5-12:⟦date⟧T⟦time⟧Z INFO traceparent=00-⟦hex:32⟧-⟦hex:16⟧-01 key=user:⟦num:6⟧ \
token_valid=true secret_rotated=false tc-request-id=⟦uuid⟧
⟧""",
    ),
    Form(
        "log/no-session-ids-in-an-access-log",
        "access.log nginx.log",
        "",
        """⟦rep:4-9:⟦ip⟧ - - [⟦date⟧:⟦time⟧ +0800] "GET /⟦word⟧/keys/list;jsessionid=⟦HEX:32⟧\
 HTTP/1.1" 200 ⟦num:4⟧ \
"-" "Mozilla/5.0" rid=⟦hex:32⟧
⟧""",
    ),
    Form(
        "http/no-etags-and-request-ids",
        "response.http headers.txt",
        "",
        """HTTP/1.1 200 OK
Server: tencent-cos
ETag: "⟦hex:32⟧-⟦int:2:90⟧"
x-cos-hash-crc64ecma: ⟦num:19⟧
x-cos-request-id: ⟦digest:40⟧
x-amz-version-id: ⟦alnum:32⟧
x-amz-id-2: ⟦digest:57⟧
Content-MD5: ⟦digest:16⟧
X-Content-Key-Version: ⟦uuid⟧
""",
    ),
    Form(
        "yaml/no-ci-cache-keys",
        ".circleci/config.yml .github/workflows/build.yml",
        "",
        """jobs:
  build:
    steps:
      - uses: actions/cache@⟦hex:40⟧
        with:
          path: ~/.npm
          key: deps-v2-${{ runner.os }}-⟦hex:64⟧
          restore-keys: deps-v2-⟦hex:64⟧
      - run: ./deploy.sh
        env:
          TENCENT_SECRET_ID: ${{ secrets.TENCENT_SECRET_ID }}
          AWS_SECRET_ACCESS_KEY: ${{ secrets.AWS_SECRET_ACCESS_KEY }}
          SECRET_KEY_BASE: dummy
""",
    ),
    Form(
        "python/no-tests-with-dummy-keys",
        "test_storage.py conftest.py",
        "",
        """import pytest


@pytest.fixture
def aws_credentials(monkeypatch):
    # moto never leaves this machine
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "fake-id")
    monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "fake-key")


def test_digest():
    assert digest(b"x") == "⟦hex:64⟧"
    assert secret_key is not None and access_key_id != "AKID" + "0" * 32
""",
    ),
    Form(
        "csv/no-billing-export-with-resource-ids",
        "bill.csv usage.csv",
        "",
        """TransactionId,ResourceId,Operator,Region,Cost,TraceKey
⟦rep:5-12:⟦num:20⟧,ins-⟦low:8⟧,1000⟦num:8⟧,ap-guangzhou,⟦int:1:900⟧.⟦num:2⟧,⟦hex:32⟧
⟧⟦num:20⟧,cdb-⟦low:8⟧,1000⟦num:8⟧,ap-beijing,0.00,⟦uuid⟧
""",
    ),
)
