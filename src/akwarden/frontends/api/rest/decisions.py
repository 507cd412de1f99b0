"""`/api/v1/decisions`: what was decided about alarms, leaks and risks is taken back."""

from litestar import Response, Router, post
from litestar.params import FromPath

from akwarden.access.roles import Right
from akwarden.frontends.api.given import GivenCaller, GivenServer, Now, Within
from akwarden.frontends.api.guards import needs
from akwarden.frontends.api.problems import missing
from akwarden.frontends.api.rest.deciding import MOST_AT_ONCE, Answer
from akwarden.model.task import BulkTask
from akwarden.workflows.decisions import undoing
from akwarden.workflows.jobs.starting import start

_MOST_NUMBER = (1 << 31) - 1


@post("/{number:int}/undo", opt=needs(Right.DECIDE), sync_to_thread=True, status_code=200)
def undo_decision(
    server: GivenServer, caller: GivenCaller, within: Within, now: Now, number: FromPath[int]
) -> Answer:
    """Set back what a decision changed, where nobody changed it since; many become a job."""
    if not 0 < number <= _MOST_NUMBER:
        raise missing("decision")
    with server.state.reading() as connection:
        kept = undoing.find(connection, number, scope=within, now=now)
        count = undoing.count(connection, number)
    if kept is None:
        raise missing("decision")
    if count > MOST_AT_ONCE and kept.undone_at is None:
        task = BulkTask(what=kept.kind.value, undo=number)
        return Response(start(server.state, task, caller, now, scope=within), status_code=202)
    return Response(undoing.undo(server.state, kept, actor=caller.login, now=now))


ROUTES = Router("/decisions", route_handlers=[undo_decision], tags=["decisions"])
