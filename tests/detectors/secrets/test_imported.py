import base64
from io import BytesIO

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.secrets.scanning import KEYS, NO_FOLDER, key, rules
from tests.workflows.gitleaks.configs import ACME, TOKEN, compiled, config, scanned, values

from akwarden.detectors.secrets.imported import overlaps
from akwarden.detectors.secrets.region import MOST_VALUES
from akwarden.detectors.secrets.scanner import Scanner
from akwarden.model.artifact import Batch
from akwarden.model.match import Match
from akwarden.workflows.gitleaks.config import GitleaksRule
from akwarden.workflows.rule_check import check_rules, expand
from akwarden.workflows.ruleset import load_ruleset

BROAD = GitleaksRule(id="broad", regex=r"(?i)(?:key|id|secret)\w*\s*[:=]\s*([^\r\n]+)")
WITH_ACME = compiled(config(ACME))
WITH_BROAD = compiled(config(ACME, BROAD))


def streamed(text: bytes, buffer_bytes: int) -> list[Match]:
    steps = Scanner(WITH_ACME).stream(BytesIO(text), bytearray(buffer_bytes), 1 << 62)
    return [match for step in steps if not isinstance(step, int) for match in step.matches]


def test_our_rules_find_the_same_with_imported_rules_as_without() -> None:
    texts = [
        f"access_key_id = {key(cloud, seed)[0]}\nsecret_key: '{key(cloud, seed)[1]}'\n"
        for cloud in KEYS
        for seed in range(3)
    ]

    for text in texts:
        own = [match for match in scanned(WITH_BROAD, text) if match.rule != "broad"]
        assert own == scanned(rules(), text)
        assert own


def test_our_rules_do_as_their_samples_say_whatever_is_imported() -> None:
    assert list(check_rules(WITH_BROAD, seeds=(1,))) == []


def test_of_overlapping_imported_values_the_longer_counts() -> None:
    text = f"acme_key = {TOKEN} and more\n"

    assert values(scanned(WITH_BROAD, text)) == [("broad", f"{TOKEN} and more".encode())]


def test_an_imported_value_in_encoded_text_is_found_where_that_is_decoded() -> None:
    key_id, _ = key()
    text = base64.b64encode(f"secret_id = {key_id}\nacme = {TOKEN}\n".encode()).decode()

    assert {match.rule for match in scanned(WITH_ACME, text)} == {"tencent-access-key", "acme-token"}


def test_example_values_are_told_from_others() -> None:
    example = "acme-example9f2k8x1q7w3zz"

    assert [match.example for match in scanned(WITH_ACME, f"acme = {example}")] == [True]


def test_a_comment_allows_an_imported_value() -> None:
    lines = (f"acme = {TOKEN} # {comment}" for comment in ("akwarden:allow acme-token so", "gitleaks:allow"))

    assert [scanned(WITH_ACME, line)[0].allowed for line in lines] == ["so", "gitleaks:allow"]


@pytest.mark.parametrize("buffer_bytes", [65_536, 65_537, 70_001])
@pytest.mark.parametrize("shift", [0, 1, 29, 4_000, 20_000])
def test_a_stream_gives_the_same_as_a_buffer(buffer_bytes: int, shift: int) -> None:
    line = f"acme_token = '{TOKEN}'\n"
    text = (b"\n" * shift + b"filler line of text\n" * 2_500 + line.encode()) * 4

    whole, parts = scanned(WITH_ACME, text), streamed(text, buffer_bytes)

    assert len(whole) == 4
    assert parts == whole


def test_each_artifact_of_a_batch_has_its_own_values() -> None:
    texts = [b"nothing", f"acme = {TOKEN}".encode(), b"", f"acme: {TOKEN}\n".encode()]
    starts = [sum(map(len, texts[:n])) for n in range(len(texts))]
    batch = Batch(
        bytearray(b"".join(texts)),
        starts,
        [s + len(t) for s, t in zip(starts, texts, strict=True)],
        [*"abcd"],
    )

    assert [(index, len(found.matches)) for index, found in Scanner(WITH_ACME).batch(batch)] == [
        (1, 1),
        (3, 1),
    ]


def test_more_values_than_are_looked_at_leave_our_own_findings_alone() -> None:
    key_id, secret = key()
    lines = [expand("k1: {12*h}", n) for n in range(MOST_VALUES + 5)]
    text = f"secret_id = {key_id}\nsecret_key = {secret}\n" + "\n".join(lines)
    many = compiled(config(GitleaksRule(id="many", regex="k1: ([0-9a-f]{12})")))
    data = bytearray(text.encode())

    ((_, found),) = Scanner(many).batch(Batch(data, [0], [len(data)], ["a"]))

    assert not found.complete
    assert found.matches[0].key_id == key_id


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5)), max_size=6),
    st.tuples(st.integers(0, 30), st.integers(1, 5)),
)
def test_overlap_is_a_byte_in_common(others: list[tuple[int, int]], one: tuple[int, int]) -> None:
    apart: list[tuple[int, int]] = []
    for start, length in sorted(others):
        if not apart or start >= apart[-1][1]:
            apart.append((start, start + length))
    span = (one[0], one[0] + one[1])

    taken = {byte for other in apart for byte in range(*other)}

    assert overlaps(span, apart) == bool(taken & set(range(*span)))


def test_a_ruleset_without_imported_rules_has_none() -> None:
    ruleset = load_ruleset(cache=NO_FOLDER).ruleset

    assert not any(rule.imported for rule in ruleset.rules)
    assert all(rule.imported for rule in WITH_ACME.ruleset.rules[len(ruleset.rules) :])
    assert msgspec.structs.replace(WITH_ACME.ruleset, rules=(), digest="") != ruleset
