"""`akwarden sync`: reads accounts into the state."""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from time import monotonic

import click

from akwarden.errors import ExitCode
from akwarden.frontends.cli.accounts_opened import now, opened
from akwarden.frontends.cli.flags import flags_of
from akwarden.frontends.cli.lake_opened import calls_of
from akwarden.frontends.cli.output import aligned, json_array, note, open_output, output_options
from akwarden.frontends.cli.rate_option import rate_option
from akwarden.reports.account_rows import SyncRow
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import visible
from akwarden.settings import home_folder
from akwarden.workflows.accounts.listing import named
from akwarden.workflows.sync.account import Outcome
from akwarden.workflows.sync.look import Look
from akwarden.workflows.sync.many import PARALLEL, sync_accounts

_LINE_SECONDS = 10.0
_EXAMPLES = """\b
Examples:
  akwarden sync
  akwarden sync prod staging
  akwarden sync --parallel 16 --format jsonl
"""


@click.command(epilog=_EXAMPLES)
@click.argument("names", nargs=-1, metavar="[ACCOUNT]...")
@click.option(
    "--parallel", type=click.IntRange(1, 64), default=PARALLEL, show_default=True, help="Accounts at once."
)
@rate_option
@output_options("text", "json", "jsonl")
@click.pass_context
def sync(
    ctx: click.Context,
    /,
    *,
    names: tuple[str, ...],
    parallel: int,
    rate: float,
    form: str,
    output: str | None,
) -> ExitCode:
    """Read accounts, all if none is named: principals, keys, policies, functions, addresses.

    Only what changed is written. A run that was cut off goes on where it was. Exit code 4 when an account
    could not be read; the others are.
    """
    progress = _Progress(quiet=flags_of(ctx).quiet)
    with opened(rate=rate) as session, calls_of(session.state) as calls:
        with session.state.reading() as connection:
            accounts = named(connection, names)
        if not accounts:
            note("There are no accounts yet. Add one: akwarden accounts add tencent NAME --from env")
        results = sync_accounts(
            session.state,
            accounts,
            session.leases,
            now=now,
            tell=progress.tell,
            look=Look(home_folder(os.environ)),
            parallel=parallel,
            calls_of=calls,
        )
        # Closed at once on Ctrl-C, wherever it comes: then the runs stop where they can go on.
        with closing(results):
            outcomes = list(progress.told(results, len(accounts)))
    rows = sorted(map(_row, outcomes), key=lambda row: row.name)
    with open_output(output) as stream:
        if form == "text":
            stream.writelines(_text(rows))
        elif form == "json":
            stream.writelines(json_array(map(encode, rows)))
        else:
            stream.writelines(f"{encode(row)}\n" for row in rows)
    return ExitCode.PARTIAL if any(row.error for row in rows) else ExitCode.OK


class _Progress:
    """Says on standard error how far it is: a line for each account that has ended, others now and then."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._doing: dict[str, str] = {}
        self._lock = threading.Lock()
        self._told_at = monotonic()

    def tell(self, account: str, words: str) -> None:
        """Take what is being done; says it when nothing was said for a while."""
        with self._lock:
            self._doing[account] = words
            if self._quiet or monotonic() - self._told_at < _LINE_SECONDS:
                return
            self._told_at = monotonic()
            said = [f"{visible(name)}: {visible(what)}" for name, what in self._doing.items()]
        click.echo("  ".join(said[:4]) + (f"  and {len(said) - 4} more" if said[4:] else ""), err=True)

    def told(self, outcomes: Iterator[Outcome], total: int) -> Iterator[Outcome]:
        """Yield outcomes, each after a line about it where there are several."""
        for number, outcome in enumerate(outcomes, start=1):
            with self._lock:
                self._doing.pop(outcome.account.account.name, None)
                self._told_at = monotonic()
            if total > 1:
                how = "failed" if outcome.error else "read"
                note(f"{number} of {total}: {visible(outcome.account.account.name)}: {how}")
            yield outcome


def _row(outcome: Outcome) -> SyncRow:
    account, counts, error = outcome.account.account, outcome.counts, outcome.error
    words = [error.what, error.why, error.mend and f"mend: {error.mend}"] if error else []
    return SyncRow(
        provider=account.provider,
        account=account.number,
        name=account.name,
        seconds=round(outcome.seconds, 2),
        principals=counts.principals,
        keys=counts.keys,
        added=counts.added,
        changed=counts.changed,
        gone=counts.gone,
        leaks=counts.leaks,
        calls=counts.calls,
        saved=counts.saved,
        throttled=counts.throttled,
        resumed=outcome.resumed,
        blind_spots=outcome.blind_spots,
        error="; ".join(word for word in words if word) if error else None,
    )


def _text(rows: Sequence[SyncRow]) -> Iterator[str]:
    """Yield a table, then what failed and what can't be seen."""
    head = (
        "ACCOUNT",
        "PRINCIPALS",
        "KEYS",
        "NEW",
        "CHANGED",
        "GONE",
        "CALLS",
        "SAVED",
        "THROTTLED",
        "SECONDS",
    )
    if rows:
        yield from (f"{line}\n" for line in aligned([head, *map(_cells, rows)]))
    for row in rows:
        if row.error:
            yield f"\n{visible(row.name)} was not read to its end: {visible(row.error)}\n"
        if row.leaks:
            found = f"new leaks in the variables of functions: {row.leaks}"
            yield f"\n{visible(row.name)}: {found}: akwarden leaks list\n"
    for row in rows:
        for spot in row.blind_spots:
            yield f"\n{visible(row.name)}: not seen: {visible(spot.unseen)}\n  why: {visible(spot.reason)}\n"
            yield f"  mend: {visible(spot.mend)}\n"


def _cells(row: SyncRow) -> tuple[str, ...]:
    numbers = (
        row.principals,
        row.keys,
        row.added,
        row.changed,
        row.gone,
        row.calls,
        row.saved,
        row.throttled,
    )
    return (visible(row.name), *(f"{number:,}" for number in numbers), f"{row.seconds:.1f}")
