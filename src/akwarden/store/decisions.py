"""Decisions in groups: how each thing stood before and after, so that exactly that can be taken back.

The rules that this module keeps:

- A row is added in the transaction that changes what it is about.
- A group without rows is none: it is made with its first row, and goes on over several transactions.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Generic, TypeVar

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from akwarden.model.decision import Decided, DecisionKind, DecisionRow, KeptDecision, Refused
from akwarden.store.new_rows import add_new, shares
from akwarden.store.tables import decision_rows, decisions

MOST_REFUSED: Final = 20
"""Refused things that are named; all are counted."""
_Stand = TypeVar("_Stand")


class Change(msgspec.Struct, Generic[_Stand], frozen=True):
    """How one thing stood, and how it is to stand."""

    before: _Stand
    after: _Stand


class Group:
    """Gathers what one decision changes and leaves; the number is there once something changed."""

    def __init__(self, kind: DecisionKind, title: str, *, actor: str, at: datetime) -> None:
        """Take what is decided, by whom and when."""
        self.kind = kind
        self.title = title
        self.actor = actor
        self.at = at
        self._decided = Decided()

    @property
    def decided(self) -> Decided:
        """What came of it so far."""
        return self._decided

    def add(self, connection: Connection, changes: Mapping[str, Change[_Stand]]) -> None:
        """Keep what changes, in the transaction of `connection`, by the ids of the things."""
        if not changes:
            return
        number = self._decided.undo
        if number is None:
            number = _made(connection, self)
        rows = [
            {
                "decision_id": number,
                "object": id_,
                "before": msgspec.json.encode(one.before).decode(),
                "after": msgspec.json.encode(one.after).decode(),
            }
            for id_, one in changes.items()
        ]
        for share in shares(rows):
            add_new(connection, decision_rows, share)
        changed = self._decided.changed + len(changes)
        self._decided = msgspec.structs.replace(self._decided, undo=number, changed=changed)

    def refuse(self, refused: Sequence[Refused]) -> None:
        """Remember what was left as it was."""
        named = (*self._decided.refused, *refused)[:MOST_REFUSED]
        in_all = self._decided.refused_in_all + len(refused)
        self._decided = msgspec.structs.replace(self._decided, refused=named, refused_in_all=in_all)


def _made(connection: Connection, group: Group) -> int:
    values = {"at": group.at, "actor": group.actor, "kind": group.kind.value, "title": group.title}
    statement = insert(decisions).values(values).returning(decisions.c.id)
    return int(connection.execute(statement).scalar_one())


def one(connection: Connection, number: int) -> KeptDecision | None:
    """Return a decision, or None."""
    row = connection.execute(select(decisions).where(decisions.c.id == number)).one_or_none()
    if row is None:
        return None
    kind = DecisionKind(row.kind)
    return KeptDecision(
        number=row.id, at=row.at, actor=row.actor, kind=kind, title=row.title, undone_at=row.undone_at
    )


def rows(connection: Connection, number: int, *, after: str, most: int) -> list[DecisionRow]:
    """Return the rows of a decision behind an object, in the order of their objects."""
    columns = decision_rows.c
    query = (
        select(columns.object, columns.before, columns.after)
        .where(columns.decision_id == number, columns.object > after)
        .order_by(columns.object)
        .limit(most)
    )
    return [DecisionRow(*row) for row in connection.execute(query)]


def count(connection: Connection, number: int) -> int:
    """Return how many rows a decision has."""
    query = select(func.count()).select_from(decision_rows).where(decision_rows.c.decision_id == number)
    return connection.execute(query).scalar_one()


def mark_undone(connection: Connection, number: int, now: datetime) -> None:
    """Remember that a decision was taken back."""
    connection.execute(update(decisions).where(decisions.c.id == number).values(undone_at=now))
