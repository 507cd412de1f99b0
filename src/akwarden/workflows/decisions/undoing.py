"""Takes back what was decided about alarms, leaks or risks, where nobody changed it since.

The rules that this module keeps:

- A decision is taken back as a whole or not at all by whoever may not decide about all that it was about.
- What was changed since is left as it is, and told. To take back is a decision itself, and can be taken back.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final, assert_never

from sqlalchemy import Connection

from akwarden.errors import UsageError
from akwarden.model.decision import Decided, DecisionKind, DecisionRow, KeptDecision
from akwarden.store import decisions
from akwarden.store.decisions import Group
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.detection import deciding as alarms
from akwarden.workflows.detection import taking_back
from akwarden.workflows.leaks import deciding as leaks
from akwarden.workflows.posture import deciding_many as risks

_SHARE: Final = 200
_LOOKED_AT: Final = 500


def find(connection: Connection, number: int, *, scope: Scope, now: datetime) -> KeptDecision | None:
    """Return a decision; None for one that is not there, or about something that is not in the scope."""
    kept = decisions.one(connection, number)
    if kept is None or scope.everywhere:
        return kept
    for rows in _shares(connection, number, _LOOKED_AT):
        ids = [row.object for row in rows]
        if not _within(connection, kept.kind, ids, scope, rounded(now)):
            return None
    return kept


def undo(
    state: State,
    kept: KeptDecision,
    *,
    actor: str,
    now: datetime,
    progress: Callable[[int], bool] = lambda _: True,
) -> Decided:
    """Take a decision back, some hundred rows at a time; raises UsageError for one that was taken back.

    `progress` is told how many rows were looked at, and says whether to go on; when it is cut short, a second
    run does the rest.
    """
    if kept.undone_at is not None:
        raise UsageError(
            f"decision {kept.number} was taken back already",
            why=f"at {kept.undone_at:%Y-%m-%d %H:%M} UTC",
            mend="to have it again, take that back",
        )
    group = Group(kept.kind, f"taken back: {kept.title}", actor=actor, at=rounded(now))
    looked, last = 0, ""
    while True:
        with state.writing() as connection:
            rows = decisions.rows(connection, kept.number, after=last, most=_SHARE)
            _set_back(connection, group, rows, kept)
            if len(rows) < _SHARE:
                decisions.mark_undone(connection, kept.number, group.at)
                return group.decided
        looked, last = looked + len(rows), rows[-1].object
        if not progress(looked):
            return group.decided


def count(connection: Connection, number: int) -> int:
    """Return how many things a decision was about."""
    return decisions.count(connection, number)


def _shares(connection: Connection, number: int, most: int) -> Iterator[Sequence[DecisionRow]]:
    last = ""
    while rows := decisions.rows(connection, number, after=last, most=most):
        yield rows
        last = rows[-1].object


def _within(
    connection: Connection, kind: DecisionKind, ids: Sequence[str], scope: Scope, now: datetime
) -> bool:
    match kind:
        case DecisionKind.ALARMS:
            return alarms.within(connection, ids, scope)
        case DecisionKind.LEAKS:
            return leaks.within(connection, ids, scope)
        case DecisionKind.RISKS:
            return risks.within(connection, ids, scope, now)
        case _:
            assert_never(kind)


def _set_back(connection: Connection, group: Group, rows: Sequence[DecisionRow], kept: KeptDecision) -> None:
    match kept.kind:
        case DecisionKind.ALARMS:
            taking_back.set_back(connection, group, rows, of=kept.number)
        case DecisionKind.LEAKS:
            leaks.set_back(connection, group, rows, of=kept.number)
        case DecisionKind.RISKS:
            risks.set_back(connection, group, rows, of=kept.number)
        case _:
            assert_never(kept.kind)
