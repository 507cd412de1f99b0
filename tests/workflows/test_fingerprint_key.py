import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from akwarden.workflows.fingerprint_key import fingerprint_key


def test_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"

    first, remark = fingerprint_key(home)
    second, _ = fingerprint_key(home)

    assert first == second
    assert len(first) == 32
    assert remark is None
    assert stat.S_IMODE((home / "fingerprint.key").stat().st_mode) == 0o600
    assert [p.name for p in home.iterdir()] == ["fingerprint.key"]


def test_two_homes_have_two_keys(tmp_path: Path) -> None:
    assert fingerprint_key(tmp_path / "a")[0] != fingerprint_key(tmp_path / "b")[0]


def test_many_at_once_get_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: fingerprint_key(tmp_path)[0], range(64)))

    assert len(keys) == 1


def test_home_that_can_not_be_made_gives_a_key_for_this_run_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    key, remark = fingerprint_key(tmp_path / "file" / "home")

    assert len(key) == 32
    assert "for this run only" in str(remark)


def test_damaged_key_is_not_used_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "fingerprint.key").write_bytes(b"short")

    key, remark = fingerprint_key(tmp_path)

    assert len(key) == 32
    assert "damaged" in str(remark)
    assert (tmp_path / "fingerprint.key").read_bytes() == b"short"
