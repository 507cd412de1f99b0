"""`akwarden detect`: judges what the event lake holds, and raises alarms."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from akwarden.errors import ExitCode, LakeError, UsageError
from akwarden.frontends.cli.lake_opened import opened_lake
from akwarden.frontends.cli.listing import now
from akwarden.frontends.cli.opened import server_needed
from akwarden.frontends.cli.output import note, open_output, output_options
from akwarden.frontends.cli.problem_output import problem_lines
from akwarden.query.vocabulary import nearest
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import visible
from akwarden.reports.wording import counted

if TYPE_CHECKING:  # these take longer to import than the help of a command may
    from akwarden.model.backtest import Backtest
    from akwarden.workflows.detection.detecting import Detecting
    from akwarden.workflows.detection.ruleset import DetectionRules

_TURN = "detect"
_PAUSE = 5.0
"""Seconds between two looks at what came in: alarms are to come within 60."""
_MOST_DAYS = 400
_rules = click.option(
    "--rules",
    "places",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PLACE",
    help="A file or folder of Sigma rules beside ours, such as a copy of SigmaHQ. May be repeated.",
)


@click.group(
    epilog="\b\nExamples:\n  akwarden detect run\n  akwarden detect run --follow"
    "\n  akwarden detect backtest leaked-key-used --days 30"
)
def detect() -> None:
    """Judge calls by rules and by what is usual, and raise alarms."""


@detect.command(
    short_help="Judge all that came in.",
    epilog="\b\nExamples:\n  akwarden detect run"
    "\n  akwarden detect run --follow --rules sigma/rules/cloud/aws",
)
@click.option("--follow", is_flag=True, help="Go on with what comes in, until interrupted.")
@click.option("--again", is_flag=True, help="Begin with the past again, such as after rules changed.")
@_rules
def run(*, follow: bool, again: bool, places: tuple[Path, ...]) -> None:
    """Judge the events that were not judged yet, and raise alarms about what is abnormal.

    The first run judges all that the lake holds, in the order of its times. Each event counts once, also when
    a run is cut off. With --again alarms that nobody decided about are made anew.
    """
    rules = _loaded(places)
    with opened_lake() as (state, lake, _):
        from akwarden.store.turn import turn  # noqa: PLC0415  slow
        from akwarden.workflows.detection.detecting import Detecting, forget  # noqa: PLC0415  slow
        from akwarden.workflows.detection.judging import Judge  # noqa: PLC0415  slow

        with turn(state, _TURN) as ours:
            if not ours:
                raise LakeError(
                    "another akwarden detects right now", mend="wait until it has ended, or let it go on"
                )
            if again:
                forget(state)
            detecting = Detecting(state, lake, Judge(rules.rules), now)
            with _interrupted() as stop:
                _judge_all(detecting, stop)
                while follow and not stop.wait(_PAUSE):
                    _judge_all(detecting, stop)


def _judge_all(detecting: "Detecting", stop: threading.Event) -> None:
    """Judge what is there, until somebody asks to stop, and tell what came of it."""
    events = raised = reopened = silenced = 0
    for step in detecting.steps():
        events += step.events
        raised += len(step.merged.raised)
        reopened += len(step.merged.reopened)
        silenced += step.silenced
        until = "" if step.until is None else f", up to {step.until:%Y-%m-%d %H:%M} UTC"
        note(f"{counted(events, 'event')} judged{until}")
        if stop.is_set():
            note("stopped; the next run goes on from there")
            break
    if not events:
        return
    note(f"{counted(raised, 'alarm')} raised: akwarden alarms list")
    if reopened:
        note(f"{counted(reopened, 'alarm')} opened again, since calls came after they were handled")
    if silenced:
        note(f"{counted(silenced, 'hit')} silenced by the allow-list: akwarden allow list")


@detect.command(
    short_help="Say how often a rule would have fired.",
    epilog="\b\nExamples:\n  akwarden detect backtest denied-probing"
    "\n  akwarden detect backtest my-rule --rules rules/ --days 90 --format json",
)
@click.argument("rule", metavar="RULE")
@click.option(
    "--days",
    type=click.IntRange(1, _MOST_DAYS),
    default=30,
    show_default=True,
    help="How many days are looked at.",
)
@_rules
@output_options("text", "json")
def backtest(rule: str, days: int, places: tuple[Path, ...], form: str, output: str | None) -> None:
    """Say how often RULE would have fired in the last days, and on whose calls."""
    rules = _loaded(places)
    found = next((one for one in rules.rules if one.rule.id == rule), None)
    if found is None:
        raise UsageError(f"there is no rule {rule!r} about calls", mend=_nearest(rule, rules))
    with opened_lake() as (state, lake, _), state.reading() as connection:
        from akwarden.workflows.detection.backtest import backtest as tried  # noqa: PLC0415  slow
        from akwarden.workflows.events.opening import events_of  # noqa: PLC0415  slow

        done = tried(connection, events_of(lake), found, now(), days=days)
    with open_output(output) as stream:
        stream.writelines([f"{encode(done)}\n"] if form == "json" else _told(done))


@detect.command(
    short_help="Try every rule about calls on its samples.",
    epilog="\b\nExamples:\n  akwarden detect check\n  akwarden detect check --rules my-rules/ --format json",
)
@_rules
@output_options("text", "json", "jsonl")
def check(places: tuple[Path, ...], form: str, output: str | None) -> int:
    """Try every rule about calls on the samples it carries; exit with 1 when one judges them otherwise."""
    with server_needed():
        from akwarden.workflows.detection.ruleset import check_behavior, load_behavior  # noqa: PLC0415  slow

        rules = load_behavior(places)
    problems = list(check_behavior(rules))
    with open_output(output) as stream:
        stream.writelines(problem_lines(problems, form))
    count = counted(len(rules.rules), "rule")
    note(f"{count}, {counted(len(problems), 'problem')}" if problems else f"{count}: all samples hold")
    return ExitCode.FINDINGS if problems else ExitCode.OK


def _loaded(places: tuple[Path, ...]) -> "DetectionRules":
    """Return the rules, and tell which can't be used."""
    with server_needed():
        from akwarden.workflows.detection.ruleset import load_behavior  # noqa: PLC0415  slow

        rules = load_behavior(places)
    for fault in rules.faults:
        note(visible(f"not used: {fault}"))
    return rules


def _nearest(name: str, rules: "DetectionRules") -> str:
    close = nearest(name, tuple(one.rule.id for one in rules.rules))
    return (
        f"did you mean {close}?" if close else "an alarm names its rules: akwarden alarms list --format json"
    )


def _told(done: "Backtest") -> Iterator[str]:
    yield visible(f"{done.rule}: {done.title}") + "\n"
    events = f"{counted(done.events, 'event')} of {done.calls:,}"
    fired = f"would have fired on {events} in {counted(done.days, 'day')}"
    alarms = "and make no alarm by itself" if done.quiet else f"and raised {counted(done.alarms, 'alarm')}"
    yield f"  {fired}, {alarms}\n"
    for one in done.subjects[:20]:
        days = counted(one.days, "day")
        yield (
            visible(f"  {one.subject or 'nobody'} ({one.account}): {counted(one.events, 'event')} on {days}")
            + "\n"
        )
    if done.subjects_in_all > 20:  # noqa: PLR2004  as many as were told
        yield f"  and {done.subjects_in_all - 20:,} more: --format json\n"


@contextmanager
def _interrupted() -> Iterator[threading.Event]:
    """Give what is set when somebody asks to stop: the batch at hand is finished first."""
    stop = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
