"""Sigma in plain Python, one event after another: the second opinion on what compiled rules fit.

It follows the Sigma specification 2.1 and its appendix on modifiers, and shares no code with what it judges.
What the specification leaves open:

- A field without a value is null. A null equals nothing, so `not` and `neq` hold for it.
- Letters are compared one by one in lower case; `İ` is `i`, and `ς` is `σ`. Base64 keeps its case, which
  carries bytes.
- What is no text is compared as JSON writes it; numbers with numbers, and truths with truths, by value.
- A whole number of a rule has no fraction: `1.0` is `1`.
- `$` is the very end of a text, as RE2 has it, by which pySigma checks expressions.
- Addresses of IPv4 that are mapped into IPv6 are addresses of IPv4.
- The window of a correlation ends with the event that closes it, reaches back the whole timespan, both ends
  included, and holds all events of one moment. Events that lack a value to group by are in no group.
- Steps in order may lie at one moment, and one event may be several of them.
"""

import base64
import json
import math
import operator
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from functools import cache, cached_property
from ipaddress import IPv6Network, ip_address, ip_network
from itertools import product
from typing import Any, NamedTuple

Row = Mapping[str, Any]
Test = Callable[["Event"], bool]

WILD = {"*": ".*", "?": "."}
ORDERED = {"gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}
COMPARED = {**ORDERED, "eq": operator.eq, "neq": operator.ne}
ENCODINGS = {"wide": "utf-16-le", "utf16be": "utf-16-be"}
DASHES = "-/–—―"
PARTS: Mapping[str, Callable[[datetime], int]] = {
    **{name: operator.attrgetter(name) for name in ("minute", "hour", "day", "month", "year")},
    "week": lambda time: time.isocalendar().week,
}
SPANS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
PIECES = re.compile(r"\\.|\[(?:\\.|[^]])*]|\$", re.DOTALL)
OTHER_I = str.maketrans("İı", "\ue000\ue001")
"""Python alone takes these for forms of `i`."""
MAPPED = IPv6Network("::ffff:0:0/96")
KEYWORD = ""
"""The field of a value that has none."""


@dataclass(frozen=True)
class Event:
    """What a rule asks: a row by its columns, or by its record as CloudTrail writes it."""

    row: Row
    is_trail: bool

    def get(self, field: str) -> Any:
        """Give the value of a field, None where there is none."""
        if not self.is_trail:
            return self.row[field]
        found = _parsed(self.row["raw"])
        for name in field.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        is_whole = isinstance(found, dict | list)
        return json.dumps(found, ensure_ascii=False, separators=(",", ":")) if is_whole else found


_parsed = cache(json.loads)


# Values


@dataclass(frozen=True)
class Pattern:
    """A text with wildcards: its characters, each with whether it is one."""

    signs: tuple[tuple[str, bool], ...]
    cased: bool = False

    @classmethod
    def read(cls, text: str) -> "Pattern":
        """Read a value of a rule: a backslash escapes a wildcard or another backslash, and nothing else."""
        return cls(tuple((sign[-1], sign in WILD) for sign in re.findall(r"\\[*?\\]|.", text, re.DOTALL)))

    @classmethod
    def plain(cls, text: str, *, cased: bool) -> "Pattern":
        """Give the pattern that only this text fits."""
        return cls(tuple((sign, False) for sign in text), cased)

    @property
    def content(self) -> str:
        """Give the characters."""
        return "".join(sign for sign, _ in self.signs)

    def fits(self, text: str) -> bool:
        """Say whether the whole text is as the pattern says."""
        return self._expression.fullmatch(text if self.cased else folded(text)) is not None

    def around(self, *, before: bool, after: bool) -> "Pattern":
        """Give the pattern with anything before it, or after it."""
        anything = (("*", True),)
        return replace(self, signs=anything * before + self.signs + anything * after)

    def spread(self, write: Callable[[str], str]) -> "Pattern":
        """Give the pattern with its characters, but for wildcards, written in another way."""
        written = ((sign if is_wild else write(sign), is_wild) for sign, is_wild in self.signs)
        return replace(self, signs=tuple((sign, is_wild) for text, is_wild in written for sign in text))

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        fold = str if self.cased else folded
        signs = (WILD[sign] if is_wild else re.escape(fold(sign)) for sign, is_wild in self.signs)
        return re.compile("".join(signs), re.DOTALL)


@cache
def folded(text: str) -> str:
    """Give a text without regard to case, each character still one."""
    return "".join("σ" if sign == "ς" else sign.lower()[0] for sign in text)


def _spelled(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _equals(expected: Any, found: Any) -> bool:
    if expected is None or found is None:
        return expected is found
    if isinstance(expected, Pattern):
        return expected.fits(_spelled(found))
    if isinstance(found, str) or isinstance(expected, bool) != isinstance(found, bool):
        return folded(_spelled(expected)) == folded(_spelled(found))
    return bool(expected == found)


def _transformed(patterns: list[Pattern], modifier: str) -> list[Pattern]:
    """Give what a modifier makes of texts, each of which a field may have."""
    match modifier:
        case "contains" | "startswith" | "endswith":
            before, after = modifier != "startswith", modifier != "endswith"
            return [one.around(before=before, after=after) for one in patterns]
        case "cased":
            return [replace(one, cased=True) for one in patterns]
        case "windash":
            forms = [[DASHES if sign in DASHES else sign for sign in one.content] for one in patterns]
            return [Pattern.read("".join(signs)) for each in forms for signs in product(*each)]
        case "base64":
            return [Pattern.plain(_encoded(one.content.encode()), cased=True) for one in patterns]
        case "base64offset":
            return [
                Pattern.plain(_shifted(one.content, by), cased=True) for one in patterns for by in range(3)
            ]
        case _:
            return [one.spread(lambda sign: sign.encode(ENCODINGS[modifier]).decode()) for one in patterns]


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _shifted(text: str, by: int) -> str:
    """Give the base64 of a text that stands within bytes, without what depends on those beside it."""
    content = text.encode()
    return _encoded(b"\0" * by + content)[math.ceil(by * 8 / 6) : (by + len(content)) * 8 // 6]


# Detections


def _value(field: str, modifiers: Sequence[str], value: Any) -> Test:
    """Give the test that a value of a rule stands for."""
    kinds = set(modifiers)
    if "exists" in kinds:
        return lambda event: (event.get(field) is not None) == value
    if "fieldref" in kinds:
        return lambda event: _refers(event.get(field), event.get(value), kinds)
    if "re" in kinds:
        return lambda event: _is_found(value, event.get(field), kinds & {"i", "m", "s"})
    if "cidr" in kinds:
        return lambda event: _is_within(event.get(field), value)
    for name in kinds & PARTS.keys():
        return lambda event: event.get(field) is not None and PARTS[name](_time(event.get(field))) == value
    for name in kinds & ORDERED.keys():
        return lambda event: _is_ordered(name, event.get(field), value)
    if not isinstance(value, str):
        whole = int(value) if isinstance(value, float) and value.is_integer() else value
        return lambda event: _equals(whole, event.get(field))
    patterns = [Pattern.read(value)]
    for modifier in (one for one in modifiers if one not in {"all", "neq", "expand"}):
        patterns = _transformed(patterns, modifier)
    if field == KEYWORD:
        written = [one.spread(lambda sign: json.dumps(sign, ensure_ascii=False)[1:-1]) for one in patterns]
        keywords = _transformed(written, "contains")
        return lambda event: any(one.fits(event.row["raw"]) for one in keywords)
    return lambda event: any(_equals(one, event.get(field)) for one in patterns)


def _refers(found: Any, other: Any, kinds: set[str]) -> bool:
    if found is None or other is None:
        return False
    before, after = bool(kinds & {"contains", "endswith"}), bool(kinds & {"contains", "startswith"})
    pattern = Pattern.plain(_spelled(other), cased=False).around(before=before, after=after)
    return pattern.fits(_spelled(found))


def _is_found(pattern: str, text: Any, flags: set[str]) -> bool:
    if text is None:
        return False
    pattern = PIECES.sub(lambda piece: r"\Z" if piece[0] == "$" else piece[0], pattern)
    found = re.compile(pattern.translate(OTHER_I), sum(getattr(re, flag.upper()) for flag in flags))
    return found.search(_spelled(text).translate(OTHER_I)) is not None


def _is_within(found: Any, network: str) -> bool:
    try:
        address = ip_address(found)
    except ValueError:
        return False
    whole = ip_network(network)
    if isinstance(whole, IPv6Network) and whole.subnet_of(MAPPED):
        whole = ip_network((int(whole[0]) & 0xFFFFFFFF, whole.prefixlen - 96))
    return (getattr(address, "ipv4_mapped", None) or address) in whole


def _is_ordered(name: str, found: Any, limit: float) -> bool:
    """Say whether a number, or a text of digits, is on that side of a limit."""
    if isinstance(found, str):
        found = float(found) if NUMBER.fullmatch(found) else None
    return found is not None and not isinstance(found, bool) and ORDERED[name](found, limit)


def _time(found: Any) -> datetime:
    return datetime.fromisoformat(found) if isinstance(found, str) else found


def _item(key: str, values: Any) -> Test:
    """Give the test of one line of a detection."""
    field, *modifiers = key.split("|")
    listed = values if isinstance(values, list) else [values]
    tests = [_value(field, modifiers, one) for one in listed]
    joined = all if "all" in modifiers else any
    return lambda event: joined(test(event) for test in tests) != ("neq" in modifiers)


def _detection(written: Any) -> Test:
    """Give the test of a search identifier: all of a map, any of a list, and else a keyword."""
    if isinstance(written, dict):
        lines = [_item(key, values) for key, values in written.items()]
        return lambda event: all(line(event) for line in lines)
    if isinstance(written, list):
        tests = [_detection(one) for one in written]
        return lambda event: any(test(event) for test in tests)
    return _item(KEYWORD, written)


# Conditions


def _condition(words: list[str], tests: Mapping[str, Test]) -> Test:
    """Read a condition off its words: `or` binds least, `not` most."""
    return _joined(words, "or", any, lambda: _joined(words, "and", all, lambda: _operand(words, tests)))


def _joined(words: list[str], word: str, joined: Callable[..., bool], inner: Callable[[], Test]) -> Test:
    parts = [inner()]
    while words[:1] == [word]:
        del words[0]
        parts.append(inner())
    return lambda event: joined(part(event) for part in parts)


def _operand(words: list[str], tests: Mapping[str, Test]) -> Test:
    word = words.pop(0)
    if word == "not":
        test = _operand(words, tests)
        return lambda event: not test(event)
    if word == "(":
        test = _condition(words, tests)
        del words[0]
        return test
    if words[:1] != ["of"]:
        return tests[word]
    shape = words[1].replace("them", "*")
    del words[:2]
    chosen = [tests[name] for name in tests if fnmatchcase(name, shape) and name[0] != "_"]
    joined = all if word == "all" else any
    return lambda event: joined(test(event) for test in chosen)


def _fitting(rule: Mapping[str, Any], rows: Iterable[Row]) -> list[bool]:
    """Say of each row whether it fits a rule of single events."""
    is_trail = rule["logsource"].get("product") == "aws"
    tests = {name: _detection(one) for name, one in rule["detection"].items() if name != "condition"}
    written = rule["detection"]["condition"]
    texts = written if isinstance(written, list) else [written]
    conditions = [_condition(re.findall(r"[()]|[^\s()]+", one), tests) for one in texts]
    return [
        (row["provider"] == "aws" or not is_trail) and any(one(Event(row, is_trail)) for one in conditions)
        for row in rows
    ]


# Rules


def hits(documents: Sequence[Mapping[str, Any]], rows: Sequence[Row]) -> set[int]:
    """Give the hashes of the rows that a rule fits, or those that close the one correlation of some rules."""
    correlations = [one["correlation"] for one in documents if "correlation" in one]
    if not correlations:
        (rule,) = documents
        return {row["event_hash"] for row, fits in zip(rows, _fitting(rule, rows), strict=True) if fits}
    (written,) = correlations
    named = {name: one for one in documents for name in (one.get("id"), one.get("name"))}
    groups: dict[tuple[Any, ...], dict[int, Fit]] = {}
    for step, name in enumerate(written["rules"]):
        aliases = {alias: fields[name] for alias, fields in written.get("aliases", {}).items()}
        columns = [aliases.get(column, column) for column in written.get("group-by") or []]
        for row, fits in zip(rows, _fitting(named[name], rows), strict=True):
            group = tuple(row[column] for column in columns)
            if fits and None not in group:
                groups.setdefault(group, {}).setdefault(row["event_hash"], Fit(row, set())).steps.add(step)
    return {last.row["event_hash"] for one in groups.values() for last in _closing(written, [*one.values()])}


class Fit(NamedTuple):
    """A row that fits some of the rules of a correlation."""

    row: Row
    steps: set[int]
    """Their places."""


def _closing(written: Mapping[str, Any], fits: list[Fit]) -> Iterator[Fit]:
    """Yield those rows of a group at which a correlation is met."""
    span = timedelta(**{SPANS[written["timespan"][-1]]: int(written["timespan"][:-1])})
    fits.sort(key=lambda fit: fit.row["time"])
    times = [fit.row["time"] for fit in fits]
    for last, time in zip(fits, times, strict=True):
        if _is_met(written, last, fits[bisect_left(times, time - span) : bisect_right(times, time)]):
            yield last


def _is_met(written: Mapping[str, Any], last: Fit, window: Sequence[Fit]) -> bool:
    steps = range(len(written["rules"]))
    condition = written.get("condition", {"gte": len(steps)})
    match written["type"]:
        case "event_count":
            found = len(window)
        case "value_count":
            found = len({fit.row[condition["field"]] for fit in window} - {None})
        case "temporal":
            found = len({step for fit in window for step in fit.steps})
        case _:
            return steps[-1] in last.steps and _are_in_order(window, steps)
    return all(COMPARED[name](found, limit) for name, limit in condition.items() if name != "field")


def _are_in_order(window: Sequence[Fit], steps: Iterable[int]) -> bool:
    """Say whether each step can be taken at the time of the one before it, or later."""
    now = datetime.min.replace(tzinfo=UTC)
    for step in steps:
        later = [fit.row["time"] for fit in window if step in fit.steps and fit.row["time"] >= now]
        if not later:
            return False
        now = min(later)
    return True
