"""Secrets made up at run time, the places in audit records they are put into, and the search for them."""

import base64
import gzip
import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

from tests.detectors.secrets.scanning import rules

from akwarden.detectors.records.scrubber import RecordScrubber
from akwarden.model.audit_record import RecordBlock
from akwarden.workflows.rule_check import expand

PLAIN = ("{32*A}", "{40*S}", "{20*A}", "{64*h}", "Pw{4*D}{12*A}", "{8*h}-{4*h}-{4*h}-{4*h}-{12*h}", "{24*W}")
"""Secrets of letters, digits and a few marks."""
MARKED = (
    *PLAIN,
    "Pa$$w0!{14*A}#~",
    "q\"uo\\te{16*A}'",
    "päss{14*A}密码",
    "two words {12*A}",
    "{10*A}/+={10*A}%41",
)
"""Secrets with whatever a person may type."""


@cache
def scrubber() -> RecordScrubber:
    """Return a scrubber with our own rules, made once in each process."""
    return RecordScrubber(rules())


def block(*records: bytes) -> RecordBlock:
    """Return records as they come from a file."""
    return RecordBlock("trail.json", records, range(1, len(records) + 1), [0] * len(records))


def dumps(value: Any, *, ascii_only: bool = False) -> str:
    """Return compact JSON."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=ascii_only)


def cloudaudit(request: Any, *, nested: bool = True, **more: Any) -> dict[str, Any]:
    """Return a record of Tencent Cloud in the shape of its samples; what it holds is quoted JSON."""
    source = random.Random(7)
    return {
        "actionType": "Write",
        "apiVersion": "3.0",
        "errorCode": 0,
        "errorMessage": "",
        "eventID": "".join(source.choices("0123456789abcdef", k=32)),
        "eventName": "UpdateFunctionConfiguration",
        "eventRegion": "ap-guangzhou",
        "eventSource": "scf.ap-guangzhou.api.tencentyun.com",
        "eventTime": 1700000000,
        "eventType": "ApiCall",
        "eventVersion": 2,
        "requestParameters": dumps(request) if nested else request,
        "resourceType": "scf",
        "sourceIPAddress": "203.0.113.7",
        "userAgent": "SDK_PYTHON_3.0.1000",
        "userIdentity": {
            "accountId": "100000000001",
            "principalId": "100000000002",
            "secretId": expand("AKID{32*A}", 1),
            "sessionContext": dumps({"ua": "x", "userIp": "203.0.113.7"}),
            "type": "CAMUser",
            "userName": "deploy",
        },
        **more,
    }


def cloudtrail(request: Any = None, response: Any = None, **more: Any) -> dict[str, Any]:
    """Return a record of AWS in the shape of its user guide."""
    return {
        "eventVersion": "1.08",
        "userIdentity": {
            "type": "AssumedRole",
            "principalId": "AROA2345672345672345A:ci",
            "arn": "arn:aws:sts::111122223333:assumed-role/ci/ci",
            "accountId": "111122223333",
            "accessKeyId": expand("ASIA{16*B}", 2),
        },
        "eventTime": "2026-01-02T03:04:05Z",
        "eventSource": "lambda.amazonaws.com",
        "eventName": "UpdateFunctionConfiguration20150331v2",
        "awsRegion": "eu-central-1",
        "sourceIPAddress": "198.51.100.7",
        "userAgent": "aws-cli/2.15.0",
        "requestParameters": request,
        "responseElements": response,
        "requestID": "0a1b2c3d-1111-2222-3333-444455556666",
        "eventID": "0a1b2c3d-7777-8888-9999-000011112222",
        "readOnly": False,
        **more,
    }


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _fields() -> Iterator[tuple[str, Callable[[str], Any]]]:
    """Yield fields that are known by their names, of both clouds."""
    for name in (
        *("sessionToken", "SecretKey", "secretAccessKey", "password", "MasterUserPassword", "private_key"),
        *(
            "clientSecret",
            "webhookSecret",
            "SecretString",
            "TmpSecretKey",
            "X-COS-Security-Token",
            "refresh_token",
        ),
    ):
        yield f"CloudAudit {name}", lambda s, n=name: cloudaudit({"Config": {n: s}, "Region": "ap-x"})  # type: ignore[misc]
        yield f"CloudTrail {name}", lambda s, n=name: cloudtrail({"config": {n: s}})  # type: ignore[misc]
        yield (
            f"CloudAudit three levels {name}",
            lambda s, n=name: cloudaudit(  # type: ignore[misc]
                {"Body": dumps({"Inner": dumps({"list": [{n: s}]})})}
            ),
        )


PLACES: Mapping[str, tuple[tuple[str, ...], Callable[[str], bytes]]] = {
    **{
        name: (MARKED, lambda s, make=make: dumps(make(s)).encode())  # type: ignore[misc]
        for name, make in _fields()
    },
    "session token in a quoted session": (
        MARKED,
        lambda s: dumps(
            {**cloudaudit({}), "userIdentity": {"sessionContext": dumps({"token": s, "userIp": "192.0.2.1"})}}
        ).encode(),
    ),
    "answer of AssumeRole": (
        PLAIN,
        lambda s: dumps(
            cloudtrail(
                response={
                    "credentials": {
                        "accessKeyId": expand("ASIA{16*B}", 5),
                        "sessionToken": s,
                        "expiration": "x",
                    }
                }
            )
        ).encode(),
    ),
    "environment as key and value": (
        MARKED,
        lambda s: dumps(
            cloudaudit(
                {
                    "Environment": {
                        "Variables": [{"Key": "DB_PASSWORD", "Value": s}, {"Key": "A", "Value": "b"}]
                    }
                }
            )
        ).encode(),
    ),
    "environment as value and name": (
        MARKED,
        lambda s: dumps(cloudtrail({"environment": [{"value": s, "name": "API_TOKEN"}]})).encode(),
    ),
    "environment as names": (
        MARKED,
        lambda s: dumps(cloudtrail({"environment": {"variables": {"STRIPE_SECRET": s}}})).encode(),
    ),
    "environment as lines": (
        PLAIN,
        lambda s: dumps(cloudtrail({"containers": [{"env": ["MODE=prod", f"MYSQL_PASSWORD={s}"]}]})).encode(),
    ),
    "secure parameter": (
        MARKED,
        lambda s: dumps(
            cloudtrail({"name": "/prod/app/licence", "value": s, "type": "SecureString"})
        ).encode(),
    ),
    "parameter by its path": (
        MARKED,
        lambda s: dumps(cloudtrail({"name": "/prod/db/password", "type": "String", "value": s})).encode(),
    ),
    "user data": (
        PLAIN,
        lambda s: dumps(
            cloudaudit(
                {
                    "UserData": _b64(f"#!/bin/bash\nset -e\nexport DB_PASSWORD={s}\n./start.sh\n"),
                    "ImageId": "img-1",
                }
            )
        ).encode(),
    ),
    "user data compressed": (
        PLAIN,
        lambda s: dumps(
            cloudaudit(
                {
                    "UserData": base64.b64encode(
                        gzip.compress(f"export API_TOKEN={s}\n".encode(), mtime=0)
                    ).decode()
                }
            )
        ).encode(),
    ),
    "base64 in base64": (
        PLAIN,
        lambda s: dumps(
            cloudtrail({"userData": _b64(f"#cloud-config\ncontent: {_b64(f'client_secret: {s} ')}\n")})
        ).encode(),
    ),
    "hexadecimal": (
        PLAIN,
        lambda s: dumps(cloudtrail({"payload": f"prefix password={s} suffix".encode().hex()})).encode(),
    ),
    "PowerShell": (
        PLAIN,
        lambda s: dumps(
            cloudtrail(
                {
                    "command": "powershell -enc "
                    + base64.b64encode(f"$password='{s}'".encode("utf-16-le")).decode()
                }
            )
        ).encode(),
    ),
    "command with an option": (
        PLAIN,
        lambda s: dumps(cloudaudit({"Content": f"mysqladmin --user root --password {s} status"})).encode(),
    ),
    "command with an option in a list": (
        MARKED,
        lambda s: dumps(cloudtrail({"parameters": {"commands": ["login", "--password", s]}})).encode(),
    ),
    "mysql": (
        PLAIN,
        lambda s: dumps(cloudtrail({"commands": [f"mysql -uroot -p{s} -e 'select 1'"]})).encode(),
    ),
    "curl": (
        PLAIN,
        lambda s: dumps(cloudtrail({"commands": [f"curl -u bot:{s} https://ci.example/"]})).encode(),
    ),
    "bearer": (
        PLAIN,
        lambda s: dumps(
            cloudtrail({"commands": [f'curl -H "Authorization: Bearer {s}" https://ci.example/']})
        ).encode(),
    ),
    "header": (
        PLAIN,
        lambda s: dumps(
            cloudtrail({"headers": {"Authorization": [f"Bearer {s}"], "accept": ["*/*"]}})
        ).encode(),
    ),
    "header as name and value": (
        MARKED,
        lambda s: dumps(cloudtrail({"headers": [{"name": "X-Amz-Security-Token", "value": s}]})).encode(),
    ),
    "cookie": (
        PLAIN,
        lambda s: dumps(cloudaudit({"Headers": f"Host: a.example\r\nCookie: skey={s}"})).encode(),
    ),
    "address with a password": (
        PLAIN[:3],
        lambda s: dumps(
            cloudtrail({"repository": f"https://bot:{quote(s, safe='')}@git.example/a.git"})
        ).encode(),
    ),
    "query": (
        PLAIN,
        lambda s: dumps(
            cloudaudit({"Url": f"https://b.cos.example/k?a=b&x-cos-security-token={quote(s, safe='')}&c=d"})
        ).encode(),
    ),
    "query in a query": (
        PLAIN,
        lambda s: dumps(
            cloudaudit(
                {"Url": "https://b.cos.example/k?sign=" + quote(f"q-ak=AKID&q-signature={s}&q-x=1", safe="")}
            )
        ).encode(),
    ),
    "percent signs for all": (
        PLAIN,
        lambda s: dumps(
            cloudtrail({"body": "".join(f"%{byte:02X}" for byte in f'{{"password":"{s}"}}'.encode())})
        ).encode(),
    ),
    "percent signs twice": (
        PLAIN,
        lambda s: dumps(cloudtrail({"body": quote(quote(f"secret_key={s}&a=b", safe=""), safe="")})).encode(),
    ),
    "COS log line": (
        PLAIN,
        lambda s: (
            "1 b-1250000000 ap-x 2026-01-02T03:04:05Z example.com GetObject 192.0.2.1 "
            f"{expand('AKID{32*A}', 1)} k NmZhZDE= 0 200 GET "
            f"/k?x-cos-security-token={quote(s, safe='')}&n=1 - 12"
        ).encode(),
    ),
    "escaped name and value": (
        PLAIN,
        lambda s: (
            dumps(cloudtrail({"config": {"password": "@"}}))
            .replace(
                '"password":"@"', '"\\u0070\\u0061ssword":"' + "".join(f"\\u{ord(c):04x}" for c in s) + '"'
            )
            .encode()
        ),
    ),
    "escapes of another language": (
        PLAIN,
        lambda s: (
            dumps(cloudaudit({"Query": f"a=b&secretKey={s}"}))
            .replace("&", "\\u0026")
            .replace("=", "\\u003d")
            .encode()
        ),
    ),
    "broken JSON": (
        PLAIN,
        lambda s: (
            '{"eventVersion":2,"requestParameters":"{"Name":"x","SecretKey":"'
            + s
            + '","Region":"ap-x"}","a":"b"}'
        ).encode(),
    ),
    "cut off JSON": (
        PLAIN,
        lambda s: dumps(cloudaudit({"Token": s, "Name": "x"})).encode()[:-20],
    ),
    "markup": (
        PLAIN,
        lambda s: dumps(cloudtrail({"xml": f"<Config><Password>{s}</Password></Config>"})).encode(),
    ),
    "entities": (
        PLAIN,
        lambda s: dumps(cloudtrail({"html": f"{{&quot;password&quot;:&quot;{s}&quot;}}"})).encode(),
    ),
    "SQL": (
        PLAIN,
        lambda s: dumps(cloudaudit({"Sql": f"ALTER USER app IDENTIFIED BY '{s}';"})).encode(),
    ),
    "chpasswd": (
        PLAIN,
        lambda s: dumps(cloudaudit({"Content": _b64(f"echo 'root:{s}' | sudo chpasswd\n")})).encode(),
    ),
    "own field and elsewhere": (
        PLAIN,
        lambda s: dumps(
            cloudtrail(
                {
                    "password": s,
                    "note": f"the new one is {s}",
                    "again": _b64(f"x{s}yz"),
                    "hex": s.encode().hex(),
                }
            )
        ).encode(),
    ),
    "GitHub token": (
        ("ghp_{36*A}",),
        lambda s: dumps(cloudtrail({"source": f"https://api.example/?x={s}"})).encode(),
    ),
    "GitHub token in base64": (
        ("ghp_{36*A}",),
        lambda s: dumps(cloudaudit({"Content": _b64(f"git clone with {s} please")})).encode(),
    ),
    "key in a table": (
        ("{32*A}",),
        lambda s: dumps(cloudaudit({"Content": f"{expand('AKID{32*A}', 9)},{s}\n"})).encode(),
    ),
    "AWS key in a file": (
        ("{40*S}",),
        lambda s: dumps(
            cloudtrail({"commands": [f"printf '{expand('AKIA{16*B}', 9)} {s}' > ~/.aws/x"]})
        ).encode(),
    ),
    "AWS key under a neutral name": (
        ("{40*S}",),
        lambda s: dumps(cloudtrail({"id": expand("AKIA{16*B}", 9), "key": s})).encode(),
    ),
    "private key": (
        ("{64*S}",),
        lambda s: dumps(
            cloudtrail(
                {
                    "body": f"-----BEGIN RSA PRIVATE KEY-----\n{s}\n{expand('{64*S}', 3)}\n"
                    "-----END RSA PRIVATE KEY-----\n"
                }
            )
        ).encode(),
    ),
    "webhook": (
        ("{8*h}-{4*h}-{4*h}-{4*h}-{12*h}",),
        lambda s: dumps(
            cloudaudit({"Url": f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={s}"})
        ).encode(),
    ),
}
"""For each place, which secrets may stand in it, and a record in which one does."""


def cases(least: int) -> list[tuple[str, str, bytes]]:
    """Return at least so many secrets, each with its place and its record."""
    found: list[tuple[str, str, bytes]] = []
    seed = 0
    while len(found) < least:
        for name, (templates, make) in PLACES.items():
            seed += 1
            secret = expand(templates[seed % len(templates)], 10_000 + seed)
            found.append((name, secret, make(secret)))
    return found


def traces(secret: str, text: bytes) -> list[str]:
    """Return in which forms a secret, or a half of one, is still in a text."""
    return [name for name, form in _forms(secret) if form and form.lower() in text.lower()]


def _forms(secret: str) -> Iterator[tuple[str, bytes]]:
    middle = len(secret) // 2
    for name, part in (("whole", secret), ("first half", secret[:middle]), ("last half", secret[middle:])):
        yield name, part.encode()
        yield f"{name} reversed", part[::-1].encode()
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            content = part.encode(encoding)
            yield f"{name} {encoding}", content
            yield f"{name} {encoding} in hex", content.hex().encode()
            for offset in range(3):
                text = base64.b64encode(bytes(offset) + content)
                core = text[-(-offset * 8 // 6) : (offset + len(content)) * 8 // 6]
                yield f"{name} {encoding} in base64, {offset} off", core
                yield (
                    f"{name} {encoding} in base64 for URLs, {offset} off",
                    core.replace(b"+", b"-").replace(b"/", b"_"),
                )
        yield f"{name} in percent signs", quote(part, safe="").encode()
        yield f"{name} in percent signs only", "".join(f"%{byte:02x}" for byte in part.encode()).encode()
        yield f"{name} escaped", "".join(f"\\u{ord(c):04x}" for c in part).encode()
        string = part
        for depth in range(1, 4):
            string = dumps(string)[1:-1]
            yield f"{name} quoted {depth} times", string.encode()


def scrub(records: Iterable[bytes]) -> list[bytes]:
    """Return the records without their secrets."""
    clean, _ = scrubber().scrub(block(*records))
    return list(clean)
