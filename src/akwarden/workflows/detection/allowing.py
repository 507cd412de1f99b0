"""The allow-list: calls that are meant to be there, with a reason, an owner and an end.

The rules that this module keeps:

- An entry for one rule names a rule that there is, so that no slip of the pen lets all alarms through.
- An entry names somebody: one that would silence everybody is refused (`breadth.py`).
- No entry without a reason, an owner and an end, which is at most 400 days away.
- Each change goes into the audit log in the same transaction.
"""

import difflib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.analytics.calls import CALL_VOCABULARY
from akwarden.errors import QueryError, UsageError
from akwarden.model.allow_entry import AllowEntry, AllowStatus
from akwarden.query.parse import parse
from akwarden.query.spell import spell
from akwarden.query.tree import Query
from akwarden.store import allow_entries, rule_alarms, watch_policies
from akwarden.store.allow_entries import NewAllowEntry
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Event
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.workflows.detection.breadth import NAMING, is_about_somebody
from akwarden.workflows.detection.ruleset import behavior_names
from akwarden.workflows.detection.signals import policy_rule_id
from akwarden.workflows.detection.wording import owner_of, reason_of
from akwarden.workflows.events.account_names import with_numbers
from akwarden.workflows.notes import checks

ADDED, REMOVED = "allow.add", "allow.remove"
USUAL_DAYS, MOST_DAYS = 90, 400
_LONGEST_RULE: Final = 200
_NEAREST, _SHOWN = 3, 60


class Allowing(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as somebody wrote it."""

    query: str
    rule: str | None
    reason: str
    owner: str
    until: datetime
    actor: str
    now: datetime
    own_rules: tuple[str, ...] = ()
    """The ids of rules of their own that somebody named; `rule` may be one of them."""


class Unreadable(msgspec.Struct, frozen=True):
    """An entry or a policy that can't be read any more, and so does not count."""

    name: str
    reason: str


class Allowed(msgspec.Struct, frozen=True):
    """What the allow-list says at a moment."""

    entries: tuple[AllowEntry, ...]
    queries: tuple[tuple[int, Query], ...]
    """The numbers of the entries with their queries, for `analytics.matching`."""
    unreadable: tuple[Unreadable, ...]


def checked(connection: Connection, asked: Allowing) -> tuple[NewAllowEntry, Query]:
    """Return the entry as it would be kept, and its query over calls.

    Raises QueryError for what is no query; UsageError for one that is too wide, and for a rule, a reason, an
    owner or an end that can't be one; EditError for an owner that may not be said, and for a secret in the
    query.
    """
    query = parse(asked.query, CALL_VOCABULARY)
    checks.refuse_secret(asked.query, "query")
    if not is_about_somebody(query):
        raise UsageError(
            "the query is too wide for an allow-list: it does not name whose calls are meant",
            why="an entry must name at least one of "
            + ", ".join(NAMING)
            + "; 'any', 'none' and '-' name nobody",
            mend="add whose they are, such as key:AKID… or ip:203.0.113.0/24",
        )
    now, until = rounded(asked.now), rounded(asked.until)
    if not now < until <= now + timedelta(days=MOST_DAYS):
        raise UsageError(
            f"an entry ends within {MOST_DAYS} days, and not in the past",
            mend=f"--until {USUAL_DAYS}d, or a day such as {now + timedelta(days=USUAL_DAYS):%Y-%m-%d}",
        )
    entry = NewAllowEntry(
        query=spell(query),
        rule=_rule(connection, asked),
        reason=reason_of(asked.reason),
        owner=owner_of(asked.owner),
        until=until,
        created_at=now,
        created_by=asked.actor,
    )
    return entry, with_numbers(connection, query)


def add_entry(state: State, asked: Allowing) -> AllowEntry:
    """Keep an entry, and return it; raises as `checked`. The same entry a second time is not kept twice."""
    with state.writing() as connection:
        entry, _ = checked(connection, asked)
        for held in allow_entries.in_force(connection, entry.created_at):
            if _said(held) == _said(entry):
                return held
        number = allow_entries.add(connection, entry)
        details = {
            "query": entry.query,
            "rule": entry.rule,
            "reason": entry.reason,
            "owner": entry.owner,
            "until": f"{entry.until:%Y-%m-%dT%H:%M:%SZ}",
        }
        _log(connection, ADDED, number, details, actor=asked.actor, now=entry.created_at)
        return _one(connection, number, entry.created_at)


def remove_entry(state: State, number: int, *, actor: str, now: datetime) -> AllowEntry:
    """Take an entry back, and return it; one that does not count any more stays as it is.

    Raises UsageError for a number that no entry has.
    """
    at = rounded(now)
    with state.writing() as connection:
        entry = _one(connection, number, at)
        if entry.status is not AllowStatus.IN_FORCE:
            return entry
        allow_entries.remove(connection, number, actor=actor, now=at)
        _log(connection, REMOVED, number, {"query": entry.query, "rule": entry.rule}, actor=actor, now=at)
        return _one(connection, number, at)


def find_entry(connection: Connection, number: int, now: datetime) -> AllowEntry:
    """Return an entry; raises UsageError for a number that none has."""
    return _one(connection, number, rounded(now))


def allowed(connection: Connection, now: datetime) -> Allowed:
    """Return the entries that count at a moment, with their queries over calls."""
    entries = allow_entries.in_force(connection, rounded(now))
    queries: list[tuple[int, Query]] = []
    unreadable: list[Unreadable] = []
    for entry in entries:
        try:
            queries.append((entry.id, with_numbers(connection, parse(entry.query, CALL_VOCABULARY))))
        except QueryError as error:
            unreadable.append(Unreadable(f"allow-list entry {entry.id}", error.what))
    known = {number for number, _ in queries}
    return Allowed(tuple(one for one in entries if one.id in known), tuple(queries), tuple(unreadable))


def silencing(allowed_: Allowed, numbers: Iterable[int], rule: str) -> tuple[AllowEntry, ...]:
    """Return the entries, of those whose queries an event fits, that silence a rule."""
    fit = frozenset(numbers)
    return tuple(one for one in allowed_.entries if one.id in fit and one.rule in {None, rule})


def query_of(connection: Connection, entry: AllowEntry) -> Query:
    """Return the query of an entry over calls; raises QueryError where it can't be read any more."""
    return with_numbers(connection, parse(entry.query, CALL_VOCABULARY))


def _one(connection: Connection, number: int, now: datetime) -> AllowEntry:
    entry = allow_entries.one(connection, number, now)
    if entry is None:
        raise UsageError(
            f"there is no allow-list entry {number}", mend="akwarden allow list --all shows them"
        )
    return entry


def _rule(connection: Connection, asked: Allowing) -> str | None:
    """Return the rule that an entry is for: one of ours, one that ever fired here, a policy, or one given."""
    if asked.rule is None:
        return None
    plain = asked.rule.strip()
    if not plain or len(plain) > _LONGEST_RULE or not plain.isprintable():
        raise UsageError("a rule is named by its id", mend="akwarden detect list shows them")
    known = {*behavior_names(), *asked.own_rules, *rule_alarms.known_rules(connection)}
    known |= {policy_rule_id(one.name) for one in watch_policies.listed(connection)}
    if plain in known:
        return plain
    near = difflib.get_close_matches(plain, sorted(known), n=_NEAREST)
    own = "for one of your own that never fired, name its file with --rules"
    raise UsageError(
        f"there is no rule {plain[:_SHOWN]!r} about calls",
        why=None if near else f"it is none of ours, and none fired that is called so; {own}",
        mend=f"did you mean {' or '.join(near)}?" if near else "akwarden detect list shows them",
    )


def _said(entry: AllowEntry | NewAllowEntry) -> tuple[object, ...]:
    return entry.query, entry.rule, entry.reason, entry.owner, entry.until


def _log(
    connection: Connection,
    action: str,
    number: int,
    details: Mapping[str, str | None],
    *,
    actor: str,
    now: datetime,
) -> None:
    event = Event(at=now, actor=actor, action=action, object=str(number), details=details)
    log.append(connection, event)
