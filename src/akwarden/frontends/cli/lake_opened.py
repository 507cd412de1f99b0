"""What commands share that work on the event lake: opened beside the state, and kept in order."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from akwarden.frontends.cli.opened import opened_state, server_needed
from akwarden.frontends.cli.output import note
from akwarden.reports.wording import counted
from akwarden.settings import home_folder
from akwarden.settings import load as load_settings

if TYPE_CHECKING:  # these take longer to import than the help of a command may
    from sqlalchemy import Connection

    from akwarden.store.lake.lake import Lake
    from akwarden.store.state import State
    from akwarden.workflows.events.lake_calls import LakeCalls


@contextmanager
def opened_lake() -> Iterator[tuple["State", "Lake", Path]]:
    """Give the state, the lake that belongs to it, and the home folder."""
    with opened_state() as state, lake_of(state) as lake:
        yield state, lake, home_folder(os.environ)


@contextmanager
def lake_of(state: "State") -> Iterator["Lake"]:
    """Give the lake that belongs to a state."""
    with server_needed():
        from akwarden.workflows.events.opening import open_lake  # noqa: PLC0415  slow

        lake = open_lake(state, home_folder(os.environ), os.environ)
    try:
        yield lake
    finally:
        lake.close()


@contextmanager
def lake_if_any(state: "State", connection: "Connection") -> Iterator["Lake | None"]:
    """Give the lake of a state, None where nothing was imported: what reads it takes a second to load."""
    with server_needed():
        from akwarden.store.lake.holding import holds_events  # noqa: PLC0415  slow

        has_events = holds_events(connection)
    if has_events:
        with lake_of(state) as lake:
            yield lake
    else:
        yield None


@contextmanager
def calls_of(state: "State") -> Iterator["LakeCalls"]:
    """Give what tells of the calls in an account, which opens the lake of a state when it is first asked."""
    from akwarden.workflows.events.lake_calls import LakeCalls  # noqa: PLC0415  slow

    with closing(LakeCalls(state, home_folder(os.environ), os.environ, lambda: datetime.now(UTC))) as calls:
        yield calls


def tidied(lake: "Lake") -> None:
    """Keep the lake in order, and say when events are kept for too short a time."""
    from akwarden.workflows.events.tidying import SHORT_DAYS, tidy  # noqa: PLC0415  slow
    from akwarden.workflows.events.tools import now  # noqa: PLC0415  slow

    keep = load_settings(None, os.environ, {}).settings.audit.keep_days
    if keep < SHORT_DAYS:
        note(f"events are kept for {keep} days only: less than {SHORT_DAYS} is too short for most incidents")
    done = tidy(lake, now(), keep_days=keep)
    if done.expired:
        note(f"{counted(done.expired, 'file')} with events older than {keep} days: dropped")
