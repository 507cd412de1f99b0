"""How a command ends badly: up to three lines on standard error, an exit code, and for a defect a crash file.

- What akwarden raised on purpose says for itself what, why and the mend.
- A wrong command line says the same in the same shape, with the nearest command or option.
- A reader that went away (`| head`) is no error and is not spoken of.
- Anything else is a defect of akwarden: a crash file without values, and a report id.
"""

import errno
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from traceback import walk_tb

import click

from akwarden import __version__
from akwarden.errors import AkwardenError, ExitCode, QueryError, UsageError, redact
from akwarden.frontends.cli.flags import Flags
from akwarden.frontends.cli.output import use_color
from akwarden.reports.visible import clipped, visible

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_MOST_FRAMES = 60
_MOST_LINKS = 20


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a person is told."""

    what: str
    code: str
    why: str | None = None
    mend: str | None = None
    below: tuple[str, ...] = ()
    """Lines below `why` that stand under each other, such as a query and the mark under its wrong word."""

    def lines(self, *, color: bool) -> Iterator[str]:
        """Yield the lines to show, nothing in them able to steer a terminal."""
        labels = (
            ("error", "red", f"{visible(self.what)} [{self.code}]"),
            ("why", "yellow", self.why and visible(self.why)),
            ("mend", "green", self.mend and visible(self.mend)),
        )
        for label, hue, text in labels:
            if text:
                yield f"{click.style(f'{label}:', fg=hue, bold=True) if color else f'{label}:'} {text}"
            if label == "why":
                yield from map(visible, self.below)


def end(error: BaseException, flags: Flags, env: Mapping[str, str], *, report_id: str) -> int:
    """Tell the user about `error` and return the exit code."""
    give_up_output()
    if isinstance(error, BrokenPipeError):
        return ExitCode.BROKEN_PIPE
    if isinstance(error, KeyboardInterrupt | click.Abort):
        _say("interrupted")
        return ExitCode.INTERRUPTED
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        _say(error.format_message())
        return ExitCode.USAGE
    complaint, code = _judge(error, env, report_id)
    if flags.debug and not isinstance(error, click.ClickException):
        _say(trace(error))
    for line in complaint.lines(color=use_color(flags, sys.stderr, env)):
        _say(line)
    return code


def _say(text: str) -> None:
    """Write to standard error, unless nobody is there any more: the exit code still tells."""
    with suppress(OSError, ValueError):
        click.echo(text, err=True, color=True)


def _judge(error: BaseException, env: Mapping[str, str], report_id: str) -> tuple[Complaint, ExitCode]:
    """Return what to say about `error`, and the exit code."""
    match error:
        case QueryError(why=str(why)):
            first, *below = why.splitlines()
            return Complaint(error.what, error.code, first, error.mend, tuple(below)), error.exit_code
        case AkwardenError():
            mend = error.mend or f"akwarden explain {error.code}"
            return Complaint(error.what, error.code, error.why, mend), error.exit_code
        case click.ClickException():
            return _usage(error), ExitCode.USAGE
        case OSError() if error.errno in _FULL:
            complaint = Complaint("the output can't be written", UsageError.code, error.strerror, "make room")
            return complaint, ExitCode.USAGE
        case _:
            return _defect(error, env, report_id), ExitCode.UNEXPECTED


def _usage(error: click.ClickException) -> Complaint:
    """Put an error of the command line into our words."""
    ctx = getattr(error, "ctx", None)
    see = f"{ctx.command_path if ctx else 'akwarden'} --help"
    near = getattr(error, "possibilities", None)
    what = " ".join((error.message if near else error.format_message()).split()).rstrip(".")
    mend = f"did you mean {' or '.join(near)}? {see} lists them all" if near else see
    return Complaint(what[:1].lower() + what[1:], UsageError.code, mend=mend)


def give_up_output() -> None:
    """Write what is left for standard output; if nobody takes it, let go of it without a word."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        # The interpreter flushes once more at its end and would complain about what can't be helped.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# Defects


def _defect(error: BaseException, env: Mapping[str, str], report_id: str) -> Complaint:
    """Write a crash file and return what to say about it."""
    ours = [frame for frame in _frames(error) if "akwarden/" in frame]
    place = f" at {ours[-1].strip()}" if ours else ""
    why = f"{type(error).__name__}{place}; report {report_id}"
    path = _write_crash(env, report_id, trace(error))
    mend = f"report it with {path}" if path else "run it again with --debug, and report what it shows"
    return Complaint("akwarden stopped because of a defect in itself", AkwardenError.code, why, mend)


def _write_crash(env: Mapping[str, str], report_id: str, text: str) -> Path | None:
    """Write the crash file and return its path, or None where that is not possible."""
    try:
        from akwarden.settings import home_folder  # noqa: PLC0415  slow, and only a crash needs it

        home = home_folder(env)
        for folder in (home, home / "logs"):  # each by itself, since a parent would not get the mode
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = home / "logs" / f"crash-{report_id}.txt"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"akwarden {__version__}, Python {platform.python_version()}, {platform.platform()}\n")
            file.write(f"report {report_id}\n{text}\n")
    except (OSError, ImportError):
        return None
    return path


def trace(error: BaseException) -> str:
    """Return where `error` and its causes came from: frames without values, messages with keys masked."""
    parts: list[str] = []
    for link in _links(error):
        parts.extend(_frames(link))
        parts.append(f"{type(link).__module__}.{type(link).__qualname__}: {_message(link)}")
    return "\n".join(parts)


def _links(error: BaseException) -> list[BaseException]:
    """Return `error` last, and before it what it came from."""
    links: list[BaseException] = []
    waiting = [error]
    while waiting and len(links) < _MOST_LINKS:
        link = waiting.pop()
        if link in links:
            continue
        links.append(link)
        before = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
        waiting.extend([before] if before else [])
        waiting.extend(link.exceptions if isinstance(link, BaseExceptionGroup) else ())
    return links[::-1]


def _frames(error: BaseException) -> Iterator[str]:
    """Yield one line a call, the innermost last; the middle of a very deep one is left out."""
    frames = [
        f"  {_short(frame.f_code.co_filename)}:{line} in {frame.f_code.co_name}"
        for frame, line in walk_tb(error.__traceback__)
    ]
    if len(frames) <= _MOST_FRAMES:
        yield from frames
        return
    yield from frames[: _MOST_FRAMES // 2]
    yield f"  ... {len(frames) - _MOST_FRAMES} calls left out"
    yield from frames[-_MOST_FRAMES // 2 :]


def _short(file: str) -> str:
    """Return a source file as seen from the folder that it was imported from."""
    roots = [root for root in sys.path if root and file.startswith(root.rstrip(os.sep) + os.sep)]
    short = file[len(max(roots, key=len)) :] if roots else os.path.basename(file)  # noqa: PTH119  no file need exist
    return short.replace(os.sep, "/").lstrip("/")


def _message(error: BaseException) -> str:
    """Return the message of an error, cut and with keys masked."""
    try:
        text = str(error)
    except Exception as broken:  # noqa: BLE001  the failure itself is what gets recorded
        text = f"(its message can't be made: {type(broken).__name__})"
    return clipped(redact(text), 2000)
