"""The job that builds a report as a file to download."""

from akwarden.model.task import ReportTask
from akwarden.reports.json_encoding import encode
from akwarden.reports.key_report_csv import write_csv
from akwarden.reports.key_report_html import write_html
from akwarden.reports.wording import counted
from akwarden.workflows.jobs import report_files
from akwarden.workflows.jobs.room import Room
from akwarden.workflows.jobs.running import Done, Running
from akwarden.workflows.keys.report import key_report


def run(running: Running, room: Room) -> Done:
    """Build the report; a second try replaces what the first one has written."""
    task = running.task
    assert isinstance(task, ReportTask)  # noqa: S101  its kind says so
    running.tell("building")
    with room.state.reading() as connection:
        made = key_report(
            connection,
            task.where,
            task.form,
            room.clock(),
            with_deleted=task.all_statuses,
            scope=running.scope,
        )
    running.check()
    name = report_files.name_of(task.report, task.form, running.job.id, running.job.created_at)
    with report_files.Writing(room.reports, name) as stream:
        match task.form:
            case "csv":
                write_csv(made, stream)
            case "html":
                write_html(made, stream)
            case _:
                stream.write(f"{encode(made)}\n")
    return Done(
        message=f"{counted(len(made.keys), 'key')}",
        result={
            "file": name,
            "rows": len(made.keys),
            "where": task.where,
            "all_statuses": task.all_statuses,
        },
    )
