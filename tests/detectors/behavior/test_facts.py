import pytest
from tests.analytics.lake import ADDRESSES, START, Row, address_of, event, numbered
from tests.detectors.behavior.enriching import enrich


def key(**cells: object) -> Row:
    row: Row = {"key_id": "key-a", "key_status": "active", "is_root": False, "canary": False}
    return row | dict.fromkeys(("created_at", "stopped_at", "leaked_at")) | cells


def span(first: str, last: str) -> Row:
    begins, ends = address_of(first), address_of(last)
    return {
        "family": begins["ip_family"],
        "from_high": begins["ip_high"],
        "from_low": begins["ip_low"],
        "to_high": ends["ip_high"],
        "to_low": ends["ip_low"],
    }


def test_an_event_has_what_the_inventory_knows_of_its_key() -> None:
    [row] = enrich([event()], keys=[key(leaked_at=START, is_root=True, canary=True), key(key_id="other")])

    assert (row["key_status"], row["key_leaked_at"]) == ("active", START)
    assert (row["key_created_at"], row["key_stopped_at"]) == (None, None)
    assert row["key_is_root"]
    assert row["key_canary"]


def test_a_key_that_nobody_knows_has_no_status_and_is_no_canary() -> None:
    [row] = enrich([event(principal_type="user")], keys=[key(key_id="other", canary=True, is_root=True)])

    assert (row["key_status"], row["key_canary"], row["key_is_root"]) == (None, False, False)


def test_root_that_calls_without_a_known_key_is_root() -> None:
    [row] = enrich([event(key_id=None, principal_type="root")])

    assert row["key_is_root"]


@pytest.mark.parametrize(
    ("address", "is_own"),
    [
        ("203.0.113.7", True),
        ("203.0.113.8", False),
        ("198.51.100.0", True),
        ("198.51.100.255", True),
        ("198.51.101.0", False),
        ("2001:db8::", True),
        ("2001:db8:0:ffff::1", True),
        ("2001:db8:1::", False),
        ("2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", False),
        (None, False),
    ],
)
def test_an_address_is_own_where_a_range_has_it(address: str | None, is_own: bool) -> None:  # noqa: FBT001
    ours = [
        span("203.0.113.7", "203.0.113.7"),
        span("198.51.100.0", "198.51.100.255"),
        # Once more, as an office and a network: its events still count once.
        span("198.51.100.0", "198.51.100.255"),
        span("2001:db8::", "2001:db8:0:ffff:ffff:ffff:ffff:ffff"),
    ]

    [row] = enrich([event(source_ip=address)], addresses=ours)

    assert row["ip_own"] is is_own


def test_an_operation_of_the_list_is_high_risk() -> None:
    rows = enrich(numbered([event(service="cvm", action="run"), event(service="cam", action="run")]))

    assert [row["high_risk"] for row in rows] == [True, False]


def test_events_keep_their_cells() -> None:
    given = numbered([event(source_ip=ADDRESSES[3], user_agent="x", mfa=True), event(key_id=None)])

    rows = enrich(given)

    assert [{name: row[name] for name in one} for row, one in zip(rows, given, strict=True)] == given
