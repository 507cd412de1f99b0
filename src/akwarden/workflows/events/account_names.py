"""Turns the names of accounts in a query into their numbers: events know no names."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
from sqlalchemy import Connection

from akwarden.query.evaluate import matches
from akwarden.query.tree import All, AnyOf, Not, Op, Query, Test, Text, Value
from akwarden.query.vocabulary import Field, FieldKind, Vocabulary
from akwarden.store import account_rows

_FIELD = "account"
_ANY_TIME = datetime.fromtimestamp(0, UTC)
"""Names have none."""
_NAMES = Vocabulary((Field(_FIELD, FieldKind.TEXT, "what people call the account"),))


def with_numbers(connection: Connection, query: Query) -> Query:
    """Return the query in which a test of an account's name also holds for its number."""
    names = {one.account.name: one.account.number for one in account_rows.listed(connection)}
    return _numbered(query, names)


def _numbered(query: Query, names: Mapping[str, str]) -> Query:
    match query:
        case Test(field="account", op=Op.EQ, values=values):
            found = (Text(number) for value in values for number in _numbers(value, names))
            return msgspec.structs.replace(query, values=tuple(dict.fromkeys((*values, *found))))
        case All(parts=parts):
            return All(tuple(_numbered(part, names) for part in parts))
        case AnyOf(parts=parts):
            return AnyOf(tuple(_numbered(part, names) for part in parts))
        case Not(part=part):
            return Not(_numbered(part, names))
        case _:
            return query


def _numbers(value: Value, names: Mapping[str, str]) -> list[str]:
    """Return the numbers of the accounts whose names a value means."""
    if not isinstance(value, Text):
        return []
    test = Test(_FIELD, Op.EQ, (value,))
    return [number for name, number in names.items() if matches(test, {_FIELD: name}, _NAMES, _ANY_TIME)]
