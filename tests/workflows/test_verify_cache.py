from pathlib import Path

import pytest

from akwarden.model.credential import Credential
from akwarden.model.secret import Fingerprint, Secret
from akwarden.model.verification import Active, Inactive, Unverified, Verification
from akwarden.providers.protocol import Site
from akwarden.workflows.rule_check import expand
from akwarden.workflows.verify_cache import VerifyCache

KEY_ID, SECRET, TOKEN = expand("AKID{32*A}", 1), expand("{32*A}", 2), expand("{200*W}", 3)
CREDENTIAL = Credential(KEY_ID, Secret(SECRET.encode()), Secret(TOKEN.encode()))
SITES = [Site("mainland", "https://sts.example.com", "sts.example.com")]
HOME = b"h" * 32
ONE, TWO, THREE = Fingerprint("one"), Fingerprint("two"), Fingerprint("three")


def cache(folder: Path, seconds: float = 300, key: bytes = HOME) -> VerifyCache:
    return VerifyCache(folder / "verify" / "answers", seconds=seconds, fingerprint_key=key)


def test_what_tells_something_is_kept_until_it_expires(tmp_path: Path) -> None:
    answers: dict[Fingerprint, Verification] = {
        ONE: Active("alice"),
        TWO: Inactive("deleted"),
        THREE: Unverified("busy", asked=True),
    }

    cache(tmp_path).write(answers, 1000.0)

    assert cache(tmp_path).read(1299.0) == {ONE: Active("alice"), TWO: Inactive("deleted")}
    assert cache(tmp_path).read(1300.0) == {}
    assert cache(tmp_path).read(999.0) == {}, "an answer from the future tells that the clock was changed"


def test_answers_of_another_run_are_kept_beside_and_old_ones_go(tmp_path: Path) -> None:
    cache(tmp_path).write({ONE: Active("alice")}, 1000.0)
    cache(tmp_path).write({TWO: Active("bob")}, 1200.0)

    cache(tmp_path).write({THREE: Active("carol")}, 1400.0)

    assert set(cache(tmp_path).read(1400.0)) == {TWO, THREE}


def test_the_file_holds_neither_key_nor_secret_and_is_private(tmp_path: Path) -> None:
    kept = cache(tmp_path)
    kept.write({kept.name(CREDENTIAL, SITES): Active("alice")}, 1000.0)

    (file,) = (tmp_path / "verify").iterdir()

    content = file.read_bytes().decode("latin-1")
    assert "alice" in content
    assert not [
        each
        for each in (KEY_ID, SECRET, TOKEN, SECRET.encode().hex(), TOKEN.encode().hex())
        if each in content
    ]
    assert file.stat().st_mode & 0o077 == 0


def test_a_name_differs_with_every_part_of_the_key_the_sites_and_the_home(tmp_path: Path) -> None:
    kept = cache(tmp_path)
    elsewhere = [Site("mainland", "https://other.example.com", "other.example.com")]

    names = [
        kept.name(CREDENTIAL, SITES),
        kept.name(CREDENTIAL, elsewhere),
        kept.name(CREDENTIAL, []),
        kept.name(Credential(KEY_ID, CREDENTIAL.secret), SITES),
        kept.name(Credential(KEY_ID, Secret(TOKEN.encode()), CREDENTIAL.token), SITES),
        kept.name(Credential("AKIDother", CREDENTIAL.secret, CREDENTIAL.token), SITES),
        cache(tmp_path, key=b"o" * 32).name(CREDENTIAL, SITES),
    ]

    assert len(set(names)) == len(names)
    assert kept.name(CREDENTIAL, SITES) == names[0]


def test_with_no_seconds_nothing_is_read_or_written(tmp_path: Path) -> None:
    cache(tmp_path).write({ONE: Active("alice")}, 1000.0)

    cache(tmp_path, seconds=0).write({TWO: Active("bob")}, 1000.0)

    assert cache(tmp_path, seconds=0).read(1000.0) == {}
    assert cache(tmp_path).read(1000.0) == {ONE: Active("alice")}


@pytest.mark.parametrize("content", [b"", b"damaged", b"\x00" * 100])
def test_a_damaged_file_only_costs_time(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "verify").mkdir()
    (tmp_path / "verify/answers").write_bytes(content)

    assert cache(tmp_path).read(1000.0) == {}
    cache(tmp_path).write({ONE: Active("alice")}, 1000.0)
    assert cache(tmp_path).read(1000.0) == {ONE: Active("alice")}


def test_a_file_that_others_could_have_written_is_not_believed(tmp_path: Path) -> None:
    cache(tmp_path).write({ONE: Inactive("never")}, 1000.0)
    (tmp_path / "verify/answers").chmod(0o666)

    assert cache(tmp_path).read(1000.0) == {}


def test_a_folder_that_can_t_be_used_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "verify").write_text("a file")

    cache(tmp_path).write({ONE: Active("alice")}, 1000.0)

    assert cache(tmp_path).read(1000.0) == {}
