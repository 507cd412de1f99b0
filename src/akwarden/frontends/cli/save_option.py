"""`--save` of `akwarden scan`: what was found is kept as leaks, and what a person is told about that.

Nothing of the state database is imported without it, since the base install has none.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

import click

from akwarden.errors import UsageError
from akwarden.frontends.cli.opened import opened_state
from akwarden.frontends.cli.output import note
from akwarden.reports.visible import visible
from akwarden.reports.wording import counted
from akwarden.sources.protocol import Source
from akwarden.workflows.scan import Outcome

if TYPE_CHECKING:  # not part of the base install
    from akwarden.model.risk import LeakedKey
    from akwarden.store.state import State
    from akwarden.workflows.leaks.save import Saved

_Command = TypeVar("_Command", bound=Callable[..., object])
_SHOWN = 10

Save = Callable[[Outcome, Sequence[Source], datetime], None]
"""Keeps what a scan found and tells about it."""


def save_option(command: _Command) -> _Command:
    """Give a command `--save`."""
    return click.option(
        "--save", is_flag=True, help="Keep what is found, for `akwarden leaks` and the keys of your accounts."
    )(command)


@contextmanager
def saving(remark: str | None, *, wanted: bool) -> Iterator[Save | None]:
    """Give what saves a scan, or None where that is not wanted; opens the state before the scan begins.

    `remark` says why the key of the fingerprints could not be kept, where it could not. Raises UsageError
    then, and in a base install.
    """
    if not wanted:
        yield None
        return
    if remark is not None:
        why = "their fingerprints would be other ones in every scan"
        raise UsageError("what is found can't be saved", why=f"{why}: {remark}", mend="set AKWARDEN_HOME")
    with opened_state() as state:
        yield lambda outcome, sources, now: _save(state, outcome, sources, now)


def _save(state: "State", outcome: Outcome, sources: Sequence[Source], now: datetime) -> None:
    from akwarden.workflows.leaks.save import save_leaks  # noqa: PLC0415  not part of the base install
    from akwarden.workflows.leaks.seen import seen_leaks  # noqa: PLC0415  as above
    from akwarden.workflows.leaks.target_name import target_names  # noqa: PLC0415  as above

    seen = seen_leaks(outcome.findings, named=target_names(sources, outcome.veil))
    for line in _lines(save_leaks(state, seen, now)):
        note(line)


def _lines(saved: "Saved") -> Iterator[str]:
    """Yield what to tell: how much was kept, whose keys still work, and what to do next."""
    written = saved.written
    new = [f"{written.leaks:,} new"] if written.leaks else []
    new += [f"{counted(written.places, 'new place')} of known ones"] if written.places else []
    yield f"saved: {counted(saved.leaks, 'leak')}, {', '.join(new) or 'nothing new'}"
    if saved.unlisted:
        be = "is a key" if saved.unlisted == 1 else "are keys"
        yield f"{saved.unlisted:,} of them {be} that none of your accounts lists"
    if saved.live:
        be = (
            "is a key of your accounts and works"
            if len(saved.live) == 1
            else "are keys of your accounts and work"
        )
        yield f"{len(saved.live):,} of them {be}:"
        yield from (f"  {_key_words(key)}" for key in saved.live[:_SHOWN])
        if len(saved.live) > _SHOWN:
            yield f"  and {len(saved.live) - _SHOWN:,} more"
        what = f"show {saved.live[0].key_id}" if len(saved.live) == 1 else "list --where validity:active"
        yield visible(f"next: akwarden leaks {what}")
    elif saved.leaks:
        yield "next: akwarden leaks list"


def _key_words(key: "LeakedKey") -> str:
    """Return a key with whose it is, safe to show."""
    account = f"{key.account_name} ({key.account})" if key.account_name else key.account or "not known"
    principal = f", principal {key.principal}" if key.principal else ""
    return visible(f"{key.key_id}  account {account}{principal}, owner {key.owner or 'not known'}")
