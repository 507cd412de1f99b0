"""The job that decides about all that fits a query, or takes such a decision back.

What was cut off goes on with the rest: what stands as it is to stand already is passed over. Then it is taken
back in as many parts as it was made in.
"""

import msgspec

from akwarden.errors import UsageError
from akwarden.model.decision import Decided, DecisionKind
from akwarden.model.task import BulkTask
from akwarden.workflows.decisions.bulk import Wanted, count, decide_in_shares
from akwarden.workflows.decisions.undoing import find, undo
from akwarden.workflows.jobs.room import Room
from akwarden.workflows.jobs.running import Done, Running
from akwarden.workflows.keys.listing import Asked


def run(running: Running, room: Room) -> Done:
    """Decide, or take back; what came later than the job is left as it is."""
    task = running.task
    assert isinstance(task, BulkTask)  # noqa: S101  its kind says so
    decided = _decided(task, running, room) if task.undo is None else _undone(task.undo, running, room)
    running.check()
    words = f"{decided.changed:,} changed"
    if decided.refused_in_all:
        words += f", {decided.refused_in_all:,} left as they were"
    return Done(message=words, result=msgspec.to_builtins(decided))


def _decided(task: BulkTask, running: Running, room: Room) -> Decided:
    wanted = Wanted(
        kind=DecisionKind(task.what),
        decision=task.decision,
        ground=task.ground,
        reason=task.reason,
        until=task.until,
        owner=task.owner,
    )
    asked = Asked(
        where=task.q, with_deleted=task.all_statuses, now=running.job.created_at, scope=running.scope
    )
    with room.state.reading() as connection:
        total = count(connection, wanted, asked)
    running.tell("deciding", done=0, of=total)
    actor = running.job.started_by
    return decide_in_shares(room.state, wanted, asked, actor=actor, progress=lambda n: _go_on(running, n))


def _undone(number: int, running: Running, room: Room) -> Decided:
    now = room.clock()
    with room.state.reading() as connection:
        kept = find(connection, number, scope=running.scope, now=now)
    if kept is None:
        raise UsageError(f"there is no decision {number}")
    actor = running.job.started_by
    return undo(room.state, kept, actor=actor, now=now, progress=lambda n: _go_on(running, n))


def _go_on(running: Running, looked_at: int) -> bool:
    running.tell("deciding", done=looked_at)
    return not running.stop.is_set()
