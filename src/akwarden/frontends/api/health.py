"""Whether this server lives (`/livez`) and whether it can work (`/readyz`), for whoever restarts it."""

import shutil
from collections.abc import Iterator
from typing import Final

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from sqlalchemy import text

from akwarden.errors import AkwardenError
from akwarden.frontends.api.given import GivenServer
from akwarden.frontends.api.guards import ANYONE
from akwarden.frontends.api.server import Server
from akwarden.frontends.api.turns import in_watchers_turn
from akwarden.model.said import Said

_LEAST_FREE: Final = 200 * 1024 * 1024
"""With less room on the disk than this, writing may fail at any moment."""


class Ready(msgspec.Struct, frozen=True):
    """Whether a server can work."""

    ready: bool
    """Whether requests should be sent to it."""
    faults: tuple[Said, ...]
    """What is wrong, in words without names of files or people."""


@get("/livez", opt=ANYONE, include_in_schema=False, sync_to_thread=False)
def livez() -> str:
    """Answer: whoever gets this reached a process that runs."""
    return "ok"


@get("/readyz", opt=ANYONE, include_in_schema=False)
async def readyz(server: GivenServer, request: Request[object, object, State]) -> Response[Ready]:
    """Say whether the database can be written and there is room on the disk."""
    faults = await in_watchers_turn(request, lambda: tuple(_faults(server)))
    return Response(Ready(not faults, faults), status_code=503 if faults else 200)


def _faults(server: Server) -> Iterator[str]:
    if server.stopping.is_set():
        yield "it is about to stop"
    try:
        with server.state.writing() as connection:
            connection.execute(text("SELECT 1"))
    except AkwardenError:
        yield "the database can't be written"
    try:
        if shutil.disk_usage(server.home).free < _LEAST_FREE:
            yield "there is hardly any room on the disk"
    except OSError:
        yield "the home folder can't be read"
