"""`akwarden scan`: leaked access keys in files, git histories and streams."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

import click

from akwarden import __version__
from akwarden.errors import ExitCode, UsageError
from akwarden.frontends.cli.allow_option import allow_options, tell_what_is_not_used, tell_what_was_used
from akwarden.frontends.cli.flags import flags_of
from akwarden.frontends.cli.output import note, open_output, output_options, use_color
from akwarden.frontends.cli.progress import shown
from akwarden.frontends.cli.save_option import save_option, saving
from akwarden.frontends.cli.verify_option import VerifyCommand, verifier, verify_options
from akwarden.model.artifact import Coverage
from akwarden.model.severity import Severity
from akwarden.reports.protocol import RenderOptions, Report
from akwarden.reports.registry import FORMATS
from akwarden.reports.registry import load as load_renderer
from akwarden.reports.wording import counted
from akwarden.settings import ScanSettings, Settings
from akwarden.settings import load as load_settings
from akwarden.workflows.allowing.grounds import open_rules, with_heads
from akwarden.workflows.baseline import (
    Baseline,
    check_writable,
    new_baseline,
    read_baseline,
    write_baseline,
)
from akwarden.workflows.findings import worst
from akwarden.workflows.fingerprint_key import fingerprint_key
from akwarden.workflows.scan import Outcome, Scan, memory_of
from akwarden.workflows.targets import History, called, close_sources, open_sources

_EXAMPLES = """\b
Examples:
  akwarden scan .                               files and the whole git history
  akwarden scan ~/src/app --no-history          files only
  akwarden scan https://git.example.com/a.git   a remote repository
  akwarden scan . --staged                      before a commit
  akwarden scan . --range origin/main..HEAD     in a pipeline
  kubectl logs web-1 | akwarden scan -          a stream
  akwarden scan . --format sarif -o leaks.sarif
  akwarden scan . --verify --own example.com    ask whether your keys work
  akwarden scan . --save                        and keep it: akwarden leaks list

Exit codes: 0 clean, 1 findings at or over --fail-on, 2 usage, 4 not all was covered (with --strict),
5 a defect, 130 interrupted."""


_Command = TypeVar("_Command", bound=Callable[..., object])


def _setting(*names: str, **more: Any) -> Callable[[_Command], _Command]:
    """Return an option whose value, where it is not given, comes from the settings."""
    return click.option(*names, default=None, **more)


@click.command(cls=VerifyCommand, epilog=_EXAMPLES)
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@output_options(*FORMATS)
@click.option("--columns", metavar="NAME,NAME", help="Which columns a table has, in this order. For csv.")
@_setting(
    "--fail-on",
    type=click.Choice([str(s) for s in Severity]),
    help="Exit with 1 from this severity on. [default: low]",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 also when there are findings.")
@_setting("--strict/--no-strict", help="Exit with 4 when something was not covered.")
@_setting("--history/--no-history", help="Scan a repository's history too. [default: yes]")
@click.option(
    "--since", metavar="REV|DATE", help="Only what was committed since then: a commit, a date, 30d."
)
@click.option("--range", "commit_range", metavar="A..B", help="Only what B has and A has not.")
@click.option("--staged", is_flag=True, help="Only what the next commit would add.")
@_setting("--unreachable/--no-unreachable", help="Also git objects that no ref or reflog reaches.")
@_setting("--respect-gitignore/--no-respect-gitignore", help="Leave out what git ignores.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out such paths. May be repeated.")
@_setting("--remember/--no-remember", help="Pass over git objects found clean before. [default: yes]")
@_setting("--unpack/--no-unpack", help="Look into zip, gzip, zstd and tar. [default: yes]")
@click.option(
    "--rules",
    "rule_paths",
    multiple=True,
    metavar="PLACE",
    help="Rules of your own, too: a folder, or a gitleaks configuration. May be repeated.",
)
@_setting("--show-examples/--no-show-examples", help="Also documented example keys, as info.")
@_setting(
    "--baseline", type=click.Path(dir_okay=False), metavar="FILE", help="Leave out the findings in FILE."
)
@click.option(
    "--write-baseline", type=click.Path(dir_okay=False), metavar="FILE", help="Write all findings into FILE."
)
@allow_options
@verify_options
@save_option
@_setting("--threads", type=click.IntRange(0), help="Workers; 0 is one a core.")
@click.option("--isolated", is_flag=True, help="Leave out all settings files.")
@click.pass_context
def scan(ctx: click.Context, /, targets: tuple[str, ...], **options: Any) -> int:
    """Find leaked access keys in files, folders, git repositories (with their history) and streams.

    TARGET is a file, a folder, a repository, its address, or - for standard input; the current folder if
    none is given. Secrets are shown masked, always.
    """
    started = datetime.now(UTC)
    targets = targets or (".",)
    settings = _settings(targets, options)
    if options["write_baseline"] is not None:
        check_writable(options["write_baseline"])
    baseline = _baseline(settings.scan, targets, options["write_baseline"])
    opened = open_rules(targets, settings.scan, isolated=options["isolated"])
    tell_what_is_not_used(opened)
    rules = opened.rules
    key, remark = fingerprint_key(settings.home)
    if remark:
        note(remark)
    asking = verifier(settings, key, own_given=bool(options["own"]))
    history = History(options["since"], options["commit_range"], options["staged"])
    look = _render_options(ctx, options, os.environ)
    renderer = load_renderer(options["form"])
    # Refuses what the format can't do before the scan, not after it.
    renderer.render(Report((), Coverage(0, 0, ()), (), __version__, started, started), StringIO(), look)
    save = ctx.with_resource(saving(remark, wanted=options["save"]))
    with open_output(options["output"]) as stream:
        sources = open_sources(targets, settings.scan, history, started, memory_of(rules, settings.scan))
        try:
            opened = with_heads(opened, sources, settings.scan)
            work = Scan(rules, settings.scan, fingerprint_key=key, verifier=asking)
            with shown(work.progress, quiet=flags_of(ctx).quiet):
                outcome = work.run(sources, baseline, opened.allowing)
            names = dict.fromkeys(s.name for s in sources)
        finally:
            close_sources(sources)
        report = Report(
            outcome.findings,
            outcome.coverage,
            tuple(map(outcome.veil.over, names)),
            __version__,
            started,
            datetime.now(UTC),
            tuple(outcome.veil.over(called(name)) for name in names),
        )
        renderer.render(report, stream, look)
    if save:
        save(outcome, sources, started)
    partly = history.is_partial or outcome.coverage.interrupted
    tell_what_was_used(opened, outcome.veil, whole=not partly)
    if options["write_baseline"]:
        _write_baseline(Path(options["write_baseline"]), baseline, outcome)
    return _exit_code(outcome, settings.scan, exit_zero=options["exit_zero"])


def _settings(targets: Sequence[str], options: Mapping[str, Any]) -> Settings:
    """Return the settings in force; the first target that is a path says where the project file lies."""
    given = {f"scan.{name}": options[name] for name in ScanSettings.__struct_fields__ if name in options}
    given["scan.rules"] = options["rule_paths"]
    start = next((Path(t) for t in targets if t != "-" and os.path.exists(t)), None)  # noqa: PTH110  never raises
    return load_settings(start, os.environ, given, isolated=options["isolated"]).settings


def _baseline(settings: ScanSettings, targets: Sequence[str], written: str | None) -> Baseline | None:
    """Read the baseline; one that is written anew keeps the salt of the file it replaces."""
    if settings.baseline:
        return read_baseline(Path(settings.baseline), targets)
    if written and Path(written).exists():
        return Baseline(read_baseline(Path(written)).salt, ())
    return new_baseline() if written else None


def _write_baseline(path: Path, baseline: Baseline | None, outcome: Outcome) -> None:
    if outcome.coverage.interrupted:
        note(f"{path} was not written: the scan was interrupted")
        return
    count = write_baseline(path, baseline or new_baseline(), outcome.known)
    are = "is" if count == 1 else "are"
    note(f"{path}: {counted(count, 'finding')} {are} known from now on; use it with --baseline {path}")


def _render_options(ctx: click.Context, options: Mapping[str, Any], env: Mapping[str, str]) -> RenderOptions:
    stream = sys.stdout if options["output"] in (None, "-") else None
    return RenderOptions(
        color=use_color(flags_of(ctx), stream, env),
        width=min(shutil.get_terminal_size((100, 24)).columns, 120),
        columns=_columns(options["columns"], options["form"]),
    )


def _columns(given: str | None, form: str) -> tuple[str, ...] | None:
    """Return the names of the columns that were asked for; raises UsageError where there is no table."""
    if given is None:
        return None
    if form != "csv":
        why = f"--format {form} has no columns"
        raise UsageError("--columns is only for a table", why=why, mend="add --format csv, or leave it out")
    return tuple(column.strip() for column in given.split(","))


def _exit_code(outcome: Outcome, settings: ScanSettings, *, exit_zero: bool) -> int:
    if outcome.coverage.interrupted:
        return ExitCode.INTERRUPTED
    most = worst(outcome.findings)
    if most is not None and most.at_least(settings.fail_on) and not exit_zero:
        return ExitCode.FINDINGS
    if settings.strict and outcome.coverage.skipped:
        return ExitCode.PARTIAL
    return ExitCode.OK
