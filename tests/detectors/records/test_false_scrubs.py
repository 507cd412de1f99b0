"""What is no secret stays: all real records that we have, and what was taken out of them, judged by eye."""

import gzip
import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot
from tests.detectors.records.canaries import block, cloudaudit, cloudtrail, dumps, scrubber

from akwarden.workflows.rule_check import expand

SAMPLES = Path(__file__).parents[2] / "samples" / "audit"


@cache
def real() -> tuple[bytes, ...]:
    """Return the real records of AWS, one event each, and those of Tencent Cloud."""
    files = [gzip.decompress(path.read_bytes()) for path in sorted(SAMPLES.glob("aws/*.ndjson.gz"))]
    lines = [line for file in files for line in file.splitlines()]
    events = [dumps(fields.get("event", fields)).encode() for fields in map(json.loads, lines)]
    return (*events, *(path.read_bytes() for path in sorted(SAMPLES.glob("tencent/*.json"))))


def texts(value: Any, name: str = "") -> list[tuple[str, Any]]:
    """Return every value with its name, in order."""
    if isinstance(value, dict):
        return [pair for key, one in value.items() for pair in texts(one, key)]
    if isinstance(value, list):
        return [pair for one in value for pair in texts(one, name)]
    return [(name, value)]


def test_what_is_taken_out_of_real_records() -> None:
    _, told = scrubber().scrub(block(*real()))

    assert Counter((secret.field, secret.rule) for secret in told) == snapshot(
        Counter(
            {
                ("responseElements.credentials.sessionToken", "audit-secret-field"): 13,
                ("userIdentity.sessionContext.token", "audit-secret-field"): 1,
            }
        )
    )


def test_nothing_else_of_real_records_changes() -> None:
    records = [record for record in real() if json.loads(record)]

    clean, _ = scrubber().scrub(block(*records))

    changed = [
        (name, before)
        for record, after in zip(records, clean, strict=True)
        if record is not after
        for (name, before), (_, now) in zip(texts(json.loads(record)), texts(json.loads(after)), strict=True)
        if before != now
    ]
    assert len(records) > 800
    assert {name for name, _ in changed} == snapshot({"CloudAuditEvent", "sessionToken"})


ORDINARY = {
    "requestID": "7d5c3c9e-1111-2222-3333-444455556666",
    "x-amz-id-2": "{75*S}=",
    "etag": "{32*h}",
    "sha256": "{64*h}",
    "nextToken": "{300*S}",
    "NextToken": "{90*W}",
    "continuationToken": "{120*S}=",
    "clientToken": "{36*W}",
    "ClientRequestToken": "{32*A}",
    "subjectFromWebIdentityToken": "repo:acme/shop:ref:refs/heads/main",
    "secretId": "AKID{32*A}",
    "accessKeyId": "AKIA{16*B}",
    "principalId": "AROA{17*B}:session",
    "secretArn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf",
    "secretName": "prod/db/password",
    "kmsKeyId": "arn:aws:kms:eu-west-1:111122223333:key/7d5c3c9e-1111-2222-3333-444455556666",
    "passwordLastUsed": "2026-01-02T03:04:05Z",
    "key": "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/01/02/{16*A}.json.gz",
    "eventName": "GetSessionToken",
    "errorMessage": "The security token included in the request is invalid: check your password and secret.",
    "policyDocument": '{{"Action":["secretsmanager:GetSecretValue","iam:CreateLoginProfile"]}}',
    "userAgent": "aws-cli/2.17.32 md/awscrt#0.21.2 ua/2.0 exec-env/{36*W} cfg/retry-mode#standard",
    "signatureVersion": "SigV4",
    "AuthenticationMethod": "AuthHeader",
    "resource": "qcs::cam:uin/100000000001:secret/{24*A}",
    "image": "registry.example/app@sha256:{64*h}",
    "url": "https://b.cos.example/a%20b/%E4%BD%A0%E5%A5%BD?versionId={32*A}",
}


@pytest.mark.parametrize("name", ORDINARY)
def test_what_only_looks_like_a_secret_stays(name: str) -> None:
    value = expand(ORDINARY[name], 5).replace("{{", "{").replace("}}", "}")
    records = [
        dumps(cloudtrail({"a": {name: value}})).encode(),
        dumps(cloudaudit({"A": {name: value}})).encode(),
        dumps(cloudaudit({"A": dumps({name: [value]})})).encode(),
    ]

    clean, told = scrubber().scrub(block(*records))

    assert not told
    assert list(clean) == records
