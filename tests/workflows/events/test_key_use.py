"""What the lake says of keys and addresses, at a moment that stands still."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from tests.store.databases import home_state
from tests.store.raised import closed, put, signal
from tests.store.rows import key_id
from tests.workflows.events.imports import FIRST, NOW, Shop, audit, lines, trail
from tests.workflows.keys.inventory import add_inventory

from akwarden.model.access_key import AccessKeyId
from akwarden.model.alarm import AlarmStatus
from akwarden.workflows.events.address_use import address_use
from akwarden.workflows.events.key_use import WithUse, key_use, used
from akwarden.workflows.events.lake_key import issuer_page, used_key_page
from akwarden.workflows.events.opening import events_of
from akwarden.workflows.events.tidying import tidy
from akwarden.workflows.keys.listing import Asked, list_keys

pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

KEY = AccessKeyId(key_id(1))
_DAY = 24 * 60


def called(minutes_ago: int, key: str = KEY, address: str = "203.0.113.9") -> dict[str, object]:
    """Return a record of so many minutes before the moment."""
    number = int((NOW - FIRST) / timedelta(minutes=1)) - minutes_ago
    record = audit(number, sourceIPAddress=address)
    return {**record, "userIdentity": {**record["userIdentity"], "secretId": key, "sessionContext": "{}"}}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Give a lake with calls of two keys, the latest of them a minute ago, and a small inventory."""
    with (
        closing(home_state(tmp_path / "home")) as state,
        closing(Shop(state, tmp_path / "lake")) as shop,
    ):
        with state.writing() as connection:
            add_inventory(connection)
        records = [
            *(called(minutes) for minutes in (1, _DAY - 1, _DAY + 1)),
            called(5, address="2001:db8::7"),
            called(7, key_id(2)),
        ]
        (tmp_path / "a").write_bytes(lines(records))
        shop.take(tmp_path / "a")
        yield shop


def test_calls_of_the_last_24_hours_are_counted_to_the_minute(shop: Shop) -> None:
    found = used(events_of(shop.lake), [KEY, key_id(3)], NOW)

    assert set(found) == {KEY}
    assert (found[KEY].calls_24h, found[KEY].source_ips) == (3, 2)
    assert found[KEY].last_at == NOW - timedelta(minutes=1)


def test_how_a_key_is_used(shop: Shop) -> None:
    with shop.state.reading() as connection:
        use = key_use(connection, events_of(shop.lake), KEY, NOW)
        nothing = key_use(connection, events_of(shop.lake), AccessKeyId(key_id(3)), NOW)

    assert (use.calls, use.calls_24h, use.failed, use.source_ips) == (4, 3, 0, 2)
    assert [row.source_ip for row in use.addresses] == ["203.0.113.9", "2001:db8::7"]
    assert use.addresses[0].resource == "ins-1"
    assert [api.calls for api in use.apis] == [4]
    assert set(use.usual_hours) == {11, 12}
    assert (nothing.calls, nothing.addresses, nothing.last_at) == (0, (), None)


@pytest.mark.parametrize("all_keys", [True, False])
def test_a_list_of_keys_has_their_use(shop: Shop, *, all_keys: bool) -> None:
    asked = Asked(where="", sort="key", limit=None, after=None, with_deleted=False, now=NOW)
    with shop.state.reading() as connection:
        listing = list_keys(connection, asked, WithUse(events_of(shop.lake), NOW, all_keys=all_keys))
        rows = {one.row.key_id: (one.row.source_ips, one.row.calls_24h) for one in listing}

    assert rows[KEY] == (2, 3)
    assert rows[AccessKeyId(key_id(2))] == (1, 1)
    assert rows[AccessKeyId(key_id(3))] == (0, 0)


def test_what_was_called_from_a_network(shop: Shop) -> None:
    use = address_use(events_of(shop.lake), "203.0.113.0/24")

    assert (use.calls, use.addresses, [key.key_id for key in use.keys]) == (4, 1, [KEY, key_id(2)])
    assert address_use(events_of(shop.lake), "198.51.100.0/24").calls == 0


def test_a_key_that_only_records_know_has_a_page(shop: Shop, tmp_path: Path) -> None:
    record = trail(1)
    temporary = record["userIdentity"]["accessKeyId"]
    (tmp_path / "b").write_bytes(lines([record]))
    shop.take(tmp_path / "b")

    with shop.state.reading() as connection:
        page = used_key_page(connection, events_of(shop.lake), temporary, NOW)
        nobody = used_key_page(connection, events_of(shop.lake), temporary[:-1], NOW)

    assert page is not None
    assert (page.key_type, page.issuer) == ("temporary", "arn:aws:iam::111122223333:role/ci")
    assert (page.session_name, page.use.calls) == ("ci", 1)
    assert nobody is None


def test_pages_of_a_temporary_key_and_of_whom_it_was_issued_to_have_their_open_alarms(
    shop: Shop, tmp_path: Path
) -> None:
    record = trail(1)
    temporary, role = record["userIdentity"]["accessKeyId"], "arn:aws:iam::111122223333:role/ci"
    (tmp_path / "b").write_bytes(lines([record]))
    shop.take(tmp_path / "b")
    about = {"subject": f"issuer:{role}", "provider": "aws", "account": "111122223333"}
    many = signal("many", 1, **about, key_ids=tuple(key_id(number) for number in range(20, 40)))
    own = signal("own", 2, story="recon", **about, key_ids=(temporary,))
    with shop.state.writing() as connection:
        done = signal("done", 4, story="done", **about)
        put(connection, many, own, done, signal("other", 3, subject="issuer:somebody"))
        closed(connection, done, AlarmStatus.HANDLED)

    with shop.state.reading() as connection:
        key = used_key_page(connection, events_of(shop.lake), temporary, NOW)
        issuer = issuer_page(connection, events_of(shop.lake), role, NOW)
        nobody = issuer_page(connection, events_of(shop.lake), f"{role}-of-others", NOW)

    assert key is not None
    assert issuer is not None
    assert nobody is None
    assert [alarm.rule for alarm in key.alarms] == [alarm.rule for alarm in issuer.alarms] == ["own", "many"]
    assert [(row.provider, row.keys, row.calls) for row in issuer.use] == [("aws", 1, 1)]
    assert [row.key_id for row in issuer.keys] == [temporary]


def test_tidying_drops_merges_and_deletes(shop: Shop, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / str(number)).write_bytes(lines([called(30 + number)]))
        shop.take(tmp_path / str(number))
    before = shop.ids()

    merged = tidy(shop.lake, NOW, keep_days=400)
    assert merged.merged >= 3
    assert shop.ids() == before
    assert tidy(shop.lake, NOW + timedelta(hours=2), keep_days=400).deleted >= 3
    assert tidy(shop.lake, NOW + timedelta(days=460), keep_days=400).expired >= 1
    assert shop.lake.status().rows == 0
