"""`akwarden audit pull`: fetches audit records from clouds and from buckets into the event lake."""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

import click
import msgspec

from akwarden.errors import ExitCode
from akwarden.frontends.cli.flags import flags_of
from akwarden.frontends.cli.lake_opened import lake_of, tidied
from akwarden.frontends.cli.output import json_array, note, open_output, output_options
from akwarden.frontends.cli.rate_option import rate_option
from akwarden.model.blind_spot import BlindSpot
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import visible
from akwarden.reports.wording import counted
from akwarden.settings import home_folder

if TYPE_CHECKING:  # these take longer to import than the help of a command may
    from akwarden.workflows.events.pulling import Pulled

_LINE_SECONDS = 10.0
_EXAMPLES = """\b
Examples:
  akwarden audit pull
  akwarden audit pull prod --delivered
  akwarden audit pull prod --bucket cos://logs-1250000000/cloudaudit/ --no-events
"""


class PullRow(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.pull/1"):
    """What became of fetching the records of one account."""

    provider: str
    """The cloud."""
    account: str
    """The number of the account."""
    name: str
    """What people call it."""
    seconds: float
    """How long it took."""
    read: int
    """Records that were read."""
    imported: int
    """Events that are stored and were not before."""
    duplicates: int
    """Events that were stored before."""
    dead_letters: int
    """Records that could not be read."""
    secrets_scrubbed: int
    """Secrets that were taken out of records."""
    objects: int
    """Objects of buckets that were read."""
    known_objects: int
    """Objects that were read before and were passed over."""
    calls: int
    """Calls to the cloud, tries again included."""
    throttled: int
    """How often the cloud said: too many calls."""
    skipped: tuple[str, ...]
    """Objects that could not be read, with the reason."""
    blind_spots: tuple[BlindSpot, ...]
    """What could not be seen."""
    error: str | None
    """Why it is not all; the next run goes on there."""


@click.command(short_help="Fetch audit records from clouds and buckets.", epilog=_EXAMPLES)
@click.argument("names", nargs=-1, metavar="[ACCOUNT]...")
@click.option(
    "--events/--no-events",
    default=True,
    show_default=True,
    help="Ask CloudAudit and CloudTrail, which know 90 days.",
)
@click.option("--delivered", is_flag=True, help="Also read the buckets that the accounts' trails name.")
@click.option(
    "--bucket",
    "buckets",
    multiple=True,
    metavar="ADDRESS",
    help="Also read cos://… or s3://…; may be repeated.",
)
@click.option(
    "--parallel", type=click.IntRange(1, 64), default=4, show_default=True, help="Accounts at once."
)
@rate_option
@output_options("text", "json", "jsonl")
@click.pass_context
def pull(
    ctx: click.Context,
    /,
    *,
    names: tuple[str, ...],
    events: bool,
    delivered: bool,
    buckets: tuple[str, ...],
    parallel: int,
    rate: float,
    form: str,
    output: str | None,
) -> ExitCode:
    """Fetch what is new of accounts, all if none is named, into the event lake.

    What was read is not read again, and a run that was cut off goes on where it was. Exit code 4 when an
    account could not be read to its end.
    """
    from akwarden.frontends.cli.accounts_opened import opened  # noqa: PLC0415  slow
    from akwarden.providers.audit_pull import read_address  # noqa: PLC0415  slow
    from akwarden.workflows.accounts.listing import named  # noqa: PLC0415  slow
    from akwarden.workflows.events.pull_many import pull_accounts  # noqa: PLC0415  slow
    from akwarden.workflows.events.pulling import PullWanted  # noqa: PLC0415  slow
    from akwarden.workflows.events.tools import make_tools  # noqa: PLC0415  slow

    wanted = PullWanted(events=events, delivered=delivered, buckets=tuple(map(read_address, buckets)))
    progress = _Progress(quiet=flags_of(ctx).quiet)
    with opened(rate=rate) as session, lake_of(session.state) as lake:
        with session.state.reading() as connection:
            accounts = named(connection, names)
        if not accounts:
            note("There are no accounts yet. Add one: akwarden accounts add tencent NAME --from env")
        results = pull_accounts(
            session.state,
            lake,
            accounts,
            session.leases,
            make_tools=partial(make_tools, home_folder(os.environ)),
            wanted=wanted,
            tell=progress.tell,
            parallel=parallel,
        )
        with closing(results):
            rows = sorted(map(_row, results), key=lambda row: row.name)
        tidied(lake)
    with open_output(output) as stream:
        if form == "text":
            stream.writelines(_text(rows))
        elif form == "json":
            stream.writelines(json_array(map(encode, rows)))
        else:
            stream.writelines(f"{encode(row)}\n" for row in rows)
    return (
        ExitCode.PARTIAL if any(row.error or row.skipped or row.blind_spots for row in rows) else ExitCode.OK
    )


class _Progress:
    """Says on standard error now and then what is being fetched."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet, self._lock, self._told_at = quiet, threading.Lock(), monotonic()

    def tell(self, account: str, words: str) -> None:
        """Take what is being done; says it when nothing was said for a while."""
        with self._lock:
            if self._quiet or monotonic() - self._told_at < _LINE_SECONDS:
                return
            self._told_at = monotonic()
        click.echo(f"{visible(account)}: {visible(words)}", err=True)


def _row(pulled: "Pulled") -> PullRow:
    account, count, error = pulled.account.account, pulled.count, pulled.error
    words = [error.what, error.why, error.mend and f"mend: {error.mend}"] if error else []
    return PullRow(
        provider=account.provider,
        account=account.number,
        name=account.name,
        seconds=round(pulled.seconds, 2),
        read=count.read,
        imported=count.imported,
        duplicates=count.duplicates,
        dead_letters=count.dead_letters,
        secrets_scrubbed=count.secrets_scrubbed,
        objects=pulled.objects,
        known_objects=pulled.known_objects,
        calls=pulled.calls,
        throttled=pulled.throttled,
        skipped=tuple(f"{one.vpath}: {one.reason}" for one in pulled.skipped),
        blind_spots=pulled.blind_spots,
        error="; ".join(word for word in words if word) if error else None,
    )


def _text(rows: Sequence[PullRow]) -> Iterator[str]:
    for row in rows:
        yield f"{visible(row.name)}: {row.imported:,} new events, {row.duplicates:,} known before"
        yield f", {counted(row.calls, 'call')}, {row.seconds:.1f} s\n"
        if row.objects or row.known_objects:
            yield f"  {counted(row.objects, 'object')} read, {row.known_objects:,} read before\n"
        if row.secrets_scrubbed:
            yield f"  {counted(row.secrets_scrubbed, 'secret')} taken out: akwarden leaks list\n"
        if row.dead_letters:
            letters = counted(row.dead_letters, "record")
            yield f"  {letters} could not be read: akwarden audit status --dead-letters\n"
        if row.error:
            yield f"  not read to its end: {visible(row.error)}\n"
        for skipped in row.skipped:
            yield f"  not read: {visible(skipped)}\n"
        for spot in row.blind_spots:
            yield f"  not seen: {visible(spot.unseen)}\n    why: {visible(spot.reason)}\n"
            yield f"    mend: {visible(spot.mend)}\n"
