"""How unusual an event is for its subject: rare new values weigh most, and no family of them weighs all.

    part  = weight of the dimension x surprise x rarity
    score = the sum over families of their parts, each family up to its cap; half of it while learning

`surprise` nears 1 for a subject that called on many days and met new values on few of them, and is 0 on its
first day. `rarity` is 1 for what no other of its kind in the account has, and nears a floor for what many
have. `score` says it to an engine, `parts` tells it in words, from the same columns and with the same
numbers.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from operator import add
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import msgspec

from akwarden.detectors.behavior.columns import PEERED
from akwarden.model.alarm import Reason


class Family(msgspec.Struct, frozen=True):
    """Dimensions that mostly become new together, so that they count once."""

    name: str
    cap: float
    """The most that they add together."""
    weights: tuple[tuple[str, float], ...]
    """What each dimension adds at the most."""


class Scoring(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of the score.

    A theft from elsewhere comes to 3 and more, a habit that drifts to 1 or less.
    """

    families: tuple[Family, ...] = (
        # An address changes with every lease, its operator hardly ever. Sources disagree about countries, so
        # those add little.
        Family("network", 3.0, (("ip", 1.0), ("network", 1.0), ("asn", 1.5), ("country", 0.5))),
        # The family of a client changes when somebody tries something, or when somebody else calls.
        Family("client", 1.0, (("client", 1.0),)),
        # Most keys call a few services in one region for all of their life, but meet new actions at times.
        Family("scope", 3.0, (("service", 1.5), ("action", 0.75), ("region", 1.5))),
        # There are 168 hours, and people work late: a hint.
        Family("time", 0.5, (("hour", 0.5),)),
    )
    novel_day: float = 9.0
    """How many days without anything new one day with something new outweighs: one in ten halves the
    surprise."""
    first_day: float = 1.0
    """How many days count as not known yet: keeps the surprise of the first days down."""
    rarity_floor: float = 0.25
    """What is left of a part when all peers have the value: it is still new for this one."""
    learning: float = 0.5
    """What is left of the score while the subject is learned."""


DEFAULTS: Final = Scoring()


def score(rows: ir.Table, scoring: Scoring = DEFAULTS) -> ir.FloatingValue:
    """Return the score of events.

    It is made of the columns `new_*` and `learning`, and of those of `columns.EVIDENCE`.
    """
    capped = [_capped(rows, family, scoring) for family in scoring.families]
    total = reduce(add, capped)
    share = ibis.ifelse(rows.learning, _number(scoring.learning), _number(1.0))
    found: ir.FloatingValue = total * share
    return found


def parts(row: Mapping[str, Any], scoring: Scoring = DEFAULTS) -> tuple[Reason, ...]:
    """Return why an enriched event has its score, the greatest part first.

    The weights add up to the score.
    """
    share = scoring.learning if row["learning"] else 1.0
    reasons = [
        Reason(text=_told(row, dimension), weight=weight * share)
        for family in scoring.families
        for dimension, weight in _shared(row, family, scoring)
    ]
    return tuple(sorted(reasons, key=lambda reason: -reason.weight))


# For an engine


def _capped(rows: ir.Table, family: Family, scoring: Scoring) -> ir.FloatingValue:
    total = reduce(add, [_part(rows, name, weight, scoring) for name, weight in family.weights])
    cap = _number(family.cap)
    capped: ir.FloatingValue = ibis.ifelse(total < cap, total, cap)
    return capped


def _part(rows: ir.Table, dimension: str, weight: float, scoring: Scoring) -> ir.FloatingValue:
    active = rows.active_days.cast("float64")
    novel = rows[f"{dimension}_novel_days"].cast("float64")
    part = (
        _number(weight) * active / (active + _number(scoring.first_day) + _number(scoring.novel_day) * novel)
    )
    if dimension in PEERED:
        floor, peers = _number(scoring.rarity_floor), rows[f"{dimension}_peers"].cast("float64")
        part = part * (floor + _number(1 - scoring.rarity_floor) / (_number(1.0) + peers))
    found: ir.FloatingValue = ibis.ifelse(rows[f"new_{dimension}"], part, _number(0.0))
    return found


def _number(value: float) -> ir.FloatingScalar:
    number: ir.FloatingScalar = ibis.literal(value, "float64")
    return number


# In words


def _shared(row: Mapping[str, Any], family: Family, scoring: Scoring) -> Iterator[tuple[str, float]]:
    """Yield the dimensions that add something, with what is left to them under the cap."""
    weighed = {
        dimension: _weighed(row, dimension, weight, scoring)
        for dimension, weight in family.weights
        if row[f"new_{dimension}"]
    }
    total = sum(weighed.values())
    share = min(1.0, family.cap / total) if total else 1.0
    for dimension, weight in weighed.items():
        if weight:
            yield dimension, weight * share


def _weighed(row: Mapping[str, Any], dimension: str, weight: float, scoring: Scoring) -> float:
    active, novel = row["active_days"], row[f"{dimension}_novel_days"]
    part: float = weight * active / (active + scoring.first_day + scoring.novel_day * novel)
    if dimension in PEERED:
        part *= scoring.rarity_floor + (1 - scoring.rarity_floor) / (1 + row[f"{dimension}_peers"])
    return part


def _told(row: Mapping[str, Any], dimension: str) -> str:
    """Return one part as a sentence."""
    novel, active = row[f"{dimension}_novel_days"], row["active_days"]
    told = f"first call {_FIRST[dimension](row)}"
    told += f"; it was new in that way on {novel} of {_days(active)} before"
    if dimension in PEERED:
        told += f", and {_others(row[f'{dimension}_peers'])} of the account had it"
    return told + (" (still learning)" if row["learning"] else "")


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _others(number: int) -> str:
    return "no other" if not number else f"{number} other{'' if number == 1 else 's'}"


def _hour(row: Mapping[str, Any]) -> str:
    at = row["time"]
    return f"on a {_WEEK[at.weekday()]} between {at.hour:02}:00 and {(at.hour + 1) % 24:02}:00 UTC"


def _operator(row: Mapping[str, Any]) -> str:
    name = f" ({row['ip_org']})" if row["ip_org"] else ""
    return f"from the operator AS{row['ip_asn']}{name}"


_WEEK: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FIRST: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "ip": lambda row: f"from {row['source_ip']}",
    "network": lambda row: f"from the network {row['network']}",
    "asn": _operator,
    "country": lambda row: f"from the country {row['ip_country']}",
    "client": lambda row: f"with the client {row['client']}",
    "service": lambda row: f"to the service {row['service']}",
    "action": lambda row: f"of {row['service']}:{row['action']}",
    "region": lambda row: f"in the region {row['region']}",
    "hour": _hour,
}
