"""What is in the vault, without a look into it: neither a key nor a passphrase is needed."""

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import Connection

from akwarden.reports.vault_rows import SecretRow
from akwarden.store import sealed as rows
from akwarden.store.audit_log import log
from akwarden.store.state import State
from akwarden.workflows.vault.secrets import OWNER

_Version = tuple[str, str, int]


def listed(state: State) -> list[SecretRow]:
    """Return every secret by its name; the ids of access keys are those that the audit log has."""
    with state.reading() as connection:
        ids = _key_ids(connection)
        return list(_rows(connection, ids))


def _rows(connection: Connection, ids: dict[_Version, str]) -> Iterator[SecretRow]:
    for of, mentions in groupby(rows.listed(connection), key=lambda mention: mention.of):
        if of.owner != OWNER:
            continue  # what one-time codes and pairs of the wire API need is nobody's to list
        versions = list(mentions)
        newest = versions[-1]
        yield SecretRow(
            name=of.name,
            kind=of.kind,
            versions=tuple(mention.version for mention in versions),
            created_at=newest.created_at,
            key_id=ids.get((of.kind, of.name, newest.version)),
        )


def _key_ids(connection: Connection) -> dict[_Version, str]:
    """Return the ids by kind, name and version."""
    found: dict[_Version, str] = {}
    for record in log.records_of(connection, "secret.put"):
        kind, version, key_id = (record.details.get(name) for name in ("kind", "version", "key_id"))
        if isinstance(kind, str) and isinstance(version, int) and isinstance(key_id, str):
            found.setdefault((kind, record.object, version), key_id)
    return found
