"""The job that imports uploaded files of audit records, and deletes them afterwards."""

from io import BytesIO

import msgspec

from akwarden.errors import UsageError
from akwarden.model.audit_import import Imported
from akwarden.model.task import DetectTask, ImportTask
from akwarden.reports.wording import counted
from akwarden.workflows.events.importing import SOURCE, ImportProgress, import_files
from akwarden.workflows.events.ingest import Ingest
from akwarden.workflows.events.tools import make_tools
from akwarden.workflows.jobs import uploads
from akwarden.workflows.jobs.room import Room
from akwarden.workflows.jobs.running import Done, Running, StoppedError, watched


def run(running: Running, room: Room) -> Done:
    """Import the files; one that was cut off goes on behind what is in."""
    task = running.task
    assert isinstance(task, ImportTask)  # noqa: S101  its kind says so
    found = [uploads.find(room.uploads, name) for name in task.uploads]
    files = [one for one in found if one is not None]
    if not files:
        raise UsageError(
            "the uploaded files are not there any more", mend="upload them again, and import them then"
        )
    progress = ImportProgress()
    ingest = Ingest(room.state, room.lake(), make_tools(room.home), SOURCE)

    def tell() -> None:
        running.tell(f"{counted(progress.records, 'record')} read", done=progress.records)

    with watched(running, tell):
        names = {str(one.path): one.name or one.id for one in files}
        done = import_files(ingest, list(names), BytesIO(), progress, running.stop, names=names)
    if done.interrupted:
        raise StoppedError
    return Done(message=_words(done), result=_result(done), then=(DetectTask(),))


def _words(done: Imported) -> str:
    words = f"{done.imported:,} imported, {done.duplicates:,} known before"
    if done.secrets_scrubbed:
        words += f", {counted(done.secrets_scrubbed, 'secret')} taken out"
    if done.dead_letters:
        words += f", {counted(done.dead_letters, 'record')} could not be read"
    if done.skipped:
        words += f", {counted(len(done.skipped), 'file')} not read"
    return words


def _result(done: Imported) -> dict[str, object]:
    """Return what came of it, with the first of what was not read."""
    result: dict[str, object] = msgspec.to_builtins(done)
    result["skipped"] = [{"vpath": one.vpath, "reason": one.reason} for one in done.skipped[:100]]
    return result
