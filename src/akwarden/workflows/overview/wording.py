"""The words, pages and commands of fixes."""

import shlex
from urllib.parse import quote, urlencode

from akwarden.model.overview import FixAction
from akwarden.query.spell import spell
from akwarden.query.tree import Op, Query, Test, Text, every

_HEAD, _TAIL, _LONGEST = 6, 4, 16


def brief_id(key_id: str) -> str:
    """Return the id of a key as sentences name it: `AKIDz8…Dcs1`."""
    return key_id if len(key_id) <= _LONGEST else f"{key_id[:_HEAD]}…{key_id[-_TAIL:]}"


def test(field: str, *values: str) -> Query:
    """Return the query for a field that has one of some values."""
    return Test(field, Op.EQ, tuple(map(Text, values)))


def key_action(label: str, key_id: str) -> FixAction:
    """Return the step that opens the page of a key."""
    return FixAction(
        label=label,
        url=f"/keys/{quote(key_id, safe='')}",
        command=f"akwarden keys show {shlex.quote(key_id)}",
    )


def list_action(label: str, page: str, command: str, *parts: Query) -> FixAction:
    """Return the step that opens a list; `command` lists the same on a terminal."""
    query = spell(every(parts))
    return FixAction(
        label=label,
        url=f"/{page}?{urlencode({'q': query})}",
        command=f"akwarden {command} list --where {shlex.quote(query)}",
    )
