"""The `akwarden` program: reads the command line, runs one command, and ends with its exit code."""

import os
import secrets
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from io import TextIOWrapper

import click

from akwarden import __version__
from akwarden.errors import ExitCode
from akwarden.frontends.cli import failure
from akwarden.frontends.cli.flags import Flags, add_flags
from akwarden.frontends.cli.lazy import COMPLETION_NAME, PROGRAM, LazyCommand, LazyGroup

_PACKAGE = "akwarden.frontends.cli"
_LEAKS, _ACCOUNTS, _CLOUDS, _SELF = "Leaks", "Accounts", "Clouds", "akwarden itself"
_KEYS, _USE = "Keys", "Use"

COMMANDS = (
    LazyCommand(
        "scan",
        f"{_PACKAGE}.scan:scan",
        "Find access keys in folders, git histories and files.",
        section=_LEAKS,
    ),
    LazyCommand(
        "leaks", f"{_PACKAGE}.leaks:leaks", "List, show and close what saved scans found.", section=_LEAKS
    ),
    LazyCommand("rules", f"{_PACKAGE}.rules:rules", "List, show and check the rules.", section=_LEAKS),
    LazyCommand("hook", f"{_PACKAGE}.hook:hook", "Check commits and pushes in git's hooks.", section=_LEAKS),
    LazyCommand(
        "keys", f"{_PACKAGE}.keys:keys", "List and show keys; say whose they are and what for.", section=_KEYS
    ),
    LazyCommand(
        "risks", f"{_PACKAGE}.risks:risks", "List what is wrong, and what to do first.", section=_KEYS
    ),
    LazyCommand(
        "principals", f"{_PACKAGE}.principals:principals", "List and show who can hold keys.", section=_KEYS
    ),
    LazyCommand("people", f"{_PACKAGE}.people:people", "Say who there is, and who left.", section=_KEYS),
    LazyCommand("edits", f"{_PACKAGE}.edits:edits", "List and undo changes of remarks.", section=_KEYS),
    LazyCommand("report", f"{_PACKAGE}.report:report", "Write reports to hand on.", section=_KEYS),
    LazyCommand(
        "vault", f"{_PACKAGE}.vault:vault", "Keep access keys and other secrets, sealed.", section=_KEYS
    ),
    LazyCommand(
        "alarms", f"{_PACKAGE}.alarms:alarms", "List and show what is abnormal, and why.", section=_USE
    ),
    LazyCommand("detect", f"{_PACKAGE}.detect:detect", "Judge calls and raise alarms.", section=_USE),
    LazyCommand("allow", f"{_PACKAGE}.allow:allow", "Say which calls are meant to be there.", section=_USE),
    LazyCommand("watch", f"{_PACKAGE}.watch:watch", "Ask for alarms of your own.", section=_USE),
    LazyCommand(
        "canary", f"{_PACKAGE}.canary:canary", "Put keys where only a thief finds them.", section=_USE
    ),
    LazyCommand("calls", f"{_PACKAGE}.calls:calls", "List who called what, from where.", section=_USE),
    LazyCommand(
        "ips", f"{_PACKAGE}.ips:ips", "List where calls come from; tell whose that is.", section=_USE
    ),
    LazyCommand(
        "audit", f"{_PACKAGE}.audit:audit", "Take in audit records; say how the lake stands.", section=_USE
    ),
    LazyCommand(
        "accounts", f"{_PACKAGE}.accounts:accounts", "Add, list and try cloud accounts.", section=_ACCOUNTS
    ),
    LazyCommand(
        "sync", f"{_PACKAGE}.sync:sync", "Read accounts: principals, keys, policies.", section=_ACCOUNTS
    ),
    LazyCommand(
        "emulate", f"{_PACKAGE}.emulate:emulate", "Run a server that behaves as a cloud.", section=_CLOUDS
    ),
    LazyCommand("up", f"{_PACKAGE}.up:up", "Start the console, the API and the workers.", section=_SELF),
    LazyCommand("demo", f"{_PACKAGE}.demo:demo", "Open the console with a made-up company.", section=_SELF),
    LazyCommand("users", f"{_PACKAGE}.users:users", "Say who may use akwarden, and for what.", section=_SELF),
    LazyCommand("tokens", f"{_PACKAGE}.tokens:tokens", "Let programs call the API.", section=_SELF),
    LazyCommand(
        "audit-log",
        f"{_PACKAGE}.audit_log:audit_log",
        "Read the audit log, and prove it whole.",
        section=_SELF,
    ),
    LazyCommand("backup", f"{_PACKAGE}.backup:backup", "Write the state into one file.", section=_SELF),
    LazyCommand("restore", f"{_PACKAGE}.backup:restore", "Put a backup in place.", section=_SELF),
    LazyCommand(
        "config", f"{_PACKAGE}.config:config", "Show each setting and where it comes from.", section=_SELF
    ),
    LazyCommand("doctor", f"{_PACKAGE}.doctor:doctor", "Check that this machine is ready.", section=_SELF),
    LazyCommand("explain", f"{_PACKAGE}.explain:explain", "Say what an error code means.", section=_SELF),
    LazyCommand(
        "completion", f"{_PACKAGE}.completion:completion", "Print a script for your shell.", section=_SELF
    ),
)
"""Every command, in the order in which the help lists them; commands of one section stand together."""


@click.group(
    cls=LazyGroup,
    commands=list(COMMANDS),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nExample:\n  akwarden scan .",
)
@click.version_option(__version__, message=f"{PROGRAM} %(version)s")
def cli() -> None:
    """Find leaked access keys in files, git histories and streams, and keep new ones out of commits."""


add_flags(cli)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv`, or that of the process, and return the exit code."""
    flags = Flags()
    _prepare_streams()
    try:
        code = run(list(sys.argv[1:] if argv is None else argv), flags, os.environ)
        if sys.stdout is not None:
            sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  this is where every failure becomes words
        return failure.end(error, flags, os.environ, report_id=secrets.token_hex(6))
    return code


def run(args: list[str], flags: Flags, env: Mapping[str, str]) -> int:
    """Run one command, or answer a shell that wants completions; failures come out as they are."""
    if instruction := env.get(COMPLETION_NAME):
        from click.shell_completion import shell_complete  # noqa: PLC0415  only a shell needs it

        return shell_complete(cli, {}, PROGRAM, COMPLETION_NAME, instruction)
    try:
        with cli.make_context(PROGRAM, args, obj=flags) as ctx:
            result = cli.invoke(ctx)
    except click.exceptions.Exit as done:
        return done.exit_code
    return result if isinstance(result, int) else ExitCode.OK


def _prepare_streams() -> None:
    """Let no character stop the output: UTF-8 to files and pipes, escapes on a terminal that lacks one."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            _prepare(stream)


def _prepare(stream: object) -> None:
    """Set up one stream, if it is one that can be."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
