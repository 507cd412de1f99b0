"""Browsers that somebody logged in with, and from where: they are let try where guessers are held up."""

from datetime import datetime

from sqlalchemy import Connection, Select, delete, exists, insert, select, update

from akwarden.store.tables import login_devices, persons


def is_known(connection: Connection, login: str, digest: bytes, seen_since: datetime) -> bool:
    """Say whether the person of a login came in with this browser since then."""
    columns = login_devices.c
    return _is_any(connection, _of(login, seen_since).where(columns.digest == digest))


def is_from(connection: Connection, login: str, network: str, seen_since: datetime) -> bool:
    """Say whether the person of a login came in from this network since then, with any browser."""
    return _is_any(connection, _of(login, seen_since).where(login_devices.c.network == network))


def _of(login: str, seen_since: datetime) -> Select[tuple[bytes]]:
    columns = login_devices.c
    joined = login_devices.join(persons, persons.c.id == columns.person_id)
    return (
        select(columns.digest)
        .select_from(joined)
        .where(persons.c.login == login, columns.seen_at >= seen_since)
    )


def _is_any(connection: Connection, query: Select[tuple[bytes]]) -> bool:
    return bool(connection.execute(select(exists(query))).scalar())


def add(connection: Connection, person_id: int, digest: bytes, network: str, now: datetime) -> None:
    """Keep a new browser under what is kept of its cookie."""
    row = {
        "digest": digest,
        "person_id": person_id,
        "network": network,
        "created_at": now,
        "seen_at": now,
    }
    connection.execute(insert(login_devices).values(row))


def see(connection: Connection, person_id: int, digest: bytes, network: str, now: datetime) -> bool:
    """Note that a person came in with a browser that is known as theirs, and from where; False for others."""
    columns = login_devices.c
    known = update(login_devices).where(columns.digest == digest, columns.person_id == person_id)
    return bool(connection.execute(known.values(network=network, seen_at=now)).rowcount)


def trim(connection: Connection, person_id: int, most: int) -> None:
    """Forget browsers of a person above a number, those first that were not seen for the longest."""
    columns = login_devices.c
    kept = (
        select(columns.digest)
        .where(columns.person_id == person_id)
        .order_by(columns.seen_at.desc(), columns.digest)
        .limit(most)
    )
    connection.execute(
        delete(login_devices).where(columns.person_id == person_id, columns.digest.not_in(kept))
    )


def forget_all(connection: Connection, person_id: int) -> None:
    """Forget every browser of a person."""
    connection.execute(delete(login_devices).where(login_devices.c.person_id == person_id))


def sweep(connection: Connection, seen_before: datetime) -> None:
    """Forget browsers that nobody came with for long."""
    connection.execute(delete(login_devices).where(login_devices.c.seen_at < seen_before))
