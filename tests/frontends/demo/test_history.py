import gzip
import hashlib
from itertools import islice
from pathlib import Path

import msgspec
import pytest
from tests.frontends.demo.company import AT, company

from akwarden.frontends.demo.history import VICTIM, masked, told_before, write_history
from akwarden.frontends.demo.preset import SMALL

FEW = msgspec.structs.replace(SMALL, events=1_000)


def test_nothing_is_told_that_has_not_happened_or_not_arrived_yet() -> None:
    until = int(AT.timestamp())

    told = list(told_before(company().organisation, FEW, AT))

    assert all(one.delivered <= until and one.time <= until for one in told)
    assert min(one.time for one in told) > until - 31 * 86_400
    assert 800 < len(told) < 1_500


def test_attacks_are_told_but_none_with_the_key_that_is_used_later() -> None:
    stories = [one for one in told_before(company().organisation, FEW, AT) if one.label is not None]
    victim = company().credential("acme-shop", VICTIM).key_id

    assert {one.story for one in stories} >= {"mining", "blind-the-audit"}
    assert victim not in {one.label.key_id for one in stories if one.label is not None}


def test_the_same_company_writes_the_same_files(tmp_path: Path) -> None:
    counts = [write_history(company().organisation, FEW, AT, tmp_path / name) for name in ("one", "two")]

    first, second = (_digests(tmp_path / name) for name in ("one", "two"))

    assert counts[0] == counts[1]
    assert first == second
    assert any(path.startswith("cloudaudit/acme-shop/") for path in first)
    assert any(path.startswith("cloudtrail/acme-aws-prod/") for path in first)


def test_files_hold_every_record_once(tmp_path: Path) -> None:
    count = write_history(company().organisation, FEW, AT, tmp_path)

    lines = sum(len(gzip.decompress(one.read_bytes()).splitlines()) for one in tmp_path.rglob("*.gz"))

    assert lines == count


@pytest.mark.parametrize(
    "line",
    [
        '{"sessionToken":"%s","x":1}',
        r'{"sessionContext":"{\"token\": \"%s\"}"}',
        '{"requestParameters":{"Token":"%s"}}',
    ],
)
def test_tokens_are_masked_and_nothing_else(line: str) -> None:
    token = "q7Hc" * 20

    found = masked((line % token).encode()).decode()

    assert found == line % "****"


def test_a_record_without_a_token_is_as_it_was() -> None:
    records = islice(told_before(company().organisation, FEW, AT), 200)
    plain = [one.content for one in records if b"oken" not in one.content]

    assert plain
    assert [masked(one) for one in plain] == plain


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(one.relative_to(folder)): hashlib.sha256(one.read_bytes()).hexdigest()
        for one in folder.rglob("*.gz")
    }
