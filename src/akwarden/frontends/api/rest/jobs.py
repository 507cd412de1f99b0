"""`/api/v1/jobs`, `/uploads`, `/freshness`: what lasts, what it takes, and how far it came."""

from typing import Annotated, assert_never

import msgspec
from anyio import to_thread
from litestar import Request, Router, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody, QueryParameter

from akwarden.access.roles import Right
from akwarden.frontends.api.given import GivenCaller, GivenServer, Now, Within
from akwarden.frontends.api.guards import needs
from akwarden.frontends.api.lists import After, Limit
from akwarden.frontends.api.problems import ProblemError, missing
from akwarden.frontends.api.server import Server
from akwarden.model.freshness import Freshness
from akwarden.model.job import Job, JobKind, JobState
from akwarden.model.person import Caller
from akwarden.model.task import (
    DetectTask,
    ImportTask,
    PullTask,
    RecheckTask,
    ReportTask,
    ScanTask,
    SyncTask,
    TidyTask,
)
from akwarden.settings import GIB
from akwarden.sources.git.remote import checked
from akwarden.store import jobs
from akwarden.store.jobs import StoredJob
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.jobs import freshness as fresh
from akwarden.workflows.jobs import starting, uploads
from akwarden.workflows.jobs.room import UPLOADS, shared_folder
from akwarden.workflows.jobs.uploads import Receiving

_PAGE = 50
Wanted = SyncTask | PullTask | DetectTask | TidyTask | RecheckTask | ImportTask | ScanTask | ReportTask
"""What a person may start here."""
_Kinds = Annotated[tuple[JobKind, ...], QueryParameter(name="kind", description="Only jobs of these kinds.")]
_States = Annotated[
    tuple[JobState, ...], QueryParameter(name="state", description="Only jobs in these states.")
]


class JobList(msgspec.Struct, frozen=True):
    """A page of jobs, the newest first."""

    rows: tuple[Job, ...]
    """The jobs that the caller started; all of them, for who sees everything."""
    next: str | None
    """What `after` takes for the next page; null at the end."""


class Upload(msgspec.Struct, frozen=True):
    """A file that came in."""

    id: str
    """Its name for the job that takes it."""
    name: str
    """What it was called."""
    size: int
    """Its bytes."""


@get("/jobs", opt=needs(Right.READ), sync_to_thread=True)
def list_jobs(
    server: GivenServer,
    caller: GivenCaller,
    limit: Limit = _PAGE,
    after: After = None,
    kinds: _Kinds = (),
    states: _States = (),
) -> JobList:
    """List jobs, the newest first."""
    person = None if starting.sees_all(caller) else caller.person_id
    with server.state.reading() as connection:
        page = jobs.page(connection, limit=limit, after=after, person=person, kinds=kinds, states=states)
    return JobList(tuple(one.job for one in page.rows), page.next)


@get("/jobs/{job_id:str}", opt=needs(Right.READ), sync_to_thread=True)
def job(server: GivenServer, caller: GivenCaller, job_id: FromPath[str]) -> Job:
    """Show one job."""
    return _seen(server, caller, job_id).job


@post("/jobs", opt=needs(Right.RUN), sync_to_thread=True, status_code=202)
def start_job(
    server: GivenServer, caller: GivenCaller, within: Within, now: Now, data: JSONBody[Wanted]
) -> Job:
    """Start a job; the same one that waits already is given back."""
    _check(server, caller, within, data)
    return starting.start(server.state, data, caller, now, scope=within)


@post("/jobs/{job_id:str}/cancel", opt=needs(Right.RUN), sync_to_thread=True, status_code=200)
def cancel_job(
    server: GivenServer, caller: GivenCaller, within: Within, now: Now, job_id: FromPath[str]
) -> Job:
    """End a job: at once where it waits, otherwise within seconds; what it has done stays."""
    stored = _seen(server, caller, job_id)
    if not within.everywhere and stored.person_id != caller.person_id:
        raise missing("job")
    ended = starting.cancel(server.state, stored.job.id, now)
    if ended is None:
        raise missing("job")
    return ended


def _seen(server: Server, caller: Caller, name: str) -> StoredJob:
    with server.state.reading() as connection:
        found = jobs.find(connection, name)
    if found is None or not starting.may_see(caller, found):
        raise missing("job")
    return found


def _check(server: Server, caller: Caller, within: Scope, task: Wanted) -> None:
    """Raise where a job can't be started, or not by this caller; the rest is found out when it is done."""
    match task:
        case SyncTask() | PullTask() | RecheckTask() | ReportTask():
            return
        case DetectTask() | TidyTask():
            _for_all(within)
        case ImportTask():
            _for_all(within)
            for name in task.uploads:
                _check_upload(server, caller, name)
        case ScanTask():
            _for_all(within)
            if task.upload is not None:
                _check_upload(server, caller, task.upload)
            if task.url is not None:
                checked(task.url)
        case _:
            assert_never(task)


def _for_all(within: Scope) -> None:
    if not within.everywhere:
        raise ProblemError(
            403,
            "this is about all accounts",
            why="your roles are for some account groups only",
            mend="ask somebody whose role is for all accounts",
        )


def _check_upload(server: Server, caller: Caller, name: str) -> None:
    found = uploads.find(shared_folder(server.home, server.env, UPLOADS), name)
    if found is None or found.login != caller.login:
        raise ProblemError(404, "there is no upload of this name", mend="upload the file again")


@post("/uploads", opt=needs(Right.RUN), status_code=201, request_max_body_size=1024 * GIB)
async def upload(
    request: Request[object, object, State],
    server: GivenServer,
    caller: GivenCaller,
    within: Within,
    name: Annotated[str, QueryParameter(max_length=1000, description="What the file is called.")] = "upload",
) -> Upload:
    """Take a file for a job that imports or scans it: the body as it is, of any kind.

    It is deleted when the job that takes it is over, and after six hours when none did.
    """
    _for_all(within)
    folder = shared_folder(server.home, server.env, UPLOADS)
    most = server.settings.server.upload_max_bytes
    receiving = await to_thread.run_sync(lambda: Receiving(folder, name, caller.login, most=most))
    try:
        async for piece in request.stream():
            await to_thread.run_sync(receiving.take, piece)
        done = await to_thread.run_sync(receiving.end)
    except BaseException:
        # Not in a thread: when the client has gone, nothing is waited for any more.
        receiving.give_up()
        raise
    return Upload(done.id, done.name, receiving.size)


@get("/freshness", opt=needs(Right.READ), sync_to_thread=True)
def freshness(server: GivenServer, within: Within, now: Now) -> Freshness:
    """Say up to when everything is read, and what is late."""
    with server.state.reading() as connection:
        whole = fresh.freshness(connection, server.settings.work, now)
    return fresh.within(whole, within)


ROUTES = Router(
    "/",
    route_handlers=[
        list_jobs,
        job,
        start_job,
        cancel_job,
        upload,
        freshness,
    ],
    tags=["jobs"],
)
