"""Jobs that a test does itself, without the processes that do them otherwise."""

import threading
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from akwarden.model.person import Caller, Grant, Role, Via
from akwarden.model.task import Task
from akwarden.settings import load
from akwarden.store import job_changes
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.workflows.access.scope import EVERYWHERE, Scope
from akwarden.workflows.events.opening import open_lake
from akwarden.workflows.jobs import registry
from akwarden.workflows.jobs.room import Room
from akwarden.workflows.jobs.running import Done, Running
from akwarden.workflows.jobs.starting import add


def now() -> datetime:
    """Return the time, as the state keeps it."""
    return rounded(datetime.now(UTC))


def somebody(number: int = 1, *grants: Grant) -> Caller:
    """Return a person; without grants, an administrator."""
    return Caller(
        person_id=number,
        login=f"person-{number}",
        name="Somebody",
        grants=grants or (Grant(Role.ADMIN),),
        via=Via.TERMINAL,
        pass_id="x",
        csrf=None,
        expires_at=None,
    )


def room_of(state: State, home: Path, env: Mapping[str, str] | None = None) -> Room:
    """Return a room on a home; who opens its lake closes it."""
    own = {"AKWARDEN_HOME": str(home), **(env or {})}
    settings = load(None, {name: text for name, text in own.items() if name.startswith("AKWARDEN_")}, {})
    lake = open_lake(state, home, own)
    return Room(state, home, settings.settings, own, now, lake=lambda: lake, rate=0)


def begun(room: Room, task: Task, *, scope: Scope = EVERYWHERE, caller: Caller | None = None) -> Running:
    """Return a job that was begun."""
    with room.state.writing() as connection:
        job = add(connection, task, caller or somebody(), now(), scope=scope).job
        stored = job_changes.begin(connection, job.id, 0, now())
    assert stored is not None
    return Running(stored, threading.Event())


def done(room: Room, task: Task, *, scope: Scope = EVERYWHERE) -> Done:
    """Return what comes of a job."""
    running = begun(room, task, scope=scope)
    with closing(room.lake()):
        return registry.runner(running.job.kind)(running, room)
