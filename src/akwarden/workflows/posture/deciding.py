"""Says that a risk does not matter, why and until when, or lets it count again; each goes into the audit log.

A leaked key is ignored by closing its leak: what its leak says and what its risk says are one thing.
"""

from datetime import datetime

from sqlalchemy import Connection

from akwarden.errors import UsageError
from akwarden.model.risk import LEAKED_RULES, Decision, Risk, RiskStatus
from akwarden.store import risks
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Event
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.workflows.masking import shown_reason
from akwarden.workflows.posture.finding import find_risk

IGNORED, COUNTED = "risk.ignore", "risk.unignore"
LONGEST_REASON = 200


def ignore_risk(
    state: State, name: str, reason: str, until: datetime | None, *, actor: str, now: datetime
) -> Risk:
    """Ignore a risk until a time, or for good, and return it as it is then; a second time nothing changes.

    Raises UsageError for a reason that can't be one, a time that has passed, a risk that is no more, a leaked
    key, and a name that fits no risk.
    """
    at = rounded(now)
    shown, end = checked_reason(reason), checked_end(until, at)
    with state.writing() as connection:
        risk = find_risk(connection, name, at).risk
        if (refused := refusal(risk)) is not None:
            raise refused
        before = risk.decision
        if before is None or (before.reason, before.until) != (shown, end):
            decision = Decision(reason=shown, until=end, decided_at=at, decided_by=actor)
            risks.decide(connection, risk.id, decision)
            details = {"reason": shown, "until": None if end is None else f"{end:%Y-%m-%dT%H:%M:%SZ}"}
            _log(connection, IGNORED, risk, details, actor=actor, now=at)
        return find_risk(connection, risk.id, at).risk


def unignore_risk(state: State, name: str, *, actor: str, now: datetime) -> Risk:
    """Let a risk count again that somebody ignores, and return it as it is then."""
    at = rounded(now)
    with state.writing() as connection:
        risk = find_risk(connection, name, at).risk
        if risk.decision is not None:
            risks.forget_decision(connection, risk.id)
            _log(connection, COUNTED, risk, {}, actor=actor, now=at)
        return find_risk(connection, risk.id, at).risk


def _log(
    connection: Connection,
    action: str,
    risk: Risk,
    details: dict[str, str | None],
    *,
    actor: str,
    now: datetime,
) -> None:
    about = {"rule": risk.rule, "account": risk.account, "principal": risk.principal, "key_id": risk.key_id}
    event = Event(at=now, actor=actor, action=action, object=risk.id, details={**about, **details})
    log.append(connection, event)


def refusal(risk: Risk) -> UsageError | None:
    """Return why a risk can't be ignored, None where it can."""
    if risk.rule in LEAKED_RULES:
        return UsageError(
            "a leaked key is ignored by closing its leak",
            why="otherwise its leak would stay open",
            mend=f"akwarden leaks close {risk.key_id} --as ignored --reason TEXT",
        )
    if risk.status is RiskStatus.CONVERGED:
        return UsageError(f"risk {risk.id[:12]} is converged", why="what was wrong is no more")
    return None


def checked_end(until: datetime | None, now: datetime) -> datetime | None:
    """Return the time until when a risk is ignored, as it is kept; raises UsageError for the past."""
    end = None if until is None else rounded(until)
    if end is not None and end <= now:
        raise UsageError(
            "the time until when a risk is ignored has passed", mend="--until 90d, or a later day"
        )
    return end


def checked_reason(reason: str) -> str:
    """Return the reason as it is kept, with whatever could be a key masked; raises UsageError for none."""
    text = reason.strip()
    if not text:
        raise UsageError("a risk is ignored with a reason", mend="--reason 'break-glass user, ticket 123'")
    if len(text) > LONGEST_REASON or not text.isprintable():
        what = f"a reason is one line of at most {LONGEST_REASON} characters"
        raise UsageError(what, mend="write it shorter, without line breaks and control characters")
    return shown_reason(text)
