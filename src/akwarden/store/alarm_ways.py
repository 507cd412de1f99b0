"""Which way the alarms of a query are looked for, where there are very many.

- What few alarms can hold, such as a test of a key, is *gathered*: their ids are looked up first, by what
  they mention, and only these alarms are looked at.
- Everything else is *walked*: the alarms are looked at in the order of an index, until a page is full.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import CompoundSelect, Connection, Select, false, func, literal, select, true, union_all

from akwarden.query import tree
from akwarden.query.parts import parts_of
from akwarden.query.tree import Op, Query
from akwarden.store.alarm_columns import AccountNames, OwnersMentioned, account_names, owners_mentioned
from akwarden.store.alarm_ids import share_up_to
from akwarden.store.alarm_mentions import Mentioned, Mentions, searched, values_of
from akwarden.store.filtering import Clause, Columns, Several, condition
from akwarden.store.shared_columns import IsOneOf
from akwarden.store.tables import alarms

FEW: Final = 60_000
"""Alarms that are gathered: it takes longer to look one up than to walk on to the next."""
_HANDFUL: Final = 1_000
"""Ids that are remembered, and not looked for a second time."""
MANY: Final = 200_000
"""Ids that are counted, to tell how many alarms there may be."""
_MOST_OF_FEW: Final = 10_000
"""Ids that are looked up one by one however few alarms there are."""
_SHARE: Final = 8
"""PostgreSQL reads so many alarms in the time in which it looks one up."""
_FIRST: Final = 500
"""Alarms by which it is told how many there are."""

_ANY_TIME: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""What is caught has no time."""
_ACCOUNT: Final = "account"
Ids = Select[str] | CompoundSelect[str]

_FIELDS: Final = {
    "rule": Mentioned.RULE,
    "technique": Mentioned.TECHNIQUE,
    "key": Mentioned.KEY,
    "principal": Mentioned.PRINCIPAL,
    "ip": Mentioned.ADDRESS,
}


@dataclass(frozen=True, slots=True)
class Gathering:
    """Alarms of which those that are asked for are a part."""

    ids: Ids
    """Their ids, some several times."""
    rest: Query
    """What they have to hold besides."""
    size: int
    """How many ids there are; not more than `MANY` are counted."""
    is_good_part: bool = False
    """Whether they are so many of all that to read all of these is the shorter way."""

    @property
    def which(self) -> Clause:
        """The condition that an alarm is one of them."""
        ids = select(self.ids.subquery())
        return IsOneOf(alarms.c.id, ids) if self.is_good_part else alarms.c.id.in_(ids)

    @property
    def is_small(self) -> bool:
        """Whether looking each of them up is the shorter way."""
        return self.size <= FEW


def gathering(connection: Connection, query: Query) -> Gathering | None:
    """Return the fewest alarms that a part of a query leaves; None where no part tells."""
    parts = parts_of(query)
    found: Gathering | None = None
    for at, part in enumerate(parts):
        ids = _ids(connection, part)
        if ids is None:
            continue
        first = connection.execute(select(ids.subquery()).limit(_HANDFUL + 1)).scalars().all()
        rest = query if _says_more(part) else tree.All((*parts[:at], *parts[at + 1 :]))
        if len(first) <= _HANDFUL:
            return Gathering(select(alarms.c.id).where(alarms.c.id.in_(set(first))), rest, len(first))
        size = connection.execute(_size(ids, MANY if found is None else found.size)).scalar_one()
        if size > FEW and _stands_in_rows(part):
            continue
        if found is None or size < found.size:
            found = Gathering(ids, rest, size)
    if found is not None and found.size > _MOST_OF_FEW:
        return replace(found, is_good_part=found.size * _SHARE > _number(connection))
    return found


def _number(connection: Connection) -> float:
    """Return about how many alarms there are; infinite for very few."""
    last = connection.execute(select(alarms.c.id).order_by(alarms.c.id).offset(_FIRST - 1).limit(1)).scalar()
    return math.inf if last is None else _FIRST / share_up_to(last)


def _stands_in_rows(part: Query) -> bool:
    """Say whether a walk tells at once which alarms hold a part."""
    return isinstance(part, tree.Test) and part.field == _ACCOUNT


def _says_more(part: Query) -> bool:
    """Say whether some of the alarms that are looked up for a part do not hold it."""
    match part:
        case tree.AnyOf(parts=parts):
            return any(map(_says_more, parts))
        case tree.Test(field=name):
            return name == "owner"
        case _:
            return False


def _size(ids: Ids, most: int) -> Select[int]:
    some = select(literal(1).label("one")).select_from(ids.subquery()).limit(most)
    return select(func.count()).select_from(some.subquery())


Telling = Mentions | OwnersMentioned | AccountNames


@dataclass(frozen=True, slots=True)
class _Caught(Several):
    """Stands for a field, and catches what is asked about it."""

    of: Telling
    connection: Connection
    caught: list[Ids]

    def any(self, clause: Clause) -> Clause:
        """Catch the ids for which a clause holds."""
        self.caught.extend(self.of.ids(self.connection, clause))
        return true()


def _caught(connection: Connection, query: tree.Test | tree.Words, telling: Sequence[Telling]) -> Ids:
    """Return the ids of the alarms that hold a test, or words, by what it is asked of."""
    caught: list[Ids] = []
    fields = [_Caught(one.column, one.table, one.belongs, one, connection, caught) for one in telling]
    by_field = {query.field: fields[0]} if isinstance(query, tree.Test) else {}
    condition(query, Columns(by_field, fields), _ANY_TIME)
    return _together(caught)


def _ids(connection: Connection, query: Query) -> Ids | None:
    """Return the ids of the alarms that hold a part of a query, as far as what they mention tells."""
    match query:
        case tree.AnyOf(parts=parts) if parts:
            each = [_ids(connection, part) for part in parts]
            known = [ids for ids in each if ids is not None]
            return _together(known) if len(known) == len(each) else None
        case tree.Test(field=tree.ID, values=values):
            return select(alarms.c.id).where(
                alarms.c.id.in_([one.text for one in values if isinstance(one, tree.Text)])
            )
        case tree.Test(field=name, op=Op.EQ) if not _asks_for_nothing(query):
            if name == "owner":
                return _caught(connection, query, [owners_mentioned()])
            if name == _ACCOUNT:
                return _caught(connection, query, [account_names()])
            return _caught(connection, query, [values_of(_FIELDS[name])]) if name in _FIELDS else None
        case tree.Words():
            return _caught(connection, query, [searched(), owners_mentioned(), account_names()])
        case _:
            return None


def _asks_for_nothing(test: tree.Test) -> bool:
    """Say whether a test also holds for alarms that mention nothing."""
    return any(isinstance(value, tree.Unset | tree.Never) for value in test.values)


def _together(ids: Sequence[Ids]) -> Ids:
    if not ids:
        return select(alarms.c.id).where(false())
    return ids[0] if len(ids) == 1 else union_all(*(select(one.subquery()) for one in ids))
