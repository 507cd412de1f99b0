"""How commands show what can be read of an account."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from akwarden.frontends.cli.output import json_array
from akwarden.model.blind_spot import BlindSpot
from akwarden.reports.account_rows import ProbeRow, ReadRow
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import visible


def write_probes(stream: TextIO, rows: Sequence[ProbeRow], form: str) -> None:
    """Write what can be read of some accounts."""
    if form == "json":
        stream.writelines(json_array(map(encode, rows)))
    elif form == "jsonl":
        stream.writelines(f"{encode(row)}\n" for row in rows)
    elif len(rows) == 1:
        stream.writelines(f"{line}\n" for line in _page(rows[0]))
    else:
        stream.writelines(f"{line}\n" for line in _lines(rows))


def _page(row: ProbeRow) -> Iterator[str]:
    """Yield all about one account."""
    yield f"{visible(row.name)}: {row.provider} {row.account or ''}".rstrip()
    if row.error:
        yield f"  not readable: {visible(row.error)}"
        return
    yield f"  read as {visible(row.identity or '')}"
    yield from _part("can be read:", _told(row.readable))
    yield from _part("could not be tried, for there is nothing to try it with:", _told(row.untried))
    yield from _part("blind spots:", _seen_not(row.blind_spots))
    if row.policy:
        yield "  the least policy that shows everything:"
        yield from row.policy.splitlines()


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield f"  {title}"
        yield from (f"    {line}" for line in found)


def _told(calls: Iterable[ReadRow]) -> Iterator[str]:
    yield from dict.fromkeys(call.tells for call in calls)


def _seen_not(spots: Iterable[BlindSpot]) -> Iterator[str]:
    for spot in spots:
        yield visible(f"{spot.unseen} ({spot.reason})")
        yield visible(f"  mend: {spot.mend}")


def _lines(rows: Sequence[ProbeRow]) -> Iterator[str]:
    """Yield one line an account, then the totals."""
    for row in rows:
        head = f"{visible(row.name)}: {row.provider} {row.account or ''}".rstrip()
        if row.error:
            yield f"{head}: not readable: {visible(row.error)}"
        elif row.blind_spots:
            yield f"{head}: blind spots: {visible('; '.join(spot.unseen for spot in row.blind_spots))}"
        else:
            yield f"{head}: all can be read"
    failed = sum(row.error is not None for row in rows)
    blind = sum(bool(row.blind_spots) for row in rows)
    readable = len(rows) - failed
    yield f"{len(rows)} accounts: {readable} readable, {blind} of them with blind spots; {failed} not"
