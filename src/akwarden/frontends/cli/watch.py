"""`akwarden watch`: policies of people, whose calls raise an alarm of type `custom`."""

import os
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from akwarden.errors import EditError
from akwarden.frontends.cli.lake_opened import lake_if_any
from akwarden.frontends.cli.listing import Columns, now, write
from akwarden.frontends.cli.note_output import tell_faults
from akwarden.frontends.cli.opened import opened_state
from akwarden.frontends.cli.output import note, open_output, output_options
from akwarden.model.severity import Severity
from akwarden.model.watch_policy import Watched, WatchPolicy
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import visible
from akwarden.reports.wording import counted
from akwarden.store import watch_policies
from akwarden.workflows.actor import actor
from akwarden.workflows.detection.list_file import Listed, read_keys, read_networks

if TYPE_CHECKING:  # these take longer to import than the help of a command may
    from akwarden.query.tree import Query
    from akwarden.store.state import State
    from akwarden.workflows.detection.looking_back import LookBack

_COLUMNS: Columns[WatchPolicy] = Columns(
    values={
        **{name: attrgetter(name) for name in WatchPolicy.__struct_fields__},
        "keys": lambda policy: len(policy.keys),
        "ips": lambda policy: len(policy.ips),
        "except_ips": lambda policy: len(policy.except_ips),
    },
    in_text=("name", "severity", "enabled", "query", "keys", "ips", "except_ips", "created_by"),
    in_csv=WatchPolicy.__struct_fields__,
)
_EMPTY = "There are no policies. akwarden watch add makes one: calls that it finds raise an alarm."
_SHOWN = 20
_file = click.Path(dir_okay=False, path_type=Path)
_name = click.argument("name", metavar="NAME")


class _Page(msgspec.Struct, frozen=True, tag_field="schema", tag="akwarden.watch-policy-page/1"):
    """A policy, and what it would have found; None where there are no audit records."""

    policy: WatchPolicy
    found: "LookBack | None"


@click.group(
    epilog="\b\nExamples:"
    "\n  akwarden watch add cam-from-abroad --where 'service:cam trust:foreign' --severity high"
    "\n  akwarden watch list\n  akwarden watch show cam-from-abroad"
)
def watch() -> None:
    """Ask for alarms of your own: which calls, and how bad they are."""


@watch.command(
    short_help="Make a policy.",
    epilog="\b\nExamples:"
    "\n  akwarden watch add cam-from-abroad --where 'service:cam trust:foreign' --severity high"
    "\n  akwarden watch add pay-elsewhere --keys pay.txt --except-ips offices.txt --severity critical"
    "\n  akwarden watch add nobody-knows --where 'remark:none sensitive:yes' --severity medium --dry-run",
)
@_name
@click.option("--where", default="", metavar="QUERY", help="Which calls: `service:cam trust:foreign`.")
@click.option(
    "--severity", required=True, type=click.Choice([*map(str, Severity)]), help="How bad such a call is."
)
@click.option("--keys", type=_file, metavar="FILE", help="Only calls signed by these keys, one a line.")
@click.option("--ips", type=_file, metavar="FILE", help="Only calls from these addresses or networks.")
@click.option("--except-ips", type=_file, metavar="FILE", help="No calls from these addresses or networks.")
@click.option("--dry-run", is_flag=True, help="Only show what it would have found.")
def add(
    name: str,
    *,
    where: str,
    severity: str,
    keys: Path | None,
    ips: Path | None,
    except_ips: Path | None,
    dry_run: bool,
) -> None:
    """Raise an alarm for the calls that fit, and show how often it would have fired in 30 days.

    QUERY is one of `akwarden calls list`, with two fields more: `remark` is what people say of the address,
    `trust:own` and `trust:foreign` whether it is one of ours. Files list up to 1,000, one a line; all that is
    given must hold.
    """
    at, who = now(), actor(os.environ)
    watched = Watched(
        where=where,
        keys=() if keys is None else _taken(keys, read_keys(keys)),
        ips=() if ips is None else _taken(ips, read_networks(ips)),
        except_ips=() if except_ips is None else _taken(except_ips, read_networks(except_ips)),
    )
    with opened_state() as state:
        from akwarden.workflows.detection.policies import Watching, add_policy, checked  # noqa: PLC0415  slow

        asked = Watching(name=name, watched=watched, severity=Severity(severity), actor=who, now=at)
        with state.reading() as connection:
            _, query = checked(connection, asked)
        found = _found(state, query)
        for line in _found_lines(found):
            click.echo(line)
        if dry_run:
            note("nothing was changed: leave --dry-run out to add it")
            return
        policy = add_policy(state, asked, found)
    note(visible(f"policy {policy.name} is on; switch it off: akwarden watch disable {policy.name}"))


@watch.command(
    "list", short_help="List the policies.", epilog="\b\nExample:\n  akwarden watch list --format jsonl"
)
@output_options("text", "json", "jsonl", "csv")
def list_them(form: str, output: str | None) -> None:
    """List all policies, those that are switched off among them."""
    with opened_state() as state, state.reading() as connection:
        found = watch_policies.listed(connection)
    with open_output(output) as stream:
        write(stream, found, form, (_COLUMNS, _COLUMNS.chosen(None, form)), row=lambda policy: policy)
    note(f"{len(found):,} {'policy' if len(found) == 1 else 'policies'}" if found else _EMPTY)


@watch.command(
    short_help="Show a policy, and how often it would have fired.",
    epilog="\b\nExample:\n  akwarden watch show cam-from-abroad",
)
@_name
@output_options("text", "json")
def show(name: str, form: str, output: str | None) -> None:
    """Show the policy NAME, and how often it would have fired in the last 30 days, on whose calls."""
    with opened_state() as state:
        from akwarden.workflows.detection.policies import find_policy, query_of  # noqa: PLC0415  slow

        with state.reading() as connection:
            policy = find_policy(connection, name)
            query = query_of(connection, policy)
        found = _found(state, query)
    with open_output(output) as stream:
        if form == "json":
            stream.write(f"{encode(_Page(policy, found))}\n")
        else:
            stream.writelines(f"{line}\n" for line in (*_policy_lines(policy), *_found_lines(found)))


@watch.command(
    short_help="Switch a policy off.", epilog="\b\nExample:\n  akwarden watch disable cam-from-abroad"
)
@_name
def disable(name: str) -> None:
    """Let the policy NAME raise no alarms until it is switched on again."""
    _switch(name, enabled=False)


@watch.command(
    short_help="Switch a policy on.", epilog="\b\nExample:\n  akwarden watch enable cam-from-abroad"
)
@_name
def enable(name: str) -> None:
    """Let the policy NAME raise alarms again."""
    _switch(name, enabled=True)


@watch.command(short_help="Forget a policy.", epilog="\b\nExample:\n  akwarden watch remove cam-from-abroad")
@_name
def remove(name: str) -> None:
    """Forget the policy NAME; alarms that it raised stay."""
    with opened_state() as state:
        from akwarden.workflows.detection.policies import remove_policy  # noqa: PLC0415  slow

        policy = remove_policy(state, name, actor=actor(os.environ), now=now())
    note(visible(f"policy {policy.name} is removed"))


def _switch(name: str, *, enabled: bool) -> None:
    with opened_state() as state:
        from akwarden.workflows.detection.policies import switch_policy  # noqa: PLC0415  slow

        policy = switch_policy(state, name, enabled=enabled, actor=actor(os.environ), now=now())
    note(visible(f"policy {policy.name} is {'on' if policy.enabled else 'off'}"))


def _taken(path: Path, listed: Listed) -> tuple[str, ...]:
    """Return what a file lists; raises EditError when a line is wrong, after naming each."""
    if listed.faults:
        tell_faults(str(path), listed.faults)
        raise EditError(
            f"{visible(str(path))} was not taken: {counted(len(listed.faults), 'fault')} in its lines",
            why="a file is taken with all its lines or not at all",
            mend="mend what is named above, then run the command again",
        )
    return listed.values


def _found(state: "State", query: "Query") -> "LookBack | None":
    """Return what a policy would have found; None where there are no audit records."""
    with state.reading() as connection, lake_if_any(state, connection) as lake:
        if lake is None:
            return None
        from akwarden.workflows.detection.looking_back import look_at  # noqa: PLC0415  slow
        from akwarden.workflows.events.opening import events_of  # noqa: PLC0415  slow

        return look_at(events_of(lake), query, now())


def _found_lines(found: "LookBack | None") -> Iterator[str]:
    """Yield what a policy would have found, in words."""
    if found is None:
        yield "not known how often it would have fired: there are no audit records"
        return
    from akwarden.workflows.detection.looking_back import fired_words, subject_lines  # noqa: PLC0415  slow

    yield fired_words(found)
    yield from (f"  {visible(line)}" for line in subject_lines(found.most))
    if found.subjects > len(found.most):
        yield f"  and {found.subjects - len(found.most):,} more"


def _policy_lines(policy: WatchPolicy) -> Iterator[str]:
    yield f"{visible(policy.name)}: {policy.severity}, {'on' if policy.enabled else 'off'}"
    yield f"  made {policy.created_at:%Y-%m-%d %H:%M} UTC by {visible(policy.created_by)}"
    if policy.query:
        yield f"  query: {visible(policy.query)}"
    for title, values in (
        ("keys", policy.keys),
        ("from", policy.ips),
        ("not from", policy.except_ips),
    ):
        if values:
            more = f" and {len(values) - _SHOWN:,} more" if len(values) > _SHOWN else ""
            yield f"  {title}: {', '.join(values[:_SHOWN])}{more}"
