"""`/api/v1/views`: lists with a name, one's own and those that are shared, and which stand in one's rail."""

from typing import Annotated, Final, TypeAlias

import msgspec
from litestar import Router, delete, get, post, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from akwarden.frontends.api.given import GivenCaller, GivenServer, Now
from akwarden.frontends.api.guards import ANY_PERSON
from akwarden.frontends.api.problems import ProblemError, missing
from akwarden.frontends.api.server import Server
from akwarden.model.person import Caller
from akwarden.model.saved_view import SavedView, SharedWith, ViewPlace
from akwarden.workflows import saved_views
from akwarden.workflows.saved_views import LONGEST_QUERY, Wanted

_MOST_NUMBER: Final = (1 << 31) - 1
# Longer than a name may be, so that what is wrong with one is told in words.
_Name: TypeAlias = Annotated[str, Meta(max_length=400)]
_Query: TypeAlias = Annotated[str, Meta(max_length=LONGEST_QUERY)]


class ViewWanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A view that is to be saved."""

    name: _Name
    """What it is called, in up to 60 characters."""
    place: ViewPlace
    """Which list."""
    query: _Query
    """What stands behind the `?` of its address."""
    shared_with: SharedWith = SharedWith.NOBODY
    """Who else is to have it, with its name and what it asks for."""
    pinned: bool = False
    """Whether it is put into one's own rail as well."""


class ViewChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a view is from now on."""

    name: _Name
    """What it is called, in up to 60 characters."""
    shared_with: SharedWith
    """Who else has it."""


class ViewRow(SavedView, frozen=True, kw_only=True):
    """One view."""

    editable: bool
    """Whether the caller may rename it, share it and forget it."""


class ViewList(msgspec.Struct, frozen=True, kw_only=True):
    """Views by their names."""

    rows: tuple[ViewRow, ...]
    """Those of the caller, and those that are shared with them."""


@get("/", opt=ANY_PERSON, sync_to_thread=True)
def list_views(server: GivenServer, caller: GivenCaller) -> ViewList:
    """List one's own views and those that are shared with oneself."""
    found = saved_views.listed(server.state, caller)
    return ViewList(rows=tuple(_row(one, caller) for one in found))


@post("/", opt=ANY_PERSON, sync_to_thread=True, status_code=201)
def save_view(server: GivenServer, caller: GivenCaller, now: Now, data: JSONBody[ViewWanted]) -> ViewRow:
    """Save a view; an own one with the same address gets its name."""
    _check_sharing(caller, data.shared_with)
    wanted = Wanted(**msgspec.structs.asdict(data))
    return _row(saved_views.save(server.state, wanted, caller, now), caller)


@put("/{number:int}", opt=ANY_PERSON, sync_to_thread=True)
def change_view(
    server: GivenServer, caller: GivenCaller, now: Now, number: FromPath[int], data: JSONBody[ViewChange]
) -> ViewRow:
    """Rename a view, and say who else has it."""
    _check_changeable(server, caller, number)
    _check_sharing(caller, data.shared_with)
    after = saved_views.change(
        server.state, number, caller, now, name=data.name, shared_with=data.shared_with
    )
    if after is None:
        raise missing("view")
    return _row(after, caller)


@delete("/{number:int}", opt=ANY_PERSON, sync_to_thread=True)
def forget_view(server: GivenServer, caller: GivenCaller, now: Now, number: FromPath[int]) -> None:
    """Forget a view."""
    _check_changeable(server, caller, number)
    saved_views.remove(server.state, number, caller, now)


@put("/{number:int}/pin", opt=ANY_PERSON, sync_to_thread=True)
def pin_view(server: GivenServer, caller: GivenCaller, number: FromPath[int]) -> ViewRow:
    """Put a view into one's own rail."""
    return _pinned(server, caller, number, pinned=True)


@delete("/{number:int}/pin", opt=ANY_PERSON, sync_to_thread=True, status_code=200)
def unpin_view(server: GivenServer, caller: GivenCaller, number: FromPath[int]) -> ViewRow:
    """Take a view out of one's own rail."""
    return _pinned(server, caller, number, pinned=False)


def _pinned(server: Server, caller: Caller, number: int, *, pinned: bool) -> ViewRow:
    view = saved_views.pin(server.state, _checked(number), caller, pinned=pinned)
    if view is None:
        raise missing("view")
    return _row(view, caller)


def _checked(number: int) -> int:
    """Return a number that a view can have; PostgreSQL takes no larger one."""
    if not 0 < number <= _MOST_NUMBER:
        raise missing("view")
    return number


def _check_changeable(server: Server, caller: Caller, number: int) -> None:
    """Refuse a view of somebody else; whose a view is never changes."""
    found = saved_views.find(server.state, _checked(number), caller)
    if found is None:
        raise missing("view")
    if not saved_views.may_change(caller, found):
        raise ProblemError(
            403,
            "this view is somebody else's",
            why=f"{found.owner} shared it",
            mend="ask them or an administrator, or save one of your own",
        )


def _check_sharing(caller: Caller, shared_with: SharedWith) -> None:
    if shared_with is not SharedWith.NOBODY and not saved_views.may_share(caller):
        raise ProblemError(
            403,
            "to share a view takes the right 'note' for all accounts",
            why="others have a shared view then, with its name and what it asks for",
            mend="keep it for yourself, or ask an administrator for such a role",
        )


def _row(view: SavedView, caller: Caller) -> ViewRow:
    return ViewRow(**msgspec.structs.asdict(view), editable=saved_views.may_change(caller, view))


ROUTES = Router(
    "/views",
    route_handlers=[list_views, save_view, change_view, forget_view, pin_view, unpin_view],
    tags=["views"],
)
