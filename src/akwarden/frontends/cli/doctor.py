"""`akwarden doctor`: whether this machine is ready, and what to do where it is not."""

import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from akwarden.errors import ExitCode
from akwarden.frontends.cli.flags import flags_of
from akwarden.frontends.cli.output import json_array, open_output, output_options, use_color
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import visible
from akwarden.settings import cache_folder, home_folder
from akwarden.workflows.health import Check, Status, checks

_HUES = {Status.OK: "green", Status.WARN: "yellow", Status.FAIL: "red"}
_NAME_WIDTH = 22


@click.command(epilog="\b\nExamples:\n  akwarden doctor\n  akwarden doctor --format json")
@output_options("text", "json", "jsonl")
@click.pass_context
def doctor(ctx: click.Context, form: str, output: str | None) -> ExitCode:
    """Check that this machine is ready to scan, and name the mend where it is not.

    Exit code 4 when a check fails; a warning leaves it at 0.
    """
    found = [*checks(os.environ, start=Path.cwd(), cache=cache_folder()), *_state_checks()]
    color = use_color(flags_of(ctx), None if output else sys.stdout, os.environ)
    with open_output(output) as stream:
        stream.writelines(_text(found, color=color) if form == "text" else _json(found, form))
    failed = any(check.status is Status.FAIL for check in found)
    return ExitCode.PARTIAL if failed else ExitCode.OK


def _state_checks() -> Iterator[Check]:
    """Yield the checks of the state, where the parts are installed that keep one."""
    try:
        from akwarden.workflows.health_state import state_checks  # noqa: PLC0415  slow, and not in the base install
    except ImportError:
        return
    yield from state_checks(os.environ, home_folder(os.environ), datetime.now(UTC))


def _json(found: Iterable[Check], form: str) -> Iterator[str]:
    """Yield the checks for a program."""
    lines = map(encode, found)
    return json_array(lines) if form == "json" else (f"{line}\n" for line in lines)


def _text(found: Iterable[Check], *, color: bool) -> Iterator[str]:
    """Yield the checks for a person."""
    for check in found:
        status = f"{check.status:<4}"
        shown = click.style(status, fg=_HUES[check.status], bold=True) if color else status
        yield f"{shown}  {check.name:<{_NAME_WIDTH}}{visible(check.detail)}\n"
        if check.mend:
            yield f"{'':6}{'':{_NAME_WIDTH}}mend: {visible(check.mend)}\n"
