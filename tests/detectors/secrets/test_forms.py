"""Every way of writing a credential down must lead to one finding with both halves."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from tests.detectors.secrets.forms import CLOUDS, FORMS, pair, written
from tests.detectors.secrets.scanning import AWS, credentials, key, scan

SEEDS = (1, 2, 3)

ENCODED: dict[str, Callable[[str], str]] = {
    "plus and slash": lambda secret: secret,
    "percent-encoded": lambda secret: quote(secret, safe=""),
    "percent-encoded twice": lambda secret: quote(quote(secret, safe=""), safe=""),
    "escaped slash": lambda secret: secret.replace("/", "\\/"),
    "unicode escape": lambda secret: secret.replace("/", "\\u002f").replace("+", "\\u002b"),
}


@pytest.mark.parametrize("name", FORMS)
def test_id_and_secret_are_one_finding_however_they_are_written(name: str) -> None:
    for cloud in CLOUDS:
        for seed in SEEDS:
            key_id, secret = pair(cloud, seed)

            found = scan(written(FORMS[name], cloud, key_id, secret))

            assert credentials(found) == [(key_id, secret)], cloud.name
            assert found[0].rule == cloud.rule
            assert not found[0].example


@pytest.mark.parametrize("name", FORMS)
def test_id_is_found_and_nothing_else_claimed_however_it_is_written(name: str) -> None:
    for cloud in CLOUDS:
        key_id, secret = pair(cloud)

        found = scan(written(FORMS[name], cloud, key_id, secret))

        assert [m.key_id for m in found] == [key_id], cloud.name


@pytest.mark.parametrize("name", ENCODED)
def test_secret_with_marks_is_found_in_every_encoding(name: str) -> None:
    key_id, secret = next(k for k in (key(AWS, seed) for seed in range(100)) if "/" in k[1] and "+" in k[1])

    found = scan(f'{{"aws_access_key_id": "{key_id}", "aws_secret_access_key": "{ENCODED[name](secret)}"}}')

    assert credentials(found) == [(key_id, secret)]
