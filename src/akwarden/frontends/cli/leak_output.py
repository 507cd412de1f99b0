"""How leaks are written: a table, JSON, a spreadsheet, and the page of one."""

import csv
import difflib
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import msgspec

from akwarden.errors import UsageError
from akwarden.frontends.cli.output import aligned, json_array
from akwarden.model.leak import Closing, Leak, LeakPlace, LeakRow
from akwarden.model.leak_page import LeakPage
from akwarden.model.risk import Risk
from akwarden.reports.csv_table import cell
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import clipped, visible

SHORT_ID = 12
"""Characters of an id that a table shows; enough to name the leak."""
_PLACES_SHOWN = 20
_WIDEST_PLACE = 60


class LeakPageRow(msgspec.Struct, frozen=True, tag_field="schema", tag="akwarden.leak_page/1"):
    """One leak, as `leaks show` gives it."""

    leak: Leak
    rule: str
    title: str
    severity: str
    mask: str | None
    last_seen_at: datetime
    key_status: str | None
    account: str | None
    account_name: str | None
    principal: str | None
    risk: Risk | None
    closings: tuple[Closing, ...]


_COLUMNS: dict[str, Callable[[LeakRow], object]] = {
    "id": lambda row: row.leak.id,
    "severity": lambda row: row.severity,
    "validity": lambda row: row.leak.validity,
    "status": lambda row: row.leak.status,
    "key": lambda row: row.leak.key_id or row.mask,
    "case": lambda row: row.leak.case,
    "places": lambda row: row.places_in_all,
    "where": lambda row: place_words(row.leak.places[0]) if row.leak.places else None,
    "owner": lambda row: row.leak.owner,
    "provider": lambda row: row.leak.provider,
    "rule": lambda row: row.rule,
    "title": lambda row: row.title,
    "account": lambda row: row.account_name,
    "principal": lambda row: row.principal,
    "key_status": lambda row: row.key_status,
    "fingerprint": lambda row: row.leak.fingerprint,
    "first_seen": lambda row: _moment(row.leak.first_seen_at),
    "last_seen": lambda row: _moment(row.last_seen_at),
}
_IN_TEXT = ("id", "severity", "validity", "status", "key", "case", "places", "where", "owner")


def columns_of(given: str | None, form: str) -> tuple[str, ...]:
    """Return the columns of a table; raises UsageError for one that there is not, and for JSON."""
    if given is None:
        return _IN_TEXT if form == "text" else tuple(_COLUMNS)
    if form not in ("text", "csv"):
        why = f"--format {form} has no columns"
        raise UsageError("--columns is only for a table", why=why, mend="add --format csv, or leave it out")
    columns = tuple(column.strip() for column in given.split(","))
    for column in columns:
        if column not in _COLUMNS:
            near = difflib.get_close_matches(column, _COLUMNS, n=1)
            what, why = f"there is no column {column!r}", f"the columns are {', '.join(_COLUMNS)}"
            raise UsageError(what, why=why, mend=f"--columns {near[0]}" if near else None)
    return columns


def listed(rows: Sequence[LeakRow], form: str, columns: Sequence[str]) -> Iterator[str]:
    """Yield a list of leaks in one of its formats."""
    match form:
        case "text":
            yield from _table(rows, columns)
        case "csv":
            yield from _spreadsheet(rows, columns)
        case "json":
            yield from json_array(encode(row.leak) for row in rows)
        case _:
            yield from (f"{encode(row.leak)}\n" for row in rows)


def page_lines(page: LeakPage, form: str) -> Iterator[str]:
    """Yield the page of one leak in one of its formats."""
    lines = _page(page) if form == "text" else [encode(_page_row(page))]
    return (f"{line}\n" for line in lines)


def place_words(place: LeakPlace) -> str:
    """Return a place as a person reads it."""
    line = f":{place.line}" if place.line is not None else ""
    commit = f" @{place.commit[:SHORT_ID]}" if place.commit else ""
    return f"{place.source} {place.vpath}{line}{commit}"


def _table(rows: Sequence[LeakRow], columns: Sequence[str]) -> Iterator[str]:
    heading = [column.upper().replace("_", " ") for column in columns]
    cells = [[_text_cell(column, row) for column in columns] for row in rows]
    return (f"{line}\n" for line in aligned([heading, *cells]))


def _text_cell(column: str, row: LeakRow) -> str:
    value = _COLUMNS[column](row)
    if value is None:
        return "-"
    if column == "id":
        return row.leak.id[:SHORT_ID]
    return clipped(str(value), _WIDEST_PLACE) if column == "where" else visible(str(value))


def _spreadsheet(rows: Sequence[LeakRow], columns: Sequence[str]) -> Iterator[str]:
    for values in (columns, *([cell(_COLUMNS[column](row)) for column in columns] for row in rows)):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(values)
        yield line.getvalue()


def _page_row(page: LeakPage) -> LeakPageRow:
    names = [name for name in LeakRow.__struct_fields__ if name in LeakPageRow.__struct_fields__]
    values = {name: getattr(page.row, name) for name in names}
    return LeakPageRow(**values, risk=page.risk, closings=page.closings)


def _page(page: LeakPage) -> Iterator[str]:
    """Yield what is wrong and what to do first, then whose it is, then where it stands."""
    row = page.row
    leak = row.leak
    yield visible(f"{row.title}  (leak {leak.id[:SHORT_ID]})")
    yield f"severity {row.severity}, key {leak.validity}, leak {leak.status}, case {leak.case}"
    yield ""
    if page.risk is not None:
        yield visible(f"{page.risk.title}.")
        yield visible(f"What to do: {page.risk.remediation}")
        yield ""
    yield from (f"{name}: {visible(value)}" for name, value in _facts(row) if value)
    yield ""
    yield f"Places ({len(leak.places):,}):"
    yield from (f"  {visible(place_words(place))}" for place in leak.places[:_PLACES_SHOWN])
    if len(leak.places) > _PLACES_SHOWN:
        yield f"  and {len(leak.places) - _PLACES_SHOWN:,} more: --format json has all"
    for closing in page.closings:
        who = f"{closing.actor} at {_moment(closing.at)}"
        yield visible(f"Closed as {closing.status} by {who}: {closing.reason}")


def _facts(row: LeakRow) -> Iterator[tuple[str, str | None]]:
    account = f"{row.account_name} ({row.account})" if row.account_name else None
    yield "Key", row.leak.key_id
    yield "In the inventory", row.key_status
    yield "Account", account
    yield "Principal", row.principal
    yield "Owner", row.leak.owner
    yield "Secret", row.mask
    yield "Fingerprint", row.leak.fingerprint
    yield "Rule", row.rule
    yield "First seen", _moment(row.leak.first_seen_at)
    yield "Last seen", _moment(row.last_seen_at)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
