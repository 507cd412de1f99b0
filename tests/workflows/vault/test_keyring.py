from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.store.databases import postgresql, state
from tests.workflows.vault.vaults import (
    NOW,
    PASSPHRASE,
    credential,
    no_more_records,
    records,
    run,
    vault,
)

from akwarden.errors import CredentialError, KekError, MovedError, StateError
from akwarden.model.secret import Secret
from akwarden.store.state import State
from akwarden.workflows.vault.kek import init
from akwarden.workflows.vault.keyring import Keyring, read_access_key
from akwarden.workflows.vault.passphrase import PassphraseSources
from akwarden.workflows.vault.secrets import Vault, put

__all__ = ["postgresql", "state"]


def keyring(state: State, home: Path, sources: PassphraseSources | None = None) -> Keyring:
    """Give what a collector of this home has."""
    return Keyring(state, home, actor="sync", sources=sources or PassphraseSources())


def uses(state: State) -> list[tuple[str, object]]:
    """Give the names and versions that are on record as used."""
    return [(one.object, one.details["version"]) for one in records(state) if one.action == "secret.use"]


def test_a_use_is_on_record_once_a_run_and_a_version(state: State, tmp_path: Path) -> None:
    opened = vault(state, tmp_path)
    put(opened, "api", credential(1), NOW)
    ring = keyring(state, tmp_path)

    first = [ring.access_key("api", NOW) for _ in range(3)]
    put(opened, "api", credential(2), NOW)
    second = [ring.access_key("api", NOW) for _ in range(3)]

    assert first == [credential(1)] * 3
    assert second == [credential(2)] * 3
    assert uses(state) == [("api", 1), ("api", 2)]


def test_the_next_run_is_on_record_again(state: State, tmp_path: Path) -> None:
    put(vault(state, tmp_path), "api", credential(), NOW)

    for _ in range(2):
        found = read_access_key(state, tmp_path, "api", actor="sync", now=NOW, sources=PassphraseSources())
        assert found == credential()

    assert uses(state) == [("api", 1), ("api", 1)]


def test_many_threads_make_one_record(state: State, tmp_path: Path) -> None:
    put(vault(state, tmp_path), "api", credential(), NOW)
    ring = keyring(state, tmp_path)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: ring.access_key("api", NOW), range(24)))

    assert found == [credential()] * 24
    assert uses(state) == [("api", 1)]


def test_without_its_record_no_key_is_handed_out_and_a_later_try_is_on_record(
    state: State, tmp_path: Path
) -> None:
    put(vault(state, tmp_path), "api", credential(), NOW)
    ring = keyring(state, tmp_path)

    with no_more_records(state), pytest.raises(StateError):
        ring.access_key("api", NOW)

    assert ring.access_key("api", NOW) == credential()
    assert uses(state) == [("api", 1)]


@pytest.mark.parametrize("name", ["nothing", "db"])
def test_a_name_without_an_access_key_is_told_with_the_way_to_put_one(
    state: State, tmp_path: Path, name: str
) -> None:
    put(vault(state, tmp_path), "db", Secret(b"some password"), NOW)

    with pytest.raises(CredentialError) as refused:
        keyring(state, tmp_path).access_key(name, NOW)

    assert refused.value.mend == f"akwarden vault put {name} --kind access-key"


def test_a_key_that_was_moved_is_not_used(state: State, tmp_path: Path) -> None:
    put(vault(state, tmp_path), "theirs", credential(), NOW)
    run(state, "UPDATE sealed_secrets SET name = 'ours'")

    with pytest.raises(MovedError):
        keyring(state, tmp_path).access_key("ours", NOW)


def test_a_run_that_needs_no_key_of_the_vault_needs_no_vault(state: State, tmp_path: Path) -> None:
    ring = keyring(state, tmp_path)

    with pytest.raises(KekError, match="has no vault"):
        ring.access_key("api", NOW)


def test_the_passphrase_is_asked_for_once(state: State, tmp_path: Path) -> None:
    questions: list[str] = []

    def answer(question: str) -> str:
        questions.append(question)
        return PASSPHRASE.reveal().decode()

    kek = init(state, tmp_path, PassphraseSources(given=PASSPHRASE), actor="alice", now=NOW)
    put(Vault(state, kek, "alice"), "api", credential(), NOW)
    ring = keyring(state, tmp_path, PassphraseSources(ask=answer))

    assert [ring.access_key("api", NOW) for _ in range(2)] == [credential()] * 2
    assert questions == ["Passphrase of the vault"]
