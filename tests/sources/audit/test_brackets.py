import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.sources.audit.brackets import Brackets, BrokenError
from akwarden.sources.audit.layout import Document, document_of, end_of

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=15,
)


def end(pieces: list[bytes]) -> int | None:
    """Give where a value ends that comes in these pieces."""
    brackets, before = Brackets(lists=False), 0
    for piece in pieces:
        found = brackets.end(piece, 0)
        if found is not None:
            return before + found
        before += len(piece)
    return None


@given(
    VALUES.filter(lambda value: isinstance(value, list | dict)), st.integers(1, 9), st.sampled_from([None, 1])
)
def test_the_end_is_found_however_the_value_is_cut(value: Any, size: int, indent: int | None) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False).encode()
    data = text + b' {"next": 1}'

    assert end([data]) == end([data[at : at + size] for at in range(0, len(data), size)]) == len(text)
    assert end_of(b"x" + data, 1) == len(text) + 1


@pytest.mark.parametrize("text", [b"{]", b"[}", b'{"a":1 {', b'["a" [', b'{"a":{},{', b'{"a\n":1}', b"[1{"])
def test_what_can_be_no_value_is_seen(text: bytes) -> None:
    with pytest.raises(BrokenError):
        end([text])


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        (b'{"Records":[', b"{["),
        (b'{"a":{"Records":[1]},"Events" : [', b"{["),
        (b'{"Response":{"Events":[', b"{{["),
        (b'{"Response":{"a":1},"Events":[', b"{["),
    ],
)
def test_a_list_of_records_is_stopped_at(text: bytes, opened: bytes) -> None:
    brackets = Brackets(lists=True)

    assert brackets.end(text + b'{"x":1}]', 0) == len(text)
    assert brackets.found
    assert bytes(brackets.open) == opened


@pytest.mark.parametrize(
    "text",
    [
        b'{"Other":[1]}',
        b'{"a":{"Records":[1]}}',
        b'{"Records":{"a":[1]}}',
        b'{"a\\"Records":[1]}',
        b'{"Response":[1]}',
    ],
)
def test_another_list_is_passed_over(text: bytes) -> None:
    brackets = Brackets(lists=True)

    assert brackets.end(text, 0) == len(text)
    assert not brackets.found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (b'{"a":1}', Document.RECORD),
        (b'[{"a":1}]', Document.RECORD),
        (b'{"digestStartTime":"x"}', Document.DIGEST),
        (b'{"a":1,"Records":[]}', Document.HOLDER),
        (b'{"a":NaN}', Document.BROKEN),
        (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", Document.BROKEN),
    ],
)
def test_a_document_is_told_by_its_keys(text: bytes, kind: Document) -> None:
    assert document_of(text) is kind


def test_msgspec_says_where_a_value_ends() -> None:
    with pytest.raises(msgspec.DecodeError, match=r"trailing characters \(byte 8\)"):
        msgspec.json.decode(b'{"a":1}{')
