"""`akwarden allow`: calls that are meant to be there make no alarms, with a reason, an owner and an end."""

import os
import re
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from akwarden.errors import UsageError
from akwarden.frontends.cli.lake_opened import lake_if_any
from akwarden.frontends.cli.listing import Columns, now, write
from akwarden.frontends.cli.opened import opened_state
from akwarden.frontends.cli.output import note, open_output, output_options
from akwarden.model.allow_entry import AllowEntry, AllowStatus
from akwarden.reports.visible import visible
from akwarden.store import allow_entries
from akwarden.workflows.actor import actor

if TYPE_CHECKING:  # these take longer to import than the help of a command may
    from akwarden.store.state import State
    from akwarden.workflows.detection.allowing import Allowing

_COLUMNS: Columns[AllowEntry] = Columns(
    values={name: attrgetter(name) for name in AllowEntry.__struct_fields__}
    | {"until": lambda entry: f"{entry.until:%Y-%m-%d %H:%M}"},
    in_text=("id", "status", "until", "owner", "rule", "query", "reason"),
    in_csv=AllowEntry.__struct_fields__,
)
_EMPTY = "The allow-list is empty. akwarden allow add says which calls are meant to be there."
_DAYS = re.compile(r"([0-9]{1,5})d")


@click.group(
    epilog="\b\nExamples:"
    "\n  akwarden allow add 'key:AKIA… ip:203.0.113.0/24' --reason 'nightly backup' --owner ops"
    "\n  akwarden allow list\n  akwarden allow remove 3"
)
def allow() -> None:
    """Say which calls are meant to be there: they make no alarms, for a while."""


@allow.command(
    short_help="Let calls make no alarms for a while.",
    epilog="\b\nExamples:"
    "\n  akwarden allow add 'key:AKIA… ip:203.0.113.0/24' --reason 'nightly backup' --owner ops"
    "\n  akwarden allow add 'principal:ci service:sts' --rule key-from-tor \\"
    "\n      --reason 'runners change their addresses' --owner team-ci --until 30d"
    "\n  akwarden allow add 'ip:198.51.100.7' --reason 'test of intrusion' --owner red-team --dry-run",
)
@click.argument("query", metavar="QUERY")
@click.option("--reason", required=True, metavar="TEXT", help="Why, in up to 200 characters; it is kept.")
@click.option("--owner", required=True, metavar="NAME", help="The person or team that answers for it.")
@click.option(
    "--until",
    default="90d",
    show_default=True,
    metavar="WHEN",
    help="A day such as 2027-03-31, or a number of days such as 30d; at most 400 days.",
)
@click.option("--rule", metavar="ID", help="Only alarms of this rule; without it, of any.")
@click.option(
    "--rules",
    "places",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PLACE",
    help="Where --rule is, if it is one of your own that never fired: a file or folder. May be repeated.",
)
@click.option("--dry-run", is_flag=True, help="Only show what it would have silenced.")
def add(
    query: str,
    *,
    reason: str,
    owner: str,
    until: str,
    rule: str | None,
    places: tuple[Path, ...],
    dry_run: bool,
) -> None:
    """Let the calls that fit QUERY make no alarms, and show what that would have silenced in 30 days.

    QUERY is one of `akwarden calls list`. It has to name whose calls are meant: a key, principal, account,
    issuer, address, network number or organisation.
    """
    at = now()
    with opened_state() as state:
        from akwarden.workflows.detection.allowing import Allowing, add_entry  # noqa: PLC0415  slow

        asked = Allowing(
            query=query,
            rule=rule,
            reason=reason,
            owner=owner,
            until=_end(until, at),
            actor=actor(os.environ),
            now=at,
            own_rules=_ids_in(places),
        )
        _preview(state, asked)
        if dry_run:
            note("nothing was changed: leave --dry-run out to add it")
            return
        entry = add_entry(state, asked)
    note(
        visible(
            f"allow-list entry {entry.id}, until {entry.until:%Y-%m-%d %H:%M} UTC; "
            f"take it back: akwarden allow remove {entry.id}"
        )
    )


def _ids_in(places: tuple[Path, ...]) -> tuple[str, ...]:
    """Return the ids of the rules that somebody named; raises RuleError where there are none."""
    if not places:
        return ()
    from akwarden.workflows.detection.ruleset import load_behavior  # noqa: PLC0415  slow

    return tuple(one.rule.id for one in load_behavior(places).rules if not one.is_own)


def _preview(state: "State", asked: "Allowing") -> None:
    """Tell what an entry would have silenced; raises as `allowing.checked`."""
    from akwarden.workflows.detection.allowing import checked  # noqa: PLC0415  slow

    with state.reading() as connection, lake_if_any(state, connection) as lake:
        _, wanted = checked(connection, asked)
        if lake is None:
            note("not known what it would have silenced: there are no audit records")
            return
        from akwarden.workflows.detection import looking_back  # noqa: PLC0415  slow
        from akwarden.workflows.events.opening import events_of  # noqa: PLC0415  slow

        found = looking_back.look_at(events_of(lake), wanted, asked.now)
    for line in looking_back.subject_lines(found.most):
        click.echo(visible(line))
    more = found.subjects - len(found.most)
    if more:
        note(f"and {more:,} more")
    note(looking_back.silenced_words(found))


@allow.command(
    "list",
    short_help="List the entries.",
    epilog="\b\nExamples:\n  akwarden allow list\n  akwarden allow list --all --format csv -o allowed.csv",
)
@click.option("--all", "everything", is_flag=True, help="Also entries that ended or were removed.")
@output_options("text", "json", "jsonl", "csv")
def list_them(form: str, output: str | None, *, everything: bool) -> None:
    """List the entries that count, the newest first."""
    with opened_state() as state, state.reading() as connection:
        found = allow_entries.listed(connection, now())
    shown = [one for one in found if everything or one.status is AllowStatus.IN_FORCE]
    with open_output(output) as stream:
        write(stream, shown, form, (_COLUMNS, _COLUMNS.chosen(None, form)), row=lambda entry: entry)
    note(f"{len(shown):,} {'entry' if len(shown) == 1 else 'entries'}" if found else _EMPTY)
    if len(found) > len(shown):
        note(f"hidden: {len(found) - len(shown):,} that ended or were removed: --all")


@allow.command(short_help="Take an entry back.", epilog="\b\nExample:\n  akwarden allow remove 3")
@click.argument("number", metavar="NUMBER", type=click.IntRange(1, (1 << 31) - 1))
def remove(number: int) -> None:
    """Let the entry NUMBER count no more: calls that it silenced make alarms again."""
    with opened_state() as state:
        from akwarden.workflows.detection.allowing import remove_entry  # noqa: PLC0415  slow

        entry = remove_entry(state, number, actor=actor(os.environ), now=now())
    words = "had ended already" if entry.status is AllowStatus.ENDED else "is removed"
    note(visible(f"allow-list entry {entry.id} {words}: {entry.query}"))


def _end(text: str, at: datetime) -> datetime:
    """Return the time from which on an entry counts no more; raises UsageError for none."""
    if found := _DAYS.fullmatch(text):
        return at + timedelta(days=int(found[1]))
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise UsageError(
            f"{text[:40]!r} is no time until when calls are allowed",
            why="it is a day such as 2027-03-31, or up to 400 days such as 90d; never is none",
            mend="--until 90d",
        ) from None
