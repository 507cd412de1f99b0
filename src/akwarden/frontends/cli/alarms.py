"""`akwarden alarms`: what is abnormal about the use of keys, why, and what became of it."""

import os
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import click

from akwarden.errors import UsageError
from akwarden.frontends.cli.alarm_output import ALARM_COLUMNS, page_lines
from akwarden.frontends.cli.alarm_words import SHORT_ID, status_words
from akwarden.frontends.cli.lake_opened import lake_if_any
from akwarden.frontends.cli.listing import asked, list_options, now, tell, write
from akwarden.frontends.cli.opened import opened_state
from akwarden.frontends.cli.output import note, open_output, output_options
from akwarden.model.alarm import Alarm
from akwarden.reports.visible import visible
from akwarden.reports.wording import counted
from akwarden.workflows.actor import actor
from akwarden.workflows.detection import choices, deciding
from akwarden.workflows.detection.choices import AlarmDecision, Why
from akwarden.workflows.detection.listing import list_alarms
from akwarden.workflows.detection.page import CallsOf, alarm_page

if TYPE_CHECKING:  # these take longer to import than the help of a command may
    from sqlalchemy import Connection

    from akwarden.store.lake.lake import Lake
    from akwarden.store.state import State
    from akwarden.workflows.keys.page import RightsOf

_Command = TypeVar("_Command", bound=Callable[..., object])

_EMPTY = "There are no alarms. They come from audit records: akwarden detect run"
_SHOWN = 50
_TIME = re.compile(r"([0-9]{1,4})([hd])")
_NOBODY = "none"
_REASON = "In up to 200 characters; it is kept."


@click.group(
    epilog="\b\nExamples:\n  akwarden alarms list --where 'level:critical,high last<7d'"
    "\n  akwarden alarms show 3f9a02c1b7d4"
    "\n  akwarden alarms handle 3f9a02c1b7d4 --reason 'key rotated, ticket 123'"
)
def alarms() -> None:
    """List and show what is abnormal about the use of keys, and say what became of it."""


@alarms.command(
    "list",
    short_help="List the alarms, the worst first.",
    epilog="\b\nExamples:\n  akwarden alarms list"
    "\n  akwarden alarms list --where 'level:critical account:prod last<24h'"
    "\n  akwarden alarms list --where 'ip:198.51.100.0/24' --sort last"
    "\n  akwarden alarms list --where 'reason:false_alarm*' --format csv -o false.csv",
)
@click.option("--all-statuses", is_flag=True, help="Also alarms that are handled, ignored or snoozed.")
@list_options(rows="alarms", query="level:critical account:prod")
def list_them(*, all_statuses: bool, **given: Any) -> None:
    """List alarms, the worst first. Those that are handled, ignored or snoozed are left out and counted."""
    names = ALARM_COLUMNS.chosen(given["columns"], given["form"])
    with opened_state() as state, state.reading() as connection:
        listing = list_alarms(connection, asked(given, with_deleted=all_statuses))
        with open_output(given["output"]) as stream:
            write(stream, listing, given["form"], (ALARM_COLUMNS, names), row=lambda row: row)
    hidden = "that are handled, ignored or snoozed: --all-statuses"
    tell(listing, "alarm", where=given["where"], empty=_EMPTY, hidden=hidden)


@alarms.command(
    short_help="Show one alarm, and why it was raised.",
    epilog="\b\nExample:\n  akwarden alarms show 3f9a02c1b7d4   (the beginning of its id is enough)",
)
@click.argument("alarm", metavar="ALARM")
@output_options("text", "json")
def show(alarm: str, form: str, output: str | None) -> None:
    """Show ALARM: why it was raised, by which calls, what was usual, what its key may do, what to do next."""
    at = now()
    with opened_state() as state, state.reading() as connection, lake_if_any(state, connection) as lake:
        page = alarm_page(connection, alarm, at, *_of_lake(lake, connection, at))
    with open_output(output) as stream:
        stream.writelines(page_lines(page, form, at))


def _of_lake(
    lake: "Lake | None", connection: "Connection", at: datetime
) -> tuple[CallsOf | None, "RightsOf | None"]:
    """Return what tells of calls and of the rights that are used, where there are audit records."""
    if lake is None:
        return None, None
    from akwarden.workflows.detection.alarm_calls import calls_of  # noqa: PLC0415  slow
    from akwarden.workflows.events.opening import events_of  # noqa: PLC0415  slow
    from akwarden.workflows.events.rights_use import of_principal  # noqa: PLC0415  slow

    events = events_of(lake)
    return (
        lambda wanted: calls_of(events, wanted),
        lambda account, principal: of_principal(connection, events, (account, principal), at),
    )


def _decision_options(command: _Command) -> _Command:
    """Give a command the alarms that it is about: by name, or all that fit a query."""
    options = (
        click.argument("alarms", metavar="[ALARM]...", nargs=-1),
        click.option(
            "--where", metavar="QUERY", help="All alarms that fit: `rule:RULE first<7d`. A dry run."
        ),
        click.option("--yes", is_flag=True, help="With --where: do it, and not only show which they are."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@alarms.command(
    short_help="Say that something was done about alarms.",
    epilog="\b\nExamples:\n  akwarden alarms handle 3f9a02c1b7d4 --reason 'key rotated, ticket 123'"
    "\n  akwarden alarms handle --where 'key:AKID…'         (shows which they are)"
    "\n  akwarden alarms handle --where 'key:AKID…' --yes",
)
@_decision_options
@click.option("--reason", default="", metavar="TEXT", help=f"What was done. {_REASON}")
def handle(alarms: tuple[str, ...], where: str | None, reason: str, *, yes: bool) -> None:
    """Say that something was done about each ALARM. It opens again by itself when calls come after that."""
    _decide(choices.handle(reason), alarms, where, yes=yes)


@alarms.command(
    short_help="Say that alarms do not matter.",
    epilog="\b\nExamples:\n  akwarden alarms ignore 3f9a02c1b7d4 --as false_alarm --reason 'new office'"
    "\n  akwarden alarms ignore --where 'rule:identity-call-new-network ip:203.0.113.0/24' --as accepted "
    "--reason 'ticket 9' --yes",
)
@_decision_options
@click.option("--as", "why", type=click.Choice([one.value for one in Why]), required=True, help="Why.")
@click.option("--reason", default="", metavar="TEXT", help=f"In words; accepted needs it. {_REASON}")
def ignore(alarms: tuple[str, ...], where: str | None, why: str, reason: str, *, yes: bool) -> None:
    """Say that each ALARM does not matter: it stays ignored, whatever comes on its day."""
    _decide(choices.ignore(Why(why), reason), alarms, where, yes=yes)


@alarms.command(
    short_help="Take back what was decided.",
    epilog="\b\nExamples:\n  akwarden alarms reopen 3f9a02c1b7d4"
    "\n  akwarden alarms reopen --where 'status:ignored reason:test*' --yes",
)
@_decision_options
def reopen(alarms: tuple[str, ...], where: str | None, *, yes: bool) -> None:
    """Open each ALARM again that was handled or ignored, and list it again if it is snoozed."""
    _decide(choices.REOPEN, alarms, where, yes=yes)


@alarms.command(
    short_help="Leave alarms out of lists for a while.",
    epilog="\b\nExamples:\n  akwarden alarms snooze 3f9a02c1b7d4 --until 4h"
    "\n  akwarden alarms snooze 3f9a02c1b7d4 --until 2027-03-31"
    "\n  akwarden alarms snooze --where 'rule:RULE owner:team-pay' --until 3d --yes",
)
@_decision_options
@click.option(
    "--until",
    required=True,
    metavar="WHEN",
    help="A number of hours or days such as 4h or 3d, or a day such as 2027-03-31; at most 90 days.",
)
def snooze(alarms: tuple[str, ...], where: str | None, until: str, *, yes: bool) -> None:
    """Leave each ALARM that is open out of lists for a while: it comes back by itself."""
    at = now()
    _decide(choices.snooze(_end(until, at), at), alarms, where, yes=yes)


def _end(text: str, at: datetime) -> datetime:
    """Return the time until when alarms are snoozed; raises UsageError for none."""
    if found := _TIME.fullmatch(text):
        return at + timedelta(hours=int(found[1]) * (24 if found[2] == "d" else 1))
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise UsageError(
            f"{text[:40]!r} is no time until when alarms are snoozed",
            why="it is a number of hours or days such as 4h or 3d, or a day such as 2027-03-31",
            mend="--until 3d",
        ) from None


@alarms.command(
    short_help="Say whose alarms are.",
    epilog="\b\nExamples:\n  akwarden alarms assign 3f9a02c1b7d4 --owner team-pay"
    "\n  akwarden alarms assign 3f9a02c1b7d4 --owner none     (whoever has the key)"
    "\n  akwarden alarms assign --where 'account:shop owner:none' --owner team-shop --yes",
)
@_decision_options
@click.option(
    "--owner",
    required=True,
    metavar="NAME",
    help="The person or team that looks after it; none for whoever has the key.",
)
def assign(alarms: tuple[str, ...], where: str | None, owner: str, *, yes: bool) -> None:
    """Give each ALARM to a person or a team, whoever has its key."""
    _decide(choices.assign(None if owner.strip().lower() == _NOBODY else owner), alarms, where, yes=yes)


def _decide(choice: AlarmDecision, names: Sequence[str], where: str | None, *, yes: bool) -> None:
    """Decide about alarms, by their names or by a query."""
    if bool(names) == (where is not None):
        raise UsageError(
            "an alarm is named, or a query says which are meant",
            why="both were given" if names else "neither was given",
            mend="give the beginning of an id of akwarden alarms list, or --where QUERY",
        )
    if yes and where is None:
        raise UsageError(
            "--yes belongs to --where", mend="leave it out: an alarm that is named needs no --yes"
        )
    with opened_state() as state:
        if where is not None:
            _decide_all(state, choice, where, yes=yes)
            return
        for row in deciding.decide(state, names, choice, actor=actor(os.environ), now=now()):
            note(visible(f"alarm {row.id[:SHORT_ID]} is {_became(row, choice)}"))


def _became(alarm: Alarm, choice: AlarmDecision) -> str:
    """Return what became of an alarm by a decision."""
    if isinstance(choice, choices.Choice):
        return status_words(alarm)
    return choices.told(choice)


def _decide_all(state: "State", choice: AlarmDecision, where: str, *, yes: bool) -> None:
    """Decide about all alarms that fit a query, or only show which they are."""
    at = now()
    with state.reading() as connection:
        found = deciding.found_by(connection, where, choice, at)
    if not yes:
        _show(found)
        note(
            f"{counted(len(found), 'alarm')} that would be {choices.told(choice)}"
            + (": add --yes" if found else "")
        )
        return
    changed = deciding.decide_all(state, found, choice, actor=actor(os.environ), now=at).changed
    note(f"{counted(changed, 'alarm')} {choices.told(choice)}")


def _show(found: Sequence[Alarm]) -> None:
    """Write which alarms a query means, the worst of them."""
    with open_output(None) as stream:
        table = (ALARM_COLUMNS, ALARM_COLUMNS.in_text)
        write(stream, found[:_SHOWN], "text", table, row=lambda row: row)
    if len(found) > _SHOWN:
        note(f"{_SHOWN} of them are shown")
