from collections.abc import Callable
from pathlib import Path

import pytest
from tests.workflows.vault.vaults import PASSPHRASE

from akwarden.errors import PassphraseError
from akwarden.model.secret import Secret
from akwarden.workflows.vault.passphrase import PassphraseSources, obtain, obtain_new, take_from_environment


def typing(*answers: str) -> Callable[[str], str]:
    """Give somebody who types these, one after the other."""
    left = iter(answers)
    return lambda _question: next(left)


def test_the_environment_loses_the_passphrase_that_is_taken_from_it() -> None:
    environment = {"AKWARDEN_PASSPHRASE": "some words", "PATH": "/bin"}

    assert take_from_environment(environment) == Secret(b"some words")
    assert environment == {"PATH": "/bin"}
    assert take_from_environment(environment) is None


def test_a_file_goes_before_the_environment_and_that_before_a_person(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_text("from the file\nnot this\n")

    assert obtain(PassphraseSources(file, PASSPHRASE, typing("typed"))) == Secret(b"from the file")
    assert obtain(PassphraseSources(None, PASSPHRASE, typing("typed"))) == PASSPHRASE
    assert obtain(PassphraseSources(ask=typing("typed"))) == Secret(b"typed")


@pytest.mark.parametrize("take", [obtain, obtain_new])
def test_where_nobody_gives_one_the_ways_to_give_it_are_told(
    take: Callable[[PassphraseSources], Secret],
) -> None:
    with pytest.raises(PassphraseError) as refused:
        take(PassphraseSources())

    assert refused.value.mend == (
        "set AKWARDEN_PASSPHRASE, give --passphrase-file FILE, or run it on a terminal"
    )


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PassphraseError, match="nowhere can't be read"):
        obtain(PassphraseSources(tmp_path / "nowhere"))


def test_an_empty_file_is_no_passphrase(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()

    with pytest.raises(PassphraseError, match="no passphrase was given"):
        obtain(PassphraseSources(tmp_path / "empty"))


def test_a_new_one_is_typed_twice() -> None:
    words = "correct horse battery"

    assert obtain_new(PassphraseSources(ask=typing(words, words))) == PASSPHRASE
    with pytest.raises(PassphraseError, match="differ"):
        obtain_new(PassphraseSources(ask=typing(words, words + "!")))


def test_a_new_one_that_is_too_short_is_refused() -> None:
    with pytest.raises(PassphraseError, match="at least 12"):
        obtain_new(PassphraseSources(given=Secret(b"elevenchars")))
