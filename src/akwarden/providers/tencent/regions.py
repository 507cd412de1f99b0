"""The regions that things of an account may be in, and going through them.

The lists are those of "Regions and AZs" of Cloud Virtual Machine and of Lighthouse; they stand in where an
account may not ask for them.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

import msgspec

from akwarden.model.account import AccountSite
from akwarden.providers.tencent.client import Client
from akwarden.providers.tencent.endpoints import home_region, is_finance
from akwarden.providers.tencent.refusal import NoRegionError
from akwarden.providers.tencent.rights import Rights

KNOWN = (
    "ap-bangkok",
    "ap-beijing",
    "ap-chengdu",
    "ap-chongqing",
    "ap-guangzhou",
    "ap-hongkong",
    "ap-jakarta",
    "ap-mumbai",
    "ap-nanjing",
    "ap-seoul",
    "ap-shanghai",
    "ap-singapore",
    "ap-tokyo",
    "eu-frankfurt",
    "na-ashburn",
    "na-siliconvalley",
    "na-toronto",
    "sa-saopaulo",
)
KNOWN_FINANCE = ("ap-beijing-fsi", "ap-shanghai-fsi", "ap-shenzhen-fsi")
T = TypeVar("T")


class _Region(msgspec.Struct, frozen=True, rename="pascal"):
    """A row of DescribeRegions."""

    region: str = ""
    region_state: str = ""


class _Regions(msgspec.Struct, frozen=True):
    rows: tuple[_Region, ...] = msgspec.field(name="RegionSet", default=())


class Regions:
    """The regions of one account, asked for once a service; shared by threads."""

    def __init__(self, client: Client, rights: Rights) -> None:
        """Take how the account is read."""
        self._client = client
        self._rights = rights
        self._lock = threading.Lock()
        self._found: dict[str, tuple[str, ...]] = {}

    def of(self, service: str) -> tuple[str, ...]:
        """Return the regions that `cvm` or `lighthouse` tells, or those that are known."""
        with self._lock:
            found = self._found.get(service)
            if found is None:
                found = self._found[service] = self._asked(service)
            return found

    def _asked(self, service: str) -> tuple[str, ...]:
        site = self._client.access.site
        ask = partial(self._client.ask, service, "DescribeRegions", _Regions, {}, home_region(site))
        answer = self._rights.attempt(service, "DescribeRegions", ask)
        known = KNOWN_FINANCE if site is AccountSite.FINANCE else KNOWN
        if answer is None:
            return known
        told = (row.region for row in answer.rows if row.region and row.region_state != "UNAVAILABLE")
        return tuple(sorted({one for one in told if site is not AccountSite.FINANCE or is_finance(one)}))


def in_each(regions: Sequence[str], ask: Callable[[str], Iterator[T]]) -> Iterator[T]:
    """Yield what each region has, and pass over those where the service is not.

    What is refused in one region ends it: the others are not asked.
    """
    for region in regions:
        try:
            yield from ask(region)
        except NoRegionError:
            continue
