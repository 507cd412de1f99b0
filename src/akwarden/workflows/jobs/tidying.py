"""The job that keeps the event lake in order: old events go, small files are merged."""

import msgspec

from akwarden.reports.wording import counted
from akwarden.workflows.events.tidying import tidy
from akwarden.workflows.jobs.room import Room
from akwarden.workflows.jobs.running import Done, Running


def run(running: Running, room: Room) -> Done:
    """Tidy the lake; a second time finds nothing left to do."""
    running.check()
    done = tidy(room.lake(), room.clock(), keep_days=room.settings.audit.keep_days)
    words = f"{counted(done.expired, 'file')} too old, {done.merged:,} merged, {done.deleted:,} deleted"
    nothing = not (done.expired or done.merged or done.deleted)
    return Done(message=words, result=msgspec.to_builtins(done), quiet=running.job.scheduled and nothing)
