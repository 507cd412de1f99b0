"""The search of the canary tests finds what it looks for: without that, nothing that it says counts."""

import base64
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.workflows.leaks.canaries import aws_pair, found_in

_, SECRET = aws_pair(1)


@pytest.mark.parametrize(
    "write",
    [
        lambda text: text.encode(),
        lambda text: text.encode().hex().encode(),
        lambda text: quote(text, safe="").encode(),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        *(lambda text, n=n: base64.b64encode(b"x" * n + text.encode() + b"yz") for n in range(4)),
        lambda text: base64.urlsafe_b64encode(text.encode()),
    ],
)
def test_a_secret_is_found_in_every_spelling(tmp_path: Path, write: Callable[[str], bytes]) -> None:
    (tmp_path / "state.db").write_bytes(b"before" + write(SECRET) + b"behind")

    assert found_in(tmp_path, SECRET) == ["state.db"]


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_bytes(SECRET[:-2].encode())

    assert found_in(tmp_path, SECRET) == []
