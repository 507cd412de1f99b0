from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.errors import CloudError
from akwarden.providers.tencent.pages import batches, by_offset, numbered


class _Page(msgspec.Struct, frozen=True):
    total: str
    rows: tuple[int, ...]


class Listed:
    """A list that is cut into pages; notes what was asked for."""

    def __init__(self, rows: int, *, tells: bool = True) -> None:
        self.rows = tuple(range(rows))
        self.tells = tells
        self.asked: list[Mapping[str, object]] = []

    def numbered(self, page: Mapping[str, object]) -> _Page:
        start = (int(str(page["Page"])) - 1) * int(str(page["Rp"]))
        return self._cut(page, start, int(str(page["Rp"])))

    def by_offset(self, page: Mapping[str, object]) -> _Page:
        return self._cut(page, int(str(page["Offset"])), int(str(page["Limit"])))

    def _cut(self, page: Mapping[str, object], start: int, size: int) -> _Page:
        self.asked.append(page)
        return _Page(str(len(self.rows)) if self.tells else "", self.rows[start : start + size])


@given(rows=st.integers(0, 40), size=st.integers(1, 12), tells=st.booleans())
def test_every_row_comes_once_in_either_way_of_paging(rows: int, size: int, *, tells: bool) -> None:
    one, other = Listed(rows, tells=tells), Listed(rows, tells=tells)

    assert [*numbered(one.numbered, size)] == [*by_offset(other.by_offset, size)] == [*range(rows)]


def test_no_page_is_asked_for_in_vain_where_the_total_is_told() -> None:
    listed = Listed(400)

    assert len([*numbered(listed.numbered)]) == 400
    assert listed.asked == [{"Page": 1, "Rp": 200}, {"Page": 2, "Rp": 200}]


def test_offsets_are_multiples_of_the_limit() -> None:
    listed = Listed(120)

    list(by_offset(listed.by_offset, 50))

    assert [page["Offset"] for page in listed.asked] == [0, 50, 100]


def test_a_list_that_shrinks_while_it_is_read_ends() -> None:
    assert [*numbered(lambda _: _Page("500", ()))] == []


def test_a_list_that_never_ends_is_an_error() -> None:
    with pytest.raises(CloudError, match="does not end"):
        for _ in numbered(lambda _: _Page("999999999999", (1,))):
            pass


def test_batches_hold_all_in_order() -> None:
    assert [*batches("abcdefg", 3)] == ["abc", "def", "g"]
