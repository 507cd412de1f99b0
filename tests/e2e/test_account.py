"""The account that a key opens is told where its id or the lines around it tell it."""

from pathlib import Path

import pytest
from tests.e2e.scans import key_id, key_pair, scan
from tests.frontends.cli.program import akwarden


@pytest.mark.parametrize(
    ("buckets", "account"),
    [
        (["shop-1250000000"], "1250000000"),
        (["shop-1250000000", "more-1250000000"], "1250000000"),
        (["shop-1250000000", "more-1250000001"], None),
        ([], None),
    ],
)
def test_buckets_beside_a_key_name_its_account(
    tmp_path: Path, buckets: list[str], account: str | None
) -> None:
    named = "".join(f"bucket_{n} = {bucket}\n" for n, bucket in enumerate(buckets))
    (tmp_path / "cos.ini").write_text(key_pair() + named)

    found = scan("cos.ini", folder=tmp_path).finding(key_id())

    assert found.get("account") == account


def test_account_stands_beside_the_key_in_the_text(tmp_path: Path) -> None:
    (tmp_path / "cos.ini").write_text(key_pair() + "host = a-1250000000.cos.ap-beijing.myqcloud.com\n")

    said = akwarden("scan", "cos.ini", folder=tmp_path).stdout

    assert ", account 1250000000)" in " ".join(said.split())
