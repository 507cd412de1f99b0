"""Views and pins as they are kept."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, or_, select, update

from akwarden.model.saved_view import SavedView, SharedWith, ViewPlace
from akwarden.store.tables import persons, saved_views, view_pins


class Reader(msgspec.Struct, frozen=True):
    """Who asks for views."""

    person_id: int
    """Which person."""
    unlimited: bool
    """Whether they may see all accounts."""


def listed(connection: Connection, reader: Reader) -> list[SavedView]:
    """Return what somebody has: their own views and those that are shared with them, by their names."""
    query = _seen(reader).order_by(func.lower(saved_views.c.name), saved_views.c.id)
    return [_view(row) for row in connection.execute(query)]


def find(connection: Connection, number: int, reader: Reader) -> SavedView | None:
    """Return a view as somebody has it; None where there is none that they have."""
    row = connection.execute(_seen(reader).where(saved_views.c.id == number)).first()
    return None if row is None else _view(row)


def at(connection: Connection, person_id: int, place: ViewPlace, query: str) -> int | None:
    """Return the number of a person's own view with this address; None where they have none."""
    columns = saved_views.c
    wanted = select(columns.id).where(
        columns.person_id == person_id, columns.place == place.value, columns.query == query
    )
    row = connection.execute(wanted).first()
    return None if row is None else int(row.id)


def count(connection: Connection, *, person_id: int | None = None) -> int:
    """Return how many views a person saved; without one, how many are shared."""
    columns = saved_views.c
    shared = columns.shared_with != SharedWith.NOBODY.value
    which = shared if person_id is None else columns.person_id == person_id
    return int(connection.execute(select(func.count()).select_from(saved_views).where(which)).scalar_one())


def add(connection: Connection, view: SavedView, person_id: int) -> int:
    """Keep a new view of a person, and return its number; the one that it has counts for nothing."""
    values = {
        "person_id": person_id,
        "name": view.name,
        "place": view.place.value,
        "query": view.query,
        "shared_with": view.shared_with.value,
        "changed_at": view.changed_at,
    }
    inserted = connection.execute(insert(saved_views).values(values)).inserted_primary_key
    assert inserted is not None  # noqa: S101  the database has just made it
    return int(inserted[0])


def change(connection: Connection, number: int, *, name: str, shared_with: SharedWith, now: datetime) -> None:
    """Give a view a name, and say who has it; where that is nobody else, pins of others are gone then."""
    changed = update(saved_views).where(saved_views.c.id == number)
    connection.execute(changed.values(name=name, shared_with=shared_with.value, changed_at=now))
    if shared_with is SharedWith.NOBODY:
        owner = select(saved_views.c.person_id).where(saved_views.c.id == number).scalar_subquery()
        others = and_(view_pins.c.view_id == number, view_pins.c.person_id != owner)
        connection.execute(delete(view_pins).where(others))


def remove(connection: Connection, number: int) -> None:
    """Forget a view, and its pins with it."""
    connection.execute(delete(view_pins).where(view_pins.c.view_id == number))
    connection.execute(delete(saved_views).where(saved_views.c.id == number))


def pin(connection: Connection, number: int, person_id: int, *, pinned: bool) -> None:
    """Put a view into a person's rail, or take it out; as it stands already, nothing happens."""
    mine = and_(view_pins.c.view_id == number, view_pins.c.person_id == person_id)
    there = connection.execute(select(view_pins.c.view_id).where(mine)).first() is not None
    if pinned and not there:
        connection.execute(insert(view_pins).values(view_id=number, person_id=person_id))
    if there and not pinned:
        connection.execute(delete(view_pins).where(mine))


def _seen(reader: Reader) -> Select[tuple[object, ...]]:
    columns, person_id = saved_views.c, reader.person_id
    mine = and_(view_pins.c.view_id == columns.id, view_pins.c.person_id == person_id)
    theirs = {SharedWith.EVERYBODY, SharedWith.UNLIMITED} if reader.unlimited else {SharedWith.EVERYBODY}
    shared = columns.shared_with.in_(sorted(one.value for one in theirs))
    return (
        select(saved_views, persons.c.login, view_pins.c.view_id.is_not(None).label("pinned"))
        .select_from(saved_views.join(persons).outerjoin(view_pins, mine))
        .where(or_(shared, columns.person_id == person_id))
    )


def _view(row: Row[tuple[object, ...]]) -> SavedView:
    return SavedView(
        id=row.id,
        name=row.name,
        place=ViewPlace(row.place),
        query=row.query,
        shared_with=SharedWith(row.shared_with),
        owner=row.login,
        pinned=bool(row.pinned),
        changed_at=row.changed_at,
    )
