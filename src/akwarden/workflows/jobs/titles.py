"""What a job is called, and of which kind it is."""

from typing import assert_never

from akwarden.model.job import JobKind
from akwarden.model.task import (
    BulkTask,
    DetectTask,
    ImportTask,
    PullTask,
    RecheckTask,
    ReportTask,
    ScanTask,
    SyncTask,
    Task,
    TidyTask,
)
from akwarden.reports.wording import counted

_SHOWN = 3


def kind_of(task: Task) -> JobKind:
    """Return of which kind a job is."""
    return JobKind(str(type(task).__struct_config__.tag))


def title_of(task: Task, within: int | None = None) -> str:
    """Return what a job is called; `within` is to how many accounts it is held, None for all."""
    match task:
        case SyncTask():
            return f"Read {_accounts(task.accounts, within)}"
        case PullTask():
            return f"Fetch audit records of {_accounts(task.accounts, within)}"
        case DetectTask():
            return "Judge all calls again" if task.again else "Judge new calls"
        case TidyTask():
            return "Put the event lake in order"
        case RecheckTask():
            return f"Ask again about {counted(len(task.risks), 'risk')}"
        case ImportTask():
            return f"Import {counted(len(task.uploads), 'file')} of audit records"
        case ScanTask():
            return f"Look for leaked keys in {_target(task)}"
        case ReportTask():
            return f"Build the report of {task.report} as {task.form}"
        case BulkTask():
            return _bulk(task)
        case _:
            assert_never(task)


def _accounts(names: tuple[str, ...], within: int | None) -> str:
    if not names:
        return "all accounts" if within is None else counted(within, "account")
    shown = ", ".join(names[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else shown


def _target(task: ScanTask) -> str:
    return task.url or task.path or "an uploaded file"


def _bulk(task: BulkTask) -> str:
    if task.undo is not None:
        return f"Take back decision {task.undo}"
    return f"{task.decision.capitalize()} {task.what}: {task.q[:100]}"
