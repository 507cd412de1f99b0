"""Values as they are written in a query, into what they mean; None where they mean nothing."""

import ipaddress
import re
from datetime import UTC, datetime, timedelta

from akwarden.query.globs import folded, pattern_of
from akwarden.query.tokens import Piece
from akwarden.query.tree import Ago, Anything, Moment, Network, Number, Text

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_536_000}
"""What a duration is counted in, with its seconds; a year has 365 days."""
MAPPED = 0xFFFF << 32
"""What the number of an IPv4 address is raised by when it is written as an IPv6 address."""

_ESCAPE = re.compile(r'\\(["\\*])')
_PART = re.compile(r'\\(["\\*])|(\*)|([^\\*]+|\\)')
_NUMBER = re.compile(r"-?(?:[0-9]{1,18}|[0-9]{1,9}\.[0-9]{1,6})")
_DURATION = re.compile(r"([0-9]{1,6})([smhdwy])")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    _DAY.pattern + r"T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{3})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
_FIRST_YEAR, _LAST_YEAR = 1970, 9998


def plain(piece: Piece) -> str:
    """Return the text that was meant, with every star a star."""
    return _ESCAPE.sub(r"\1", piece.raw) if piece.is_quoted else piece.raw


def text(piece: Piece) -> Text | Anything:
    """Return the text or the pattern; a pattern that fits every text only asks whether there is one."""
    parts = _between_stars(piece)
    if len(parts) == 1:
        return Text(parts[0])
    return Text(pattern_of(parts), is_glob=True) if any(parts) else Anything()


def _between_stars(piece: Piece) -> list[str]:
    """Return the texts between the stars that stand for any text."""
    if not piece.is_quoted:
        return piece.raw.split("*")
    found: list[list[str]] = [[]]
    for escaped, star, other in _PART.findall(piece.raw):
        if star:
            found.append([])
        else:
            found[-1].append(escaped or other)
    return ["".join(part) for part in found]


def number(written: str) -> Number | None:
    """Return the number; a decimal fraction has at most nine digits before its point and six behind."""
    if not _NUMBER.fullmatch(written):
        return None
    if "." not in written:
        return Number(int(written))
    value = float(written)
    return Number(int(value) if value.is_integer() else value)


def duration(written: str) -> Ago | None:
    """Return how long ago."""
    found = _DURATION.fullmatch(written)
    return Ago(int(found[1]) * UNITS[found[2]]) if found else None


def day(written: str) -> Moment | None:
    """Return where a day begins, in UTC."""
    return _moment(written) if _DAY.fullmatch(written) else None


def moment(written: str) -> Moment | None:
    """Return the time; one without a zone is in UTC."""
    return _moment(written) if _TIME.fullmatch(written) else None


def _moment(written: str) -> Moment | None:
    """Return the time, unless there is none such or it lies too far away to count with."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    if not _FIRST_YEAR < at.year < _LAST_YEAR:  # a year less at either end, since a zone may lead across it
        return None
    return Moment(at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC))


def day_after(at: Moment) -> Moment:
    """Return the same time a day later."""
    return Moment(at.at + timedelta(days=1))


def network(written: str) -> Network | None:
    """Return the addresses of a network or a single address; bits behind the prefix do not matter."""
    if "%" in written:
        return None
    try:
        found = ipaddress.ip_network(written, strict=False)
    except ValueError:
        return None
    low, high = int(found.network_address), int(found.broadcast_address)
    if found.version == 6 and low >= MAPPED and high <= MAPPED | 0xFFFF_FFFF:  # noqa: PLR2004  a version of IP
        return Network(low - MAPPED, high - MAPPED, 4)
    return Network(low, high, found.version)


def word_of(written: str, words: tuple[str, ...]) -> str | None:
    """Return the word of an enum as it was declared."""
    return next((word for word in words if folded(word) == folded(written)), None)
