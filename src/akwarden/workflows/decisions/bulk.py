"""One decision about things of one kind, as people say it: about some by their ids, or all that fit."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final, assert_never

import msgspec
from sqlalchemy import Connection

from akwarden.errors import UsageError
from akwarden.model.decision import Decided, DecisionKind
from akwarden.model.leak import LeakStatus
from akwarden.query.vocabulary import nearest
from akwarden.store.state import State
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.detection import choices
from akwarden.workflows.detection import deciding as alarms
from akwarden.workflows.detection.choices import AlarmDecision
from akwarden.workflows.keys.listing import Asked
from akwarden.workflows.leaks import deciding as leaks
from akwarden.workflows.leaks.deciding import LeakDecision
from akwarden.workflows.posture import deciding_many as risks
from akwarden.workflows.posture.deciding_many import RiskDecision

Progress = Callable[[int], bool]
"""Is told how many things were looked at so far, and says whether to go on."""
NAMES: Final[Mapping[DecisionKind, tuple[str, ...]]] = MappingProxyType(
    {
        DecisionKind.ALARMS: ("handle", "ignore", "reopen", "snooze", "wake", "assign"),
        DecisionKind.LEAKS: ("close", "reopen", "assign"),
        DecisionKind.RISKS: ("ignore", "unignore"),
    }
)
"""What can be decided about each kind."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants to decide."""

    kind: DecisionKind
    """What it is about."""
    decision: str
    """One of `NAMES`."""
    ground: str | None = None
    """Why: of an alarm accepted, false_alarm or test; of a leak fixed or ignored."""
    reason: str = ""
    """In words."""
    until: datetime | None = None
    """Until when; None for good."""
    owner: str | None = None
    """Whose they are to be; None for whoever has the key."""


def check(wanted: Wanted, now: datetime) -> None:
    """Raise UsageError, or EditError for an owner, where it can't be decided as it was said."""
    _made(wanted, now)


def decide_ids(
    state: State, wanted: Wanted, ids: Sequence[str], *, scope: Scope, actor: str, now: datetime
) -> Decided | None:
    """Decide about some by their whole ids: all or none; None where one is not there, or not in the scope.

    Raises UsageError for what does not take the decision.
    """
    match _made(wanted, now):
        case choices.Choice() | choices.Snooze() | choices.Assign() as made:
            return alarms.decide_ids(state, ids, made, scope=scope, actor=actor, now=now)
        case leaks.Close() | leaks.Reopen() | leaks.Give() as made:
            return leaks.decide_ids(state, ids, made, scope=scope, actor=actor, now=now)
        case risks.Ignore() | risks.Count() as made:
            return risks.decide_ids(state, ids, made, scope=scope, actor=actor, now=now)


def decide_in_shares(
    state: State, wanted: Wanted, asked: Asked, *, actor: str, progress: Progress = lambda _: True
) -> Decided:
    """Decide about all that fit what is asked, some hundred at a time, and of those none that came later.

    When it is cut short, a second run does the rest. Raises UsageError, QueryError.
    """
    match _made(wanted, asked.now):
        case choices.Choice() | choices.Snooze() | choices.Assign() as made:
            return alarms.decide_in_shares(state, asked, made, actor=actor, progress=progress)
        case leaks.Close() | leaks.Reopen() | leaks.Give() as made:
            return leaks.decide_in_shares(state, asked, made, actor=actor, progress=progress)
        case risks.Ignore() | risks.Count() as made:
            return risks.decide_in_shares(state, asked, made, actor=actor, progress=progress)


def count(connection: Connection, wanted: Wanted, asked: Asked) -> int:
    """Return how many `decide_in_shares` would look at; raises UsageError, QueryError."""
    match _made(wanted, asked.now):
        case choices.Choice() | choices.Snooze() | choices.Assign() as made:
            return alarms.count(connection, asked, made)
        case leaks.Close() | leaks.Reopen() | leaks.Give():
            return leaks.count(connection, asked)
        case risks.Ignore() | risks.Count() as made:
            return risks.count(connection, asked, made)


def _made(wanted: Wanted, now: datetime) -> AlarmDecision | LeakDecision | RiskDecision:
    known = NAMES[wanted.kind]
    if wanted.decision not in known:
        near = nearest(wanted.decision, known)
        mend = f"did you mean {near}?" if near else f"one of {', '.join(known)}"
        raise UsageError(
            f"{wanted.decision[:40]!r} is nothing that can be decided about {wanted.kind}", mend=mend
        )
    match wanted.kind:
        case DecisionKind.ALARMS:
            return _alarms(wanted, now)
        case DecisionKind.LEAKS:
            return _leaks(wanted)
        case DecisionKind.RISKS:
            if wanted.decision == "unignore":
                return risks.Count()
            return risks.ignore(wanted.reason, wanted.until, now)
        case _:
            assert_never(wanted.kind)


def _alarms(wanted: Wanted, now: datetime) -> AlarmDecision:
    match wanted.decision:
        case "handle":
            return choices.handle(wanted.reason)
        case "ignore":
            return choices.ignore(choices.Why(_ground(wanted, tuple(choices.Why))), wanted.reason)
        case "snooze":
            if wanted.until is None:
                raise UsageError("until when is missing", mend="give `until`: a time within 90 days")
            return choices.snooze(wanted.until, now)
        case "wake":
            return choices.WAKE
        case "assign":
            return choices.assign(wanted.owner)
        case _:
            return choices.REOPEN


def _leaks(wanted: Wanted) -> LeakDecision:
    match wanted.decision:
        case "close":
            known = (LeakStatus.FIXED.value, LeakStatus.IGNORED.value)
            return leaks.close(LeakStatus(_ground(wanted, known)), wanted.reason)
        case "assign":
            return leaks.give(wanted.owner)
        case _:
            return leaks.Reopen()


def _ground(wanted: Wanted, known: Sequence[str]) -> str:
    if wanted.ground is not None and wanted.ground in known:
        return wanted.ground
    raise UsageError("why is missing, or is none that there is", mend=f"one of {', '.join(known)}")
