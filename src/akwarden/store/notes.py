"""What people say of keys, addresses and principals, as it stands now; only `edits.py` changes it."""

import ipaddress
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, RowMapping, delete, insert, select

from akwarden.model.note import Note, NoteField, NoteKind, Subject
from akwarden.model.own_address import AddressKind, OwnAddress
from akwarden.store.inventory.belongings import address_values
from akwarden.store.new_rows import insert_into, shares
from akwarden.store.tables import addresses, notes

Said = Mapping[NoteField, str | None]
"""What is said of one subject; a field that is not there has nothing said."""

_NOTED = (NoteField.REMARK, NoteField.OWNER, NoteField.TAGS)


def read_tags(text: str | None) -> tuple[str, ...]:
    """Return the tags of a column."""
    return msgspec.json.decode(text, type=tuple[str, ...]) if text else ()


def tags_text(tags: Collection[str]) -> str | None:
    """Return tags as they are kept, each once and in order; None for no tags."""
    return msgspec.json.encode(sorted(set(tags))).decode() if tags else None


def network_name(text: str) -> str:
    """Return an address or network as the subject of a note.

    Raises ValueError for what is none, or has bits behind its prefix.
    """
    network = ipaddress.ip_network(text)
    mapped = network.network_address.ipv4_mapped if isinstance(network, ipaddress.IPv6Network) else None
    if mapped is not None and network.prefixlen >= 96:  # noqa: PLR2004  where the IPv4 address begins
        return str(ipaddress.ip_network((mapped, network.prefixlen - 96)))
    return str(network)


def of_networks(connection: Connection) -> Mapping[str, Note]:
    """Return all that is said of addresses and networks, by how they are written."""
    rows = connection.execute(select(notes).where(notes.c.kind == NoteKind.IP.value))
    return {row.subject: _note(Subject(NoteKind.IP, row.subject), row) for row in rows}


def note_of(connection: Connection, subject: Subject) -> Note | None:
    """Return what is said of a subject, or None."""
    query = select(notes).where(notes.c.kind == subject.kind.value, notes.c.subject == subject.name)
    row = connection.execute(query).one_or_none()
    return None if row is None else _note(subject, row)


def _note(subject: Subject, row: Row[Any]) -> Note:
    return Note(
        subject=subject,
        remark=row.remark,
        owner=row.owner,
        tags=read_tags(row.tags),
        changed_at=row.changed_at,
        changed_by=row.changed_by,
    )


def said(connection: Connection, subjects: Sequence[Subject]) -> dict[Subject, dict[NoteField, str | None]]:
    """Return what is said of each of these subjects now; nothing for one of which nothing is said."""
    found: dict[Subject, dict[NoteField, str | None]] = {}
    for kind, share in _by_kind(subjects):
        for row in _rows(connection, notes.c.subject, share, notes.c.kind == kind.value):
            tags = None if row["tags"] == "[]" else row["tags"]
            values = {NoteField.REMARK: row["remark"], NoteField.OWNER: row["owner"], NoteField.TAGS: tags}
            found.setdefault(Subject(kind, row["subject"]), {}).update(values)
        if kind is NoteKind.IP:
            for row in _rows(connection, addresses.c.network, share, addresses.c.account_id.is_(None)):
                values = {NoteField.NETWORK_KIND: row["kind"], NoteField.LABEL: row["label"] or None}
                found.setdefault(Subject(kind, row["network"]), {}).update(values)
    return found


def _by_kind(subjects: Sequence[Subject]) -> Iterator[tuple[NoteKind, Sequence[str]]]:
    for kind in NoteKind:
        for share in shares([one.name for one in subjects if one.kind is kind]):
            yield kind, share


def _rows(connection: Connection, name: Any, wanted: Sequence[str], which: Any) -> Sequence[RowMapping]:
    query = select(name.table).where(which, name.in_(wanted))
    return connection.execute(query).mappings().all()


def put(connection: Connection, wanted: Mapping[Subject, Said], actor: str, now: datetime) -> None:
    """Let these things, and nothing else, be said of each subject."""
    rows = [_note_row(subject, values, actor, now) for subject, values in wanted.items()]
    if not rows:
        return
    new = insert_into(connection, notes)
    names = (*(field.value for field in _NOTED), "changed_at", "changed_by")
    upsert = new.on_conflict_do_update(
        index_elements=[notes.c.kind, notes.c.subject], set_={name: new.excluded[name] for name in names}
    )
    connection.execute(upsert, rows)
    _put_networks(connection, {one: said for one, said in wanted.items() if one.kind is NoteKind.IP})


def _note_row(subject: Subject, values: Said, actor: str, now: datetime) -> dict[str, object]:
    """Return the row of a subject."""
    said = {field.value: values.get(field) for field in _NOTED}
    return {
        **said,
        "tags": said["tags"] or "[]",
        "kind": subject.kind.value,
        "subject": subject.name,
        "changed_at": now,
        "changed_by": actor,
    }


def _put_networks(connection: Connection, wanted: Mapping[Subject, Said]) -> None:
    """Keep the networks that no account has as these say, and none where no kind is said."""
    own = addresses.c.account_id.is_(None)
    for share in shares([subject.name for subject in wanted]):
        connection.execute(delete(addresses).where(own, addresses.c.network.in_(share)))
    rows = [
        {"account_id": None, **address_values(_address(subject.name, kind, values.get(NoteField.LABEL)))}
        for subject, values in wanted.items()
        if (kind := values.get(NoteField.NETWORK_KIND)) is not None
    ]
    if rows:
        connection.execute(insert(addresses), rows)


def _address(network: str, kind: str, label: str | None) -> OwnAddress:
    """Return an address that people named."""
    called = label or ""
    return OwnAddress(network=network, kind=AddressKind(kind), resource=called or network, label=called)
