"""API tokens, and pairs for the wire API: kept, found by what a call shows, listed, revoked."""

from collections.abc import Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, Select, Table, insert, select, update

from akwarden.model.api_key import ApiKey, ApiKeyKind
from akwarden.model.person import Grant
from akwarden.store.tables import api_tokens, persons, wire_keys

_TABLES: Final = MappingProxyType({ApiKeyKind.TOKEN: api_tokens, ApiKeyKind.WIRE: wire_keys})
_NOT_KEPT = {"kind", "login", "grants", "networks"}


def add(connection: Connection, key: ApiKey, digest: bytes | None) -> None:
    """Keep a new one; `digest` is what is kept of a token, and None for a pair."""
    values = {name: value for name, value in msgspec.structs.asdict(key).items() if name not in _NOT_KEPT}
    values["grants"] = msgspec.json.encode(key.grants).decode()
    values["networks"] = msgspec.json.encode(key.networks).decode()
    if digest is not None:
        values["digest"] = digest
    connection.execute(insert(_TABLES[key.kind]).values(values))


def by_digest(connection: Connection, digest: bytes) -> ApiKey | None:
    """Return a token by what is kept of it, whether it still works or not."""
    query = _query(ApiKeyKind.TOKEN).where(api_tokens.c.digest == digest)
    return next(iter(_read(connection, query, ApiKeyKind.TOKEN)), None)


def by_id(connection: Connection, kind: ApiKeyKind, key_id: str) -> ApiKey | None:
    """Return a token or a pair by its public name, whether it still works or not."""
    return next(iter(_read(connection, _query(kind).where(_TABLES[kind].c.id == key_id), kind)), None)


def listed(connection: Connection, person_id: int | None = None) -> list[ApiKey]:
    """Return all of a person, or of everybody, the newest first."""
    found: list[ApiKey] = []
    for kind, table in _TABLES.items():
        query = _query(kind)
        found += _read(
            connection, query if person_id is None else query.where(table.c.person_id == person_id), kind
        )
    return sorted(found, key=lambda one: (one.created_at, one.id), reverse=True)


def use(connection: Connection, key: ApiKey, address: str, now: datetime) -> None:
    """Note that one was used."""
    table = _TABLES[key.kind]
    connection.execute(update(table).where(table.c.id == key.id).values(used_at=now, used_from=address))


def revoke(connection: Connection, key: ApiKey, now: datetime) -> bool:
    """End one; False where it was ended before."""
    table = _TABLES[key.kind]
    ended = update(table).where(table.c.id == key.id, table.c.revoked_at.is_(None)).values(revoked_at=now)
    return connection.execute(ended).rowcount == 1


def _query(kind: ApiKeyKind) -> Select[Any]:
    table: Table = _TABLES[kind]
    return select(table, persons.c.login).join_from(table, persons, persons.c.id == table.c.person_id)


def _read(connection: Connection, query: Select[Any], kind: ApiKeyKind) -> Sequence[ApiKey]:
    return [_key(row, kind) for row in connection.execute(query)]


def _key(row: Row[Any], kind: ApiKeyKind) -> ApiKey:
    return ApiKey(
        id=row.id,
        kind=kind,
        person_id=row.person_id,
        login=row.login,
        name=row.name,
        grants=msgspec.json.decode(row.grants, type=tuple[Grant, ...]),
        networks=msgspec.json.decode(row.networks, type=tuple[str, ...]),
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        used_at=row.used_at,
        used_from=row.used_from,
        revoked_at=row.revoked_at,
    )
