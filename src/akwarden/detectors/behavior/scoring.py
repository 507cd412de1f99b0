"""How unusual an event is for its subject: rare new values weigh most, and no family of them weighs all.

    part  = weight of the dimension x surprise x rarity, of each value that is known for less than a day
    score = the sum over families of their parts, each family up to its cap,
            and more where a high-risk API is among them, and where several families are new at once;
            half of it while the subject is learned

`surprise` nears 1 for a subject that called on many days and met new values on few of them, and is 0 on its
first day. `rarity` is 1 for what no other of its kind in the account has, and nears a floor for what many
have. `score` says it to an engine, `parts` tells it in words, from the same columns and with the same
numbers.

The weights were found by fitting a logistic regression, with weights that can't be negative, to generated
traffic in which keys were swapped; they are rounded, and nothing of what `bench/detection.py` reports on was
part of it.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from operator import add
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import msgspec

from akwarden.detectors.behavior.columns import PEERED
from akwarden.detectors.behavior.words import counted, lasting
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
        # An address changes with every lease, its operator hardly ever. Sources disagree about countries.
        Family("network", 1.75, (("ip", 0.1), ("network", 0.15), ("asn", 0.8), ("country", 0.7))),
        # The family of a client changes when somebody tries something, or when somebody else calls.
        Family("client", 3.5, (("client", 3.5),)),
        # What nobody of the account ever called says most; people meet what others know all the time.
        Family("scope", 5.0, (("service", 2.5), ("action", 2.25), ("region", 1.75))),
        # There are 168 hours, and people work late: a hint.
        Family("time", 0.1, (("hour", 0.1),)),
    )
    risk: float = 1.0
    """What a new action adds, beside its own part, when it is a high-risk API; times its surprise."""
    together: tuple[float, ...] = (0.75, 1.05)
    """What is added when two, three or more families are new at once: chance seldom brings them together."""
    apart: float = 0.3
    """The surprise from which on a family counts for that."""
    rarity_floor: float = 0.1
    """What is left of a part when all peers have the value: it is still new for this one."""
    learning: float = 0.5
    """What is left of the score while the subject is learned."""


DEFAULTS: Final = Scoring()
_TOGETHER: Final = ("network", "client", "scope")
"""The families that count together. New hours come with everything."""
_SLOPE, _BEND = 1.25, 2.5
"""Of the surprise: 1 where one day in 15 brought something new, 1/2 where one in 4 did. Close to a logarithm
of the share, and the same on every engine to the last bit."""


def score(rows: ir.Table, scoring: Scoring = DEFAULTS) -> ir.FloatingValue:
    """Return the score of events.

    It is made of the columns `*_age_seconds`, `high_risk` and `learning`, and of those of `columns.EVIDENCE`.
    """
    told = [_capped(rows, family, scoring) for family in scoring.families]
    told += [_risk(rows, scoring), _together(rows, scoring)]
    total = reduce(add, told)
    share = ibis.ifelse(rows.learning, _number(scoring.learning), _number(1.0))
    found: ir.FloatingValue = total * share
    return found


def parts(row: Mapping[str, Any], scoring: Scoring = DEFAULTS) -> tuple[Reason, ...]:
    """Return why an enriched event has its score, the greatest part first.

    The weights add up to the score.
    """
    share = scoring.learning if row["learning"] else 1.0
    told = [
        (_told(row, dimension), weight)
        for family in scoring.families
        for dimension, weight in _shared(row, family, scoring)
    ]
    told += _beside(row, scoring)
    reasons = [Reason(text=text, weight=weight * share) for text, weight in told if weight]
    return tuple(sorted(reasons, key=lambda reason: -reason.weight))


# For an engine


def _capped(rows: ir.Table, family: Family, scoring: Scoring) -> ir.FloatingValue:
    total = reduce(add, [_part(rows, name, weight, scoring) for name, weight in family.weights])
    cap = _number(family.cap)
    capped: ir.FloatingValue = ibis.ifelse(total < cap, total, cap)
    return capped


def _part(rows: ir.Table, dimension: str, weight: float, scoring: Scoring) -> ir.FloatingValue:
    part = _number(weight) * _surprise(rows, dimension)
    if dimension in PEERED:
        floor, peers = _number(scoring.rarity_floor), rows[f"{dimension}_peers"].cast("float64")
        part = part * (floor + _number(1 - scoring.rarity_floor) / (_number(1.0) + peers))
    found: ir.FloatingValue = ibis.ifelse(_is_young(rows, dimension), part, _number(0.0))
    return found


def _risk(rows: ir.Table, scoring: Scoring) -> ir.FloatingValue:
    grave = rows.high_risk & _is_young(rows, "action")
    found: ir.FloatingValue = ibis.ifelse(
        grave, _number(scoring.risk) * _surprise(rows, "action"), _number(0.0)
    )
    return found


def _together(rows: ir.Table, scoring: Scoring) -> ir.FloatingValue:
    count = reduce(add, [_is_apart(rows, family, scoring) for family in _counted(scoring)])
    found: ir.FloatingValue = _number(0.0)
    for least, bonus in enumerate(scoring.together, 2):
        found = ibis.ifelse(count >= least, _number(bonus), found)
    return found


def _is_apart(rows: ir.Table, family: Family, scoring: Scoring) -> ir.IntegerValue:
    """Return 1 where a family is new for a subject that seldom meets new things of that kind."""
    least = _number(scoring.apart)
    each = [
        ibis.ifelse(_is_young(rows, name) & (_surprise(rows, name) >= least), 1, 0)
        for name, _ in family.weights
    ]
    found: ir.IntegerValue = ibis.greatest(*each) if len(each) > 1 else each[0]
    return found


def _is_young(rows: ir.Table, dimension: str) -> ir.BooleanValue:
    young: ir.BooleanValue = rows[f"{dimension}_age_seconds"].notnull()
    return young


def _surprise(rows: ir.Table, dimension: str) -> ir.FloatingValue:
    """Return how surprising something new of a dimension is for the subject, from 0 to 1."""
    one, nothing = _number(1.0), _number(0.0)
    active = rows.active_days.cast("float64")
    told = rows[f"{dimension}_novel_days"].cast("float64")
    novel = ibis.ifelse(told > one, told, one)
    found = _number(_SLOPE) * (active - novel) / (active + _number(_BEND) * novel)
    surprise: ir.FloatingValue = ibis.cases((found > one, one), (found > nothing, found), else_=nothing)
    return surprise


def _number(value: float) -> ir.FloatingScalar:
    number: ir.FloatingScalar = ibis.literal(value, "float64")
    return number


# In words


def _shared(row: Mapping[str, Any], family: Family, scoring: Scoring) -> Iterator[tuple[str, float]]:
    """Yield the dimensions that add something, with what is left to them under the cap."""
    weighed = {
        dimension: _weighed(row, dimension, weight, scoring)
        for dimension, weight in family.weights
        if _age(row, dimension) is not None
    }
    total = sum(weighed.values())
    share = min(1.0, family.cap / total) if total else 1.0
    for dimension, weight in weighed.items():
        yield dimension, weight * share


def _beside(row: Mapping[str, Any], scoring: Scoring) -> Iterator[tuple[str, float]]:
    """Yield what adds to the score beside the dimensions."""
    if row["high_risk"] and _age(row, "action") is not None:
        weight = scoring.risk * _surprise_of(row, "action")
        yield f"{row['service']}:{row['action']} can do great harm, and is new for it", weight
    found = [_NAMES[family.name] for family in _counted(scoring) if _is_apart_in(row, family, scoring)]
    if len(found) > 1:
        bonus = scoring.together[min(len(found), len(scoring.together) + 1) - 2]
        yield f"{', '.join(found[:-1])} and {found[-1]} are unusual at once", bonus


def _counted(scoring: Scoring) -> Iterator[Family]:
    """Yield the families that count together."""
    for family in scoring.families:
        if family.name in _TOGETHER:
            yield family


def _is_apart_in(row: Mapping[str, Any], family: Family, scoring: Scoring) -> bool:
    return any(
        _age(row, name) is not None and _surprise_of(row, name) >= scoring.apart for name, _ in family.weights
    )


def _weighed(row: Mapping[str, Any], dimension: str, weight: float, scoring: Scoring) -> float:
    part = weight * _surprise_of(row, dimension)
    if dimension in PEERED:
        part *= scoring.rarity_floor + (1 - scoring.rarity_floor) / (1 + row[f"{dimension}_peers"])
    return part


def _surprise_of(row: Mapping[str, Any], dimension: str) -> float:
    active, novel = row["active_days"], max(row[f"{dimension}_novel_days"], 1)
    found: float = _SLOPE * (active - novel) / (active + _BEND * novel)
    return min(max(found, 0.0), 1.0)


def _age(row: Mapping[str, Any], dimension: str) -> int | None:
    """Return for how many seconds a value is known, None where that is a day or more."""
    age: int | None = row[f"{dimension}_age_seconds"]
    return age


def _told(row: Mapping[str, Any], dimension: str) -> str:
    """Return one part as a sentence."""
    novel, active = row[f"{dimension}_novel_days"], row["active_days"]
    age = _age(row, dimension)
    said = f"{'since ' + lasting(age) + ', calls' if age else 'first call'} {_FIRST[dimension](row)}"
    told = f"{said}; it was new in that way on {novel} of {_days(active)} before"
    if dimension in PEERED:
        told += f", and {_others(row[f'{dimension}_peers'])} of the account had it"
    return told + (" (still learning)" if row["learning"] else "")


def _days(number: int) -> str:
    return counted(number, "day")


def _others(number: int) -> str:
    return "no other" if not number else counted(number, "other")


def _hour(row: Mapping[str, Any]) -> str:
    at = row["time"]
    return f"on a {_WEEK[at.weekday()]} between {at.hour:02}:00 and {(at.hour + 1) % 24:02}:00 UTC"


def _operator(row: Mapping[str, Any]) -> str:
    name = f" ({row['ip_org']})" if row["ip_org"] else ""
    return f"from the operator AS{row['ip_asn']}{name}"


_NAMES: Final[Mapping[str, str]] = {
    "network": "where it comes from",
    "client": "the client",
    "scope": "what is called",
}
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
