"""The report of all keys as one HTML file: no script, nothing fetched, every text escaped."""

from collections.abc import Iterator
from datetime import datetime
from typing import TextIO

from akwarden.model.access_key import KeyStatus
from akwarden.model.advice import UNUSED, AdviceLevel
from akwarden.model.principal import PrincipalType
from akwarden.reports.html_head import html_head
from akwarden.reports.key_report import NOT_KNOWN, KeyReport, KeyReportRow, last_use, moment, not_seen
from akwarden.reports.markup import Markup, join, tag
from akwarden.reports.visible import clipped
from akwarden.reports.wording import counted

_STYLE = """
body { max-width: 1280px; }
tbody th { width: auto; }
td .meta, tbody th .meta { display: block; }
td time { white-space: nowrap; }
.numbers li.none { padding: 0; }
.numbers div { padding: 8px 12px; }
@media (max-width: 720px) { tbody th { font-weight: 600; } }
"""
_LEVELS = {AdviceLevel.ACT_NOW: "critical", AdviceLevel.HARDEN: "medium", AdviceLevel.FINE: "low"}
_HEADINGS = ("Key", "Advice", "Account and principal", "Sign-in", "Made", "Last used", "Owner and remark")
_WIDEST = 200


def write_html(report: KeyReport, out: TextIO) -> None:
    """Write the page, a row at a time."""
    head = html_head(f"Access keys, {report.made_at:%Y-%m-%d}", version=report.version, more_style=_STYLE)
    out.write(f'<!doctype html>\n<html lang="en">\n{head}\n<body>\n')
    out.write(f"{_banner(report)}\n<main>\n{_numbers(report)}\n")
    out.writelines(_table(report))
    out.write(f"{_unseen(report)}\n</main>\n{_footer(report)}\n</body>\n</html>\n")


def _banner(report: KeyReport) -> Markup:
    which = f"Keys that fit the query {report.where}" if report.where else "All keys"
    accounts = counted(len(report.accounts), "account")
    return tag(
        "header",
        tag("h1", "Access keys"),
        tag("p", f"{which} of {accounts}, made {moment(report.made_at)}.", class_="meta"),
        tag("p", f"Data as of {moment(report.data_at)}.", class_="meta"),
    )


def _numbers(report: KeyReport) -> Markup:
    """Return the five numbers, and that what is not seen makes them incomplete."""
    active = [row for row in report.keys if row.status is KeyStatus.ACTIVE]
    tiles = (
        ("critical", "leaked and live", sum(row.leaks > 0 for row in active)),
        ("high", "root keys that work", sum(row.principal_type is PrincipalType.ROOT for row in active)),
        ("medium", f"unused for {UNUSED.days} days", sum(_is_unused(row, report) for row in active)),
        ("medium", "without an owner", sum(row.owner is None for row in report.keys)),
        ("info", "keys", len(report.keys)),
    )
    spots = sum(len(account.blind_spots) + (account.read_at is None) for account in report.accounts)
    words = f"{counted(spots, 'blind spot')}: keys may be there that are not listed."
    blind = [tag("p", tag("a", words, href="#unseen"), class_="blind")] if spots else []
    return tag(
        "section",
        tag("h2", "Summary"),
        tag("ul", *(_tile(*tile) for tile in tiles), class_="numbers"),
        *blind,
    )


def _tile(level: str, word: str, count: int) -> Markup:
    inside = join(tag("span", f"{count:,}", class_="number"), tag("span", word, class_="word"))
    return tag("li", tag("div", inside), class_=level if count else f"{level} none")


def _is_unused(row: KeyReportRow, report: KeyReport) -> bool:
    """Say whether a key is known not to have been used for long."""
    since = row.last_used_at or (row.created_at if row.last_use_known else None)
    return since is not None and report.made_at - since > UNUSED


def _table(report: KeyReport) -> Iterator[str]:
    """Yield the table of keys; its roles are written out, since rows are cards on a narrow screen."""
    yield '<section id="keys">\n'
    yield tag("h2", counted(len(report.keys), "key")) + "\n"
    if report.keys:
        heads = (tag("th", title, scope="col", role="columnheader") for title in _HEADINGS)
        yield f'<table role="table">{tag("thead", tag("tr", *heads, role="row"), role="rowgroup")}\n'
        yield '<tbody role="rowgroup">\n'
        yield from (f"{_row(row)}\n" for row in report.keys)
        yield "</tbody></table>\n"
    yield tag("p", f"To make it again: {report.reproduce}", class_="meta") + "\n"
    yield "</section>\n"


def _row(row: KeyReportRow) -> Markup:
    badge = tag("span", row.advice.replace("_", " "), class_="level")
    use = ", ".join(one for one in (row.last_used_service, row.last_used_region) if one)
    sign_in = f"password: {_yes(row.console_login)}"
    cells = (
        _lines(badge, *row.reasons),
        _lines(
            _account(row),
            f"{row.principal_type or ''} {clipped(row.principal or NOT_KNOWN, _WIDEST)}",
            row.arn or "",
        ),
        _lines(sign_in, f"second factor: {_yes(row.mfa)}"),
        _lines(*_when(row.created_at, NOT_KNOWN)),
        _lines(*_when(row.last_used_at, last_use(row)), clipped(use, _WIDEST)),
        _lines(clipped(row.owner or "no owner", _WIDEST), clipped(row.remark, _WIDEST)),
    )
    head = tag("th", _lines(tag("code", row.key_id), row.status), scope="row", role="rowheader")
    return tag(
        "tr", head, *(tag("td", one, role="cell") for one in cells), class_=_LEVELS[row.advice], role="row"
    )


def _when(at: datetime | None, unknown: str) -> tuple[str, ...]:
    """Return day and time, each on a line of its own, or a word where there is no time."""
    if at is None:
        return (unknown,)
    return tag("time", f"{at:%Y-%m-%d}", datetime=moment(at)), f"{at:%H:%M} UTC"


def _account(row: KeyReportRow) -> str:
    if row.account is None:
        return f"{row.provider}: no account lists it"
    return f"{clipped(row.account_name or '', _WIDEST)} ({row.provider} {row.account})"


def _lines(first: str, *others: str) -> Markup:
    """Return one line with smaller ones below it."""
    return join(first, *(tag("span", one, class_="meta") for one in others if one))


def _yes(value: bool | None) -> str:  # noqa: FBT001  three words for a flag that may not be known
    return NOT_KNOWN if value is None else "yes" if value else "no"


def _unseen(report: KeyReport) -> Markup:
    """Return what was not seen, as loud as the rest."""
    return tag(
        "section",
        tag("h2", "What was not seen"),
        tag("ul", *(tag("li", words) for words in not_seen(report))),
        tag("h3", "Data as of"),
        tag(
            "ul", *(tag("li", f"{one.name} ({one.number}): {moment(one.read_at)}") for one in report.accounts)
        ),
        id="unseen",
    )


def _footer(report: KeyReport) -> Markup:
    return tag("footer", tag("p", f"akwarden {report.version}"))
