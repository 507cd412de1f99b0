"""What is new about events, told one moment after the other by plain Python: what the engine is held to."""

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from tests.analytics.lake import Row

SCORED = ("ip", "network", "asn", "country", "client", "service", "action", "region", "hour")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY_SECONDS = 86_400
DAY = timedelta(days=1)


def subject(row: Row) -> str | None:
    """Give who is watched."""
    if row["key_id"] is not None and row["key_type"] != "temporary":
        return f"key:{row['key_id']}"
    if row["issuer"] is not None:
        return f"issuer:{row['issuer']}"
    return None if principal(row) is None else f"principal:{principal(row)}"


def principal(row: Row) -> str | None:
    """Give who called, whatever signed it."""
    named: str | None = row["principal_name"] if row["principal_id"] is None else row["principal_id"]
    return named


def network(address: str | None) -> str | None:
    """Give the /24 or the /48 of an address."""
    if address is None:
        return None
    prefix = 24 if ipaddress.ip_address(address).version == 4 else 48
    return str(ipaddress.ip_network((address, prefix), strict=False))


def values(row: Row) -> dict[str, str]:
    """Give the values that an event has in the dimensions of its subject."""
    at = row["time"]
    error = None if row["error_class"] == "none" else row["error_code"] or row["error_class"]
    found = {
        "ip": row["source_ip"],
        "network": network(row["source_ip"]),
        "asn": None if row["ip_asn"] is None else str(row["ip_asn"]),
        "country": row["ip_country"],
        "client": row["client"],
        "service": row["service"],
        "action": f"{row['service']}:{row['action']}",
        "region": row["region"],
        "hour": str(at.weekday() * 24 + at.hour),
        "error": error,
    }
    return {name: value for name, value in found.items() if value}


def day(row: Row) -> int:
    """Give the number of the day of an event."""
    return int((row["time"] - EPOCH).days)


def is_certain(row: Row) -> bool:
    """Say whether the time of an event can be relied on."""
    return bool(row["time_quality"] != "doubtful")


class Habits:
    """What is known of everybody so far."""

    def __init__(self) -> None:
        """Know nothing."""
        self.seen: dict[tuple[Any, ...], datetime] = {}
        self.active: defaultdict[Any, set[int]] = defaultdict(set)
        self.novel: defaultdict[Any, set[int]] = defaultdict(set)
        self.holders: defaultdict[Any, set[str]] = defaultdict(set)
        self.first: dict[Any, datetime] = {}
        self.last: dict[Any, datetime] = {}

    def told(self, rows: Sequence[Row]) -> Iterator[tuple[int, Row]]:
        """Yield the hash of each event and what is new about it; all of one moment are told, then learned."""
        certain = sorted(filter(is_certain, rows), key=lambda row: row["time"])
        for _, moment in groupby(certain, key=lambda row: row["time"]):
            together = list(moment)
            for row in together:
                yield row["event_hash"], self._new(row)
            for row in together:
                self._learn(row)

    def _new(self, row: Row) -> Row:
        who, account = subject(row), (row["provider"], row["account"])
        scope = (*account, who)
        found = {
            f"account_new_{name}": bool(row[name]) and (*account, None, name, row[name]) not in self.seen
            for name in ("region", "service")
        }
        young = {} if who is None else self._young(row, scope)
        told: Row = {f"new_{name}": (*scope, name, young.get(name)) not in self.seen for name in young}
        told = {f"new_{name}": told.get(f"new_{name}", False) for name in SCORED} | found
        for name in SCORED:
            told[f"{name}_age_seconds"] = (
                self._age(row, (*scope, name, young[name])) if name in young else None
            )
            told[f"{name}_novel_days"] = self._days(self.novel[scope, name], row) if name in young else None
            if name != "hour":
                holders = self.holders[(*account, _kind(who), name, young.get(name))] - {who or ""}
                told[f"{name}_peers"] = len(holders) if name in young else None
        told["first_use"] = who is not None and scope not in self.first
        is_young = who is not None and row["time"] - self.first.get(scope, row["time"]) < DAY
        told["active_days"] = self._days(self.active[scope], row) if young or is_young else None
        begun = self.first.get(account, row["time"])
        told["account_age_seconds"] = int((row["time"] - begun).total_seconds())
        return told | self._life(row, scope if who is not None else None)

    def _young(self, row: Row, scope: tuple[Any, ...]) -> Row:
        """Give the values that are known for less than a day."""
        return {
            name: value
            for name, value in values(row).items()
            if name in SCORED and row["time"] - self.seen.get((*scope, name, value), row["time"]) < DAY
        }

    def _age(self, row: Row, value: tuple[Any, ...]) -> int:
        return int((row["time"] - self.seen.get(value, row["time"])).total_seconds())

    def _life(self, row: Row, scope: tuple[Any, ...] | None) -> Row:
        if scope is None:
            return {"learning": True, "idle_seconds": None, "age_seconds": None}
        age = (row["time"] - self.first.get(scope, row["time"])).total_seconds()
        idle = None if scope not in self.last else (row["time"] - self.last[scope]).total_seconds()
        return {
            "learning": age < 14 * DAY_SECONDS,
            "idle_seconds": None if idle is None else int(idle),
            "age_seconds": int(age),
        }

    def _days(self, days: Iterable[int], row: Row) -> int:
        return sum(1 for one in days if one < day(row))

    def _learn(self, row: Row) -> None:
        who, account = subject(row), (row["provider"], row["account"])
        self.first.setdefault(account, row["time"])
        for name in ("region", "service"):
            self.seen.setdefault((*account, None, name, row[name]), row["time"])
        if who is None:
            return
        scope = (*account, who)
        for name, value in values(row).items():
            if (*scope, name, value) not in self.seen:
                self.novel[scope, name].add(day(row))
                self.holders[(*account, _kind(who), name, value)].add(who)
            self.seen.setdefault((*scope, name, value), row["time"])
        self.active[scope].add(day(row))
        self.first.setdefault(scope, row["time"])
        self.last[scope] = row["time"]


def _kind(who: str | None) -> str:
    return (who or "").partition(":")[0]
