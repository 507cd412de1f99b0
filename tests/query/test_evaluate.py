from datetime import timedelta

import pytest
from hypothesis import given
from tests.query.lists import KEYS, NOW, key, queries, rows

from akwarden.query.evaluate import Cell, Missing, matches
from akwarden.query.parse import parse
from akwarden.query.tree import All, AnyOf, Query, negated


def holds(text: str, **cells: Cell) -> bool:
    """Say whether a query holds for a row with these cells."""
    return matches(parse(text, KEYS), key(**cells), KEYS, NOW)


@given(queries(), rows())
def test_a_negated_query_holds_exactly_for_the_other_rows(query: Query, row: dict[str, Cell]) -> None:
    assert matches(negated(query), row, KEYS, NOW) is not matches(query, row, KEYS, NOW)


def test_no_test_holds_for_every_row_and_no_choice_for_none() -> None:
    assert matches(All(()), {}, KEYS, NOW)
    assert not matches(AnyOf(()), {}, KEYS, NOW)


@pytest.mark.parametrize(
    ("text", "owner", "expected"),
    [
        ("owner:alice", "Alice", True),
        ("owner:alice", "alice b", False),
        ("owner:al*", "ALICE", True),
        ("owner:*é", "CAFé", True),
        ("owner:É", "é", False),
        ("owner:bob,alice", "alice", True),
        ("owner:none", "", True),
        ("owner:none", "a", False),
        ("owner:any", "", False),
        ("owner:*", "a", True),
        ("-owner:alice", None, True),
        ("owner!=alice", None, True),
        ("owner:alice", None, False),
        ("lic", "Alice", True),
        ('"ice b"', "alice b", True),
        ("-bob", None, True),
    ],
)
def test_texts(text: str, owner: str | None, expected: bool) -> None:  # noqa: FBT001  a parameter of the test
    assert holds(text, owner=owner) is expected


def test_words_are_looked_for_in_fields_that_are_searched_only() -> None:
    assert holds("abc", remark="xabcx")
    assert holds("abc", tag=("one", "abc"))
    assert not holds("abc", arn="abc", status="abc")
    assert not holds('"ab cd"', owner="ab", remark="cd")


def test_of_several_values_any_may_hold() -> None:
    assert holds("tag:prod tag:web", tag=("prod", "web"))
    assert not holds("-tag:prod", tag=("prod", "web"))
    assert holds("tag:none", tag=())
    assert holds("tag:none", tag=("",))


@pytest.mark.parametrize(
    ("text", "days", "expected"),
    [
        ("last<90d", 89, True),
        ("last<90d", 90, False),
        ("last<=90d", 90, True),
        ("last>90d", 90, False),
        ("last>=90d", 90, True),
        ("last>90d", 91, True),
        ("last>90d", None, True),
        ("last<90d", None, False),
        ("-last<90d", None, True),
        ("-last>90d", None, False),
        ("last:never", None, True),
        ("last:never", 1, False),
        ("age>365d", None, False),
    ],
)
def test_how_long_ago(text: str, days: int | None, expected: bool) -> None:  # noqa: FBT001  a parameter of the test
    last = None if days is None else NOW - timedelta(days=days)

    assert holds(text, last=last) is expected


def test_what_is_not_known_is_not_never() -> None:
    assert holds("last:none", last=Missing.NOT_KNOWN)
    assert not holds("last:never", last=Missing.NOT_KNOWN)
    assert not holds("last>90d", last=Missing.NOT_KNOWN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("created:2026-11-29", True),
        ("created:2026-11-28,2026-11-30", False),
        ("created>=2026-11-29", True),
        ("created>2026-11-29", False),
        ("created<=2026-11-29", True),
        ("created<2026-11-29", False),
        ("created>2026-11-29T12:29:59.999", True),
        ("created>2026-11-29T20:30+08:00", False),
    ],
)
def test_days_and_times(text: str, expected: bool) -> None:  # noqa: FBT001  a parameter of the test
    assert holds(text, created=NOW) is expected


@pytest.mark.parametrize(
    ("text", "address", "expected"),
    [
        ("ip:10.0.0.0/8", "10.255.0.1", True),
        ("ip:10.0.0.0/8", "11.0.0.0", False),
        ("ip:10.0.0.0/8", "::ffff:10.0.0.1", True),
        ("ip:::/0", "10.0.0.1", False),
        ("ip:::/0", "2001:db8::1", True),
        ("ip:2001:db8::/32", "2001:db8:ffff::", True),
        ("ip:0.0.0.0/0", "::1", False),
        ("ip:10.0.0.0/16", "10.0.0.0/8", True),
    ],
)
def test_addresses(text: str, address: str, expected: bool) -> None:  # noqa: FBT001  a parameter of the test
    assert holds(text, ip=address) is expected


def test_numbers_and_flags() -> None:
    assert holds("leaks>0 leaks<=2.5 leaks:1,2", leaks=2)
    assert not holds("leaks>0", leaks=0)
    assert holds("mfa:no", mfa=False)
    assert not holds("mfa:no", mfa=None)
    assert holds("mfa!=yes", mfa=None)


@pytest.mark.parametrize(("text", "cells"), [("leaks>0", {"leaks": "1"}), ("ip:::1", {"ip": "here"})])
def test_a_cell_of_another_kind_is_a_defect(text: str, cells: dict[str, Cell]) -> None:
    with pytest.raises(TypeError, match="cell"):
        holds(text, **cells)
