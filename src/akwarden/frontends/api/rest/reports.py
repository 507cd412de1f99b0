"""`/api/v1/reports`: reports that were built, to be downloaded, and to be looked at where they are pages.

- A report is sent as a file to keep, never as a page, but at `/preview`.
- There it is a page of no origin: by its policy it runs nothing, sends nothing, fetches nothing, and may only
  stand in a frame of the console. What somebody would manage to write into it reaches no session.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar import Response, Router, get
from litestar.params import FromPath
from litestar.response import File

from akwarden.access.roles import Right
from akwarden.frontends.api.given import GivenCaller, GivenServer, Now
from akwarden.frontends.api.guards import needs
from akwarden.frontends.api.problems import ProblemError, missing
from akwarden.frontends.api.server import Server
from akwarden.model.person import Caller
from akwarden.reports.html_head import MOST_HEAD, policy_of
from akwarden.settings import MIB
from akwarden.store import jobs
from akwarden.workflows.jobs import report_files, starting
from akwarden.workflows.jobs.report_files import ReportFile
from akwarden.workflows.jobs.room import REPORTS, shared_folder

MOST_SHOWN: Final = 16 * MIB
"""Bytes of a report beyond which no browser lays it out while somebody waits."""
_PAGE: Final = "html"


class BuiltReport(ReportFile, frozen=True, kw_only=True):
    """One report that was built."""

    previewed: bool
    """Whether it can be looked at: it is a page, and not too large for one."""


class ReportFileList(msgspec.Struct, frozen=True):
    """Reports that can be downloaded, the newest first."""

    rows: tuple[BuiltReport, ...]
    """Those that the caller built; all of them, for who sees everything."""


@get("/", opt=needs(Right.READ), sync_to_thread=True)
def list_reports(server: GivenServer, caller: GivenCaller, now: Now) -> ReportFileList:
    """List the reports that were built and can be downloaded."""
    return ReportFileList(tuple(map(_row, _reports(server, caller, now))))


@get("/{name:str}", opt=needs(Right.READ), sync_to_thread=True)
def report_file(server: GivenServer, caller: GivenCaller, now: Now, name: FromPath[str]) -> Response[Any]:
    """Download a report."""
    found = _found(server, caller, now, name)
    return File(
        path=_path(server, found),
        filename=found.name,
        media_type="application/octet-stream",
        content_disposition_type="attachment",
    )


@get("/{name:str}/preview", opt=needs(Right.READ), sync_to_thread=True)
def preview_report(server: GivenServer, caller: GivenCaller, now: Now, name: FromPath[str]) -> Response[Any]:
    """Give a report in HTML as a page for a frame of the console: of no origin, without scripts."""
    found = _found(server, caller, now, name)
    if found.form != _PAGE:
        raise missing("page of this report")
    if not _is_shown(found):
        raise ProblemError(
            413, "the report is too large to be shown", mend="download it, or build one of fewer keys"
        )
    path = _path(server, found)
    return File(
        path=path,
        filename=found.name,
        media_type="text/html",
        content_disposition_type="inline",
        headers={
            "Content-Security-Policy": f"{_policy(path)}; frame-ancestors 'self'; sandbox",
            "X-Frame-Options": "SAMEORIGIN",
        },
    )


def _policy(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace", newline="") as stream:
            return policy_of(stream.read(MOST_HEAD))
    except FileNotFoundError:
        # Its time was over between the list and this.
        raise missing("report") from None


def _row(one: ReportFile) -> BuiltReport:
    return BuiltReport(**msgspec.structs.asdict(one), previewed=_is_shown(one))


def _is_shown(one: ReportFile) -> bool:
    return one.form == _PAGE and one.size <= MOST_SHOWN


def _path(server: Server, found: ReportFile) -> Path:
    return shared_folder(server.home, server.env, REPORTS) / found.name


def _found(server: Server, caller: Caller, now: datetime, name: str) -> ReportFile:
    found = next((one for one in _reports(server, caller, now) if one.name == name), None)
    if found is None:
        raise missing("report")
    return found


def _reports(server: Server, caller: Caller, now: datetime) -> Iterator[ReportFile]:
    """Yield the reports that a caller may have: own ones, or all for who sees everything."""
    folder = shared_folder(server.home, server.env, REPORTS)
    found = [
        one
        for one in report_files.listed(folder, days=server.settings.work.report_days)
        if one.expires_at > now
    ]
    if starting.sees_all(caller):
        yield from found
        return
    with server.state.reading() as connection:
        mine = jobs.of_person(connection, [one.job for one in found], caller.person_id)
    yield from (one for one in found if one.job in mine)


ROUTES = Router("/reports", route_handlers=[list_reports, report_file, preview_report], tags=["reports"])
