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
        done = import_files(ingest, [str(one.path) for one in files], BytesIO(), progress, running.stop)
    if done.interrupted:
        raise StoppedError
    return Done(message=_words(done), result=_result(done, files), then=(DetectTask(),))


def _words(done: Imported) -> str:
    words = f"{done.imported:,} imported, {done.duplicates:,} known before"
    if done.dead_letters:
        words += f", {counted(done.dead_letters, 'record')} could not be read"
    if done.skipped:
        words += f", {counted(len(done.skipped), 'file')} not read"
    return words


def _result(done: Imported, files: list[uploads.Upload]) -> dict[str, object]:
    """Return what came of it; files are called as they were when they came in."""
    result: dict[str, object] = msgspec.to_builtins(done)
    names = {str(one.path): one.name for one in files}
    result["skipped"] = [
        {"vpath": _named(one.vpath, names), "reason": one.reason} for one in done.skipped[:100]
    ]
    return result


def _named(vpath: str, names: dict[str, str]) -> str:
    for path, name in names.items():
        if vpath.startswith(path):
            return name + vpath.removeprefix(path)
    return vpath
