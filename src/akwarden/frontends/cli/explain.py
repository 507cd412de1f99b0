"""`akwarden explain`: what an error code means and what mends it."""

import difflib
import os
import sys
import textwrap
from collections.abc import Iterator

import click
import msgspec

from akwarden.errors import AkwardenError, UsageError, catalogue
from akwarden.frontends.cli.flags import flags_of
from akwarden.frontends.cli.output import aligned, json_array, open_output, output_options, use_color
from akwarden.reports.json_encoding import encode

_WIDTH = 88


class ErrorRow(msgspec.Struct, frozen=True, tag_field="schema", tag="akwarden.error/1"):
    """One error code."""

    code: str
    title: str
    exit_code: int
    explanation: str
    mend: str


@click.command(epilog="\b\nExamples:\n  akwarden explain E0120\n  akwarden explain --format json")
@click.argument("code", required=False)
@output_options("text", "json", "jsonl")
@click.pass_context
def explain(ctx: click.Context, code: str | None, form: str, output: str | None) -> None:
    """Say what an error CODE means and what mends it; without CODE, list them all."""
    rows = [_row(kind) for kind in catalogue()] if code is None else [_row(_find(code))]
    color = use_color(flags_of(ctx), None if output else sys.stdout, os.environ)
    with open_output(output) as stream:
        stream.writelines(
            _text(rows, color=color, all_of_them=code is None) if form == "text" else _json(rows, form)
        )


def _row(kind: type[AkwardenError]) -> ErrorRow:
    """Read what a class says about itself."""
    return ErrorRow(kind.code, kind.title, int(kind.exit_code), kind.explanation, kind.remedy)


def _find(code: str) -> type[AkwardenError]:
    """Return the class with a code, written in either case."""
    by_code = {kind.code: kind for kind in catalogue()}
    wanted = code.upper()
    if wanted in by_code:
        return by_code[wanted]
    near = difflib.get_close_matches(wanted, by_code, n=1)
    mend = f"did you mean {near[0]}? " if near else ""
    raise UsageError(f"there is no error code {code!r}", mend=f"{mend}akwarden explain lists them all")


def _json(rows: list[ErrorRow], form: str) -> Iterator[str]:
    """Yield the rows for a program."""
    lines = map(encode, rows)
    return json_array(lines) if form == "json" else (f"{line}\n" for line in lines)


def _text(rows: list[ErrorRow], *, color: bool, all_of_them: bool) -> Iterator[str]:
    """Yield the rows for a person: a list, or one page."""
    if all_of_them:
        yield from (f"{line}\n" for line in aligned([(row.code, row.title) for row in rows]))
        return
    (row,) = rows
    heading = f"{row.code}: {row.title}"
    yield f"{click.style(heading, bold=True) if color else heading}\n\n"
    yield f"{textwrap.fill(row.explanation, _WIDTH)}\n\n"
    yield textwrap.fill(f"mend: {row.mend}", _WIDTH, subsequent_indent="      ")
    yield f"\n\nA command that ends with it has exit code {row.exit_code}.\n"
