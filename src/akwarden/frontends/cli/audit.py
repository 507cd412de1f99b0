"""`akwarden audit`: takes audit records of clouds into the event lake, and says how it stands."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType
from typing import TYPE_CHECKING

import click

from akwarden.errors import ExitCode
from akwarden.frontends.cli.audit_pull import pull
from akwarden.frontends.cli.flags import flags_of
from akwarden.frontends.cli.lake_opened import opened_lake, tidied
from akwarden.frontends.cli.output import note, open_output, output_options
from akwarden.model.audit_import import Imported
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import visible
from akwarden.reports.wording import counted

if TYPE_CHECKING:  # these take longer to import than the help of a command may
    from akwarden.store.lake.status import LakeStatus
    from akwarden.workflows.events.importing import ImportProgress
    from akwarden.workflows.events.status import AuditStatus

_LINE_SECONDS = 10.0
_IMPORT_EXAMPLES = """\b
Examples:
  akwarden audit import AWSLogs/
  akwarden audit import events.jsonl.gz trail.tar
  zcat old.json.gz | akwarden audit import -
"""


@click.group(epilog="\b\nExamples:\n  akwarden audit import AWSLogs/\n  akwarden audit status")
def audit() -> None:
    """Take audit records of clouds into the event lake, and say how it stands."""


audit.add_command(pull)


@audit.command("import", short_help="Import files of audit records.", epilog=_IMPORT_EXAMPLES)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@output_options("text", "json", "jsonl")
@click.pass_context
def import_(ctx: click.Context, /, *, paths: tuple[str, ...], form: str, output: str | None) -> ExitCode:
    """Import files, folders and archives of CloudAudit, CloudTrail and COS access logs; - is standard input.

    What they are is told by their content. A file that was imported before is passed over, wherever it lies;
    an event is stored once, however often it is delivered. Secrets in records are taken out and listed as
    leaks. Ctrl-C ends it behind what it is reading; a second one at once. Exit code 4 when something could
    not be read.
    """
    with opened_lake() as (state, lake, home):
        from akwarden.workflows.events.importing import (  # noqa: PLC0415  slow
            SOURCE,
            ImportProgress,
            import_files,
        )
        from akwarden.workflows.events.ingest import Ingest  # noqa: PLC0415  slow
        from akwarden.workflows.events.tools import make_tools  # noqa: PLC0415  slow

        progress, stop = ImportProgress(), threading.Event()
        ingest = Ingest(state, lake, make_tools(home), SOURCE)
        with _shown(progress, quiet=flags_of(ctx).quiet), _stopping(stop):
            done = import_files(ingest, paths, sys.stdin.buffer, progress, stop)
        tidied(lake)
    with open_output(output) as stream:
        stream.writelines(_imported(done) if form == "text" else [f"{encode(done)}\n"])
    if done.interrupted:
        note("stopped; what was read is kept, and the same import goes on there")
        return ExitCode.INTERRUPTED
    return ExitCode.PARTIAL if done.skipped or done.dead_letters else ExitCode.OK


@audit.command(
    short_help="Say what the event lake holds.",
    epilog="\b\nExamples:\n  akwarden audit status\n  akwarden audit status --dead-letters --format jsonl",
)
@click.option(
    "--dead-letters", is_flag=True, help="Show the records that could not be read, the newest first."
)
@output_options("text", "json", "jsonl")
def status(form: str, output: str | None, *, dead_letters: bool) -> None:
    """Say what the event lake holds, how far each source is read, and what each account records."""
    with opened_lake() as (state, lake, _), open_output(output) as stream:
        if dead_letters:
            from akwarden.workflows.events.letters import dead_letters as letters_of  # noqa: PLC0415  slow

            for letter in letters_of(state, lake):
                place = f"{visible(letter.vpath)}:{letter.line}"
                text = f"{place}: {letter.reason} ({letter.size:,} bytes): {letter.text}\n"
                stream.write(text if form == "text" else f"{encode(letter)}\n")
            return
        from akwarden.workflows.events.status import audit_status  # noqa: PLC0415  slow

        found = audit_status(state, lake)
        stream.writelines(_status(found) if form == "text" else [f"{encode(found)}\n"])


def _imported(done: Imported) -> Iterator[str]:
    yield f"{counted(done.read, 'record')} read from {counted(done.files, 'file')}\n"
    yield f"  {done.imported:,} imported, {done.duplicates:,} known before\n"
    if done.known_files:
        yield f"  {counted(done.known_files, 'file')} of them imported before\n"
    if done.doubtful_times:
        yield f"  {counted(done.doubtful_times, 'event')} with a time that can't be right\n"
    if done.secrets_scrubbed:
        yield f"  {counted(done.secrets_scrubbed, 'secret')} taken out: akwarden leaks list\n"
    if done.dead_letters:
        letters = counted(done.dead_letters, "record")
        yield f"  {letters} could not be read: akwarden audit status --dead-letters\n"
    if done.ignored:
        yield f"  {counted(done.ignored, 'file')} without events passed over\n"
    for one in done.skipped:
        yield f"  not read: {visible(one.vpath)}: {visible(one.reason)}\n"


def _status(found: "AuditStatus") -> Iterator[str]:
    yield from _lake(found.lake)
    for source in found.lake.sources:
        yield f"\n{visible(source.source)}\n"
        yield f"  {counted(source.rows, 'event')}, {source.duplicates:,} known before\n"
        secrets = counted(source.scrubbed, "secret")
        yield f"  {counted(source.dead_letters, 'dead letter')}, {secrets} taken out\n"
        if source.watermark:
            yield f"  read up to {source.watermark:%Y-%m-%d %H:%M:%S} UTC\n"
        if source.error:
            yield f"  failed: {visible(source.error)}\n"
    for account in found.coverage:
        yield f"\n{visible(account.name)} ({account.provider} {account.number})\n"
        for line in account.words:
            yield f"  {visible(line)}\n"


def _lake(lake: "LakeStatus") -> Iterator[str]:
    if not lake.rows:
        yield "The event lake is empty. Fill it: akwarden audit import FILE, or akwarden audit pull\n"
        return
    yield f"{counted(lake.rows, 'event')} in {counted(lake.files, 'file')}, {lake.bytes / 1e6:,.1f} MB\n"
    if lake.first and lake.last:
        yield f"from {lake.first:%Y-%m-%d %H:%M} to {lake.last:%Y-%m-%d %H:%M} UTC\n"
    if lake.doubtful:
        yield f"{counted(lake.doubtful, 'event')} with a time that can't be right\n"


@contextmanager
def _stopping(stop: threading.Event) -> Iterator[None]:
    """Let the first Ctrl-C set `stop`, and the second one end all at once."""

    def first(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, former)
        stop.set()

    former = signal.signal(signal.SIGINT, first)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


@contextmanager
def _shown(progress: "ImportProgress", *, quiet: bool) -> Iterator[None]:
    """Say on standard error now and then how far an import is."""
    over = threading.Event()

    def tell() -> None:
        began = monotonic()
        while not over.wait(_LINE_SECONDS):
            seconds = monotonic() - began
            words = f"{progress.records:,} records of {counted(progress.files, 'file')} in {seconds:.0f} s"
            click.echo(f"{words}: {visible(progress.name)}", err=True)

    thread = threading.Thread(target=tell, name="progress", daemon=True)
    if not quiet:
        thread.start()
    try:
        yield
    finally:
        over.set()
        if thread.is_alive():
            thread.join()
