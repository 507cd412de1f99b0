"""Views: lists with a name, kept for oneself or shared with others, pinned to one's own rail.

The rules that this module keeps:

- Whoever is logged in keeps views of their own. To share one takes the right to write notes, for all
  accounts: others see a shared view, with its name and what it asks for.
- The name and the filter may name accounts. So a view is shared with who may see all accounts, unless who
  shares it says that everybody is to have it.
- A shared view is changed by who saved it, and by an administrator; that is in the audit log, with its name.
- A person has one view of an address: saved again, it gets the new name.
- A view of somebody else that is not shared with oneself is as if it were not there.
"""

import re
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.access.roles import Right, reach
from akwarden.errors import UsageError
from akwarden.model.person import Caller
from akwarden.model.saved_view import SavedView, SharedWith, ViewPlace
from akwarden.reports.visible import is_seen
from akwarden.store import views
from akwarden.store.audit_log import log
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.store.views import Reader
from akwarden.workflows.access.acting import Acting

MOST_OWN: Final = 100
"""Views that one person has."""
MOST_SHARED: Final = 200
"""Views that all people share."""
LONGEST_NAME: Final = 60
"""Characters of a name."""
LONGEST_QUERY: Final = 2000
"""Characters of what stands behind the `?`, as it is written in an address."""
_QUERY: Final = re.compile(r"[A-Za-z0-9._~%+:,/=&*!'()$@-]*", re.ASCII)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A view that is to be saved."""

    name: str
    place: ViewPlace
    query: str
    shared_with: SharedWith = SharedWith.NOBODY
    pinned: bool = False


def may_share(caller: Caller) -> bool:
    """Say whether somebody may share views."""
    return reach(caller, Right.NOTE).everywhere


def may_change(caller: Caller, view: SavedView) -> bool:
    """Say whether somebody may change a view that they have."""
    return view.owner == caller.login or reach(caller, Right.ADMINISTER).everywhere


def listed(state: State, caller: Caller) -> list[SavedView]:
    """Return the views that somebody has, by their names."""
    with state.reading() as connection:
        return views.listed(connection, _reader(caller))


def find(state: State, number: int, caller: Caller) -> SavedView | None:
    """Return a view as somebody has it; None where there is none that they have."""
    with state.reading() as connection:
        return views.find(connection, number, _reader(caller))


def save(state: State, wanted: Wanted, caller: Caller, now: datetime) -> SavedView:
    """Keep a view of one's own and return it; one with the same address gets its name. Raises UsageError."""
    name, query = checked_name(wanted.name), _checked_query(wanted.query)
    with state.writing() as connection:
        log.wait(connection)
        number = views.at(connection, caller.person_id, wanted.place, query)
        if number is None:
            number = _add(connection, msgspec.structs.replace(wanted, name=name, query=query), caller, now)
        else:
            before = _there(connection, number, caller)
            acting = _acting(caller, now)
            _change(connection, before, name=name, shared_with=wanted.shared_with, acting=acting)
        if wanted.pinned:
            views.pin(connection, number, caller.person_id, pinned=True)
        return _there(connection, number, caller)


def change(
    state: State, number: int, caller: Caller, now: datetime, *, name: str, shared_with: SharedWith
) -> SavedView | None:
    """Give a view a name, say who has it, and return it as it is then.

    None where there is none any more that the caller has. Raises UsageError.
    """
    plain = checked_name(name)
    with state.writing() as connection:
        log.wait(connection)
        before = views.find(connection, number, _reader(caller))
        if before is None:
            return None
        _change(connection, before, name=plain, shared_with=shared_with, acting=_acting(caller, now))
        after = views.find(connection, number, _reader(caller))
    # Of somebody else, and not shared any more: it is gone for who did that.
    return after or msgspec.structs.replace(before, name=plain, shared_with=shared_with, pinned=False)


def remove(state: State, number: int, caller: Caller, now: datetime) -> None:
    """Forget a view; nothing happens where there is none that the caller has."""
    with state.writing() as connection:
        log.wait(connection)
        view = views.find(connection, number, _reader(caller))
        if view is None:
            return
        views.remove(connection, number)
        if view.shared_with is not SharedWith.NOBODY:
            log.append(connection, _acting(caller, now).event("view.remove", view.name, **_details(view)))


def pin(state: State, number: int, caller: Caller, *, pinned: bool) -> SavedView | None:
    """Put a view into one's rail, or take it out, and return it; None where there is none that one has."""
    with state.writing() as connection:
        if views.find(connection, number, _reader(caller)) is None:
            return None
        views.pin(connection, number, caller.person_id, pinned=pinned)
        return _there(connection, number, caller)


def checked_name(name: str) -> str:
    """Return a name as it is kept; raises UsageError for what can't be shown."""
    plain = name.strip()
    if not plain or len(plain) > LONGEST_NAME or not all(is_seen(one) for one in plain):
        raise UsageError(
            "a view can't be called so", why=f"its name has 1 to {LONGEST_NAME} characters that can be seen"
        )
    return plain


def _checked_query(query: str) -> str:
    if len(query) > LONGEST_QUERY or not _QUERY.fullmatch(query):
        raise UsageError(
            "that is not what stands behind the ? of a list",
            why=f"it has at most {LONGEST_QUERY} characters, as they are written in an address",
            mend="open the list, filter it, and save what its address says",
        )
    return query


def _add(connection: Connection, wanted: Wanted, caller: Caller, now: datetime) -> int:
    if views.count(connection, person_id=caller.person_id) >= MOST_OWN:
        raise UsageError(
            f"{MOST_OWN} views are the most that one person has", mend="forget one of them first"
        )
    shares = wanted.shared_with is not SharedWith.NOBODY
    _check_shared(connection, shares=shares)
    view = SavedView(
        id=0,
        name=wanted.name,
        place=wanted.place,
        query=wanted.query,
        shared_with=wanted.shared_with,
        owner=caller.login,
        pinned=False,
        changed_at=rounded(now),
    )
    number = views.add(connection, view, caller.person_id)
    if shares:
        view = msgspec.structs.replace(view, id=number)
        log.append(connection, _acting(caller, now).event("view.share", view.name, **_details(view)))
    return number


def _change(
    connection: Connection, before: SavedView, *, name: str, shared_with: SharedWith, acting: Acting
) -> None:
    shares, shared = shared_with is not SharedWith.NOBODY, before.shared_with is not SharedWith.NOBODY
    _check_shared(connection, shares=shares and not shared)
    views.change(connection, before.id, name=name, shared_with=shared_with, now=rounded(acting.now))
    details = _details(msgspec.structs.replace(before, shared_with=shared_with))
    if shares and shared and name != before.name:
        log.append(connection, acting.event("view.rename", name, before=before.name, **details))
    if shared_with is not before.shared_with:
        log.append(connection, acting.event("view.share" if shares else "view.unshare", name, **details))


def _check_shared(connection: Connection, *, shares: bool) -> None:
    if shares and views.count(connection) >= MOST_SHARED:
        raise UsageError(
            f"{MOST_SHARED} views are the most that are shared",
            mend="forget one of them, or keep this for you",
        )


def _details(view: SavedView) -> dict[str, str | int]:
    """Return what the audit log says of a view: not what it asks for, since people type anything there."""
    details: dict[str, str | int] = {"view": view.id, "place": view.place.value, "owner": view.owner}
    return details if view.shared_with is SharedWith.NOBODY else details | {"with": view.shared_with.value}


def _reader(caller: Caller) -> Reader:
    return Reader(caller.person_id, reach(caller, Right.READ).everywhere)


def _acting(caller: Caller, now: datetime) -> Acting:
    return Acting(actor=caller.login, now=now)


def _there(connection: Connection, number: int, caller: Caller) -> SavedView:
    found = views.find(connection, number, _reader(caller))
    assert found is not None  # noqa: S101  it was found in the same transaction
    return found
