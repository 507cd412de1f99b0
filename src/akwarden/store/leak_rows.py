"""Rows of leaks for people: joined with the keys of the inventory, their accounts and what was noted of them.

Whether a key works is what the inventory says of it, since that is read again and again; only of a key that
it does not know counts what the cloud said when a scan asked. So the two columns that depend on it are made
here and not kept: a leak is never shown as fixed while its key works.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    RowMapping,
    Select,
    and_,
    case,
    func,
    or_,
    select,
)

from akwarden.model.access_key import KeyStatus
from akwarden.model.leak import CLOSED, Leak, LeakCase, LeakPlace, LeakRow, LeakStatus, Validity
from akwarden.model.note import NoteKind
from akwarden.model.secret import Fingerprint
from akwarden.model.severity import Severity
from akwarden.query.tree import ID
from akwarden.query.vocabulary import Field, FieldKind, Vocabulary
from akwarden.store.filtering import Columns, Several
from akwarden.store.new_rows import shares
from akwarden.store.shared_columns import account_names, in_accounts
from akwarden.store.tables import access_keys, accounts, leak_places, leaks, notes, principals

VOCABULARY = Vocabulary(
    (
        Field("key", FieldKind.TEXT, "the access key id"),
        Field("provider", FieldKind.TEXT, "whose cloud or service the key opens", searched=False),
        Field("case", FieldKind.ENUM, "by what kind of thing it leaked", tuple(LeakCase)),
        Field("severity", FieldKind.ENUM, "the worst of all places", tuple(Severity), aliases=("level",)),
        Field("status", FieldKind.ENUM, "how far it is dealt with", tuple(LeakStatus)),
        Field("validity", FieldKind.ENUM, "whether the key works", tuple(Validity)),
        Field("owner", FieldKind.TEXT, "whose it is, as people noted it"),
        Field("source", FieldKind.TEXT, "a target in which it was found"),
        Field("path", FieldKind.TEXT, "a path at which it was found"),
        Field("rule", FieldKind.TEXT, "the rule that found it", searched=False),
        Field("fingerprint", FieldKind.TEXT, "what equal secrets have in common", searched=False),
        Field("account", FieldKind.TEXT, "the name or the number of the account that has the key"),
        Field("principal", FieldKind.TEXT, "whose name the key bears"),
        Field("first", FieldKind.TIME, "when it was seen first", unset_is_never=False),
        Field("last", FieldKind.TIME, "when it was seen last", unset_is_never=False),
    )
)
"""The fields that `leaks list` can be asked about."""

VALIDITY: ColumnElement[str] = case(
    (access_keys.c.status == KeyStatus.ACTIVE.value, Validity.ACTIVE.value),
    (
        access_keys.c.status.in_((KeyStatus.INACTIVE.value, KeyStatus.DELETED.value)),
        Validity.INACTIVE.value,
    ),
    else_=leaks.c.validity,
)
"""Whether the key works, as far as it is known by now."""

STATUS: ColumnElement[str] = case(
    (
        and_(leaks.c.status == LeakStatus.OPEN.value, VALIDITY.in_((Validity.INACTIVE.value,))),
        LeakStatus.REVOKED.value,
    ),
    (
        and_(leaks.c.status == LeakStatus.FIXED.value, VALIDITY.in_((Validity.ACTIVE.value,))),
        LeakStatus.OPEN.value,
    ),
    else_=leaks.c.status,
)
"""How far a leak is dealt with, seen together with the key."""

OWNER: ColumnElement[str | None] = func.coalesce(leaks.c.owner, notes.c.owner)
"""Whose it is: noted at the leak, else at the key."""

SOURCE = Several(leak_places.c.source, leak_places, leak_places.c.leak_id == leaks.c.id)
VPATH = Several(leak_places.c.vpath, leak_places, leak_places.c.leak_id == leaks.c.id)
COLUMNS = Columns(
    {
        ID: leaks.c.id,
        "key": leaks.c.key_id,
        "provider": leaks.c.provider,
        "case": leaks.c.case,
        "severity": leaks.c.severity,
        "status": STATUS,
        "validity": VALIDITY,
        "owner": OWNER,
        "source": SOURCE,
        "path": VPATH,
        "rule": leaks.c.rule,
        "fingerprint": leaks.c.fingerprint,
        "account": account_names(access_keys.c.account_id),
        "principal": principals.c.name,
        "first": leaks.c.first_seen_at,
        "last": leaks.c.last_seen_at,
    },
    words=(leaks.c.key_id, leaks.c.title, OWNER, accounts.c.name, principals.c.name, SOURCE, VPATH),
    exact=(ID,),
    within=in_accounts(access_keys.c.account_id),
)
"""Where a query finds the fields of `VOCABULARY`."""

WORST_FIRST = case({one.value: -one.rank for one in Severity}, value=leaks.c.severity, else_=1)
ALIVE_FIRST = case({Validity.ACTIVE.value: 0, Validity.UNKNOWN.value: 1}, value=VALIDITY, else_=2)


def joined() -> FromClause:
    """Return leaks with all that is known of their keys; one row a leak."""
    return (
        leaks.outerjoin(access_keys, access_keys.c.key_id == leaks.c.key_id)
        .outerjoin(accounts, accounts.c.id == access_keys.c.account_id)
        .outerjoin(principals, principals.c.id == access_keys.c.principal_id)
        .outerjoin(notes, and_(notes.c.kind == NoteKind.KEY.value, notes.c.subject == leaks.c.key_id))
    )


def select_rows(
    connection: Connection, condition: ColumnElement[bool] | None = None, *, closed: bool = True
) -> Iterator[LeakRow]:
    """Yield the leaks for which `condition` holds: keys that work first, then the worst, then the newest.

    Without `closed` those that somebody closed are left out.
    """
    query = shown()
    if condition is not None:
        query = query.where(condition)
    if not closed:
        query = query.where(STATUS.not_in([one.value for one in CLOSED]))
    query = query.order_by(ALIVE_FIRST, WORST_FIRST, leaks.c.first_seen_at.desc(), leaks.c.id)
    yield from read(connection, connection.execute(query).mappings().all())


def rows_of(connection: Connection, ids: Sequence[str], *, places: int = 1) -> Iterator[LeakRow]:
    """Yield these leaks in the order of their ids, each with its first places."""
    for share in shares(sorted(set(ids))):
        query = shown().where(leaks.c.id.in_(share)).order_by(leaks.c.id)
        yield from read(connection, connection.execute(query).mappings().all(), most=places)


def shown() -> Select[Any]:
    """Return the statement whose rows `read` takes."""
    return select(
        leaks,
        VALIDITY.label("validity_now"),
        STATUS.label("status_now"),
        OWNER.label("owner_now"),
        access_keys.c.status.label("key_status"),
        accounts.c.number.label("account"),
        accounts.c.name.label("account_name"),
        principals.c.name.label("principal"),
    ).select_from(joined())


def read(connection: Connection, rows: Sequence[RowMapping], *, most: int | None = None) -> Iterator[LeakRow]:
    """Yield rows of `shown` with all their places, or at most so many of each."""
    for share in shares(rows):
        ids = [row["id"] for row in share]
        if most is None:
            everywhere = places_of(connection, ids)
            yield from (_row(row, everywhere.get(row["id"], ())) for row in share)
            continue
        first = _first_places(connection, ids, most)
        for row in share:
            places, count = first.get(row["id"], ((), 0))
            yield _row(row, places, count)


def count_closed(connection: Connection, condition: ColumnElement[bool] | None = None) -> int:
    """Return how many leaks `select_rows` leaves out without `closed`."""
    query = select(func.count()).select_from(joined()).where(STATUS.in_([one.value for one in CLOSED]))
    if condition is not None:
        query = query.where(condition)
    return connection.execute(query).scalar_one()


def find(connection: Connection, name: str) -> list[LeakRow]:
    """Return the leaks whose id begins with `name`, or whose key has that id."""
    begins = leaks.c.id.startswith(name, autoescape=True)
    return list(select_rows(connection, or_(begins, leaks.c.key_id == name)))


def places_of(connection: Connection, ids: Iterable[str]) -> Mapping[str, tuple[LeakPlace, ...]]:
    """Return the places of each of these leaks, in the order in which they were seen."""
    found: dict[str, list[LeakPlace]] = {}
    columns = leak_places.c
    for share in shares(list(ids)):
        query = (
            select(columns.leak_id, columns.source, columns.vpath, columns.line, columns.commit)
            .where(columns.leak_id.in_(share))
            .order_by(columns.first_seen_at, columns.source, columns.vpath, columns.line, columns.id)
        )
        for leak, *place in connection.execute(query):
            found.setdefault(leak, []).append(LeakPlace(*place))
    return {leak: tuple(places) for leak, places in found.items()}


def _first_places(
    connection: Connection, ids: Sequence[str], most: int
) -> Mapping[str, tuple[tuple[LeakPlace, ...], int]]:
    """Return the first places of these leaks, at most so many of each, and how many there are."""
    columns = leak_places.c
    order = (columns.first_seen_at, columns.source, columns.vpath, columns.line, columns.id)
    place = func.row_number().over(partition_by=columns.leak_id, order_by=order).label("place")
    count = func.count().over(partition_by=columns.leak_id).label("in_all")
    told = (columns.leak_id, columns.source, columns.vpath, columns.line, columns.commit)
    ranked = select(*told, place, count).where(columns.leak_id.in_(ids)).subquery()
    query = select(ranked).where(ranked.c.place <= most).order_by(ranked.c.leak_id, ranked.c.place)
    found: dict[str, tuple[list[LeakPlace], int]] = {}
    for leak, source, vpath, line, commit, _, in_all in connection.execute(query):
        found.setdefault(leak, ([], in_all))[0].append(LeakPlace(source, vpath, line, commit))
    return {leak: (tuple(places), in_all) for leak, (places, in_all) in found.items()}


def _row(row: RowMapping, places: Sequence[LeakPlace], count: int | None = None) -> LeakRow:
    fingerprint: Any = row["fingerprint"]
    leak = Leak(
        id=row["id"],
        key_id=row["key_id"],
        fingerprint=None if fingerprint is None else Fingerprint(fingerprint),
        provider=row["provider"],
        case=LeakCase(row["case"]),
        places=tuple(places),
        validity=Validity(row["validity_now"]),
        status=LeakStatus(row["status_now"]),
        owner=row["owner_now"],
        first_seen_at=row["first_seen_at"],
    )
    taken = ("rule", "title", "mask", "last_seen_at", "key_status", "account", "account_name", "principal")
    return LeakRow(
        leak=leak,
        severity=Severity(row["severity"]),
        places_in_all=len(places) if count is None else count,
        **{name: row[name] for name in taken},
    )
