from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.store.backups import NOW
from tests.store.lake.lakes import batch, opened
from tests.workflows.sync.cloud import acme, added, leases_of, now, read, root_key

from akwarden.emulator.tencent.server import Emulator
from akwarden.errors import StateError
from akwarden.store.migration import open_state
from akwarden.workflows.health import Status
from akwarden.workflows.health_state import state_checks
from akwarden.workflows.vault.kek import init

__all__ = ["acme"]


def _found(home: Path, days: int = 0) -> dict[str, tuple[Status, str]]:
    checks = list(state_checks({}, home, now() + timedelta(days=days)))
    assert all((check.status is Status.OK) == (check.mend is None) for check in checks)
    return {check.name: (check.status, check.detail) for check in checks}


def test_a_home_without_a_state_gets_none(tmp_path: Path) -> None:
    found = _found(tmp_path / "home")

    assert found == {"state": (Status.OK, "none yet; the first account or saved scan makes it")}
    assert not (tmp_path / "home").exists()


def test_a_state_with_accounts_that_were_read_is_sound_until_they_are_old(
    acme: Emulator, tmp_path: Path
) -> None:
    state = open_state(tmp_path, None)
    read(state, added(state, acme, "acme-pay"), leases_of(root_key(acme, "acme-pay")))
    state.close()

    today, later = _found(tmp_path), _found(tmp_path, days=3)

    assert today["state"][0] is Status.OK
    assert today["accounts"] == (Status.OK, "1")
    assert later["accounts"] == (Status.WARN, "1; not read for two days: acme-pay")


def test_an_account_that_can_not_be_read_is_named(acme: Emulator, tmp_path: Path) -> None:
    state = open_state(tmp_path, None)
    read(state, added(state, acme, "acme-pay"), leases_of(root_key(acme, "acme-shop")))
    state.close()

    assert _found(tmp_path)["accounts"] == (Status.FAIL, "1; not readable: acme-pay")


def test_files_of_the_lake_that_are_damaged_or_missing_are_named(tmp_path: Path) -> None:
    state = open_state(tmp_path, None)
    lake = opened(state, tmp_path / "events")
    assert "event lake" not in _found(tmp_path)
    for number in range(3):
        lake.commit(batch(str(number), range(number * 10, number * 10 + 10)))
    sound = _found(tmp_path)["event lake"]
    cut, gone, _ = (file.path for file in lake.files())
    cut.write_bytes(cut.read_bytes()[:100])
    gone.unlink()
    state.close()

    status, detail = _found(tmp_path)["event lake"]

    assert sound == (Status.OK, "30 events in 3 files")
    assert status is Status.FAIL
    assert f"{cut}: it has 100 bytes instead of" in detail
    assert f"{gone}: it is missing" in detail


def test_a_damaged_state_is_told_with_the_mend(tmp_path: Path) -> None:
    open_state(tmp_path, None).close()
    path = tmp_path / "state.db"
    path.write_bytes(path.read_bytes()[:8192])

    assert _found(tmp_path)["state"][0] is Status.FAIL


def test_a_state_of_other_tables_is_told(tmp_path: Path) -> None:
    state = open_state(tmp_path, None)
    with state.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    state.close()

    assert _found(tmp_path)["state"][0] is Status.WARN


def test_a_key_of_the_vault_that_others_can_read_is_a_fault(tmp_path: Path) -> None:
    state = open_state(tmp_path, None)
    init(state, tmp_path, None, actor="a test", now=NOW)
    state.close()
    whole = _found(tmp_path)["vault key"]
    (tmp_path / "kek").chmod(0o644)

    assert whole[0] is Status.OK
    assert _found(tmp_path)["vault key"][0] is Status.FAIL


def test_a_state_that_was_cut_to_nothing_does_not_pass_for_a_new_one(tmp_path: Path) -> None:
    state = open_state(tmp_path, None)
    init(state, tmp_path, None, actor="a test", now=NOW)
    state.close()
    for name in ("state.db", "state.db-wal", "state.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / "state.db").touch()

    with pytest.raises(StateError, match="cut short"):
        open_state(tmp_path, None)
