from pathlib import Path

import pytest
from tests.store.databases import postgresql, state
from tests.workflows.vault.vaults import NOW, PASSPHRASE, credential, no_more_records, records, vault

from akwarden.errors import KekError, PassphraseError, StateError
from akwarden.model.secret import Secret
from akwarden.store.state import State
from akwarden.vault import kek_file
from akwarden.workflows.vault.kek import KekProvider, file_of, init, open_kek, provider_of
from akwarden.workflows.vault.passphrase import PassphraseSources
from akwarden.workflows.vault.secrets import put

__all__ = ["postgresql", "state"]

NOBODY = PassphraseSources()
GIVEN = PassphraseSources(given=PASSPHRASE)


def test_a_vault_is_made_once_and_opens_again(state: State, tmp_path: Path) -> None:
    made = init(state, tmp_path, None, actor="alice", now=NOW)

    assert open_kek(tmp_path, NOBODY).id == made.id
    assert (provider_of(tmp_path), file_of(tmp_path)) == (KekProvider.FILE, tmp_path / "kek")
    assert [(one.actor, one.action, one.details) for one in records(state)] == [
        ("alice", "vault.init", {"provider": "file"})
    ]
    with pytest.raises(KekError, match="is there already"):
        init(state, tmp_path, GIVEN, actor="alice", now=NOW)


def test_a_vault_with_a_passphrase_opens_with_that_alone(state: State, tmp_path: Path) -> None:
    made = init(state, tmp_path, GIVEN, actor="alice", now=NOW)

    assert open_kek(tmp_path, GIVEN).id == made.id
    assert provider_of(tmp_path) is KekProvider.PASSPHRASE
    with pytest.raises(PassphraseError, match="not the one"):
        open_kek(tmp_path, PassphraseSources(given=Secret(b"another passphrase")))
    with pytest.raises(PassphraseError, match="needs its passphrase"):
        open_kek(tmp_path, NOBODY)


def test_without_a_vault_the_way_to_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(KekError, match="has no vault") as refused:
        open_kek(tmp_path, NOBODY)

    assert "akwarden vault init" in str(refused.value.mend)


def test_two_keys_are_refused(tmp_path: Path) -> None:
    kek_file.create(tmp_path)
    (tmp_path / "kek.passphrase").symlink_to("nowhere")

    with pytest.raises(KekError, match="has two keys"):
        open_kek(tmp_path, GIVEN)


def test_no_new_key_is_made_for_secrets_that_are_sealed_under_another(state: State, tmp_path: Path) -> None:
    put(vault(state, tmp_path), "api", credential(), NOW)
    (tmp_path / "kek").rename(tmp_path / "elsewhere")

    with pytest.raises(KekError, match="the key that opens them is not in") as refused:
        init(state, tmp_path, None, actor="alice", now=NOW)

    assert "restore the file kek" in str(refused.value.mend)
    assert provider_of(tmp_path) is None


def test_without_its_record_no_key_is_made(state: State, tmp_path: Path) -> None:
    with no_more_records(state), pytest.raises(StateError):
        init(state, tmp_path, None, actor="alice", now=NOW)

    assert provider_of(tmp_path) is None


def test_a_passphrase_that_is_refused_leaves_no_record(state: State, tmp_path: Path) -> None:
    with pytest.raises(PassphraseError):
        init(state, tmp_path, PassphraseSources(given=Secret(b"short")), actor="alice", now=NOW)

    assert records(state) == []
