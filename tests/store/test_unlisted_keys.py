from sqlalchemy import RowMapping, select
from tests.store.databases import postgresql, state
from tests.store.rows import (
    NOW,
    add_account,
    add_blind_spot,
    add_key,
    add_leak,
    add_principal,
    key_id,
)

from akwarden.model.access_key import AccessKey, AccessKeyId, KeyStatus, UnlistedGuess
from akwarden.model.principal import Holdings, Principal, PrincipalId, PrincipalType
from akwarden.model.unlisted_key import ListedAccount, SeenKey
from akwarden.store.inventory.holdings import merge_holdings
from akwarden.store.state import State
from akwarden.store.tables import access_keys
from akwarden.store.unlisted_keys import (
    UnlistedKey,
    add,
    guesses,
    known,
    listed_accounts,
    set_guess,
    unlisted,
)

__all__ = ["postgresql", "state"]

ROOT = UnlistedKey(key_id(), "tencent", is_temporary=False, guess=UnlistedGuess.ROOT)


def row(state: State) -> RowMapping:
    with state.reading() as connection:
        return connection.execute(select(access_keys)).mappings().one()


def test_an_unlisted_key_has_no_account_and_a_guess(state: State) -> None:
    with state.writing() as connection:
        add(connection, [ROOT], NOW)

    kept = row(state)
    assert (kept["status"], kept["guess"], kept["key_type"]) == ("unlisted", "root", "permanent")
    assert (kept["account_id"], kept["principal_id"], kept["last_use_known"]) == (None, None, False)
    assert kept["first_seen_at"] == NOW


def test_a_key_that_an_account_lists_is_left_as_it_is(state: State) -> None:
    with state.writing() as connection:
        add_key(connection, account_id=add_account(connection), status="inactive")

        add(connection, [ROOT], NOW)
        set_guess(connection, key_id(), UnlistedGuess.PROJECT)

    assert (row(state)["status"], row(state)["guess"]) == ("inactive", None)


def test_a_listing_takes_over_what_was_unlisted(state: State) -> None:
    with state.writing() as connection:
        add(connection, [ROOT], NOW)
        account = add_account(connection)
        add_principal(connection, account, "alice")
        alice = Principal(id=PrincipalId("id-alice"), type=PrincipalType.USER, name="alice")
        key = AccessKey(id=AccessKeyId(key_id()), status=KeyStatus.ACTIVE, created_at=NOW)
        held = Holdings(principal=alice, keys=(key,), grants=None, groups=None)

        merge_holdings(connection, "tencent", account, [held], NOW)

    kept = row(state)
    assert (kept["status"], kept["guess"], kept["account_id"]) == ("active", None, account)


def test_another_guess_takes_the_place_of_the_first(state: State) -> None:
    with state.writing() as connection:
        add(connection, [ROOT], NOW)

        set_guess(connection, key_id(), None)

    with state.reading() as connection:
        assert guesses(connection, [key_id()]) == {key_id(): None}
        assert known(connection, [key_id(), key_id(2)]) == {key_id()}


def test_keys_are_given_back_as_their_leaks_have_them(state: State) -> None:
    with state.writing() as connection:
        add(connection, [ROOT], NOW)
        add_leak(connection, key_id(), provider="tencent-apigw")
        add_leak(connection, add_key(connection, 2))

    with state.reading() as connection:
        assert unlisted(connection) == [SeenKey("tencent-apigw", key_id(), is_temporary=False)]


def test_accounts_say_what_they_hide_and_whether_they_were_read(state: State) -> None:
    with state.writing() as connection:
        prod = add_account(connection, "prod", number="100001234567")
        add_account(connection, "lab", provider="aws", number="123456789012", site="aws")
        add_principal(connection, prod)
        add_blind_spot(connection, prod, "root identity", "the root keys")

    with state.reading() as connection:
        assert listed_accounts(connection) == [
            ListedAccount(
                provider="tencent",
                number="100001234567",
                was_read=True,
                unseen=("root identity", "the root keys"),
            ),
            ListedAccount(provider="aws", number="123456789012", was_read=False, unseen=()),
        ]
