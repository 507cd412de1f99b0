"""`akwarden hook`: into the hooks of git, out of them, and what git runs then."""

import os
import secrets
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import assert_never

import click

from akwarden.errors import AkwardenError, ExitCode, UsageError
from akwarden.frontends.cli import failure
from akwarden.frontends.cli.flags import flags_of
from akwarden.frontends.cli.output import note, use_color
from akwarden.model.hook import HookKind
from akwarden.reports import hook_message
from akwarden.reports.hook_message import Message
from akwarden.reports.visible import visible
from akwarden.settings import load as load_settings
from akwarden.workflows import hook_install
from akwarden.workflows.hook_check import Blocked, LetThrough, NoReason, Passed, Unchecked, Verdict, decide

_KINDS = [str(kind) for kind in HookKind]
_CHECKED = {HookKind.PRE_COMMIT: "each commit", HookKind.PRE_RECEIVE: "each push"}

_kind = click.option(
    "--kind",
    type=click.Choice(_KINDS),
    default=str(HookKind.PRE_COMMIT),
    show_default=True,
    help="Before a commit, or on the server before a push is accepted.",
)
_repository = click.argument(
    "repository", metavar="[PATH]", type=click.Path(path_type=Path), default=None, required=False
)
_into = click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="This folder of hooks, and not that of one repository.",
)


@click.group(
    epilog="\b\nExamples:\n  akwarden hook install                  before each commit here\n"
    "  akwarden hook install --kind pre-receive --into /srv/git/hooks\n  akwarden hook uninstall"
)
def hook() -> None:
    """Let git check each commit or each push for access keys."""


@hook.command(
    short_help="Check commits or pushes from now on.",
    epilog="\b\nExamples:\n  akwarden hook install\n  akwarden hook install ~/src/shop\n"
    "  akwarden hook install --kind pre-receive /srv/git/shop.git\n"
    "  akwarden hook install --kind pre-receive --into /var/opt/gitlab/gitaly/custom_hooks/pre-receive.d",
)
@_kind
@_repository
@_into
@click.option("--force", is_flag=True, help="Put a hook of others aside, as a numbered backup.")
def install(kind: str, repository: Path | None, into: Path | None, *, force: bool) -> None:
    """Install the hook for the repository at PATH (here, if not given), or into a FOLDER of hooks.

    A hook of others is left as it is; the message then has the line to add to it. Installing again brings
    our own up to date.
    """
    place = _place(kind, repository, into)
    start = None if into else repository or Path()
    settings = load_settings(start, os.environ, {}).settings.hook
    program = hook_install.own_program(sys.argv[0])
    backup = hook_install.install(place.path, HookKind(kind), program, settings.on_failure, force=force)
    click.echo(f"{visible(str(place.path))}: checks {_CHECKED[HookKind(kind)]} from now on")
    if backup:
        note(f"the hook that was there is kept as {visible(str(backup))} and no longer run")
    if place.is_shared:
        note("core.hooksPath leads to this folder: the hook counts for every repository that uses it")
    note(f"where akwarden is gone or can't start: {settings.on_failure} (hook.on_failure, as it is now)")


@hook.command(
    short_help="Check no longer.",
    epilog="\b\nExamples:\n  akwarden hook uninstall\n"
    "  akwarden hook uninstall --kind pre-receive --into /srv/git/hooks",
)
@_kind
@_repository
@_into
def uninstall(kind: str, repository: Path | None, into: Path | None) -> None:
    """Remove the hook from the repository at PATH (here, if not given), or from a FOLDER of hooks."""
    place = _place(kind, repository, into)
    removed = hook_install.uninstall(place.path)
    shown = visible(str(removed.path))
    click.echo(f"{shown}: removed" if removed.was_there else f"{shown}: no hook of akwarden is there")
    for backup in removed.backups:
        note(f"an earlier hook is kept as {visible(str(backup))}: rename it and make it executable to use it")


@hook.command(
    short_help="Check what git asks about; hooks call it.",
    epilog="\b\nExample:\n  akwarden hook run pre-commit",
)
@click.argument("kind", type=click.Choice(_KINDS))
@click.pass_context
def run(ctx: click.Context, kind: str) -> int:
    """Check the commit or the push that git asks about, and exit with 1 to refuse it.

    A pre-receive hook reads `<old> <new> <ref>` lines from standard input.
    """
    chosen = HookKind(kind)
    given = _standard_input if chosen is HookKind.PRE_RECEIVE else bytes
    return _tell(ctx, chosen, decide(chosen, os.environ, given, now=datetime.now(UTC)))


def _place(kind: str, repository: Path | None, into: Path | None) -> hook_install.Place:
    """Return where the hook belongs."""
    if repository and into:
        raise UsageError("PATH and --into exclude each other", mend="give one of them")
    return hook_install.place(HookKind(kind), repository or Path(), into)


def _standard_input() -> bytes:
    """Return what git tells."""
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError(
            "standard input holds no `<old> <new> <ref>` lines",
            mend="git runs this hook when a push comes in",
        )
    return sys.stdin.buffer.read()


def _tell(ctx: click.Context, kind: HookKind, verdict: Verdict) -> int:
    """Say what was decided, and return the exit code for git."""
    match verdict:
        case Passed():
            return ExitCode.OK
        case Blocked(findings, choices):
            _say(ctx, hook_message.blocked(kind, findings, choices))
            return ExitCode.FINDINGS
        case NoReason():
            _say(ctx, hook_message.no_reason(kind))
            return ExitCode.FINDINGS
        case LetThrough(findings, reason, why):
            _say(ctx, hook_message.let_through(kind, findings, reason, why))
            return ExitCode.OK
        case Unchecked(why, is_refused, error, not_recorded):
            if error is not None and not isinstance(error, AkwardenError):
                failure.end(error, flags_of(ctx), os.environ, report_id=secrets.token_hex(6))
            _say(ctx, hook_message.unchecked(kind, why, is_refused=is_refused, not_recorded=not_recorded))
            return ExitCode.FINDINGS if is_refused else ExitCode.OK
        case _:
            assert_never(verdict)


def _say(ctx: click.Context, message: Message) -> None:
    """Write to standard error, which git shows to whoever commits or pushes."""
    is_colored = use_color(flags_of(ctx), sys.stderr, os.environ)
    prefix = "GL-HOOK-ERR: " if os.environ.get("GL_PROTOCOL") == "web" else ""
    for number, line in enumerate(message.lines(ascii_only=not _is_utf8(os.environ))):
        head = is_colored and number == 0
        click.echo(prefix + (click.style(line, bold=True) if head else line), err=True, color=is_colored)


def _is_utf8(env: Mapping[str, str]) -> bool:
    """Say whether the locale can show more than ASCII; where none is set, nothing speaks against it."""
    locale = env.get("LC_ALL") or env.get("LC_CTYPE") or env.get("LANG") or "UTF-8"
    return "utf" in locale.lower()
