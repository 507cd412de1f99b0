"""Many remarks at once, from a file: what it would change, what is wrong with it; all of it or nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from akwarden.errors import EditError
from akwarden.model.address_row import AddressRow
from akwarden.model.key_row import KeyRow
from akwarden.model.note import NoteField, NoteKind, Subject
from akwarden.reports.visible import clipped
from akwarden.reports.wording import counted
from akwarden.store import key_rows
from akwarden.store.edits import Wanted
from akwarden.store.state import State
from akwarden.workflows.notes import checks
from akwarden.workflows.notes.saving import Saved, Saying, save
from akwarden.workflows.notes.sheet import Fault, Sheet, SheetLine, read_sheet

_NAMED = 3


class FileKind(msgspec.Struct, frozen=True, kw_only=True):
    """What a kind of file says, column by column."""

    kind: NoteKind
    needed: tuple[str, ...]
    """The columns that must be there; the first one names the subject."""
    name: Callable[[str], str]
    """Returns the subject as notes have it."""
    fields: Mapping[str, tuple[NoteField, Callable[[str], str | None]]]
    """For each other column what it sets, and what checks it."""
    passed_over: tuple[str, ...]
    """Columns that our own tables have and that say nothing here."""


_WORDS: Mapping[str, tuple[NoteField, Callable[[str], str | None]]] = {
    "remark": (NoteField.REMARK, checks.remark),
    "owner": (NoteField.OWNER, checks.owner),
    "tags": (NoteField.TAGS, lambda text: checks.tags([text])),
}
KEYS = FileKind(
    kind=NoteKind.KEY,
    needed=("key_id",),
    name=checks.key_id,
    fields=_WORDS,
    passed_over=tuple(name for name in KeyRow.__struct_fields__ if name not in {"key_id", *_WORDS}),
)
NETWORKS = FileKind(
    kind=NoteKind.IP,
    needed=("network", "kind"),
    name=checks.network,
    fields={
        "kind": (NoteField.NETWORK_KIND, checks.network_kind),
        "label": (NoteField.LABEL, checks.label),
        "remark": _WORDS["remark"],
        "owner": _WORDS["owner"],
    },
    passed_over=tuple(
        name
        for name in AddressRow.__struct_fields__
        if name not in {"network", "kind", "label", "remark", "owner"}
    ),
)


class Imported(msgspec.Struct, frozen=True):
    """What came of a file."""

    saved: Saved
    lines: int
    """Lines that were read."""
    faults: tuple[Fault, ...]
    """Lines that are wrong; with any, nothing was changed."""


def import_file(state: State, path: Path, kind: FileKind, saying: Saying) -> Imported:
    """Let what a file says be said, all of it or nothing; only told what that would change for a dry run.

    Raises EditError when it is no such file; what is wrong with its lines comes back.
    """
    sheet = read_sheet(path, kind.needed, (kind.needed[0], *kind.fields), kind.passed_over)
    if not set(sheet.columns) - {kind.needed[0]}:
        mend = f"add one of the columns {', '.join(kind.fields)}"
        raise EditError(f"{path} says nothing about what it names", mend=mend)
    wanted, faults = _wanted(sheet, kind)
    if faults:
        return Imported(Saved((), None), len(sheet.lines), faults)
    noun = "key" if kind.kind is NoteKind.KEY else "network"
    title = f"import of {clipped(path.name, 80)}: {counted(len({one.subject for one in wanted}), noun)}"
    saved = save(state, wanted, title, saying)
    warnings = (*_passed_over(sheet), *_unknown_keys(state, wanted))
    return Imported(msgspec.structs.replace(saved, warnings=warnings), len(sheet.lines), ())


def _wanted(sheet: Sheet, kind: FileKind) -> tuple[tuple[Wanted, ...], tuple[Fault, ...]]:
    """Return what the lines say, and what is wrong with them in the order of the file."""
    faults = list(sheet.faults)
    by_subject: dict[Subject, tuple[int, tuple[Wanted, ...]]] = {}
    for line in sheet.lines:
        said: list[Wanted] = []
        try:
            subject = Subject(kind.kind, kind.name(line.cells[kind.needed[0]]))
        except EditError as error:
            faults.append(_fault(line, error))
            continue
        for result in _said(line, subject, kind):
            said.append(result) if isinstance(result, Wanted) else faults.append(result)
        first, before = by_subject.setdefault(subject, (line.number, tuple(said)))
        if before != tuple(said):
            what = f"{subject.name} stands in line {first} already, with other words"
            faults.append(Fault(line.number, what, "leave one of the two lines"))
    return tuple(one for _, said in by_subject.values() for one in said), tuple(
        sorted(faults, key=lambda fault: fault.line)
    )


def _said(line: SheetLine, subject: Subject, kind: FileKind) -> Iterator[Wanted | Fault]:
    """Yield what a line says of its subject, and what of it may not be said."""
    for name, (field, check) in kind.fields.items():
        if name not in line.cells:
            continue
        try:
            yield Wanted(subject, field, check(line.cells[name]))
        except EditError as error:
            yield _fault(line, error)


def _fault(line: SheetLine, error: EditError) -> Fault:
    return Fault(line.number, error.what, error.mend)


def _passed_over(sheet: Sheet) -> Iterator[str]:
    if sheet.passed_over:
        yield f"passed over, since they say nothing here: the columns {', '.join(sheet.passed_over)}"


def _unknown_keys(state: State, wanted: Sequence[Wanted]) -> Iterator[str]:
    """Yield what is to be said of keys that the inventory does not have."""
    names = list({one.subject.name: None for one in wanted if one.subject.kind is NoteKind.KEY})
    with state.reading() as connection:
        known = key_rows.known_ids(connection, names)
    missing = [name for name in names if name not in known]
    if missing:
        more = f" and {len(missing) - _NAMED:,} more" if len(missing) > _NAMED else ""
        names_shown = f"{', '.join(missing[:_NAMED])}{more}"
        count = counted(len(missing), "key")
        yield f"not in the inventory: {count}; what is said waits for them: {names_shown}"
