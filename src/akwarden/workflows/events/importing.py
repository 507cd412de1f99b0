"""Imports files, folders, archives and streams of audit records into the lake."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import BinaryIO, Final

from akwarden.model.artifact import Skipped
from akwarden.model.audit_import import Imported
from akwarden.model.audit_record import RecordBlock
from akwarden.sources.audit.cutting import Cut, blocks
from akwarden.sources.audit.dead_letter import Buried
from akwarden.sources.audit.ignored import Ignored
from akwarden.sources.audit.inputs import Input, open_inputs
from akwarden.sources.audit.stream import Replayed
from akwarden.sources.reading import reason_of
from akwarden.store.lake.objects import ObjectProgress
from akwarden.workflows.events.ingest import Ingest, IngestCount

SOURCE: Final = "import"
"""What the state calls files that somebody imported."""
_OWN_NAMES: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(slots=True)
class ImportProgress:
    """How far an import is; another thread reads it."""

    name: str = ""
    """The file that is being read."""
    files: int = 0
    records: int = 0


@dataclass(slots=True)
class _Run:
    """One import."""

    ingest: Ingest
    progress: ImportProgress
    stop: threading.Event
    files: int = 0
    known_files: int = 0
    known: IngestCount = field(default_factory=IngestCount)
    """What files held that were imported before."""
    ignored: int = 0
    skipped: list[Skipped] = field(default_factory=list)

    def input(self, one: Input) -> None:
        """Read one file, from where an earlier run left it."""
        self.files += 1
        self.progress.files, self.progress.name = self.files, one.vpath
        # A pipe has no digest before its end, so nothing tells how far it is in: its events do, one by one.
        if isinstance(one.file, Replayed):
            self._blocks(one, 0)
            return
        try:
            held = self.ingest.begin(_object_id(one), one.vpath)
        except OSError as error:
            self.skipped.append(Skipped(one.vpath, reason_of(error)))
            return
        if held is not None:
            self._know(held)
        if held is not None and held.complete:
            self.known_files += 1
        elif self._blocks(one, held.blocks if held is not None else 0):
            self.ingest.end()
        else:
            self.ingest.leave()

    def _blocks(self, one: Input, passed: int) -> bool:
        """Take what a file holds behind the blocks that are in; return whether all of it could be read."""
        whole = True
        for cut in blocks(one.file, one.vpath):
            if isinstance(cut, RecordBlock | Buried) and passed:
                passed -= 1
                continue
            # What can't be read is told each time, so the file does not count as done.
            whole = whole and not isinstance(cut, Skipped)
            self._take(cut)
            if self.stop.is_set():
                return False
        return whole

    def _know(self, held: ObjectProgress) -> None:
        """Count what is in the lake of a file."""
        events = held.records - held.dead_letters
        self.known += IngestCount(read=held.records, duplicates=events, dead_letters=held.dead_letters)

    def _take(self, cut: Cut) -> None:
        match cut:
            case RecordBlock():
                self.ingest.take(cut)
                self.progress.records += len(cut.records)
            case Buried():
                self.ingest.take_letter(cut)
            case Skipped():
                self.skipped.append(cut)
            case Ignored():
                self.ignored += cut.count

    def result(self) -> Imported:
        count = self.ingest.count + self.known
        return Imported(
            read=count.read,
            imported=count.imported,
            duplicates=count.duplicates,
            dead_letters=count.dead_letters,
            secrets_scrubbed=count.secrets_scrubbed,
            doubtful_times=count.doubtful,
            files=self.files,
            known_files=self.known_files,
            ignored=self.ignored,
            skipped=tuple(self.skipped),
            interrupted=self.stop.is_set(),
        )


def import_files(
    ingest: Ingest,
    paths: Sequence[str],
    stdin: BinaryIO,
    progress: ImportProgress,
    stop: threading.Event,
    *,
    names: Mapping[str, str] = _OWN_NAMES,
) -> Imported:
    """Import what the paths name (`-` is standard input) and return what became of it.

    Where `names` has a path, it is called so in all that is said of it.
    When `stop` is set it ends behind the block that it is reading, and keeps what was read. Raises
    TargetError for a path that does not exist, LakeError or StateError where nothing more can be stored; what
    was committed until then stays, and the same import again goes on behind it.
    """
    run = _Run(ingest, progress, stop)
    for one in open_inputs(paths, stdin, names=names):
        match one:
            case Input():
                run.input(one)
            case Skipped():
                run.skipped.append(one)
            case Ignored():
                run.ignored += one.count
        if stop.is_set():
            break
    ingest.flush()
    return run.result()


def _object_id(one: Input) -> str:
    """Return what names the bytes of a file, wherever it lies and whatever it is called."""
    return f"sha256:{one.digest()}{one.inside}"
