import io
from pathlib import Path

import pytest

from akwarden.model.secret import Secret
from akwarden.sources.directory import DirectorySource
from akwarden.sources.stdin import StdinSource
from akwarden.workflows.leaks.target_name import STREAM, target_names
from akwarden.workflows.masking import Veil


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder in which the program runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path.resolve()


@pytest.mark.parametrize("name", [".", "shop/..", "./shop/../"])
def test_a_folder_has_its_whole_path_however_it_was_named(folder: Path, name: str) -> None:
    (folder / "shop").mkdir()

    named = target_names([DirectorySource(Path(name), name)], Veil())

    assert named(name) == str(folder)


def test_standard_input_is_no_folder_of_that_name(folder: Path) -> None:
    (folder / STREAM).mkdir()

    of_folder = target_names([DirectorySource(Path(STREAM), STREAM)], Veil())
    of_stream = target_names([StdinSource(io.BytesIO())], Veil())

    assert of_folder(STREAM) == str(folder / STREAM)
    assert of_stream(STREAM) == STREAM


def test_what_is_no_path_stays_as_it_is(folder: Path) -> None:
    (folder / "shop").mkdir()

    named = target_names([DirectorySource(Path("shop"), "https://git.example.com/shop.git")], Veil())

    assert named("https://git.example.com/shop.git") == "https://git.example.com/shop.git"
    assert named("another") == "another"


def test_a_secret_in_the_path_of_a_target_is_masked(folder: Path) -> None:
    secret = Secret(b"Zq8" * 10)
    name = secret.reveal().decode()
    (folder / name).mkdir()
    veil = Veil([secret])

    named = target_names([DirectorySource(Path(name), name)], veil)

    assert named(veil.over(name)) == f"{folder}/{secret.mask}"
