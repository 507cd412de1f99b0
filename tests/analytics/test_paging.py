from collections.abc import Mapping
from datetime import timedelta

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analytics.lake import START, Row, answer, event, events, numbered, table

from akwarden.analytics import call_records, first_seen, source_ips, users
from akwarden.analytics.paging import Order, chosen, page
from akwarden.errors import UsageError


def walked(rows: ibis.Table, schema: ibis.Schema, order: Order, size: int) -> list[Row]:
    """Give all rows, page by page."""
    found: list[Row] = []
    after = None
    while True:
        share = answer(page(rows, order, limit=size, after=after), schema)
        found += share
        if len(share) < size:
            return found
        after = order.cursor(share[-1])


def key_of(row: Row, order: Order) -> list[tuple[bool, object]]:
    """Give what a row is sorted by, with what is not set behind all others."""
    return [(row[key.column] is None, _Turned(row[key.column], key.descending)) for key in order.keys]


class _Turned:
    """A value that sorts as its key says."""

    def __init__(self, value: object, descending: bool) -> None:  # noqa: FBT001  a value of this class
        self.value, self.descending = value, descending

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Turned) and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.value)

    def __lt__(self, other: "_Turned") -> bool:
        if self.value is None:
            return False
        less = self.value < other.value  # type: ignore[operator]  # values of one column
        return bool(other.value < self.value if self.descending else less)  # type: ignore[operator]  # as above


@settings(max_examples=max(5, settings().max_examples // 10))
@given(events(), st.sampled_from(sorted(call_records.ORDERS)), st.booleans(), st.sampled_from((1, 4, 9)))
def test_pages_give_every_record_once_and_in_order(
    rows: list[Row],
    name: str,
    turned: bool,  # noqa: FBT001  a parameter of the test
    size: int,
) -> None:
    order = chosen(call_records.ORDERS, f"-{name}" if turned else name)
    view = call_records.call_records(table(rows))

    found = walked(view, call_records.CALL_RECORDS, order, size)

    assert found == sorted(answer(view, call_records.CALL_RECORDS), key=lambda row: key_of(row, order))


ALL_ORDERS: Mapping[str, Mapping[str, Order]] = {
    "call records": call_records.ORDERS,
    "first seen": first_seen.ORDERS,
    "users": users.ORDERS,
    **{f"addresses by {per}": orders for per, orders in source_ips.ORDERS.items()},
}


@pytest.mark.parametrize("view", ALL_ORDERS)
def test_every_order_ends_with_what_tells_rows_apart(view: str) -> None:
    by_name = ALL_ORDERS[view]

    apart = set.intersection(*({key.column for key in order.keys} for order in by_name.values()))
    assert apart
    assert all(len({key.column for key in order.keys}) == len(order.keys) for order in by_name.values())


def test_rows_that_come_do_not_shift_what_follows() -> None:
    order = chosen(first_seen.ORDERS, "key")
    rows = numbered(event(key_id=key) for key in "bdf")
    before = answer(page(first_seen.first_seen(table(rows)), order, limit=2), first_seen.FIRST_SEEN)

    more = numbered(event(key_id=key) for key in "abcdef")
    cursor = order.cursor(before[-1])
    after = answer(page(first_seen.first_seen(table(more)), order, after=cursor), first_seen.FIRST_SEEN)

    assert [row["key_id"] for row in after] == ["e", "f"]


def test_a_time_in_a_cursor_keeps_its_microseconds() -> None:
    order = chosen(first_seen.ORDERS, "first")
    near = timedelta(microseconds=1)
    rows = numbered(event(key_id=key, time=START + near * at) for at, key in enumerate("abc"))
    view = first_seen.first_seen(table(rows))

    newest = answer(page(view, order, limit=1), first_seen.FIRST_SEEN)
    rest = answer(page(view, order, after=order.cursor(newest[0])), first_seen.FIRST_SEEN)

    assert [row["key_id"] for row in newest + rest] == ["c", "b", "a"]


def test_an_order_that_there_is_not_is_named() -> None:
    with pytest.raises(UsageError) as raised:
        chosen(first_seen.ORDERS, "frist")

    assert raised.value.mend == "--sort first"


@pytest.mark.parametrize(
    "cursor", ["", "x", "!!", "W10", "WzFd", "WyJmaXJzdCIsICJ4IiwgImEiLCAiYiJd", "bnVsbA"]
)
def test_a_cursor_of_another_list_is_refused(cursor: str) -> None:
    view = first_seen.first_seen(table([event()]))

    with pytest.raises(UsageError, match="cursor"):
        page(view, chosen(first_seen.ORDERS, "first"), after=cursor)


def test_a_cursor_of_another_order_is_refused() -> None:
    view = first_seen.first_seen(table([event()]))
    cursor = chosen(first_seen.ORDERS, "last").cursor(answer(view, first_seen.FIRST_SEEN)[0])

    with pytest.raises(UsageError, match="cursor"):
        page(view, chosen(first_seen.ORDERS, "-last"), after=cursor)


def test_a_cursor_holds_only_what_rows_are_sorted_by() -> None:
    with pytest.raises(TypeError, match="float"):
        chosen(first_seen.ORDERS, "first").cursor({"first": 1.5, "key_id": "a", "source_ip": "b"})
