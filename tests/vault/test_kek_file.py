import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from akwarden.errors import KekError
from akwarden.vault import kek_file
from akwarden.vault.kek import LocalKek


def test_a_key_is_made_for_its_owner_alone_and_found_again(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"

    made = kek_file.create(home)

    assert kek_file.load(home).id == made.id
    assert stat.S_IMODE((home / "kek").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["kek"]
    assert len((home / "kek").read_bytes()) == 32


def test_two_homes_have_two_keys(tmp_path: Path) -> None:
    assert kek_file.create(tmp_path / "one").id != kek_file.create(tmp_path / "two").id


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    made = kek_file.create(tmp_path)

    with pytest.raises(KekError, match="already"):
        kek_file.create(tmp_path)

    assert kek_file.load(tmp_path).id == made.id
    assert [path.name for path in tmp_path.iterdir()] == ["kek"]


def test_of_many_at_once_one_makes_the_key(tmp_path: Path) -> None:
    def attempt(_: int) -> LocalKek | None:
        try:
            return kek_file.create(tmp_path)
        except KekError:
            return None

    with ThreadPoolExecutor(8) as pool:
        made = [kek for kek in pool.map(attempt, range(32)) if kek]

    assert [kek.id for kek in made] == [kek_file.load(tmp_path).id]


def test_a_key_is_not_made_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "kek").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(KekError):
        kek_file.create(tmp_path)

    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("mode", [0o640, 0o620, 0o610, 0o604, 0o602, 0o601, 0o666])
def test_a_key_that_is_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    kek_file.create(tmp_path)
    (tmp_path / "kek").chmod(mode)

    with pytest.raises(KekError, match="open to other users"):
        kek_file.load(tmp_path)


def test_a_link_to_a_good_key_is_refused(tmp_path: Path) -> None:
    kek_file.create(tmp_path / "real")
    (tmp_path / "kek").symlink_to(tmp_path / "real" / "kek")

    with pytest.raises(KekError, match="is a link"):
        kek_file.load(tmp_path)


@pytest.mark.parametrize("size", [0, 31, 33, 5000])
def test_a_key_of_another_size_is_refused_and_not_shown(tmp_path: Path, size: int) -> None:
    (tmp_path / "kek").write_bytes(b"canary" * 1000)
    os.truncate(tmp_path / "kek", size)
    (tmp_path / "kek").chmod(0o600)

    with pytest.raises(KekError) as refused:
        kek_file.load(tmp_path)

    assert "canary" not in f"{refused.value!r} {refused.value.why} {refused.value.mend}"


def test_a_missing_key_says_so(tmp_path: Path) -> None:
    with pytest.raises(KekError, match="does not exist"):
        kek_file.load(tmp_path)


def test_a_folder_and_a_pipe_are_no_key(tmp_path: Path) -> None:
    (tmp_path / "one" / "kek").mkdir(parents=True, mode=0o700)
    (tmp_path / "two").mkdir()
    os.mkfifo(tmp_path / "two" / "kek", 0o600)

    for home in ("one", "two"):
        with pytest.raises(KekError):
            kek_file.load(tmp_path / home)


def test_a_home_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(KekError, match="can't be written"):
        kek_file.create(tmp_path / "file" / "home")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_a_key_of_another_user_is_refused(tmp_path: Path) -> None:
    kek_file.create(tmp_path)
    os.chown(tmp_path / "kek", 65534, 65534)

    with pytest.raises(KekError, match="another user"):
        kek_file.load(tmp_path)


def test_no_words_about_a_key_hold_it(tmp_path: Path) -> None:
    kek = kek_file.create(tmp_path)
    content = (tmp_path / "kek").read_bytes()

    assert content.hex() not in f"{kek!r} {kek}"
    assert repr(content)[2:-1] not in f"{kek!r} {kek}"
