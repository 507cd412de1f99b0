"""Policies of people: calls that raise an alarm of type `custom`; added, switched on and off, removed.

The rules that this module keeps:

- A policy asks for something: one that every call fits is refused, by its query (`breadth.py`), and where the
  lake has enough calls to tell, by those of the last 30 days.
- Each change goes into the audit log in the same transaction.
"""

import re
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.errors import QueryError, UsageError
from akwarden.model.severity import Severity
from akwarden.model.watch_policy import Watched, WatchPolicy
from akwarden.query.parse import parse
from akwarden.query.spell import spell
from akwarden.query.tree import All, Not, Op, Query, Test, Text
from akwarden.query.vocabulary import nearest
from akwarden.store import watch_policies
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Detail, Event
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.store.watch_policies import NewWatchPolicy
from akwarden.workflows.detection.allowing import Unreadable
from akwarden.workflows.detection.breadth import is_about_something
from akwarden.workflows.detection.looking_back import LookBack
from akwarden.workflows.events.account_names import with_numbers
from akwarden.workflows.events.places import (
    WATCH_VOCABULARY,
    Places,
    from_networks,
    placed,
    places_of,
    ranges,
)
from akwarden.workflows.notes import checks

ADDED, SWITCHED, REMOVED = "watch.add", "watch.switch", "watch.remove"
_NAME: Final = re.compile(r"\w[\w.-]{0,59}")
_ENOUGH: Final = 100
"""Calls from which on it says something that a policy finds all of them."""


class Watching(msgspec.Struct, frozen=True, kw_only=True):
    """A policy as somebody wrote it; files are read already."""

    name: str
    watched: Watched
    severity: Severity
    actor: str
    now: datetime


class WatchedNow(msgspec.Struct, frozen=True):
    """The policies that are switched on."""

    policies: tuple[WatchPolicy, ...]
    queries: tuple[tuple[str, Query], ...]
    """Their names with their queries over calls, for `analytics.matching`."""
    unreadable: tuple[Unreadable, ...]


def checked(connection: Connection, asked: Watching) -> tuple[NewWatchPolicy, Query]:
    """Return the policy as it would be kept, and its query over calls.

    Raises QueryError for what is no query, UsageError for one that every call fits and for a name that can't
    be one, EditError for a secret in either.
    """
    if not _NAME.fullmatch(asked.name):
        raise UsageError(
            "the policy can't be called so",
            why="a name is up to 60 letters, digits, '.', '_' and '-', and begins with a letter or a digit",
            mend="call it such as admin-from-abroad",
        )
    written = parse(asked.watched.where, WATCH_VOCABULARY)
    checks.refuse_secret(f"{asked.name} {asked.watched.where}", "policy")
    if not (
        is_about_something(written) or asked.watched.keys or asked.watched.ips or asked.watched.except_ips
    ):
        raise UsageError(
            "every call would fit the policy",
            why="a policy needs a test of something else than the cloud and the time",
            mend="say which calls: --where 'service:cam -ip:203.0.113.0/24', --keys FILE or --ips FILE",
        )
    policy = NewWatchPolicy(
        name=asked.name,
        watched=msgspec.structs.replace(asked.watched, where=spell(written)),
        severity=asked.severity,
        created_at=rounded(asked.now),
        created_by=asked.actor,
    )
    return policy, _query(connection, policy.watched, places_of(connection))


def add_policy(state: State, asked: Watching, found: LookBack | None = None) -> WatchPolicy:
    """Keep a policy that is switched on, and return it.

    `found` is what it would have found. Raises as `checked`, and UsageError where its name is taken or it
    would have found every call.
    """
    if found is not None and found.total >= _ENOUGH and found.is_everything:
        raise UsageError(
            "every call would fit the policy",
            why=f"it finds all {found.total:,} calls of the last {found.days} days",
            mend="ask for less",
        )
    with state.writing() as connection:
        policy, _ = checked(connection, asked)
        if not watch_policies.add(connection, policy):
            raise UsageError(
                f"there is a policy {policy.name} already",
                mend=f"take another name, or akwarden watch remove {policy.name}",
            )
        details: dict[str, Detail] = {
            "query": policy.watched.where,
            "keys": len(policy.watched.keys),
            "ips": len(policy.watched.ips),
            "except_ips": len(policy.watched.except_ips),
            "severity": policy.severity.value,
        }
        _log(connection, ADDED, policy.name, details, actor=asked.actor, now=policy.created_at)
        return find_policy(connection, policy.name)


def switch_policy(state: State, name: str, *, enabled: bool, actor: str, now: datetime) -> WatchPolicy:
    """Switch a policy on or off, and return it; one that is so already stays as it is."""
    with state.writing() as connection:
        policy = find_policy(connection, name)
        if policy.enabled != enabled:
            watch_policies.switch(connection, name, enabled=enabled)
            _log(connection, SWITCHED, name, {"enabled": enabled}, actor=actor, now=rounded(now))
        return find_policy(connection, name)


def remove_policy(state: State, name: str, *, actor: str, now: datetime) -> WatchPolicy:
    """Forget a policy, and return it as it was; alarms that it raised stay."""
    with state.writing() as connection:
        policy = find_policy(connection, name)
        watch_policies.remove(connection, name)
        details: dict[str, Detail] = {"query": policy.query, "severity": policy.severity.value}
        _log(connection, REMOVED, name, details, actor=actor, now=rounded(now))
        return policy


def find_policy(connection: Connection, name: str) -> WatchPolicy:
    """Return the policy of a name; raises UsageError, with the nearest name, where there is none."""
    policy = watch_policies.one(connection, name)
    if policy is None:
        near = nearest(name, tuple(one.name for one in watch_policies.listed(connection)))
        mend = f"did you mean {near}?" if near else "akwarden watch list shows them"
        raise UsageError(f"there is no policy {name!r:.80}", mend=mend)
    return policy


def query_of(connection: Connection, policy: WatchPolicy) -> Query:
    """Return the query of a policy over calls; raises QueryError where it can't be read any more."""
    return _query(connection, policy.watched, places_of(connection))


def watched_now(connection: Connection) -> WatchedNow:
    """Return the policies that are switched on, with their queries over calls."""
    policies: list[WatchPolicy] = []
    queries: list[tuple[str, Query]] = []
    unreadable: list[Unreadable] = []
    enabled = watch_policies.enabled(connection)
    places = places_of(connection) if enabled else Places()
    for policy in enabled:
        try:
            queries.append((policy.name, _query(connection, policy.watched, places)))
        except QueryError as error:
            unreadable.append(Unreadable(f"policy {policy.name}", error.what))
        else:
            policies.append(policy)
    return WatchedNow(tuple(policies), tuple(queries), tuple(unreadable))


def _query(connection: Connection, watched: Watched, places: Places) -> Query:
    """Return the query over calls: what was written, and the keys and networks of files."""
    written = placed(parse(watched.where, WATCH_VOCABULARY), places)
    parts = [with_numbers(connection, written)]
    if watched.keys:
        parts.append(Test("key", Op.EQ, tuple(map(Text, watched.keys))))
    if watched.ips:
        parts.append(from_networks(ranges(watched.ips)))
    if watched.except_ips:
        parts.append(Not(from_networks(ranges(watched.except_ips))))
    return All(tuple(parts))


def _log(
    connection: Connection,
    action: str,
    name: str,
    details: dict[str, Detail],
    *,
    actor: str,
    now: datetime,
) -> None:
    log.append(connection, Event(at=now, actor=actor, action=action, object=name, details=details))
