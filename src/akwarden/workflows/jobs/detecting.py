"""The job that judges what came into the event lake, and sums what it says of use."""

from collections import Counter

from akwarden.errors import LakeError
from akwarden.model.task import DetectTask
from akwarden.reports.wording import counted
from akwarden.store.lake import following, manifest
from akwarden.store.state import State
from akwarden.store.turn import turn
from akwarden.workflows.detection.detecting import FOLLOWER, Detecting, forget
from akwarden.workflows.jobs.room import Room
from akwarden.workflows.jobs.running import Done, Running
from akwarden.workflows.usage.following import follow

TURN = "detect"
"""The turn that whoever judges has, on the terminal too."""


def run(running: Running, room: Room) -> Done:
    """Judge all that was not judged yet; where it stops, the next run goes on."""
    task = running.task
    assert isinstance(task, DetectTask)  # noqa: S101  its kind says so
    follow(room.state, room.lake(), room.clock())
    running.check()
    with turn(room.state, TURN) as ours:
        if not ours:
            if running.job.scheduled:
                return Done(message="another akwarden judges them", quiet=True)
            raise LakeError("another akwarden detects right now", mend="wait until it has ended")
        # A second try goes on where the first one was: what it forgot stays forgotten.
        if task.again and running.stored.tries == 1:
            forget(room.state)
        counts = _judge_all(running, room)
    if not counts:
        return Done(message="nothing new", quiet=running.job.scheduled)
    return Done(
        message=f"{counted(counts['events'], 'event')} judged, {counted(counts['raised'], 'alarm')} raised",
        result=dict(counts),
    )


def _judge_all(running: Running, room: Room) -> Counter[str]:
    counts: Counter[str] = Counter()
    lake = room.lake()
    if lake.follow(FOLLOWER) is None and not lake.files():
        return counts
    for step in Detecting(room.state, lake, room.judge(), room.clock).steps():
        counts.update(
            events=step.events,
            raised=len(step.merged.raised),
            reopened=len(step.merged.reopened),
            silenced=step.silenced,
        )
        running.tell(f"{counted(counts['events'], 'event')} judged", done=counts["events"])
        running.check()
    return counts


def has_work(state: State) -> bool:
    """Say whether events came in that were not judged; cheap, as it is asked every minute."""
    with state.reading() as connection:
        return manifest.newest(connection) > (following.position(connection, FOLLOWER) or 0)
