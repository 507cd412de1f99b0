"""Generated rules, and events that are easily misread: odd texts, ends of windows and networks, nulls."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from tests.analytics.lake import START, Row, address_of, event
from tests.detectors.behavior.sigma.rules import correlation, rule
from tests.providers.aws.audit import trail

from akwarden.workflows.detection.samples import events_of

Document = Mapping[str, Any]

TEXTS = (
    *("", " ", " a ", "a", "A", "AbC", "aBcabC", "a.c", "a_c", "a%c", "%", "_", "'", '"', 'a"c'),
    *("*", "?", "a*c", "a?c", "\\", "\\\\", "\\\\*", "a\\c", "a\\*c", "^a$", "[a-z]", "(a|b)"),
    *("a\nb", "a\r\nb", "a\n", "\n", "a\0c", "a\x0bc", "a\u2028c"),
    *("e\u0301", *"äÄßẞİiIıſsS\u212akΣςσǅŉΐéĀ", "中文", "😀x"),
    *(
        "-a",
        "/a",
        "–a",
        "x -a /b",
        "YWJj",
        "ywjj",
        "xYWJjx",
        "true",
        "False",
        "null",
        "10.0.0.1",
        "10.0.0.0/8",
    ),
    *("1", "01", "1.0", "1e3", "-1", "1_000", "NaN", "inf"),
)
VALUES = (None, *TEXTS)
ADDRESSES = (
    *(None, "10.0.0.1", "10.255.255.255", "11.0.0.0", "0.0.0.0", "255.255.255.255", "10.0.0.128"),  # noqa: S104
    *("::1", "::", "2001:db8::1", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::", "fe80::1"),
)
NETWORKS = (
    *("10.0.0.0/8", "10.0.0.1/32", "0.0.0.0/0", "10.0.0.0/25", "::/0", "2001:db8::/32", "::1/128", "::/96"),
    *("::ffff:0:0/96", "::ffff:10.0.0.0/104", "2001:db8::/64", "2001:db8::1/128", "fe80::/10", "8000::/1"),
)
NUMBERS = (
    0,
    1,
    -1,
    10,
    1.0,
    1.5,
    -0.0,
    0.1,
    1.4999999999999998,
    45_090,
    1 << 31,
    (1 << 53) + 1,
    (1 << 63) - 1,
)
MOMENTS = (
    datetime(2025, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2024, 2, 29, 12, 30, tzinfo=UTC),
    datetime(2027, 1, 3, 5, 7, tzinfo=UTC),
)


@dataclass(frozen=True)
class Names:
    """The fields that rules ask for."""

    texts: Sequence[str]
    numbers: Sequence[str]
    truths: Sequence[str]
    address: str
    times: Sequence[str]
    others: Sequence[str]

    @property
    def all(self) -> Sequence[str]:
        """Give every field."""
        return [*self.texts, *self.numbers, *self.truths, self.address, *self.times, *self.others]


OWN_NAMES = Names(
    texts=("region", "user_agent", "resource", "principal_name", "error_code"),
    numbers=("ip_asn", "idle_seconds", "score"),
    truths=("mfa", "learning"),
    address="source_ip",
    times=("key_leaked_at", "time"),
    others=("action", "network", "read_write"),
)
TRAIL_NAMES = Names(
    texts=("userAgent", "errorMessage", "requestParameters.a", "requestParameters.b.c", "requestParameters"),
    numbers=("requestParameters.b.n",),
    truths=("readOnly", "requestParameters.f"),
    address="sourceIPAddress",
    times=("eventTime",),
    others=("eventName", "eventSource", "userIdentity.type", "requestParameters.l", "requestParameters.b.d"),
)


def turned(values: Sequence[Any], by: int, at: int) -> Any:
    """Give a value for a row, so that each column has them in another order."""
    return values[(at * by + by) % len(values)]


def own_row(at: int) -> Row:
    """Give one of the rows."""
    whole = [one for one in NUMBERS if isinstance(one, int)]
    region, raw = turned(VALUES, 1, at), {"a": turned(VALUES, 3, at), "b": at}
    (row,) = events_of({"provider": turned(("tencent", "aws"), 1, at)}, START + timedelta(hours=at))
    return row | {
        **address_of(turned(ADDRESSES, 1, at)),
        "region": region,
        "user_agent": turned(VALUES, 7, at),
        "resource": region if at % 3 else turned(VALUES, 2, at),
        "principal_name": turned([one and one.swapcase() for one in VALUES], 1, at),
        "error_code": turned(VALUES, 5, at),
        "ip_asn": turned([None, *whole], 1, at),
        "idle_seconds": turned([None, *whole], 2, at),
        "score": float(turned(NUMBERS, 5, at)),
        "mfa": turned((None, True, False), 1, at),
        "learning": turned((True, False, False), 1, at),
        "read_write": turned(("read", "write", "unknown"), 2, at),
        "key_leaked_at": turned((None, *MOMENTS), 1, at),
        "raw": json.dumps(raw, ensure_ascii=False, separators=(",", ":")),
    }


def trail_record(at: int) -> dict[str, Any]:
    """Give one of the records; what has a column of its own is never empty there."""
    one, other = turned(VALUES, 1, at), turned(VALUES, 7, at)
    inner = {
        "c": other,
        "n": turned((None, 0, 1, -1, 10, 1.5, True, "1", "01", "x"), 1, at),
        "d": {"e": at % 5},
    }
    addresses = ("ec2.amazonaws.com", "AWS Internal", "::ffff:10.0.0.1", *ADDRESSES)
    identities = (
        trail.USER,
        trail.ROLE,
        {"type": "Root", "accountId": trail.ACCOUNT},
        {"type": "AWSService"},
    )
    return trail.record(
        eventID=f"e{at}",
        eventTime=f"{turned(MOMENTS, 1, at) + timedelta(hours=at):%Y-%m-%dT%H:%M:%SZ}",
        eventName=turned([text for text in TEXTS if text.isascii() and text], 2, at),
        eventSource=turned(("s3.amazonaws.com", "iam.amazonaws.com", "STS.amazonaws.com"), 1, at),
        userAgent=turned(VALUES, 5, at) or None,
        errorMessage=turned(VALUES, 3, at),
        sourceIPAddress=turned(addresses, 1, at),
        readOnly=at % 2 == 0,
        requestParameters={"a": one, "b": inner, "l": [one, other], "f": at % 3 == 0} if at % 7 else None,
        userIdentity=turned(identities, 1, at),
    )


# Rules of single events

PART = ("", "", "|contains", "|startswith", "|endswith")
CASED = ("", "", "|cased")
NOT = ("", "", "", "|neq")
ORDER = ("|gt", "|gte", "|lt", "|lte")
FLAGS = ("", "|i", "|s", "|i|s", "|m")
ENCODED = ("|base64", "|base64offset|contains", "|wide", "|utf16be", "|wide|base64offset|contains")
OF_TIME = ("|minute", "|hour", "|day", "|week", "|month", "|year")
COUNTED = (0, 1, 2, 3, 5, 7, 12, 23, 29, 30, 31, 53, 59, 2024, 2026)
ATOMS = (
    *"abcx1ABksKiIſéäÄ中😀%-/'",
    *(r"\.", r"\*", r"\\", r"\?", r"\-", r"\n"),
    *(".", "[a-c]", "[^a]", r"[^a-c\n]", "[A-Z0-9_.-]", r"[\]a]", "[*]"),
)
CONDITIONS = (
    *("a", "not a", "a and b", "a or b", "not a and b", "a or b and c", "(a or b) and not c", "not not a"),
    *("not (a and b) or c", "a and k", "not k or a", "1 of a*", "1 of them", "all of them", "not 1 of them"),
    *("1 of them and not c", "all of *", "_d or a and b"),
)


def joined(*choices: Sequence[str]) -> st.SearchStrategy[str]:
    """Give one of each, one behind the other."""
    return st.tuples(*map(st.sampled_from, choices)).map("".join)


def listed(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Give a value, or some of them."""
    return values | st.lists(values, min_size=2, max_size=3)


@st.composite
def plain_texts(draw: st.DrawFn) -> str:
    """Give a text or a part of one, in its case or the other."""
    found: str = draw(st.sampled_from(TEXTS))
    begin = draw(st.integers(0, len(found)))
    found = draw(st.sampled_from((found, found, found[begin:], found[:begin])))
    return found.swapcase() if draw(st.booleans()) else found


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Give a text of which some are escaped, or have wildcards in them or at their ends."""
    found, ends = draw(plain_texts()), st.sampled_from(("*", "?", "", "\\", "\\*"))
    mixed = "".join(draw(st.sampled_from((sign, sign, "?", "*", "\\*"))) for sign in found)
    between = f"{draw(ends)}{found}{draw(ends)}"
    return draw(st.sampled_from((found, re.sub(r"([*?\\])", r"\\\1", found), mixed, between)))


def expressions() -> st.SearchStrategy[str]:
    """Give regular expressions of what Sigma has."""
    repeats = ("", "", "", "*", "+", "?", "{1,2}", "{2}")
    some = st.lists(joined(ATOMS, repeats), min_size=1, max_size=3).map("".join)
    groups = st.lists(some, min_size=1, max_size=2).map("|".join)
    repeated = st.builds("({}){}".format, groups, st.sampled_from(repeats))
    whole = st.lists(some | repeated, min_size=1, max_size=2).map("".join)
    ends = st.builds("{}{}{}".format, st.sampled_from(("", "^")), whole, st.sampled_from(("", "$")))
    return st.lists(ends, min_size=1, max_size=2).map("|".join)


def lines(names: Names) -> st.SearchStrategy[tuple[str, Any]]:
    """Give a line of a detection."""
    own, every, numbers = names.texts, names.all, [*names.numbers, names.texts[0]]
    as_text = st.tuples(joined(own, PART, CASED, NOT), listed(texts()))
    return st.one_of(
        as_text,
        as_text,
        st.tuples(joined(own, PART[2:], ("|all",), CASED), st.lists(texts(), min_size=2, max_size=3)),
        st.tuples(joined(every, PART, CASED), texts()),
        st.tuples(joined(every, NOT), st.none()),
        st.tuples(joined(every, ("|exists",)), st.booleans()),
        st.tuples(joined(own, ("|re",), FLAGS, NOT), listed(expressions())),
        st.tuples(joined((names.address,), ("|cidr",), NOT), listed(st.sampled_from(NETWORKS))),
        st.tuples(joined(numbers, NOT), listed(st.sampled_from(NUMBERS))),
        st.tuples(joined(numbers, ORDER), st.sampled_from(NUMBERS)),
        st.tuples(joined([*names.truths, own[0]], NOT), st.booleans()),
        st.tuples(joined(own, ("|fieldref",), PART, CASED, NOT), st.sampled_from(own)),
        st.tuples(joined(own, ENCODED), plain_texts()),
        st.tuples(joined(own, ("|windash",), PART), st.sampled_from(("-a", "/a", "x -a /b", " -A"))),
        st.tuples(joined(names.times, OF_TIME), st.sampled_from(COUNTED)),
    )


@st.composite
def single_rules(draw: st.DrawFn, names: Names, source: Mapping[str, str]) -> Sequence[Document]:
    """Give a rule of single events: half of them are one line, so that it is seen what it fits."""
    if draw(st.booleans()):
        condition = draw(st.sampled_from(("selection", "not selection")))
        return [rule(dict([draw(lines(names))]), condition=condition, logsource=source)]
    condition = draw(st.sampled_from(CONDITIONS))
    maps = st.lists(lines(names), min_size=1, max_size=2).map(dict)
    found: dict[str, Any] = {name: draw(listed(maps)) for name in ("a", "b", "c", "_d")}
    found["k"] = draw(st.lists(texts(), min_size=1, max_size=2))
    used = set(re.findall(r"\w+", condition))
    kept = {name: one for name, one in found.items() if " of " in condition or name in used}
    return [{**rule({}, logsource=source), "detection": {**kept, "condition": condition}}]


# Correlations

BASE: Mapping[str, Any] = {
    "a": {"action": "a"},
    "b": {"action": "b"},
    "c": {"action": ["c", "a"]},
    "api": {"channel": "api"},
    "no-mfa": {"mfa|neq": True},
    "nowhere": {"region": None},
}
GROUPS = (["region"], ["region", "principal_name"], ["action"], ["mfa"], ["ip_asn"], None)
OFFSETS = (0, 0, 5, 10, 10, 15, 20, 20, 25, 30, 60)
"""Seconds: many at one moment, or at the ends of windows."""


def meetings() -> st.SearchStrategy[Row]:
    """Give an event that meets others, misses them by a microsecond, or lacks what they are grouped by."""
    cells = {
        "action": ("a", "b", "c", "a", "b"),
        "channel": ("api", "console"),
        "region": (None, "", "x", "x", "X", "y"),
        "resource": (None, "", "x", "R", "y"),
        "principal_name": (None, "", "p", "p"),
        "ip_asn": (None, 0, 1, 2),
        "mfa": (None, True, False),
    }
    near = st.sampled_from((0, 0, 0, 0, 1, -1))
    offsets = st.builds(timedelta, seconds=st.sampled_from(OFFSETS), microseconds=near)
    times = offsets.map(START.__add__)
    return st.builds(event, time=times, **{name: st.sampled_from(values) for name, values in cells.items()})


@st.composite
def correlations(draw: st.DrawFn) -> Sequence[Document]:
    """Give a correlation with the rules that it looks at."""
    kind = draw(st.sampled_from(("event_count", "value_count", "temporal", "temporal_ordered")))
    names = draw(st.lists(st.sampled_from(list(BASE)), min_size=1, max_size=3, unique=True))
    keys: dict[str, Any] = {"timespan": draw(st.sampled_from(("10s", "10s", "5s", "1m", "1h")))}
    group = draw(st.sampled_from(GROUPS))
    keys |= {"group_by": group} if group else {}
    if draw(st.integers(0, 5)) == 0:
        names = ["a", "b"]
        keys |= {"group_by": ["from"], "aliases": {"from": {"a": "region", "b": "resource"}}}
    condition: dict[str, Any] = {
        draw(st.sampled_from(("gte", "gt", "eq", "lte", "lt", "neq"))): draw(st.integers(1, 4))
    }
    if kind == "value_count":
        condition |= {"field": draw(st.sampled_from(("resource", "action", "region", "ip_asn", "mfa")))}
    if not kind.startswith("temporal") or (kind == "temporal" and draw(st.booleans())):
        keys |= {"condition": condition}
    return [*(rule(BASE[name], name=name) for name in names), correlation(kind, names, **keys)]
