"""Every answer that is no success, as problem details (RFC 9457): what, why, the mend, and a number.

- What akwarden raised on purpose says for itself what, why and the mend.
- A defect of akwarden says nothing of its cause to the caller; the log has it, under the same number.
"""

import logging
import traceback
from typing import Any, Final, TypeAlias

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.serialization import decode_json
from litestar.status_codes import HTTP_400_BAD_REQUEST, HTTP_500_INTERNAL_SERVER_ERROR
from sqlalchemy.exc import SQLAlchemyError

from akwarden.errors import (
    AkwardenError,
    AuditLogError,
    CloudError,
    LakeError,
    QueryError,
    StateError,
    UsageError,
    VaultError,
    redact,
)
from akwarden.frontends.api.logs import OWN
from akwarden.frontends.api.server import Server
from akwarden.frontends.api.speaking import speaking
from akwarden.model.said import Said

MEDIA_TYPE: Final = "application/problem+json"
_Request: TypeAlias = Request[Any, Any, Any]
_LOG: Final = logging.getLogger("akwarden.api")
_UNAVAILABLE: Final = (StateError, LakeError, AuditLogError, VaultError)
_TITLES: Final = {
    400: "This can't be done as it was said",
    401: "You are not logged in",
    403: "You may not do this",
    404: "There is no such thing",
    405: "This address does not take that",
    409: "This changed meanwhile",
    413: "This is too large",
    415: "This is of a kind that is not taken here",
    421: "This server goes by another name",
    429: "Too many tries",
    500: "A defect in akwarden",
    502: "The cloud did not do what was asked",
    503: "This can't be done right now",
}


class Place(msgspec.Struct, frozen=True):
    """Which part of a query something is about: from one character to before another."""

    start: int
    """The first character, counted from 0."""
    end: int
    """The character behind the last one."""


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What went wrong, for programs and for people (RFC 9457)."""

    type: str = "about:blank"
    """`/problems/CODE` where a page explains the code."""
    title: Said
    """The kind of problem, in a few words."""
    status: int
    """The status of the answer."""
    detail: Said
    """What happened."""
    code: str | None = None
    """The code, for `akwarden explain`."""
    why: Said | None = None
    """The likely cause."""
    mend: Said | None = None
    """What to do."""
    request_id: str
    """By which the server's log names this request."""
    at: Place | None = None
    """Which part of the query is wrong."""


class ProblemError(Exception):
    """An answer that is no success, raised where it is decided."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        why: str | None = None,
        mend: str | None = None,
        kind: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.why = why
        self.mend = mend
        self.kind = kind
        """A word that the console understands, such as `second_factor_needed`."""
        self.retry_after = retry_after
        """After how many seconds another try makes sense."""


def missing(what: str) -> ProblemError:
    """Return the answer for what is not there, or not for this caller: both read the same."""
    return ProblemError(404, f"there is no {what} of this name that you may see", mend="look at the list")


def answer(problem: Problem, **headers: str) -> Response[Problem]:
    """Return a problem as an answer."""
    return speaking(Response(problem, status_code=problem.status, media_type=MEDIA_TYPE, headers=headers))


def of_problem(request: _Request, error: ProblemError) -> Response[Problem]:
    """Answer what a handler decided."""
    problem = Problem(
        title=_TITLES.get(error.status, "Problem"),
        status=error.status,
        detail=error.detail,
        code=error.kind,
        why=error.why,
        mend=error.mend,
        request_id=request_id(request),
    )
    if error.retry_after is None:
        return answer(problem)
    return answer(problem, **{"Retry-After": str(error.retry_after)})


def of_akwarden(request: _Request, error: AkwardenError) -> Response[Problem]:
    """Answer what akwarden raised on purpose."""
    status = _status(error)
    if status >= HTTP_500_INTERNAL_SERVER_ERROR:
        _LOG.warning("%s: %s", error.code, error, extra={OWN: {"request": request_id(request)}})
    place = error.place if isinstance(error, QueryError) else None
    problem = Problem(
        type=f"/problems/{error.code}",
        # That of the general error speaks of a command line.
        title=_TITLES[400] if type(error) is UsageError else error.title,
        status=status,
        detail=_told(request, error.what) or "",
        code=error.code,
        # A query is shown with a mark under its wrong place; whoever gets the place draws the mark.
        why=_told(request, error.why) if place is None and not _is_of_driver(error) else None,
        mend=_told(request, error.mend),
        request_id=request_id(request),
        at=None if place is None else Place(*place),
    )
    return answer(problem)


def _told(request: _Request, text: str | None) -> str | None:
    """Return what may be said to whoever is not on this machine: not where the home and the database lie."""
    server: Server = request.app.state["server"]
    if text is None:
        return None
    if not server.state.is_sqlite:
        text = text.replace(server.state.place, "the database")
    return text.replace(str(server.home), "the home folder")


def _is_of_driver(error: AkwardenError) -> bool:
    """Say whether the reason of an error is in a driver's words: they name machines, users and databases."""
    return isinstance(error.__cause__, SQLAlchemyError)


def _status(error: AkwardenError) -> int:
    match error:
        case UsageError():
            return HTTP_400_BAD_REQUEST
        case CloudError():
            return 502
        case _ if isinstance(error, _UNAVAILABLE):
            return 503
        case _:
            return HTTP_500_INTERNAL_SERVER_ERROR


def of_http(request: _Request, error: HTTPException) -> Response[Problem]:
    """Answer what the frame found wrong with a request: its address, its method, its form."""
    why = None
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        faults = (f"{one.get('key', '')}: {one.get('message', '')}".strip(": ") for one in error.extra)
        why = redact("; ".join(faults))[:500]
    status = error.status_code
    known = _TITLES.get(status, "This can't be done")
    detail = redact(error.detail)[:500] if status != HTTP_500_INTERNAL_SERVER_ERROR else known
    problem = Problem(title=known, status=status, detail=detail, why=why, request_id=request_id(request))
    return answer(problem, **(error.headers or {}))


def of_unread(request: _Request, error: Exception) -> Response[Problem]:
    """Answer a body that is no JSON by its bytes, or too deep for any; the frame takes it for a defect."""
    frames = (frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__))
    if decode_json.__code__ not in frames:
        return of_defect(request, error)
    problem = Problem(
        title=_TITLES[400],
        status=HTTP_400_BAD_REQUEST,
        detail="the body of the request is no JSON that can be read",
        mend="send JSON in UTF-8, not nested deeper than the document of the API says",
        request_id=request_id(request),
    )
    return answer(problem)


def of_defect(request: _Request, error: Exception) -> Response[Problem]:
    """Answer a defect of akwarden; what happened goes to the log alone, without values."""
    where = "".join(traceback.format_tb(error.__traceback__))
    _LOG.error(type(error).__name__, extra={OWN: {"request": request_id(request), "where": where}})
    problem = Problem(
        type=f"/problems/{AkwardenError.code}",
        title=AkwardenError.title,
        status=HTTP_500_INTERNAL_SERVER_ERROR,
        detail="akwarden came to a state that its authors did not foresee; nothing of this request was kept",
        code=AkwardenError.code,
        mend="try again; if it comes again, report it with the number of the request",
        request_id=request_id(request),
    )
    return answer(problem)


def request_id(request: _Request) -> str:
    """Return the number of a request, by which the log names it."""
    given: str = request.scope.get("state", {}).get("request_id", "-")
    return given
