from datetime import UTC, datetime

import pytest

from akwarden.query import values
from akwarden.query.source import Span
from akwarden.query.tokens import Piece
from akwarden.query.tree import Ago, Anything, Moment, Network, Number, Text


def bare(raw: str) -> Piece:
    """Give a text without quotes."""
    return Piece(raw, is_quoted=False, span=Span(0, len(raw)))


def quoted(raw: str) -> Piece:
    """Give what stood between quotes."""
    return Piece(raw, is_quoted=True, span=Span(0, len(raw)))


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        (bare("ci"), Text("ci")),
        (bare("ci-*"), Text("ci-*", is_glob=True)),
        (bare("a**b"), Text("a*b", is_glob=True)),
        (bare("a\\*"), Text("a\\\\*", is_glob=True)),
        (bare("*"), Anything()),
        (bare("**"), Anything()),
        (quoted("build server*"), Text("build server*", is_glob=True)),
        (quoted("50\\*"), Text("50*")),
        (quoted('say \\"a\\" \\\\ \\d'), Text('say "a" \\ \\d')),
        (quoted("\\**"), Text("\\**", is_glob=True)),
    ],
)
def test_a_star_stands_for_any_text_unless_a_backslash_in_quotes_says_no(
    piece: Piece, expected: object
) -> None:
    assert values.text(piece) == expected


def test_in_free_text_a_star_is_a_star() -> None:
    assert values.plain(quoted('a* \\* \\" \\\\')) == 'a* * " \\'
    assert values.plain(bare("a\\b")) == "a\\b"


@pytest.mark.parametrize(
    ("written", "number"),
    [("0", 0), ("-5", -5), ("7.50", 7.5), ("2.0", 2), ("9" * 18, 10**18 - 1), ("0.000001", 0.000001)],
)
def test_numbers(written: str, number: float) -> None:
    assert values.number(written) == Number(number)


@pytest.mark.parametrize(
    "written", ["", "x", "1e3", "0x1", "1_0", "٣", "9" * 19, "1.", ".5", "+1", "1.0000001", "nan"]
)
def test_what_is_no_number(written: str) -> None:
    assert values.number(written) is None


@pytest.mark.parametrize(
    ("written", "seconds"), [("1s", 1), ("2m", 120), ("3h", 10_800), ("90d", 7_776_000), ("2w", 1_209_600)]
)
def test_durations(written: str, seconds: int) -> None:
    assert values.duration(written) == Ago(seconds)


def test_a_year_has_365_days() -> None:
    assert values.duration("1y") == values.duration("365d")


@pytest.mark.parametrize("written", ["", "d", "90", "90D", "3M", "-1d", "1.5d", "1d2h", "1000000d", "٣d"])
def test_what_is_no_duration(written: str) -> None:
    assert values.duration(written) is None


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-01-31T09:30", datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
        ("2026-01-31T09:30:15Z", datetime(2026, 1, 31, 9, 30, 15, tzinfo=UTC)),
        ("2026-01-31T00:30:15.250+08:00", datetime(2026, 1, 30, 16, 30, 15, 250_000, tzinfo=UTC)),
    ],
)
def test_times_are_in_utc_unless_they_name_a_zone(written: str, at: datetime) -> None:
    assert values.moment(written) == Moment(at)


@pytest.mark.parametrize(
    "written",
    [
        "2026-01-31",
        "2026-02-30T00:00",
        "2026-01-01T24:30",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59-14:00",
        "now",
    ],
)
def test_what_is_no_time(written: str) -> None:
    assert values.moment(written) is None


@pytest.mark.parametrize(
    "written", ["2026-1-1", "20260101", "2026-02-30", "1969-12-31", "9999-12-31", "2026-W01-1"]
)
def test_what_is_no_day(written: str) -> None:
    assert values.day(written) is None


@pytest.mark.parametrize(
    ("written", "network"),
    [
        ("192.0.2.7", Network(0xC0000207, 0xC0000207, 4)),
        ("192.0.2.7/24", Network(0xC0000200, 0xC00002FF, 4)),
        ("::ffff:192.0.2.7", Network(0xC0000207, 0xC0000207, 4)),
        ("::ffff:192.0.2.7/120", Network(0xC0000200, 0xC00002FF, 4)),
        ("::1", Network(1, 1, 6)),
        ("::/0", Network(0, 2**128 - 1, 6)),
    ],
)
def test_networks(written: str, network: Network) -> None:
    assert values.network(written) == network


@pytest.mark.parametrize(
    "written", ["", "1.2.3", "1.2.3.*", "1.2.3.4/33", "fe80::1%eth0", "host", "1", "١.2.3.4"]
)
def test_what_is_no_network(written: str) -> None:
    assert values.network(written) is None
