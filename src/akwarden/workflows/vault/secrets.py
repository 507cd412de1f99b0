"""Secrets into the vault and out of it.

The rules that this module keeps:

- No audit record, no secret: the record and what it records are one transaction, and a value is handed out
  only after that was kept.
- A row is opened for the place that was asked for. One that was moved, or an old version in the place of a
  new one, does not open.
- The audit log knows the newest version of each secret. Where that is missing, nothing older is given in its
  place; and its number is never used again.
"""

import difflib
from datetime import datetime
from enum import StrEnum

import msgspec
from sqlalchemy import Connection

from akwarden.errors import SealedError, UsageError, VaultError, WrongKekError
from akwarden.model.credential import Credential
from akwarden.model.secret import Secret
from akwarden.store import sealed as rows
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Detail, Event
from akwarden.store.state import State
from akwarden.vault.envelope import LARGEST, Place, decode, encode, open_sealed, seal
from akwarden.vault.kek import LocalKek
from akwarden.workflows.vault import access_key

OWNER = "local"
"""The one tenant that there is."""

_LONGEST_NAME = 100


class SecretKind(StrEnum):
    """What is kept."""

    ACCESS_KEY = "access-key"
    """An id, its secret, and the token of a temporary key."""
    TEXT = "text"
    """Any text, such as a password or a private key."""


class Opening(StrEnum):
    """Why a secret is opened, as the audit log says it."""

    REVEAL = "secret.reveal"
    """Its value is shown."""
    VIEW = "secret.view"
    """Its mask is shown."""
    USE = "secret.use"
    """It is used to call a cloud."""


class Vault(msgspec.Struct, frozen=True):
    """An open vault, and who stands before it."""

    state: State
    """Where the sealed secrets lie."""
    kek: LocalKek
    """The key."""
    actor: str
    """Who it is that asks."""


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a secret in memory."""

    kind: SecretKind
    """What it is."""
    name: str
    """What it is called."""
    version: int
    """Which version."""
    created_at: datetime
    """When it was put there."""
    content: Credential | Secret
    """The key, or the text."""


class _Logged(msgspec.Struct, frozen=True):
    """What the audit log says of a name."""

    kind: str = ""
    """What was put there last."""
    version: int = 0
    """As which version; 0 where nothing ever was."""
    upto: int = 0
    """The last record that was looked at."""


class UnknownSecretError(VaultError):
    """No secret has the name, or it has no such version."""


def put(vault: Vault, name: str, content: Credential | Secret, now: datetime) -> int:
    """Keep a new version of `name` and return its number.

    Raises UsageError for a name that can't be one, VaultError when it holds another kind or the secret is too
    large, WrongKekError when what is there is sealed under another key.
    """
    kind = SecretKind.ACCESS_KEY if isinstance(content, Credential) else SecretKind.TEXT
    secret = access_key.encode(content) if isinstance(content, Credential) else content
    key_id = content.key_id if isinstance(content, Credential) else None
    of = rows.SealedName(kind, OWNER, _checked_name(name))
    before = _looked_up(vault.state, name)
    with vault.state.writing() as connection:
        # Before the newest version is looked up: two at once would take the same number.
        log.wait(connection)
        _check_kind(connection, of)
        _check_kek(connection, vault.kek)
        logged = _logged(connection, name, before)
        version = max(logged.version, rows.newest_version(connection, of)) + 1
        sealed = seal(secret, _place(of, version), vault.kek)
        rows.put(
            connection,
            rows.SealedRow(of=of, version=version, kek=sealed.kek, sealed=encode(sealed), created_at=now),
        )
        details: dict[str, Detail] = {"kind": kind, "version": version, "kek": sealed.kek.hex()}
        if key_id is not None:
            details["key_id"] = key_id
        log.append(
            connection, Event(at=now, actor=vault.actor, action="secret.put", object=name, details=details)
        )
    return version


def text_of(given: bytes) -> Secret:
    """Return a text that was handed in, without the one line end behind it.

    Raises UsageError when it is empty, too large or no text.
    """
    text = given.removesuffix(b"\n").removesuffix(b"\r")
    try:
        text.decode()
    except UnicodeDecodeError:
        raise UsageError("what was given is not UTF-8 text", mend="encode it first, as with base64") from None
    if not text:
        raise UsageError("nothing was given", mend="pipe the value in, or run it on a terminal")
    if len(text) > LARGEST:
        raise UsageError(f"a secret has at most {LARGEST} bytes")
    return Secret(text)


def open_secret(
    vault: Vault,
    name: str,
    *,
    why: Opening,
    now: datetime,
    version: int | None = None,
    kind: SecretKind | None = None,
) -> Opened:
    """Return one version of `name`, else the newest, once it is on record that it was opened.

    Raises UnknownSecretError when there is none; MovedError, SealedError or WrongKekError when what lies
    there is not what was put there or needs another key.
    """
    before = _looked_up(vault.state, name)
    with vault.state.writing() as connection:
        opened = _opened(connection, vault.kek, name, before, version=version, kind=kind)
        log.append(
            connection,
            Event(
                at=now,
                actor=vault.actor,
                action=why,
                object=name,
                details={"kind": opened.kind, "version": opened.version},
            ),
        )
    return opened


def open_again(vault: Vault, name: str, kind: SecretKind) -> Opened:
    """Return the newest version of `name` without a record: for who knows that there is one already."""
    with vault.state.reading() as connection:
        return _opened(connection, vault.kek, name, _Logged(), version=None, kind=kind)


def _opened(
    connection: Connection,
    kek: LocalKek,
    name: str,
    before: _Logged,
    *,
    version: int | None,
    kind: SecretKind | None,
) -> Opened:
    """Find and open a version; what is asked for says what it has to be."""
    of = rows.SealedName(kind or _kind(connection, name), OWNER, name)
    logged = _logged(connection, name, before)
    newest = max(logged.version if logged.kind == of.kind else 0, rows.newest_version(connection, of))
    if newest == 0:
        raise _unknown(connection, name)
    asked = newest if version is None else version
    row = rows.get(connection, of, asked)
    if row is None:
        raise _missing(name, asked, newest)
    content = open_sealed(decode(row.sealed), _place(of, asked), kek)
    return Opened(
        kind=SecretKind(of.kind),
        name=name,
        version=asked,
        created_at=row.created_at,
        content=access_key.decode(content) if of.kind == SecretKind.ACCESS_KEY else content,
    )


def _looked_up(state: State, name: str) -> _Logged:
    """Return what the log says before a transaction that writes begins: others would wait for the search."""
    with state.reading() as connection:
        return _logged(connection, name, _Logged())


def _logged(connection: Connection, name: str, before: _Logged) -> _Logged:
    """Return what the log says, given what it said `before`."""
    last = log.last(connection)
    upto = last.number if last else 0
    record = next(log.records_of(connection, "secret.put", of=name, after=before.upto), None)
    if record is None:
        return msgspec.structs.replace(before, upto=upto)
    kind, version = record.details.get("kind"), record.details.get("version")
    return _Logged(str(kind), version if isinstance(version, int) else 0, upto)


def _kind(connection: Connection, name: str) -> SecretKind:
    """Return what is kept under a name; the place that is opened holds the kind too."""
    found = rows.kinds(connection, OWNER, name)
    if not found:
        raise _unknown(connection, name)
    if len(found) > 1 or found[0] not in set(SecretKind):
        raise SealedError(f"the rows of {name!r} in the vault are of a kind that was not put there")
    return SecretKind(found[0])


def _check_kind(connection: Connection, of: rows.SealedName) -> None:
    """Raise VaultError when the name holds something of another kind."""
    others = [kind for kind in rows.kinds(connection, of.owner, of.name) if kind != of.kind]
    if others:
        raise VaultError(
            f"{of.name!r} is a secret of another kind: {others[0]}",
            mend=f"take another name, or put a new version with --kind {others[0]}",
        )


def _check_kek(connection: Connection, kek: LocalKek) -> None:
    """Raise WrongKekError when all that is sealed is sealed under other keys."""
    found = rows.keks(connection)
    if found and kek.id not in found:
        raise WrongKekError(
            "what lies in the vault belongs to another key than the one of this home",
            mend="put back the key file that belongs to this state",
        )


def _checked_name(name: str) -> str:
    if not name.isprintable() or name != name.strip() or not 1 <= len(name) <= _LONGEST_NAME:
        raise UsageError(
            "the name of a secret can't be that one",
            why=f"it has 1 to {_LONGEST_NAME} characters that can be seen, and no space at its ends",
        )
    return name


def _unknown(connection: Connection, name: str) -> UnknownSecretError:
    near = difflib.get_close_matches(name, rows.names(connection, OWNER), n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return UnknownSecretError(
        f"there is no secret {name!r} in the vault", mend=f"{hint}akwarden vault list lists them all"
    )


def _missing(name: str, asked: int, newest: int) -> VaultError:
    if asked > newest or asked < 1:
        return UnknownSecretError(
            f"{name!r} has no version {asked}", mend=f"its newest is {newest}: leave --version out"
        )
    return SealedError(
        f"version {asked} of {name!r} is missing",
        why="the audit log says that it was put there; somebody deleted its row, and no older one is given",
        mend="restore a backup: akwarden restore FILE; or put a new version there",
    )


def _place(of: rows.SealedName, version: int) -> Place:
    return Place(kind=of.kind, owner=of.owner, name=of.name, version=version)
