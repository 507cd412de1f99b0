"""`akwarden detect`: judges what the event lake holds, and raises alarms."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from akwarden.errors import ExitCode, LakeError
from akwarden.frontends.cli.detect_rules import list_rules, rules_option, show
from akwarden.frontends.cli.lake_opened import opened_lake
from akwarden.frontends.cli.listing import now
from akwarden.frontends.cli.opened import server_needed
from akwarden.frontends.cli.output import note, open_output, output_options
from akwarden.frontends.cli.problem_output import problem_lines
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


@click.group(
    epilog="\b\nExamples:\n  akwarden detect run\n  akwarden detect run --follow"
    "\n  akwarden detect list --where level:critical"
    "\n  akwarden detect backtest leaked-key-used --days 30"
)
def detect() -> None:
    """Judge calls by rules and by what is usual, and raise alarms."""


detect.add_command(list_rules)
detect.add_command(show)


@detect.command(
    short_help="Judge all that came in.",
    epilog="\b\nExamples:\n  akwarden detect run"
    "\n  akwarden detect run --follow --rules sigma/rules/cloud/aws",
)
@click.option("--follow", is_flag=True, help="Go on with what comes in, until interrupted.")
@click.option("--again", is_flag=True, help="Begin with the past again, such as after rules changed.")
@rules_option
def run(*, follow: bool, again: bool, places: tuple[Path, ...]) -> int:
    """Judge the events that were not judged yet, and raise alarms about what is abnormal.

    The first run judges all that the lake holds, in the order of its times. Each event counts once, also when
    a run is cut off. With --again alarms that nobody decided about are made anew.

    On Ctrl-C it ends behind the batch at hand, with exit code 130, and the next run goes on from there; a
    second Ctrl-C ends it at once. While it only waits for more, Ctrl-C is how it is meant to end: 0.
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
                is_all = _judge_all(detecting, stop)
                while follow and is_all and not stop.wait(_PAUSE):
                    is_all = _judge_all(detecting, stop)
    return ExitCode.OK if is_all else ExitCode.INTERRUPTED


def _judge_all(detecting: "Detecting", stop: threading.Event) -> bool:
    """Judge what is there, tell what came of it, and say whether that was all: nobody asked to stop."""
    events = raised = reopened = silenced = 0
    for step in detecting.steps():
        events += step.events
        raised += len(step.merged.raised)
        reopened += len(step.merged.reopened)
        silenced += step.silenced
        until = "" if step.until is None else f", up to {step.until:%Y-%m-%d %H:%M} UTC"
        note(f"{counted(events, 'event')} judged{until}")
        if stop.is_set():
            break
    if not events:
        return True
    _tell(raised, reopened, silenced)
    if stop.is_set():
        note("stopped; the next run goes on from there")
    return not stop.is_set()


def _tell(raised: int, reopened: int, silenced: int) -> None:
    """Tell what came of what was judged."""
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
@rules_option
@output_options("text", "json")
def backtest(rule: str, days: int, places: tuple[Path, ...], form: str, output: str | None) -> None:
    """Say how often RULE would have fired in the last days, and on whose calls."""
    rules = _loaded(places)
    from akwarden.workflows.detection.rule_pages import find_rule  # noqa: PLC0415  slow

    found = find_rule(rules, rule)
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
@rules_option
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
    """Give what is set when somebody asks to stop; when they ask a second time, all ends at once."""
    stop = threading.Event()

    def first(_number: int, _frame: FrameType | None) -> None:
        restore()
        stop.set()

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    before = {number: signal.signal(number, first) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        restore()
