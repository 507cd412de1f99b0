from datetime import timedelta
from pathlib import Path

from tests.store.databases import postgresql, state
from tests.workflows.vault.vaults import NOW, credential, vault

from akwarden.model.secret import Secret
from akwarden.reports.vault_rows import SecretRow
from akwarden.store.state import State
from akwarden.workflows.vault.listing import listed
from akwarden.workflows.vault.secrets import put

__all__ = ["postgresql", "state"]


def test_secrets_are_listed_with_their_versions_and_the_newest_key_id(state: State, tmp_path: Path) -> None:
    opened = vault(state, tmp_path)
    later = NOW + timedelta(days=1)
    put(opened, "db", Secret(b"some password"), NOW)
    put(opened, "api", credential(1), NOW)
    put(opened, "api", credential(2), later)
    (tmp_path / "kek").unlink()

    assert listed(state) == [
        SecretRow(
            name="api",
            kind="access-key",
            versions=(1, 2),
            created_at=later,
            key_id=credential(2).key_id,
        ),
        SecretRow(name="db", kind="text", versions=(1,), created_at=NOW, key_id=None),
    ]


def test_an_empty_vault_lists_nothing(state: State) -> None:
    assert listed(state) == []
