import ipaddress
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.policy import values

moments = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30))  # noqa: DTZ001  the zone is drawn apart
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(moments, offsets)
def test_a_moment_is_read_as_python_reads_it(at: datetime, zone: timezone) -> None:
    at = at.replace(tzinfo=zone)
    since = at - datetime(1970, 1, 1, tzinfo=UTC)

    read = values.moment(at.isoformat(), epoch=False)

    assert read == Decimal(since // timedelta(microseconds=1)) / 1_000_000


@pytest.mark.parametrize(
    ("text", "epoch", "expected"),
    [
        ("1970-01-01T00:01:00Z", False, 60),
        ("1970-01-01T08:00:00+08:00", False, 0),
        ("1970-01-01T00:00:00", False, 0),
        ("1970-01-02", False, 86_400),
        ("1970-02", False, 31 * 86_400),
        ("1971", False, 365 * 86_400),
        ("1971", True, 365 * 86_400),
        ("1700000000", True, 1_700_000_000),
        ("1700000000", False, None),
        ("2016-06-01T 00:01:00Z", False, None),
        ("2016-02-30", False, None),
        ("2016-00-01", False, None),
        ("0000-01-01", False, None),
        ("2016-01-01T24:00:00Z", False, None),
        ("2016-01-01T23:60:00Z", False, None),
        ("２０１６-01-01", False, None),  # digits of another script
        ("", False, None),
        ("9" * 100_000, True, None),
    ],
)
def test_moments(text: str, epoch: bool, expected: int | None) -> None:  # noqa: FBT001
    assert values.moment(text, epoch=epoch) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("10", 10), ("-1.50", Decimal("-1.5")), (".5", Decimal("0.5")), ("1e3", 1000), ("+7.", 7)],
)
def test_numbers_are_read_exactly(text: str, expected: Decimal | int) -> None:
    assert values.number(text) == expected


@pytest.mark.parametrize(
    "text", ["", "1,5", "0x10", "NaN", "Infinity", "1_000", " 1", "1e99999", "9" * 100_000]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert values.number(text) is None


@given(st.ip_addresses(), st.data())
def test_a_range_holds_what_python_says_it_holds(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address, data: st.DataObject
) -> None:
    prefix = data.draw(st.integers(0, address.max_prefixlen))
    other = data.draw(st.ip_addresses())
    near = data.draw(st.integers(-3, 3))
    network = ipaddress.ip_network(f"{address}/{prefix}", strict=False)
    beside = int(network.broadcast_address) + near

    block = values.addresses(f"{address}/{prefix}")

    assert block is not None
    for one in (other, type(address)(min(max(beside, 0), 2**address.max_prefixlen - 1))):
        place = values.address(str(one))
        assert place is not None
        assert block.holds(place) is (one in network)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10.0.0.0/255.0.0.0",
        "10.0.0.0/33",
        "10.0.0/8",
        "010.0.0.1",
        "fe80::1%eth0",
        "10.0.0.0/",
        "a/8",
        "::/129",
    ],
)
def test_what_is_no_range_is_none(text: str) -> None:
    assert values.addresses(text) is None


def test_an_address_is_one_address() -> None:
    assert values.address("10.0.0.0/8") is None
    assert values.address("2001:DB8::1") == values.address("2001:db8:0:0::1")
