"""The calls of the last 30 days, as files that a cloud delivers: normal life, and attacks in it.

What has not arrived yet at the time of the demo is left out, so that attacks that go on now are cut off where
they are. The token of a temporary key is masked in most records, as an organisation has it that delivers them
through a filter: each would be a leak of its own, and there would be nothing else to see.
"""

import gzip
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final, Self, cast

from akwarden.emulator.traffic.layout import line_of
from akwarden.emulator.traffic.moment import DAY, iso, seconds_of
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.emulator.traffic.player import Window
from akwarden.emulator.traffic.plot import Plot, plots
from akwarden.emulator.traffic.record import Record
from akwarden.emulator.traffic.story import stories
from akwarden.emulator.traffic.telling import Telling
from akwarden.emulator.traffic.variant import RATES, Variant, Variants
from akwarden.frontends.demo.preset import DAYS, Preset

VICTIM: Final = "miniprogram-pay"
"""Whose key is used by a stranger while somebody looks; no attack before that uses it."""
_AHEAD: Final = 3
"""Days behind now that belong to the whole time: attacks begin before the last tenth of it."""
_FEW: Final = 20_000
"""Up to so many events, attacks make as few calls as they can do with."""
_LEVEL: Final = 1
_RATES: Final = {**RATES, Variant.SECRET_INSIDE: 0.00005}
"""How often records are odd; keys pasted into requests are rarer than elsewhere, as each is a leak."""
_TOKEN: Final = re.compile(rb'(oken\\*" ?: ?\\*")((?<=IdentityToken":")[^"\\]+|[^"\\]{40,})')
_SHOWN: Final = 1024
"""Of so many tokens, one is left as it is."""


def told_before(organisation: Organisation, preset: Preset, now: datetime) -> Iterator[Record]:
    """Yield the records that have arrived by now, in the order in which they did."""
    start = now.date() - timedelta(days=DAYS)
    window = Window(seconds_of(start), (DAYS + _AHEAD) * DAY)
    scenes = [scene for plot in told_stories(organisation, preset, window) for scene in plot.scenes]
    events = preset.events * (DAYS + _AHEAD) // DAYS
    until = int(now.timestamp())
    for record in Telling(organisation, window, events, Variants(_RATES)).records(scenes):
        if record.delivered > until:
            return
        if record.time <= until:
            yield record


def told_stories(organisation: Organisation, preset: Preset, window: Window) -> Sequence[Plot]:
    """Return the attacks of a preset as they are played."""
    wanted = [stories()[name] for name in preset.stories]
    return [*plots(without(organisation, VICTIM), window, wanted, is_small=preset.events <= _FEW)]


def without(organisation: Organisation, *names: str) -> Organisation:
    """Return an organisation in which nothing can happen to some of its users."""
    return replace(organisation, actors=[one for one in organisation.actors if one.name not in names])


def write_history(organisation: Organisation, preset: Preset, now: datetime, folder: Path) -> int:
    """Write the records into files by account and day below a folder, and return how many there are."""
    names = {one.number: one.name for one in organisation.accounts}
    count = 0
    with _Files(folder) as files:
        for record in told_before(organisation, preset, now):
            account = names.get(record.account, record.account)
            day = iso(record.delivered)[:10]
            line = masked(line_of(record))
            files.write(Path(f"{record.format}") / account / f"{day}.gz", line + b"\n")
            count += 1
    return count


def masked(line: bytes) -> bytes:
    """Return a record with most of the tokens of temporary keys masked."""
    return _TOKEN.sub(_mask, line)


def _mask(found: re.Match[bytes]) -> bytes:
    return found[0] if zlib.crc32(found[2]) % _SHOWN == 0 else found[1] + b"****"


class _Files:
    """Compressed files that grow, each day closed when the next one begins."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._day = ""
        self._open: dict[Path, BinaryIO] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def write(self, path: Path, line: bytes) -> None:
        if path.name > self._day:
            self._stack.close()
            self._open, self._day = {}, path.name
        file = self._open.get(path)
        if file is None:
            whole = self._folder / path
            whole.parent.mkdir(parents=True, exist_ok=True)
            # Without a name and a time in it, so that the same records are the same file.
            raw = self._stack.enter_context(whole.open("wb"))
            packed = gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=_LEVEL, mtime=0, filename="")
            file = self._open[path] = cast("BinaryIO", self._stack.enter_context(packed))
        file.write(line)
