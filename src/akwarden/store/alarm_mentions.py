"""What alarms mention, one a line, for lists to ask: rules, techniques, keys, principals, addresses."""

import ipaddress
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import Connection, and_, delete, insert, or_, select

from akwarden.model.alarm import GatheredAlarm
from akwarden.store.inventory.belongings import hex_of
from akwarden.store.new_rows import shares
from akwarden.store.shared_columns import Gathered
from akwarden.store.tables import alarm_mentions, alarms

LONGEST: Final = 500
"""Characters of a value that are kept: an index of PostgreSQL takes some 2,700 bytes."""
_DELETED: Final = 200


class Mentioned(StrEnum):
    """What kind of thing an alarm mentions."""

    RULE = "rule"
    TECHNIQUE = "technique"
    KEY = "key"
    PRINCIPAL = "principal"
    ADDRESS = "address"


class Mention(NamedTuple):
    """One line: an alarm and what it mentions."""

    alarm_id: str
    kind: str
    value: str


def mentions_of(gathered: GatheredAlarm) -> frozenset[Mention]:
    """Return all that an alarm mentions; an address as its 32 hexadecimal digits."""
    values: Mapping[Mentioned, Iterable[str]] = {
        Mentioned.RULE: (part.rule for part in gathered.parts),
        Mentioned.TECHNIQUE: (name for part in gathered.parts for name in part.techniques),
        Mentioned.KEY: gathered.key_ids,
        Mentioned.PRINCIPAL: gathered.principals,
        Mentioned.ADDRESS: _addresses(gathered.source_ips),
    }
    return frozenset(
        Mention(gathered.id, kind.value, value[:LONGEST]) for kind, found in values.items() for value in found
    )


def add(connection: Connection, added: Iterable[GatheredAlarm]) -> None:
    """Keep what new alarms mention."""
    _insert(connection, [mention for one in added for mention in mentions_of(one)])


def change(connection: Connection, changed: Sequence[GatheredAlarm]) -> None:
    """Keep what alarms mention by now; nothing is written of what they mentioned before."""
    for share in shares(changed):
        columns = alarm_mentions.c
        ids = [one.id for one in share]
        rows = connection.execute(
            select(columns.alarm_id, columns.kind, columns.value).where(columns.alarm_id.in_(ids))
        )
        before = {Mention(*row) for row in rows}
        after = {mention for one in share for mention in mentions_of(one)}
        _delete(connection, sorted(before - after))
        _insert(connection, after - before)


def mentioned(kind: Mentioned) -> Gathered:
    """Return the field of alarms whose values are what they mention."""
    lines = (
        select(alarm_mentions.c.alarm_id, alarm_mentions.c.value)
        .where(alarm_mentions.c.kind == kind.value)
        .subquery()
    )
    return Gathered(lines.c.value, lines, lines.c.alarm_id == alarms.c.id, alarms.c.id, lines.c.alarm_id)


def _insert(connection: Connection, mentions: Iterable[Mention]) -> None:
    rows = [one._asdict() for one in sorted(mentions)]
    if rows:
        connection.execute(insert(alarm_mentions), rows)


def _delete(connection: Connection, mentions: Sequence[Mention]) -> None:
    columns = alarm_mentions.c
    for share in shares(mentions, _DELETED):
        these = [
            and_(columns.alarm_id == one.alarm_id, columns.kind == one.kind, columns.value == one.value)
            for one in share
        ]
        connection.execute(delete(alarm_mentions).where(or_(*these)))


def _addresses(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        try:
            yield hex_of(ipaddress.ip_address(text))
        except ValueError:  # a cloud may name one of its services there
            continue
