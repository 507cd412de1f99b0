"""Recovery codes: kept as digests, each used once."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, insert, select

from akwarden.store.tables import recovery_codes


def replace(connection: Connection, person_id: int, digests: Sequence[bytes]) -> None:
    """Let these be the codes of a person, and no others."""
    connection.execute(delete(recovery_codes).where(recovery_codes.c.person_id == person_id))
    rows = [{"person_id": person_id, "digest": one} for one in digests]
    if rows:
        connection.execute(insert(recovery_codes), rows)


def use(connection: Connection, person_id: int, digest: bytes) -> bool:
    """Use a code up; False where it is none of the person, or was used."""
    columns = recovery_codes.c
    used = delete(recovery_codes).where(columns.person_id == person_id, columns.digest == digest)
    return connection.execute(used).rowcount == 1


def left(connection: Connection, person_id: int) -> int:
    """Return how many codes a person has left."""
    query = select(func.count()).where(recovery_codes.c.person_id == person_id)
    return int(connection.execute(query).scalar_one())
