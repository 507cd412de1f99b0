import base64
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.detectors.records.encoded import from_percent, readings, to_percent, without_escapes
from akwarden.detectors.records.views import readable

TEXT = "export DB_PASSWORD=Correct4Horse9Battery please"


@pytest.mark.parametrize(
    "run",
    [
        *(base64.b64encode(b"xyz"[:n] + TEXT.encode()).decode() for n in range(3)),
        *("/" * n + base64.b64encode(TEXT.encode()).decode() for n in range(4)),
        base64.urlsafe_b64encode(TEXT.encode()).decode().rstrip("="),
        base64.b64encode(TEXT.encode("utf-16-le")).decode(),
        base64.b64encode(gzip.compress(TEXT.encode(), mtime=0)).decode(),
        base64.encodebytes(TEXT.encode() * 3).decode(),
        TEXT.encode().hex(),
        TEXT.encode().hex().upper(),
    ],
)
def test_a_run_says_what_it_was_made_of(run: str) -> None:
    assert any(TEXT[:30] in text for text in readings(run))


def test_identifiers_say_nothing() -> None:
    for run in (
        "7d5c3c9e-1111-2222-3333-444455556666",
        "d41d8cd98f00b204e9800998ecf8427e",
        "AROA2345672345672345A",
    ):
        assert list(readings(run)) == []


def test_escapes_are_undone_but_for_those_of_quotes() -> None:
    assert without_escapes(r"\u0070ass\u0077ord\x3d\/ &#65;&quot; \u0022 \u005c \u4f60") == (
        'password=/ A" \\u0022 \\u005c \\u4f60'
    )


@pytest.mark.parametrize(
    "record",
    [
        rb"\u0070assword",
        b"%70assword",
        b"%2570assword",
        rb"\\u0070assword",
        b"p\0a\0ssword",
        b"&#x70;assword",
    ],
)
def test_a_view_shows_what_an_escape_hides(record: bytes) -> None:
    assert readable(record) == b"password"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_percent_signs_there_and_back(text: str) -> None:
    assert from_percent(to_percent(text)) == text
