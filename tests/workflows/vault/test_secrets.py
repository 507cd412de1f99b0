from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.databases import postgresql, state
from tests.workflows.vault.vaults import NOW, credential, no_more_records, records, run, vault

from akwarden.errors import MovedError, SealedError, StateError, UsageError, VaultError, WrongKekError
from akwarden.model.secret import Secret
from akwarden.store import sealed
from akwarden.store.state import State
from akwarden.vault.envelope import LARGEST
from akwarden.workflows.vault.secrets import (
    Opening,
    SecretKind,
    UnknownSecretError,
    Vault,
    open_secret,
    put,
    text_of,
)

__all__ = ["postgresql", "state"]


@pytest.fixture
def opened(state: State, tmp_path: Path) -> Vault:
    """Give an open vault with nothing in it, on each database."""
    return vault(state, tmp_path)


def reveal(opened: Vault, name: str, version: int | None = None) -> object:
    """Give what is in a secret."""
    return open_secret(opened, name, why=Opening.REVEAL, now=NOW, version=version).content


def test_a_secret_comes_back_as_it_was_put(opened: Vault) -> None:
    put(opened, "api", credential(token=True), NOW)
    put(opened, "db", Secret(b"some password"), NOW)

    assert reveal(opened, "api") == credential(token=True)
    assert reveal(opened, "db") == Secret(b"some password")


def test_each_put_makes_a_new_version_and_the_old_ones_stay(opened: Vault) -> None:
    versions = [put(opened, "api", credential(seed), NOW) for seed in (1, 2)]

    assert versions == [1, 2]
    assert reveal(opened, "api") == credential(2)
    assert reveal(opened, "api", 1) == credential(1)


def test_many_that_put_at_once_make_one_version_each(opened: Vault) -> None:
    with ThreadPoolExecutor(4) as pool:
        versions = list(pool.map(lambda seed: put(opened, "api", credential(seed), NOW), range(16)))

    assert sorted(versions) == list(range(1, 17))
    for seed, version in enumerate(versions):
        assert reveal(opened, "api", version) == credential(seed)


def test_what_was_done_is_on_record_without_any_value(opened: Vault, state: State) -> None:
    put(opened, "api", credential(), NOW)
    put(opened, "db", Secret(b"some password"), NOW)
    open_secret(opened, "api", why=Opening.VIEW, now=NOW)
    reveal(opened, "db")

    kek = opened.kek.id.hex()
    key = {"kind": "access-key", "version": 1, "kek": kek, "key_id": credential().key_id}
    found = [(one.actor, one.action, one.object, one.details) for one in records(state)]
    assert found == [
        ("alice", "secret.put", "api", key),
        ("alice", "secret.put", "db", {"kind": "text", "version": 1, "kek": kek}),
        ("alice", "secret.view", "api", {"kind": "access-key", "version": 1}),
        ("alice", "secret.reveal", "db", {"kind": "text", "version": 1}),
    ]


def test_without_its_record_nothing_is_put(opened: Vault, state: State) -> None:
    with no_more_records(state), pytest.raises(StateError):
        put(opened, "api", credential(), NOW)

    with state.reading() as connection:
        assert not sealed.has_any(connection)


def test_without_its_record_nothing_is_revealed(opened: Vault, state: State) -> None:
    put(opened, "api", credential(), NOW)

    with no_more_records(state), pytest.raises(StateError) as refused:
        reveal(opened, "api")

    assert credential().secret.reveal().decode() not in f"{refused.value.what}{refused.value.why}"
    assert [one.action for one in records(state)] == ["secret.put"]


def test_rows_that_change_places_do_not_open(opened: Vault, state: State) -> None:
    put(opened, "mine", credential(1), NOW)
    put(opened, "yours", credential(2), NOW)

    for old, new in (("mine", "x"), ("yours", "mine"), ("x", "yours")):
        run(state, "UPDATE sealed_secrets SET name = :new WHERE name = :old", old=old, new=new)

    for name in ("mine", "yours"):
        with pytest.raises(MovedError):
            reveal(opened, name)


def test_an_old_version_in_the_place_of_the_new_one_does_not_open(opened: Vault, state: State) -> None:
    put(opened, "api", credential(1), NOW)
    put(opened, "api", credential(2), NOW)

    run(
        state,
        "UPDATE sealed_secrets SET sealed = (SELECT sealed FROM sealed_secrets WHERE version = 1)"
        " WHERE version = 2",
    )

    with pytest.raises(MovedError):
        reveal(opened, "api")


def test_an_old_version_is_not_given_when_the_newest_was_deleted(opened: Vault, state: State) -> None:
    put(opened, "api", credential(1), NOW)
    put(opened, "api", credential(2), NOW)

    run(state, "DELETE FROM sealed_secrets WHERE version = 2")

    with pytest.raises(SealedError, match="version 2 of 'api' is missing"):
        reveal(opened, "api")


def test_the_number_of_a_version_that_was_deleted_is_not_used_again(opened: Vault, state: State) -> None:
    put(opened, "api", credential(1), NOW)
    put(opened, "api", credential(2), NOW)
    run(state, "DELETE FROM sealed_secrets")

    assert put(opened, "api", credential(3), NOW) == 3


def test_a_text_that_somebody_calls_an_access_key_does_not_open(opened: Vault, state: State) -> None:
    put(opened, "db", Secret(b"some password"), NOW)

    run(state, "UPDATE sealed_secrets SET kind = 'access-key'")

    with pytest.raises(MovedError):
        reveal(opened, "db")


@pytest.mark.parametrize("kind", ["other", "text2"])
def test_a_kind_that_nobody_puts_there_is_damage(opened: Vault, state: State, kind: str) -> None:
    put(opened, "db", Secret(b"some password"), NOW)

    run(state, "UPDATE sealed_secrets SET kind = :kind", kind=kind)

    with pytest.raises(SealedError, match="of a kind that was not put there"):
        reveal(opened, "db")


def test_a_name_holds_one_kind(opened: Vault) -> None:
    put(opened, "api", credential(), NOW)

    with pytest.raises(VaultError, match="of another kind: access-key"):
        put(opened, "api", Secret(b"text"), NOW)


def test_another_key_opens_nothing_and_puts_nothing(opened: Vault, state: State, tmp_path: Path) -> None:
    put(opened, "api", credential(), NOW)
    other = vault(state, tmp_path / "other")

    with pytest.raises(WrongKekError):
        reveal(other, "api")
    with pytest.raises(WrongKekError):
        put(other, "new", credential(), NOW)


def test_a_name_that_is_not_there_is_led_to_the_nearest(opened: Vault) -> None:
    put(opened, "production", credential(), NOW)

    with pytest.raises(UnknownSecretError) as refused:
        reveal(opened, "prodction")

    assert refused.value.mend == "did you mean production? akwarden vault list lists them all"


def test_a_version_that_never_was_is_no_damage(opened: Vault) -> None:
    put(opened, "api", credential(), NOW)

    with pytest.raises(UnknownSecretError, match="'api' has no version 2"):
        reveal(opened, "api", 2)


def test_an_access_key_is_not_found_under_the_name_of_a_text(opened: Vault) -> None:
    put(opened, "db", Secret(b"some password"), NOW)

    with pytest.raises(UnknownSecretError):
        open_secret(opened, "db", why=Opening.USE, now=NOW, kind=SecretKind.ACCESS_KEY)


@pytest.mark.parametrize("name", ["", " api", "api ", "a\nb", "a\x1b[2J", "n" * 101])
def test_a_name_that_can_not_be_shown_is_refused(opened: Vault, name: str) -> None:
    with pytest.raises(UsageError, match="can't be that one"):
        put(opened, name, credential(), NOW)


def test_one_line_end_behind_a_text_is_not_part_of_it() -> None:
    assert text_of(b"two\nlines\n\n") == Secret(b"two\nlines\n")
    assert text_of(b"windows\r\n") == Secret(b"windows")


@pytest.mark.parametrize("given", [b"", b"\n", b"\r\n", b"\xff\xfe", b"x" * (LARGEST + 1)])
def test_what_is_no_text_is_refused(given: bytes) -> None:
    with pytest.raises(UsageError):
        text_of(given)


@given(st.text(min_size=1).filter(lambda text: text.strip("\r\n")))
def test_a_text_is_taken_with_or_without_its_line_end(text: str) -> None:
    kept = text.encode().rstrip(b"\r\n")

    assert text_of(kept + b"\n") == text_of(kept) == Secret(kept)
