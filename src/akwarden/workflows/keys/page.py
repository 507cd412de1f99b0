"""The page of one key: what is wrong, what to do, whose it is, what it may do, where it leaked."""

from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from akwarden.model.access_key import AccessKeyId, KeyStatus, UnlistedGuess
from akwarden.model.advice import AdviceLevel
from akwarden.model.alarm import Alarm
from akwarden.model.blind_spot import BlindSpot
from akwarden.model.key_row import KeyFacts, KeyRow
from akwarden.model.key_use import KeyUse
from akwarden.model.leak import Leak
from akwarden.model.note import NoteField, NoteKind, Subject
from akwarden.model.permission import Permission
from akwarden.model.principal import PrincipalType
from akwarden.model.rights_use import RightsUse
from akwarden.model.risk import LEAKED_RULES, Risk
from akwarden.model.said import Said
from akwarden.risk.leaked import risk_of
from akwarden.risk.unlisted import guess_words
from akwarden.store import alarm_listing, edits, key_page_rows, key_risks, key_rows, leak_rows, risk_rows
from akwarden.store.moment import rounded
from akwarden.store.tables import leaks
from akwarden.workflows.alarm_row import alarm_row
from akwarden.workflows.keys.listing import ListedKey, listed_key, with_last_call
from akwarden.workflows.keys.permissions import permission
from akwarden.workflows.notes.finding import find_key

_ALARMS = 20
_ABOUT_KEYS = ("key", "used", "polic", "user", "group", "factor", "sign")


class PastNote(msgspec.Struct, frozen=True):
    """One change of what people say."""

    at: datetime
    actor: str
    edit: int
    """The number of the edit, by which it can be undone."""
    field: NoteField
    before: str | None
    after: str | None


class KeyPage(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.key-page/1"):
    """Everything that is known of one key."""

    key: KeyRow
    """The key as lists give it."""
    next_action: Said
    """What to do next, in words; every step of it can be taken back."""
    account_name: str | None
    """What people call the account."""
    arn: str | None
    """How policies and audit records name the principal."""
    mfa: bool | None
    """Whether signing in asks the principal for a second factor."""
    console_login: bool | None
    """Whether the principal may sign in with a password."""
    guess: UnlistedGuess | None
    """What the key may be, where no account lists it."""
    guess_words: Said | None
    """The same in words."""
    cloud_note: str
    """What people wrote beside the key at its cloud."""
    last_use_known: bool
    """Whether a last use of null means that it was never used."""
    last_used_service: str | None
    """The service that it called last."""
    last_used_region: str | None
    """The region that it called last."""
    first_seen_at: datetime
    """When akwarden saw it first."""
    deleted_at: datetime | None
    """When it was seen to be gone."""
    permissions: tuple[Permission, ...]
    """The policies that decide what it may do, as far as they can be seen."""
    rights_used: RightsUse | None
    """Which of the services that it may change something in its principal called, with whatever key; None as
    long as no audit records of its account are read, for a root key, and where its rights can't be seen."""
    risks: tuple[Risk, ...]
    """What is wrong with it."""
    alarms: tuple[Alarm, ...]
    """What is abnormal about its use and still open, the worst first; those that name other keys too are here
    and do not count in the row. At most 20."""
    leaks: tuple[Leak, ...]
    """Where it leaked."""
    use: KeyUse | None
    """How it is used; None as long as no audit records are read."""
    history: tuple[PastNote, ...]
    """What people said of it, the last change first."""
    blind_spots: tuple[BlindSpot, ...]
    """What can't be seen of its account that could matter here."""


UseOf = Callable[[AccessKeyId], KeyUse]
"""Says how a key is used."""
RightsOf = Callable[[int, int], RightsUse | None]
"""Says what a principal uses of its rights, by the numbers of the rows of its account and of itself."""


def key_page(
    connection: Connection,
    text: str,
    now: datetime,
    use_of: UseOf | None = None,
    rights_of: RightsOf | None = None,
) -> KeyPage:
    """Return the page of the key that a person means; raises UsageError with the nearest ones.

    `use_of` says how it is used and `rights_of` what of its rights, where there are audit records.
    """
    key_id = find_key(connection, text)
    at = rounded(now)
    facts = key_rows.one(connection, key_id, at)
    assert facts is not None  # noqa: S101  it was found in the same view of the state
    use = None if use_of is None else use_of(key_id)
    facts = facts if use is None else with_last_call(facts, use.last_at, at)
    key = listed_key(facts, at)
    risks = _risks(connection, facts, at)
    return KeyPage(
        key=_with_use(key.row, use),
        use=use,
        next_action=_next_action(key, risks),
        account_name=facts.account_name,
        arn=facts.arn,
        mfa=facts.mfa,
        console_login=facts.console_login,
        guess=facts.guess,
        guess_words=guess_words(facts.guess) if facts.status is KeyStatus.UNLISTED else None,
        cloud_note=facts.cloud_note,
        last_use_known=facts.last_use_known,
        last_used_service=facts.last_used_service,
        last_used_region=facts.last_used_region,
        first_seen_at=facts.first_seen_at,
        deleted_at=facts.deleted_at,
        permissions=tuple(_permissions(connection, facts)),
        rights_used=_rights_used(facts, rights_of),
        risks=risks,
        alarms=tuple(map(alarm_row, alarm_listing.open_of_key(connection, key_id, _ALARMS))),
        leaks=tuple(row.leak for row in leak_rows.select_rows(connection, leaks.c.key_id == key_id)),
        history=tuple(_history(connection, key_id)),
        blind_spots=tuple(_spots(connection, facts)),
    )


def _with_use(row: KeyRow, use: KeyUse | None) -> KeyRow:
    if use is None:
        return row
    return row.used(last_at=use.last_at, calls_24h=use.calls_24h, source_ips=use.source_ips)


def _rights_used(facts: KeyFacts, rights_of: RightsOf | None) -> RightsUse | None:
    if rights_of is None or facts.account_id is None or facts.principal_id is None:
        return None
    return rights_of(facts.account_id, facts.principal_id)


def _risks(connection: Connection, facts: KeyFacts, now: datetime) -> tuple[Risk, ...]:
    """Return what is wrong with a key, the leak first: its risk is there also where it is closed."""
    leaked = risk_rows.leaked_key(connection, facts.key_id)
    others = (one for one in key_risks.of_key(connection, facts, now) if one.rule not in LEAKED_RULES)
    return (*(() if leaked is None else (risk_of(leaked),)), *others)


def _next_action(key: ListedKey, risks: tuple[Risk, ...]) -> str:
    """Return the next step: the safest that helps."""
    facts = key.facts
    if facts.leaks or facts.revoked_leaks:
        return risks[0].remediation
    if facts.quarantine and facts.status is KeyStatus.ACTIVE:
        return (
            "Read in the mail of AWS which key it saw, and replace that one now; then look in CloudTrail for "
            f"what it did, and detach {facts.quarantine} last."
        )
    if key.row.advice is AdviceLevel.FINE:
        return "Nothing has to be done." if facts.owner else "Say whose it is, so that somebody can be asked."
    if facts.principal_type is PrincipalType.ROOT:
        return (
            "Make a user with the few rights that are needed, move programs to a key of that user, then "
            "disable the root key: it can be enabled again."
        )
    whom = f"Ask {facts.owner}" if facts.owner else "Find out whose it is"
    return f"{whom}, then disable it at its cloud: it can be enabled again. Delete it when nobody missed it."


def _permissions(connection: Connection, facts: KeyFacts) -> Iterator[Permission]:
    if facts.account_id is None or facts.principal_id is None:
        return
    for one in key_page_rows.granted(connection, facts.account_id, facts.principal_id):
        yield permission(facts.provider, one)


def _history(connection: Connection, key_id: str) -> Iterator[PastNote]:
    for past in edits.history(connection, Subject(NoteKind.KEY, key_id)):
        line = past.line
        yield PastNote(past.edit.at, past.edit.actor, past.edit.number, line.field, line.before, line.after)


def _spots(connection: Connection, facts: KeyFacts) -> Iterator[BlindSpot]:
    """Yield the blind spots that matter for a key; those about root keys, for one that may be a root key."""
    for spot in key_page_rows.spots(connection, facts.account_id, facts.provider):
        about_root = "root" in spot.unseen
        may_be_root = facts.principal_type is PrincipalType.ROOT or facts.account_id is None
        if about_root and not may_be_root and "," not in spot.unseen:
            continue
        if facts.account_id is None and not about_root:
            continue
        if any(word in spot.unseen for word in _ABOUT_KEYS):
            yield spot
