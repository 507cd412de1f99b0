from pathlib import Path

import pytest
from tests.store.databases import postgresql, state
from tests.workflows.vault.vaults import NOW, credential, records, vault

from akwarden.access import random_text
from akwarden.errors import BackupError, StateError
from akwarden.model.secret import Secret
from akwarden.store.access import persons, sessions
from akwarden.store.access.sessions import Session
from akwarden.store.audit_log import log
from akwarden.store.audit_log.verify import Whole, verify
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.workflows.access.door import caller_of_session
from akwarden.workflows.backup import Restored, restore, save
from akwarden.workflows.vault.secrets import Opening, open_secret, put

__all__ = ["postgresql", "state"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a home with a vault that holds one secret, its state closed."""
    home = tmp_path / "full"
    state = open_state(home, None)
    put(vault(state, home), "api", credential(), NOW)
    state.close()
    return home


@pytest.fixture
def backup(home: Path, tmp_path: Path) -> Path:
    """Give a backup of that home."""
    state = open_state(home, None)
    saved = save(state, home, tmp_path / "state.backup", NOW)
    state.close()
    assert saved.kek_file == home / "kek"
    return tmp_path / "state.backup"


def put_back(home: Path, backup: Path, *, url: str | None = None, replace: bool = False) -> Restored:
    """Restore a backup."""
    return restore(home, url, backup, replace=replace, actor="bob", now=NOW)


def test_a_secret_opens_after_a_restore_on_each_database_with_the_key_that_was_kept_apart(
    state: State, home: Path, backup: Path, tmp_path: Path
) -> None:
    other = Path(state.place).parent if state.is_sqlite else tmp_path / "other"
    url = None if state.is_sqlite else state.engine.url.render_as_string(hide_password=False)

    done = put_back(other, backup, url=url)

    assert done.needs_kek
    found = open_secret(vault(state, home), "api", why=Opening.REVEAL, now=NOW)
    assert found.content == credential()
    # The chain goes on behind what was restored.
    assert [one.action for one in records(state)] == ["secret.put", "state.restore", "secret.reveal"]
    with state.reading() as connection:
        assert isinstance(verify(log.entries(connection)), Whole)


def test_what_is_there_is_not_given_up_unasked(home: Path, backup: Path) -> None:
    with pytest.raises(BackupError, match="holds something already") as refused:
        put_back(home, backup)

    assert refused.value.mend == "make a backup of it, then say --replace"


def test_what_is_there_is_replaced_when_that_was_said_and_the_record_tells(home: Path, backup: Path) -> None:
    state = open_state(home, None)
    put(vault(state, home), "later", Secret(b"some password"), NOW)
    with state.reading() as connection:
        last = log.last(connection)
    assert last is not None

    done = put_back(home, backup, replace=True)

    assert not done.needs_kek
    *_, record = records(state)
    assert (record.actor, record.action, record.number) == ("bob", "state.restore", 2)
    assert record.details["replaced_records"] == 2
    assert record.details["replaced_last_digest"] == last.digest.hex()
    state.close()


def test_a_backup_that_is_not_whole_changes_nothing(home: Path, backup: Path) -> None:
    backup.write_bytes(backup.read_bytes()[:-30])
    before = (home / "state.db").read_bytes()

    with pytest.raises(BackupError, match="is not a whole backup"):
        put_back(home, backup, replace=True)

    assert (home / "state.db").read_bytes() == before


def test_a_damaged_state_is_moved_aside_when_that_was_said(home: Path, backup: Path) -> None:
    damaged = (home / "state.db").read_bytes()[:20_000]
    (home / "state.db").write_bytes(damaged)

    with pytest.raises(StateError) as refused:
        put_back(home, backup)
    done = put_back(home, backup, replace=True)

    assert str(refused.value.mend).startswith("say --replace")
    assert done.set_aside is not None
    assert done.set_aside.read_bytes() == damaged
    state = open_state(home, None)
    assert open_secret(vault(state, home), "api", why=Opening.USE, now=NOW).content == credential()
    state.close()


def test_the_key_of_the_vault_is_not_in_a_backup(home: Path, backup: Path, tmp_path: Path) -> None:
    (home / "kek").rename(tmp_path / "kept")

    assert put_back(tmp_path / "third", backup).needs_kek
    assert not (tmp_path / "third" / "kek").exists()


def test_a_session_of_a_backup_lets_nobody_in(home: Path, tmp_path: Path) -> None:
    cookie = random_text.secret_text()
    state = open_state(home, None)
    with state.writing() as connection:
        number = persons.add(connection, {"login": "ada", "name": "Ada"}, NOW)
        begun = Session(
            id="s", person_id=number, how="password", address="", agent="", created_at=NOW, seen_at=NOW
        )
        sessions.begin(connection, begun, random_text.digest(cookie))
    assert caller_of_session(state, cookie, NOW) is not None
    save(state, home, tmp_path / "with-session.backup", NOW)
    state.close()

    put_back(tmp_path / "other", tmp_path / "with-session.backup")

    state = open_state(tmp_path / "other", None)
    assert caller_of_session(state, cookie, NOW) is None
    state.close()
