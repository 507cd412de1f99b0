from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.providers.clouds import aws_key_id
from tests.reports.samples import example_finding, finding, fingerprint, location
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_account, add_blind_spot, add_key, add_principal, key_id

from akwarden.model.access_key import KeyStatus, UnlistedGuess
from akwarden.model.finding import SecretView
from akwarden.model.leak import LeakRow
from akwarden.model.severity import Severity
from akwarden.risk.leaked import risk_of
from akwarden.store.leak_rows import select_rows
from akwarden.store.leaks import Written
from akwarden.store.risk_rows import leaked_keys
from akwarden.store.state import State
from akwarden.store.tables import access_keys
from akwarden.store.unlisted_keys import guesses
from akwarden.workflows.leaks.save import Saved, save_leaks
from akwarden.workflows.leaks.seen import seen_leaks
from akwarden.workflows.leaks.unlisted import guess_again

__all__ = ["postgresql", "state"]

SHOP, PAY = (location(source=name) for name in ("/src/shop", "/src/pay"))
LEAKED = finding(key_id=key_id(), location=SHOP)


def rows(state: State) -> list[LeakRow]:
    with state.reading() as connection:
        return list(select_rows(connection))


def saved(state: State, *found: object, days: float = 0) -> Saved:
    return save_leaks(state, seen_leaks(found), NOW + timedelta(days=days))  # type: ignore[arg-type]  # findings


def test_the_same_key_in_two_repositories_is_one_leak_with_two_places(state: State) -> None:
    saved(state, LEAKED)

    later = saved(state, finding(id="9" * 64, key_id=key_id(), location=PAY))

    (row,) = rows(state)
    assert later.written == Written(places=1)
    assert {place.source for place in row.leak.places} == {"/src/shop", "/src/pay"}


def test_a_second_scan_adds_nothing_and_writes_nothing(state: State) -> None:
    saved(state, LEAKED)

    again = saved(state, LEAKED, days=0.9)

    assert (again.leaks, bool(again.written)) == (1, False)
    assert rows(state)[0].last_seen_at == NOW


def test_a_second_scan_does_not_even_open_a_transaction_that_writes(tmp_path: Path) -> None:
    from akwarden.store.migration import open_state  # noqa: PLC0415  beside the fixture, for its file

    with_one = open_state(tmp_path, None)
    saved(with_one, LEAKED)
    before = (tmp_path / "state.db-wal").read_bytes()

    saved(with_one, LEAKED)

    assert (tmp_path / "state.db-wal").read_bytes() == before
    with_one.close()


def test_a_leaked_key_of_the_inventory_that_works_is_a_critical_risk_at_once(state: State) -> None:
    with state.writing() as connection:
        account = add_account(connection, "prod")
        alice = add_principal(connection, account)
        add_key(connection, account_id=account, principal_id=alice)

    done = saved(state, LEAKED)

    (key,) = done.live
    risk = risk_of(key)
    assert (key.key_id, key.account_name, key.principal) == (key_id(), "prod", "alice")
    assert (risk.rule, risk.severity) == ("leaked-key-active", Severity.CRITICAL)
    assert done.unlisted == 0


@pytest.mark.parametrize("status", ["inactive", "deleted"])
def test_a_listed_key_is_never_made_an_unlisted_one(state: State, status: str) -> None:
    with state.writing() as connection:
        add_key(connection, account_id=add_account(connection), status=status)

    done = saved(state, LEAKED)

    assert (done.live, done.unlisted) == ((), 0)
    with state.reading() as connection:
        assert connection.execute(select(access_keys.c.status)).scalar_one() == status


def test_a_key_that_no_account_lists_joins_the_inventory_with_a_guess(state: State) -> None:
    with state.writing() as connection:
        account = add_account(connection)
        add_principal(connection, account)
        add_blind_spot(connection, account, "root identity", "the root keys")

    done = saved(state, LEAKED)

    with state.reading() as connection:
        (key,) = leaked_keys(connection)
    assert (done.unlisted, key.status, key.guess) == (1, KeyStatus.UNLISTED, UnlistedGuess.ROOT)
    assert risk_of(key).severity is Severity.HIGH


def test_keys_of_other_services_and_values_alone_are_no_keys_of_the_inventory(state: State) -> None:
    other = finding(provider="volcengine", key_id="AKLT" + "a" * 40)
    lone = finding(key_id=None, secret=SecretView("****", fingerprint("c")))

    done = saved(state, other, lone)

    with state.reading() as connection:
        assert connection.execute(select(func.count()).select_from(access_keys)).scalar_one() == 0
    assert (done.leaks, done.unlisted, len(rows(state))) == (2, 0, 2)


def test_what_does_not_count_is_not_saved(state: State) -> None:
    saved(state, example_finding())

    assert rows(state) == []


def test_more_than_one_share_is_saved_whole(state: State) -> None:
    many = [
        finding(key_id=None, id=f"{n:064}", secret=SecretView("****", fingerprint(f"{n:04}")))
        for n in range(1200)
    ]

    done = saved(state, *many)

    assert (done.written.leaks, len(rows(state))) == (1200, 1200)


def test_a_leak_with_more_places_than_one_share_is_saved_whole(state: State) -> None:
    places = tuple(location(line=line) for line in range(100, 1300))

    done = saved(state, LEAKED, finding(key_id=key_id(), related=places), LEAKED)

    assert done.written.leaks == 1
    assert len(rows(state)[0].leak.places) == 1202


def test_a_guess_is_made_anew_when_the_accounts_are_known_better(state: State) -> None:
    key = aws_key_id("123456789012")
    with state.writing() as connection:
        account = add_account(connection, "lab", provider="aws", site="aws", number="123456789012")
    saved(state, finding(provider="aws", rule="aws-access-key", key_id=key))
    with state.writing() as connection:
        before = guesses(connection, [key])
        add_principal(connection, account)

        changed, again = guess_again(connection), guess_again(connection)

    with state.reading() as connection:
        assert (before, guesses(connection, [key])) == ({key: None}, {key: UnlistedGuess.ROOT})
    assert (changed, again) == (1, 0)
