"""Takes a list of people with when they left: what it would change, what is wrong with it; all or nothing.

Names that the list does not have stay as they are: what is known of somebody who left years ago is not lost
since a list is about this year.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from akwarden.errors import EditError
from akwarden.reports.visible import clipped
from akwarden.store import people
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Detail, Event
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.workflows.notes import checks
from akwarden.workflows.notes.saving import Saying
from akwarden.workflows.notes.sheet import Fault, SheetLine, read_sheet

IMPORTED = "people.import"
_NAME, _LEFT = "name", "left_at"
_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d")


class PersonChange(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.person/1"):
    """What a list says otherwise of one person."""

    name: str
    """The name, as remarks and owners have it."""
    is_new: bool
    """Whether nothing was known of the name."""
    before: datetime | None
    """When the person left, as far as was known."""
    after: datetime | None
    """When the person left, as the list says; None for somebody who is there."""


class Imported(msgspec.Struct, frozen=True):
    """What came of a list."""

    lines: int
    """Lines that were read."""
    changes: tuple[PersonChange, ...] = ()
    faults: tuple[Fault, ...] = ()
    """Lines that are wrong; with any, nothing was changed."""


def import_people(state: State, path: Path, saying: Saying) -> Imported:
    """Keep what a list says of people; only told what that would change for a dry run.

    Raises EditError when the file is no such list; what is wrong with its lines comes back.
    """
    sheet = read_sheet(path, (_NAME,), (_NAME, _LEFT), ())
    wanted, faults = _wanted(sheet.lines)
    every = tuple(sorted((*sheet.faults, *faults), key=lambda fault: fault.line))
    if every:
        return Imported(len(sheet.lines), faults=every)
    if saying.dry_run:
        with state.reading() as connection:
            changes = tuple(_changes(people.known(connection), wanted))
        return Imported(len(sheet.lines), changes)
    now = rounded(saying.now)
    with state.writing() as connection:
        changes = tuple(_changes(people.known(connection), wanted))
        people.keep(connection, {one.name: one.after for one in changes}, now)
        if changes:
            details: dict[str, Detail] = {"file": clipped(path.name, 80), "people": len(changes)}
            event = Event(at=now, actor=saying.actor, action=IMPORTED, object="people", details=details)
            log.append(connection, event)
    return Imported(len(sheet.lines), changes)


def _wanted(lines: Sequence[SheetLine]) -> tuple[Mapping[str, datetime | None], Sequence[Fault]]:
    """Return when each person left, and what is wrong with lines."""
    found: dict[str, datetime | None] = {}
    first: dict[str, int] = {}
    faults: list[Fault] = []
    for line in lines:
        try:
            name, left = _name(line.cells[_NAME]), _left_at(line.cells.get(_LEFT, ""))
        except EditError as error:
            faults.append(Fault(line.number, error.what, error.mend))
            continue
        if name in found and found[name] != left:
            what = f"{name} stands in line {first[name]} already, with another time"
            faults.append(Fault(line.number, what, "leave one of the two lines"))
        found.setdefault(name, left)
        first.setdefault(name, line.number)
    return found, faults


def _name(text: str) -> str:
    """Return a name; raises EditError for none."""
    name = checks.owner(text)
    if name is None:
        raise EditError("the name is missing", mend="write the name as remarks and owners have it")
    return name


def _left_at(text: str) -> datetime | None:
    """Return when somebody left: the beginning of a day, or a time; raises EditError for what is neither."""
    plain = text.strip()
    if not plain:
        return None
    for form in _FORMS:
        try:
            return datetime.strptime(plain, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    try:
        found = datetime.fromisoformat(plain)
        return rounded((found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC))
    except (ValueError, OverflowError):
        raise EditError(
            f"{clipped(plain, 40)!r} is no day", mend="write it as 2026-03-31; nothing for who is there"
        ) from None


def _changes(
    known: Mapping[str, datetime | None], wanted: Mapping[str, datetime | None]
) -> Iterator[PersonChange]:
    for name, after in wanted.items():
        if name not in known or known[name] != after:
            yield PersonChange(name=name, is_new=name not in known, before=known.get(name), after=after)
