"""DBOS as akwarden uses it: workflows with one argument, two queues, and nothing that leaves this machine.

The rules that this module keeps:

- What is kept is JSON: never pickled, so that what stands in the database can run nothing.
- Nothing is reported to anybody: no telemetry, no conductor, no administration server. Names of the
  environment that could change that are taken out of it.
- The version is pinned: what was begun before an update is gone on with behind it.
"""

import logging
import os
import sqlite3
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from dbos import DBOS, DBOSConfig, EnqueueOptions, Serializer
from dbos import error as dbos_error
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from akwarden.errors import StateError
from akwarden.store.postgresql import engine_on
from akwarden.store.state import State

FILE: Final = "workflows.db"
SCHEMA: Final = "akwarden_workflows"
NAME: Final = "akwarden"
VERSION: Final = "1"
"""Raised when a workflow that was begun by an older akwarden could not be gone on with."""
HEAVY: Final = "heavy"
LIGHT: Final = "light"
_AT_ONCE: Final[Mapping[str, int]] = {HEAVY: 2, LIGHT: 4}
"""How many of each queue one server does at once; of one share of a queue, all servers together do one."""
_WORKFLOW: Final = "job"
_CONSOLE: Final = "__dbos_console_log_handler__"
_FORGOTTEN_AT_ONCE: Final = 500


class JsonForm(Serializer):
    """Writes what workflows take as JSON; an error becomes the name of its class, without its words."""

    def serialize(self, data: Any) -> str:
        """Return the JSON of a value."""
        if isinstance(data, BaseException):
            data = {"error": type(data).__name__}
        return msgspec.json.encode(data).decode()

    def deserialize(self, serialized_data: str) -> Any:
        """Return the value."""
        return msgspec.json.decode(serialized_data)

    def name(self) -> str:
        """Return what the database calls this form."""
        return "akwarden-json"


class Library:
    """DBOS, opened; there is one in a process."""

    def __init__(
        self,
        home: Path,
        state: State,
        executor: str,
        work: Callable[[str, int], None],
        *,
        look_seconds: float,
    ) -> None:
        """Open it; `work` does a job by its name and how often it was put back.

        So many seconds are between two looks for what is in a queue.

        What an executor of the same name left behind is gone on with. Raises StateError.
        """
        _clean(os.environ)
        self._engine = None if state.is_sqlite else _postgresql(state)
        config: DBOSConfig = {
            "name": NAME,
            "application_version": VERSION,
            "executor_id": executor,
            "serializer": JsonForm(),
            "log_level": "WARNING",
            "enable_otlp": False,
            "use_listen_notify": False,
            "max_executor_threads": sum(_AT_ONCE.values()) + 4,
            "dbos_system_schema": SCHEMA,
        }
        if self._engine is None:
            config["system_database_url"] = f"sqlite:///{_prepared(home / FILE)}"
        else:
            config["system_database_engine"] = self._engine
        try:
            DBOS(config=config)
            _log_as_others_do()
            DBOS.workflow(name=_WORKFLOW, max_recovery_attempts=None)(_plain(work))
            DBOS.launch()
            for queue, most in _AT_ONCE.items():
                DBOS.register_queue(
                    queue,
                    worker_concurrency=most,
                    partition_concurrency=1,
                    polling_interval_sec=look_seconds,
                )
        except BaseException as error:
            self.close()
            if not isinstance(error, SQLAlchemyError | dbos_error.DBOSException):
                raise
            where = FILE if self._engine is None else f"the schema {SCHEMA}"
            raise StateError(
                f"jobs can't be done: {where} can't be opened",
                why=type(error).__name__,
                mend="make room on the disk, or mend the database; what waits is done when it works again",
            ) from error

    def enqueue(self, job: str, stops: int, *, queue: str, share: str) -> None:
        """Let a job be done; nothing happens where it was asked for already.

        Of what has the same share of a queue, one is done at a time.
        """
        options: EnqueueOptions = {
            "workflow_name": _WORKFLOW,
            "queue_name": queue,
            "workflow_id": _id(job, stops),
            "queue_partition_key": share,
            "app_version": VERSION,
        }
        DBOS.enqueue_workflow_with_options(options, job, stops)

    def ended(self, runs: Collection[tuple[str, int]]) -> set[str]:
        """Return the jobs, of these with how often each was put back, that nobody does any more."""
        ids = {_id(job, stops): job for job, stops in runs}
        if not ids:
            return set()
        alive = DBOS.list_workflows(
            workflow_ids=list(ids),
            status=["PENDING", "ENQUEUED", "DELAYED"],
            load_input=False,
            load_output=False,
        )
        return {job for id_, job in ids.items()} - {ids[one.workflow_id] for one in alive}

    def executors(self) -> set[str]:
        """Return the executors that are doing something, or died over it."""
        busy = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        return {one.executor_id for one in busy if one.executor_id}

    def take_over(self, executor: str) -> None:
        """Let others go on with what an executor did that is dead."""
        # What its administration server does when it is asked to; there is no public name for it.
        DBOS._recover_pending_workflows([executor])  # noqa: SLF001

    def forget(self, before: datetime) -> int:
        """Forget what ended before a time, some hundred at once; returns how many."""
        old = DBOS.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            completed_before=before.isoformat(),
            limit=_FORGOTTEN_AT_ONCE,
            load_input=False,
            load_output=False,
        )
        if old:
            DBOS.delete_workflows([one.workflow_id for one in old])
        return len(old)

    def close(self) -> None:
        """Let it go; what is being done stays as it is, to be gone on with."""
        DBOS.destroy(destroy_registry=True)
        if self._engine is not None:
            self._engine.dispose()


def _plain(work: Callable[[str, int], None]) -> Callable[[str, int], None]:
    """Return a function, which the library writes its marks on; a method takes none."""

    def run(job: str, stops: int) -> None:
        work(job, stops)

    return run


def _id(job: str, stops: int) -> str:
    return f"{job}-{stops}"


def _clean(environment: "os._Environ[str]") -> None:
    for name in [name for name in environment if name.startswith(("DBOS__", "DBOS_"))]:
        del environment[name]


def _postgresql(state: State) -> Engine:
    """Return connections of its own: long writers of the state must not starve it."""
    return engine_on(state.engine.url, pool_pre_ping=True, pool_size=6, max_overflow=2, hide_parameters=True)


def _prepared(path: Path) -> Path:
    """Make the file where it is missing, for its user alone, in the mode in which readers wait for nobody."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(path, timeout=30)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    except (OSError, sqlite3.Error) as error:
        raise StateError(
            f"{path} can't be opened",
            why=error.strerror if isinstance(error, OSError) else str(error),
            mend="make the home writable, or move the file away: jobs that were under way begin again",
        ) from error
    return path


def _log_as_others_do() -> None:
    """Let what it logs go the way of all logs, where secrets are masked."""
    logger = logging.getLogger("dbos")
    for handler in list(logger.handlers):
        if handler.name == _CONSOLE:
            logger.removeHandler(handler)
    logger.propagate = True
