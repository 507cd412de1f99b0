"""Attacks first: secrets of many kinds in many places of records of both clouds; none may be left."""

import json
import traceback
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.records.canaries import (
    PLACES,
    block,
    cases,
    cloudaudit,
    cloudtrail,
    dumps,
    scrub,
    scrubber,
    traces,
)

from akwarden.detectors.records.names import secret_kind
from akwarden.model.finding import KeyType
from akwarden.workflows.rule_check import expand

CASES = cases(240)
NAIVE = {"sessionToken", "SecretKey", "secretAccessKey", "password", "token", "SecretString"}


def naive(record: bytes) -> bytes:
    """Return what a scrubber leaves that knows exact names in the first two levels only."""
    try:
        fields = json.loads(record)
    except ValueError:
        return record
    for parent in (fields, *(value for value in fields.values() if isinstance(value, dict))):
        for name in NAIVE & parent.keys():
            parent[name] = "***"
    return dumps(fields).encode()


@pytest.mark.parametrize("place", PLACES)
def test_no_form_of_a_secret_is_left(place: str) -> None:
    ours = [(secret, record) for name, secret, record in CASES if name == place]

    clean = scrub(record for _, record in ours)

    assert ours
    assert [traces(secret, after) for (secret, _), after in zip(ours, clean, strict=True)] == [[]] * len(ours)


def test_the_search_for_secrets_finds_what_a_naive_scrubber_leaves() -> None:
    left = [name for name, secret, record in CASES if traces(secret, naive(record))]

    assert len(CASES) >= 200
    assert len(set(left)) > len(PLACES) * 9 // 10


def test_secrets_are_in_no_text_of_the_results() -> None:
    clean, told = scrubber().scrub(block(*(record for _, _, record in CASES)))

    shown = repr(told) + repr(clean) + str(told) + "".join(secret.field + secret.title for secret in told)
    assert [secret for _, secret, _ in CASES if secret in shown] == []
    assert all(secret.secret.reveal() for secret in told)


def test_an_exception_shows_no_secret() -> None:
    secret = expand("{32*A}", 4)
    record: Any = {"password": secret}  # no bytes

    with pytest.raises((TypeError, AttributeError)) as caught:
        scrubber().scrub(block(record))

    assert secret not in "".join(traceback.format_exception(caught.value))


def test_every_secret_is_told_once_with_its_record() -> None:
    records = [cloudtrail({"password": expand("{20*A}", n)}) for n in range(5)]

    _, told = scrubber().scrub(block(*(dumps(record).encode() for record in records)))

    assert [(secret.record, secret.field) for secret in told] == [
        (n, "requestParameters.password") for n in range(5)
    ]


def test_json_stays_json_of_the_same_structure() -> None:
    for name, _, record in CASES:
        try:
            before = json.loads(record)
        except ValueError:
            continue

        after = json.loads(scrub([record])[0])

        assert shape(after) == shape(before), name


def shape(value: Any) -> Any:
    """Return keys, types and lengths of lists, also of JSON inside strings."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    if isinstance(value, list):
        return [shape(one) for one in value]
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return shape(json.loads(value))
        except ValueError:
            return str
    return type(value)


def test_records_without_secrets_are_the_same_objects() -> None:
    records = [
        dumps(cloudtrail({"bucketName": "b", "key": "a/b/c.txt"})).encode(),
        dumps(cloudaudit({"NextToken": expand("{200*S}", 1), "ClientToken": "abc"})).encode(),
        dumps(cloudtrail({"secretId": "arn:aws:secretsmanager:eu-west-1:1:secret:prod-AbCdEf"})).encode(),
        b"",
        b"\xff\xfe no JSON",
        b"null",
    ]

    clean, told = scrubber().scrub(block(*records))

    assert not told
    assert all(after is before for after, before in zip(clean, records, strict=True))


def test_a_session_token_is_told_with_its_key() -> None:
    token = expand("{120*A}", 6)
    session = dumps({"token": token, "userIp": "192.0.2.1"})
    identity = {"type": "CAMUser", "secretId": expand("AKID{32*A}", 1), "sessionContext": session}

    clean, told = scrubber().scrub(block(dumps({**cloudaudit({}), "userIdentity": identity}).encode()))

    (secret,) = told
    assert (secret.field, secret.rule) == ("userIdentity.sessionContext.token", "audit-secret-field")
    assert (secret.provider, secret.key_id) == ("tencent", identity["secretId"])
    assert (secret.title, secret.key_type) == ("Token in an audit record", KeyType.TEMPORARY)
    assert secret.secret.reveal() == token.encode()
    kept = json.loads(json.loads(clean[0])["userIdentity"]["sessionContext"])
    assert kept == {"token": "[scrubbed:audit-secret-field]", "userIp": "192.0.2.1"}


def test_a_key_that_a_rule_knows_is_told_as_what_it_is() -> None:
    key_id, secret_key = expand("AKID{32*A}", 21), expand("{32*A}", 22)
    request = {
        "Environment": {
            "Variables": [{"Key": "SECRET_ID", "Value": key_id}, {"Key": "SECRET_KEY", "Value": secret_key}]
        }
    }

    clean, told = scrubber().scrub(block(dumps(cloudaudit(request)).encode()))

    assert [(s.rule, s.provider, s.key_id, s.secret.reveal()) for s in told] == [
        ("tencent-access-key", "tencent", key_id, secret_key.encode())
    ]
    assert told[0].field == "requestParameters.Environment.Variables[].Value"
    assert key_id.encode() in clean[0]


def test_a_signed_header_loses_its_signature_alone() -> None:
    signature = expand("{40*h}", 3)
    header = f"q-sign-algorithm=sha1&q-ak={expand('AKID{32*A}', 3)}&q-sign-time=1;2&q-signature={signature}"

    (clean,) = scrub([dumps(cloudaudit({"Headers": {"Authorization": header}})).encode()])

    kept = json.loads(json.loads(clean)["requestParameters"])["Headers"]["Authorization"]
    assert kept == header.replace(signature, "[scrubbed:audit-secret-field]")


def test_a_log_line_keeps_its_fields() -> None:
    line = next(record for name, _, record in CASES if name == "COS log line")

    (clean,) = scrub([line])

    assert len(clean.split(b" ")) == len(line.split(b" "))
    assert clean.split(b" ")[7] == line.split(b" ")[7]


def test_masks_words_and_references_stay() -> None:
    request = {
        "password": "HIDDEN_DUE_TO_SECURITY_REASONS",
        "token": "***",
        "secret": "",
        "usePassword": "true",
        "masterUserPassword": "****",
        "clientSecret": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf",
        "SecretString": "{{resolve:secretsmanager:db:SecretString:password}}",
        "authorization": None,
        "secretKey": False,
        "userData": "<sensitiveDataRemoved>",
    }
    record = dumps(cloudtrail(request)).encode()

    (clean,) = scrub([record])

    assert clean is record


def test_scrubbing_twice_changes_nothing() -> None:
    once = scrub(record for _, _, record in CASES)

    again, told = scrubber().scrub(block(*once))

    assert [name for (name, _, _), a, b in zip(CASES, once, again, strict=True) if a != b] == []
    assert not told


def test_a_number_that_is_a_password_goes() -> None:
    (clean,) = scrub([dumps(cloudtrail({"password": 73519264, "size": 73519264})).encode()])

    assert json.loads(clean)["requestParameters"] == {
        "password": "[scrubbed:audit-secret-field]",
        "size": 73519264,
    }


def test_neighbours_in_a_block_do_not_mix() -> None:
    secret = expand("{32*A}", 8)
    records = [
        dumps(cloudaudit({"a": expand("AKID{32*A}", 30)})).encode(),
        secret.encode(),
        dumps(cloudtrail({"password": secret})).encode(),
    ] * 50

    clean, told = scrubber().scrub(block(*records))

    assert [secret.record for secret in told] == list(range(2, 150, 3))
    assert all(
        after is before for n, (after, before) in enumerate(zip(clean, records, strict=True)) if n % 3 != 2
    )


_names = st.sampled_from(
    ["name", "token", "password", "NextToken", "Key", "Value", "secretId", "items", "a b", "ключ"]
)
_texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)
_leaves = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | _texts
_documents = st.recursive(
    _leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_names, inner, max_size=4),
    max_leaves=12,
)


@given(document=_documents, depth=st.integers(0, 3), ascii_only=st.booleans())
def test_whatever_the_document_only_values_of_secrets_change(
    document: Any, depth: int, *, ascii_only: bool
) -> None:
    text = dumps({"request": document}, ascii_only=ascii_only)
    for _ in range(depth):
        text = dumps({"inner": text, "n": 1.50}, ascii_only=ascii_only)

    (clean,) = scrub([text.encode()])

    before, after = json.loads(text), json.loads(clean)
    for _ in range(depth):
        assert after.keys() == before.keys()
        assert after["n"] == before["n"]
        before, after = json.loads(before["inner"]), json.loads(after["inner"])
    assert_alike(before, after, secret=False)


def assert_alike(before: Any, after: Any, *, secret: bool) -> None:
    """Assert that keys and shapes are equal, and values that no name makes a secret."""
    if isinstance(before, dict):
        assert list(after) == list(before)
        # A name and a value beside each other make the value a secret; so does a list under such a name.
        told = secret or any(isinstance(v, str) and secret_kind(v) for v in before.values())
        for key, value in before.items():
            assert_alike(value, after[key], secret=told or secret_kind(key) is not None)
    elif isinstance(before, list):
        assert len(after) == len(before)
        told = secret or any(isinstance(v, str) and secret_kind(v) for v in before)
        for one, other in zip(before, after, strict=True):
            assert_alike(one, other, secret=told)
    elif not secret:
        assert after == before or "scrubbed:" in after
        assert type(after) is type(before)
