from datetime import UTC, datetime

import pytest
from tests.query.lists import KEYS

from akwarden.errors import QueryError
from akwarden.query.parse import parse
from akwarden.query.tree import Ago, Anything, Flag, Moment, Never, Not, Number, Op, Query, Test, Text, Unset

JANUARY_31 = Moment(datetime(2026, 1, 31, tzinfo=UTC))
FEBRUARY_1 = Moment(datetime(2026, 2, 1, tzinfo=UTC))
DAY = Ago(86_400)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("owner:bob", Test("owner", Op.EQ, (Text("bob"),))),
        ("owner=bob", Test("owner", Op.EQ, (Text("bob"),))),
        ("owner!=bob", Not(Test("owner", Op.EQ, (Text("bob"),)))),
        ("-owner!=bob", Test("owner", Op.EQ, (Text("bob"),))),
        ("OWNER:None", Test("owner", Op.EQ, (Unset(),))),
        ('owner:"none"', Test("owner", Op.EQ, (Text("none"),))),
        ("owner:any", Test("owner", Op.EQ, (Anything(),))),
        ("owner:never", Test("owner", Op.EQ, (Text("never"),))),
        ("status:ACTIVE,deleted", Test("status", Op.EQ, (Text("active"), Text("deleted")))),
        ("mfa:No", Test("mfa", Op.EQ, (Flag(value=False),))),
        ("mfa:true,none", Test("mfa", Op.EQ, (Flag(value=True), Unset()))),
        ("leaks>0", Test("leaks", Op.GT, (Number(0),))),
        ("leaks<-1", Test("leaks", Op.LT, (Number(-1),))),
        ("leaks:1,2", Test("leaks", Op.EQ, (Number(1), Number(2)))),
    ],
)
def test_a_test_has_the_values_of_its_field(text: str, expected: Query) -> None:
    assert parse(text, KEYS) == expected


@pytest.mark.parametrize(
    ("text", "op", "at"),
    [
        ("created:2026-01-31", Op.EQ, JANUARY_31),
        ("created>=2026-01-31", Op.GE, JANUARY_31),
        ("created<2026-01-31", Op.LT, JANUARY_31),
        ("created>2026-01-31", Op.GE, FEBRUARY_1),
        ("created<=2026-01-31", Op.LT, FEBRUARY_1),
        ("created>2026-01-31T00:00Z", Op.GT, JANUARY_31),
        ("age<=2026-01-31T00:00Z", Op.LE, JANUARY_31),
    ],
)
def test_a_day_is_meant_as_a_whole_and_a_time_as_it_is(text: str, op: Op, at: Moment) -> None:
    assert parse(text, KEYS) == Test("created", op, (at,))


def test_longer_ago_includes_never_where_there_is_a_never() -> None:
    assert parse("last>1d", KEYS) == Test("last", Op.GT, (DAY, Never()))
    assert parse("last>=1d", KEYS) == Test("last", Op.GE, (DAY, Never()))
    assert parse("last<1d", KEYS) == Test("last", Op.LT, (DAY,))
    assert parse("age>1d", KEYS) == Test("created", Op.GT, (DAY,))


def test_never_is_told_apart_from_not_set() -> None:
    assert parse("last:never", KEYS) == Test("last", Op.EQ, (Never(),))
    assert parse("last:none", KEYS) == Test("last", Op.EQ, (Unset(),))


@pytest.mark.parametrize(
    ("text", "what", "mend"),
    [
        ("status:actve", "status does not take 'actve'", "did you mean active?"),
        ("status:zzz", "status does not take 'zzz'", "status takes one of active, inactive, deleted"),
        ("status:act*", "status does not take", "active"),
        ("status>active", "has no order", "status:value"),
        ("owner<b", "has no order", "owner!=value"),
        ("ip>=10.0.0.1", "has no order", "ip:value"),
        ("mfa:ys", "mfa does not take 'ys'", "did you mean yes?"),
        ("leaks:many", "leaks does not take 'many'", "a number such as 3"),
        ("leaks>1,2", "only one value", "two tests"),
        ("leaks>none", "leaks does not take 'none'", "a number"),
        ("last<none", "last does not take 'none'", "90d"),
        ("last:90d", "one exact time", "last<90d or last>90d"),
        ("last:2026-01-31T10:00", "one exact time", "last<2026-01-31T10:00"),
        ("last:soon", "last does not take 'soon'", "last:2026-01-31"),
        ("last>3M", "last does not take '3M'", "s, m, h, d, w, y"),
        ("created:never", "always happened", "created:none"),
        ("ip:10.0.0.*", "ip does not take", "192.0.2.0/24"),
    ],
)
def test_what_a_field_does_not_take_is_refused_with_what_it_takes(text: str, what: str, mend: str) -> None:
    with pytest.raises(QueryError, match=what) as refused:
        parse(text, KEYS)

    assert mend in (refused.value.mend or "")


def test_the_one_wrong_value_of_several_is_pointed_at() -> None:
    with pytest.raises(QueryError) as refused:
        parse("leaks>0 status:active,gone,deleted", KEYS)

    lines = (refused.value.why or "").splitlines()
    assert lines[1][lines[2].index("^") : lines[2].rindex("^") + 1] == "gone"
