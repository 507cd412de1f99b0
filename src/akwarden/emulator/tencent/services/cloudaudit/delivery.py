"""Delivery of events by tracks, worked out when somebody reads where they go.

After "Shipping Log with Tracking Set": the first file comes about 10 minutes after a track was made, further
ones every 5 to 10 minutes; here it is 10 and 5. After "Features", a file lies in `<prefix>/<YYYYMMDDH>/`;
what it is called and what is in it no document says: here one record of JSON a line.
"""

import gzip
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from math import ceil

import msgspec

from akwarden.emulator.tencent.audit import next_number
from akwarden.emulator.tencent.clock import CHINA
from akwarden.emulator.tencent.cos.state import Bucket, CosState
from akwarden.emulator.tencent.record import record_of
from akwarden.emulator.tencent.services.cloudaudit.state import Track, Waiting
from akwarden.emulator.tencent.services.cls.state import Topic, topic_of
from akwarden.emulator.tencent.services.organization.state import organization_of
from akwarden.emulator.tencent.state import Account, Cloud

FIRST_SECONDS, NEXT_SECONDS = 600, 300
_A_MOMENT = 0.001
_UNCOMPRESSED = 2


def target_of(cloud: Cloud, account: Account, track: Track) -> Bucket | Topic | None:
    """Return where a track delivers to; None for what nobody can read here."""
    if track.storage.type == "cos":
        return account.state(CosState).buckets.get(f"{track.storage.name}-{account.appid}")
    if track.storage.type == "cls":
        return topic_of(cloud, account, track.storage.region, track.storage.name)
    return None


def connect(cloud: Cloud, account: Account, track: Track) -> None:
    """Let whoever reads at the target get what the track delivers."""
    target = target_of(cloud, account, track)
    if target is not None:
        target.feeds[track.id] = partial(deliver, cloud, account, track)


def disconnect(cloud: Cloud, account: Account, track: Track) -> None:
    """Deliver what is due, and no more from now on."""
    deliver(cloud, account, track, cloud.clock.now())
    target = target_of(cloud, account, track)
    if target is not None:
        target.feeds.pop(track.id, None)


def switch(cloud: Cloud, account: Account, track: Track, *, is_on: bool) -> None:
    """Switch a track on or off: what happens while it is off, it never delivers."""
    collect(cloud, account, track)
    track.is_on = is_on
    if is_on and track.started is None:
        track.started = cloud.clock.now()


def collect(cloud: Cloud, account: Account, track: Track) -> None:
    """Look at the events since the last time, and keep those that the track wants."""
    for source in _sources(cloud, account, track):
        last = track.seen.get(source.uin, next_number(source) - 1)
        track.seen[source.uin] = next_number(source) - 1
        if not track.is_on:
            continue
        fresh = [event for event in source.events if event.number > last]
        wanted = [event for event in fresh if any(one.wants(event) for one in track.selections)]
        track.waiting += [Waiting(event, source.uin) for event in wanted]


def _sources(cloud: Cloud, account: Account, track: Track) -> Iterator[Account]:
    """Yield whose events a track delivers: also those of all members, for who manages them and wants it."""
    yield account
    organization = organization_of(cloud, account.uin)
    if track.for_all_members and organization is not None and organization.host == account.uin:
        yield from (cloud.accounts[uin] for uin in organization.members if uin in cloud.accounts)


def deliver(cloud: Cloud, account: Account, track: Track, now: float) -> None:
    """Write what has come due by now."""
    collect(cloud, account, track)
    target = target_of(cloud, account, track)
    if track.started is None or target is None:
        return
    due: dict[float, list[Waiting]] = {}
    left = []
    for one in track.waiting:
        moment = _due(track, track.started, one.event.moment)
        if moment <= now:
            due.setdefault(moment, []).append(one)
        else:
            left.append(one)
    track.waiting, track.looked = left, now
    for moment in sorted(due):
        _write(cloud, track, target, moment, due[moment])


def _due(track: Track, started: float, moment: float) -> float:
    """Return when an event is delivered: at the next of the fixed times after it happened.

    One that was put into the past comes after what somebody has read already.
    """
    first = started + FIRST_SECONDS
    after = max(moment, track.looked + _A_MOMENT) if track.looked else moment
    return first if after <= first else first + NEXT_SECONDS * ceil((after - first) / NEXT_SECONDS)


def _write(cloud: Cloud, track: Track, target: Bucket | Topic, moment: float, batch: list[Waiting]) -> None:
    records = [record_of(cloud.accounts[one.account], one.event) for one in batch]
    if isinstance(target, Topic):
        for one, record in zip(batch, records, strict=True):
            target.add(one.event.moment, record)
        return
    text = b"".join(msgspec.json.encode(record) + b"\n" for record in records)
    pack: Callable[[bytes], bytes] = partial(gzip.compress, mtime=moment)
    is_packed = track.storage.compress != _UNCOMPRESSED
    hour = datetime.fromtimestamp(moment, CHINA).strftime("%Y%m%d%H")
    key = f"{track.storage.prefix}/{hour}/{track.id}_{int(moment * 1000)}{'.gz' if is_packed else ''}"
    target.put(key, pack(text) if is_packed else text, moment)
