"""The fast pass may be wrong, it may not miss: what a rule finds in a text, it finds in a record of it."""

import base64
import json
from collections.abc import Callable

import pytest
from tests.detectors.records.canaries import cloudaudit, cloudtrail, dumps, scrub, scrubber
from tests.detectors.secrets.scanning import rules, scan

from akwarden.detectors.records.prefilter import Prefilter, Sign
from akwarden.model.rule import PartName, Rule
from akwarden.workflows.rule_check import expand

OWN = [rule for rule in rules().ruleset.rules if not rule.imported]

AROUND: dict[str, Callable[[str], bytes]] = {
    "a text": lambda text: dumps(cloudtrail({"text": text})).encode(),
    "a text in quoted JSON": lambda text: dumps(cloudaudit({"Body": dumps({"text": text})})).encode(),
    "a text in a list": lambda text: dumps(cloudtrail({"commands": ["a", text]}), ascii_only=True).encode(),
}


def secrets_of(rule: Rule, text: str) -> list[bytes]:
    """Return the secrets that a rule finds in a text by itself."""
    found = [match for match in scan(text) if match.rule == rule.id and match.secret and not match.example]
    return [secret.reveal() for match in found for secret in (match.secret, match.token) if secret]


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("rule", OWN, ids=lambda rule: str(rule.id))
def test_what_a_rule_finds_in_its_samples_is_taken_out_of_a_record(rule: Rule, around: str) -> None:
    samples = [sample if isinstance(sample, str) else sample.text for sample in rule.samples.match]
    texts = [expand(sample, seed) for sample in samples for seed in (1, 2)]
    expected = [(text, secrets_of(rule, text)) for text in texts]

    clean = scrub(AROUND[around](text) for text, _ in expected)

    left = [
        (number, secret[:4])
        for number, ((_, secrets), after) in enumerate(zip(expected, clean, strict=True))
        for secret in secrets
        if secret in said(after)
    ]
    assert left == []


def said(record: bytes) -> bytes:
    """Return what a record of these tests says in its texts."""
    fields = json.loads(record)["requestParameters"]
    fields = json.loads(fields) if isinstance(fields, str) else fields
    return " ".join(map(str, json_texts(fields))).encode()


def json_texts(value: object) -> list[object]:
    """Return the texts of a document, of JSON in them as well."""
    if isinstance(value, dict):
        return [text for one in value.values() for text in json_texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in json_texts(one)]
    if isinstance(value, str) and value.startswith('{"text"'):
        return json_texts(json.loads(value))
    return [value]


def compiled() -> Prefilter:
    """Return a prefilter that was compiled once."""
    return scrubber()._prefilter  # noqa: SLF001  compiling another takes seconds


def test_samples_hold_secrets_to_find() -> None:
    with_secret = [rule.id for rule in OWN if rule.part(PartName.SECRET) or rule.part(PartName.TOKEN)]

    found = {
        rule.id
        for rule in OWN
        for s in rule.samples.match
        if secrets_of(rule, expand(s if isinstance(s, str) else s.text, 1))
    }

    assert len(found) > len(with_secret) * 9 // 10


def test_a_key_id_where_it_belongs_is_no_hit() -> None:
    prefilter = compiled()
    records = [dumps(cloudtrail({"a": "b"})).encode(), dumps(cloudaudit({"a": "b"})).encode()]

    assert prefilter.hits(records) == {}


def test_hits_are_told_with_their_record_and_place() -> None:
    prefilter = compiled()
    records = [b"{}"] * 200
    records[130] = b'{"a":1,"password":"x"}'

    hits = prefilter.hits(records)

    assert {index: [hit.sign for hit in found] for index, found in hits.items()} == {130: [Sign.NAME]}
    assert records[130][: hits[130][0].end] == b'{"a":1,"passw'


@pytest.mark.parametrize("word", ["password", "Password", "PASSWORD", "secret", "Token", "PRIVATE"])
@pytest.mark.parametrize("offset", range(3))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_words_are_seen_in_base64_wherever_they_begin(word: str, offset: int, encoding: str) -> None:
    prefilter = compiled()
    content = ("x" * offset).encode() + f" export {word}=1".encode(encoding)
    for shift in range(3):
        text = base64.b64encode(b"z" * shift + content)

        hits = prefilter.hits([b'{"UserBlob":"' + text + b'"}'])

        assert [hit.sign for hit in hits[0]] == [Sign.VALUE] * len(hits[0])
