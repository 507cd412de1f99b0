"""Views and pins as they are kept."""

from datetime import datetime

from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, or_, select, update

from akwarden.model.saved_view import SavedView, ViewPlace
from akwarden.store.tables import persons, saved_views, view_pins


def listed(connection: Connection, person_id: int) -> list[SavedView]:
    """Return what a person has: their own views and those that are shared, by their names."""
    query = _seen(person_id).order_by(func.lower(saved_views.c.name), saved_views.c.id)
    return [_view(row) for row in connection.execute(query)]


def find(connection: Connection, number: int, person_id: int) -> SavedView | None:
    """Return a view as a person has it; None where there is none that they have."""
    row = connection.execute(_seen(person_id).where(saved_views.c.id == number)).first()
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
    which = columns.shared if person_id is None else columns.person_id == person_id
    return int(connection.execute(select(func.count()).select_from(saved_views).where(which)).scalar_one())


def add(connection: Connection, view: SavedView, person_id: int) -> int:
    """Keep a new view of a person, and return its number; the one that it has counts for nothing."""
    values = {
        "person_id": person_id,
        "name": view.name,
        "place": view.place.value,
        "query": view.query,
        "shared": view.shared,
        "changed_at": view.changed_at,
    }
    inserted = connection.execute(insert(saved_views).values(values)).inserted_primary_key
    assert inserted is not None  # noqa: S101  the database has just made it
    return int(inserted[0])


def change(connection: Connection, number: int, *, name: str, shared: bool, now: datetime) -> None:
    """Give a view a name, and share it or not; pins of people who no longer have it are gone then."""
    changed = update(saved_views).where(saved_views.c.id == number)
    connection.execute(changed.values(name=name, shared=shared, changed_at=now))
    if not shared:
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


def _seen(person_id: int) -> Select[tuple[object, ...]]:
    mine = and_(view_pins.c.view_id == saved_views.c.id, view_pins.c.person_id == person_id)
    return (
        select(saved_views, persons.c.login, view_pins.c.view_id.is_not(None).label("pinned"))
        .select_from(saved_views.join(persons).outerjoin(view_pins, mine))
        .where(or_(saved_views.c.shared, saved_views.c.person_id == person_id))
    )


def _view(row: Row[tuple[object, ...]]) -> SavedView:
    return SavedView(
        id=row.id,
        name=row.name,
        place=ViewPlace(row.place),
        query=row.query,
        shared=row.shared,
        owner=row.login,
        pinned=bool(row.pinned),
        changed_at=row.changed_at,
    )
