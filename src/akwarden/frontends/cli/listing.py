"""What commands share that list rows of the state: the query, the order, pages, columns, and the formats."""

import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TextIO, TypeVar

import click

from akwarden.errors import UsageError
from akwarden.frontends.cli.output import aligned, json_array, note, output_options
from akwarden.query.vocabulary import nearest
from akwarden.reports.csv_table import cell
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import clipped
from akwarden.workflows.keys.listing import Asked, Listing

_Command = TypeVar("_Command", bound=Callable[..., object])
_Item = TypeVar("_Item")

PAGE = 200
"""Rows that a terminal is shown unless told otherwise."""
_WIDEST = 80
_UNITS = ((86_400, "d"), (3600, "h"), (60, "min"))
_TABLES = ("text", "csv")


@dataclass(frozen=True, slots=True)
class Columns(Generic[_Item]):
    """The columns of a table: which there are, and which a person is shown when asking for none."""

    values: Mapping[str, Callable[[_Item], object]]
    """What a spreadsheet holds, by the name of the column."""
    in_text: tuple[str, ...]
    """Those of a table for people."""
    in_csv: tuple[str, ...]
    """Those of a spreadsheet."""

    def chosen(self, given: str | None, form: str) -> tuple[str, ...]:
        """Return the columns to show; raises UsageError for one that there is not, and for JSON."""
        if given is None:
            return self.in_text if form == "text" else self.in_csv
        if form not in _TABLES:
            why = f"--format {form} has no columns"
            raise UsageError(
                "--columns is only for a table", why=why, mend="add --format csv, or leave it out"
            )
        names = tuple(name.strip().lower() for name in given.split(","))
        for name in names:
            if name not in self.values:
                near = nearest(name, tuple(self.values))
                what, why = f"there is no column {name!r}", f"the columns are {', '.join(self.values)}"
                raise UsageError(what, why=why, mend=f"did you mean {near}?" if near else None)
        return names


def list_options(*, rows: str, query: str) -> Callable[[_Command], _Command]:
    """Give a command the options of every list; its parameters are those of `asked`, and `columns`."""
    options = (
        click.option("--where", default="", metavar="QUERY", help=f"Only {rows} that fit: `{query}`."),
        click.option(
            "--columns", metavar="NAME,NAME", help="Which columns, in this order. For text and csv."
        ),
        click.option("--sort", metavar="NAME", help="By what to sort; -NAME for the other way round."),
        click.option("--limit", type=click.IntRange(1), metavar="N", help=f"At most N {rows}."),
        click.option("--all", "everything", is_flag=True, help=f"All {rows}: a terminal shows {PAGE}."),
        click.option(
            "--after", metavar="CURSOR", help="The page behind CURSOR, which the page before prints."
        ),
        output_options("text", "json", "jsonl", "csv"),
    )

    def decorate(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def asked(given: Mapping[str, Any], *, with_deleted: bool = False) -> Asked:
    """Return what the options of a command ask for; raises UsageError for some that exclude each other."""
    limit = given["limit"]
    if limit is not None and given["everything"]:
        raise UsageError("--limit and --all exclude each other", mend="leave one of them out")
    if limit is None and not given["everything"] and given["output"] is None and sys.stdout.isatty():
        limit = PAGE
    return Asked(
        where=given["where"],
        sort=given["sort"],
        limit=limit,
        after=given["after"],
        with_deleted=with_deleted,
        now=now(),
    )


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


def write(
    stream: TextIO,
    items: Iterable[_Item],
    form: str,
    table: tuple[Columns[_Item], Sequence[str]],
    *,
    row: Callable[[_Item], object],
) -> None:
    """Write a list in one of its formats: a table with the columns, or `row` of each item as JSON."""
    columns, names = table
    match form:
        case "text":
            stream.writelines(_text(items, columns, names))
        case "csv":
            stream.writelines(_csv(items, columns, names))
        case "json":
            stream.writelines(json_array(encode(row(item)) for item in items))
        case _:
            stream.writelines(f"{encode(row(item))}\n" for item in items)


def _text(items: Iterable[_Item], columns: Columns[_Item], names: Sequence[str]) -> Iterator[str]:
    """Yield a table with headings, or nothing for no rows."""
    at = now()
    cells = [[text_cell(columns.values[name](item), at) for name in names] for item in items]
    if cells:
        headings = [name.upper().replace("_", " ") for name in names]
        yield from (f"{line}\n" for line in aligned([headings, *cells]))


def _csv(items: Iterable[_Item], columns: Columns[_Item], names: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a spreadsheet, times exact."""
    yield csv_line(names)
    for item in items:
        yield csv_line([cell(csv_value(columns.values[name](item))) for name in names])


def csv_line(cells: Sequence[str]) -> str:
    """Return one line of a spreadsheet."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def csv_value(value: object) -> object:
    """Return a value as a spreadsheet holds it."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return " ".join(map(str, value)) if isinstance(value, tuple) else value


def text_cell(value: object, at: datetime) -> str:
    """Return a value as a table for people holds it, safe to show."""
    match value:
        case None | "" | ():
            return "-"
        case bool():
            return "yes" if value else "no"
        case datetime():
            return ago(value, at)
        case tuple():
            return clipped(", ".join(map(str, value)), _WIDEST)
        case int():
            return f"{value:,}"
        case _:
            return clipped(str(value), _WIDEST)


def ago(moment: datetime, at: datetime) -> str:
    """Return how long ago something was: `3 d ago`."""
    seconds = (at - moment).total_seconds()
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{int(seconds // size):,} {unit} ago"
    return "just now" if seconds >= 0 else f"{moment:%Y-%m-%d}"


def tell(
    listing: Listing[_Item],
    noun: str,
    *,
    where: str,
    empty: str,
    hidden: str = "",
    plural: str | None = None,
) -> None:
    """Tell how many there are, what is left out and how to see it; for none of all, how to get some."""
    if listing.total == 0 and not listing.hidden and not where:
        note(empty)
        return
    many = plural or (f"{noun}es" if noun.endswith("s") else f"{noun}s")
    nouns = noun if listing.total == 1 else many
    if listing.next is not None:
        note(f"{listing.taken:,} of {listing.total:,} {nouns}. More: --all, or --after {listing.next}")
    else:
        fit = "" if not where else " that fits the query" if listing.total == 1 else " that fit the query"
        note(f"{listing.total:,} {nouns}{fit}")
    if listing.hidden:
        note(f"hidden: {listing.hidden:,} {hidden}")
