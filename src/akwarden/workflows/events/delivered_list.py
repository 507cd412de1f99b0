"""Lists what was delivered into a bucket since some time, the oldest day first, in few calls.

- CloudTrail puts files into `AWSLogs/[ORGANISATION/]ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/`
  (CloudTrail, "Finding your CloudTrail log files"); its digests lie apart and are left out.
- Where the folders behind a prefix are years, as in access logs of COS, days before the time are left out.
- In any other layout all keys behind the prefix are listed; the time of an object decides.
"""

import heapq
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import msgspec

from akwarden.providers.audit_pull import ObjectStore, StoredObject

LATE: Final = timedelta(days=3)
"""How much later than the day in its name an object may come and be found."""

_YEAR: Final = re.compile(r"[0-9]{4}/")
_LEADS: Final = re.compile(
    r"(?:AWSLogs|o-[a-z0-9]{10,32}|[0-9]{12}|CloudTrail|CloudTrail-Insight|[a-z]{2,3}(?:-[a-z]{2,12}){1,3}-[0-9])/"
)
"""Folders on the way to files of CloudTrail; others beside them hold other logs."""
_DIGEST: Final = "/CloudTrail-Digest/"
_DEEPEST: Final = 8
_DAY: Final = len("2026/01/31")
_PAGE, _SMALLEST_PAGE, _IN_MEMORY = 1000, 50, 200_000


class Part(msgspec.Struct, frozen=True):
    """A prefix that is listed by itself."""

    prefix: str
    is_dated: bool
    """Whether `YYYY/MM/DD` follows."""


def delivered(store: ObjectStore, since: datetime) -> Iterator[StoredObject]:
    """Yield the objects that came since then. Raises CloudError."""
    parts = tuple(_parts(store, store.address.prefix, 0))
    page = max(_SMALLEST_PAGE, min(_PAGE, _IN_MEMORY // max(1, len(parts))))
    lists = (_listed(store, part, since, page) for part in parts)
    for _, stored in heapq.merge(*lists, key=lambda found: found[0]):
        yield stored


def _parts(store: ObjectStore, prefix: str, depth: int) -> Iterator[Part]:
    """Yield the prefixes to list, going down the folders of CloudTrail."""
    names = [folder[len(prefix) :] for folder in store.folders(prefix)]
    if any(_YEAR.fullmatch(name) for name in names):
        yield Part(prefix, is_dated=True)
        return
    leads = [name for name in names if _LEADS.fullmatch(name)]
    if not leads and not depth:
        yield Part(prefix, is_dated=False)
    if depth < _DEEPEST:
        # What else lies beside these folders, or in one of them that has no years, is of other services.
        for name in leads:
            yield from _parts(store, prefix + name, depth + 1)


def _listed(store: ObjectStore, part: Part, since: datetime, page: int) -> Iterator[tuple[str, StoredObject]]:
    """Yield the objects of a part with the day of each as text, in this order; no day where there is none."""
    day = f"{since - LATE:%Y/%m/%d}"
    after = f"{part.prefix}{day}" if part.is_dated else ""
    for stored in store.objects(part.prefix, after=after, page=page):
        if stored.modified >= since and _DIGEST not in f"/{stored.key}":
            start = len(part.prefix)
            yield (stored.key[start : start + _DAY] if part.is_dated else "", stored)
