import base64
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from argon2.low_level import Type, hash_secret_raw

from akwarden.errors import KekError, PassphraseError
from akwarden.model.secret import Secret
from akwarden.vault import kek_passphrase
from akwarden.vault.envelope import Place, open_sealed, seal
from akwarden.vault.kek import LocalKek

PASSPHRASE = Secret(b"canary horse battery staple")
PLACE = Place(kind="access-key", owner="o", name="n", version=1)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home that has a passphrase."""
    home = tmp_path_factory.mktemp("home")
    kek_passphrase.create(home, PASSPHRASE)
    return home


def edited(home: Path, to: Path, **changes: Any) -> Path:
    """Give a home whose derivation differs from that of `home`."""
    derivation = json.loads((home / "kek.passphrase").read_bytes())
    (to / "kek.passphrase").write_text(json.dumps(derivation | changes))
    (to / "kek.passphrase").chmod(0o600)
    return to


def test_the_same_passphrase_gives_the_same_key(home: Path) -> None:
    sealed = seal(Secret(b"value"), PLACE, kek_passphrase.load(home, PASSPHRASE))

    assert open_sealed(sealed, PLACE, kek_passphrase.load(home, PASSPHRASE)) == Secret(b"value")


def test_the_key_is_what_argon2id_gives_for_the_stored_parameters(home: Path) -> None:
    stored = json.loads((home / "kek.passphrase").read_bytes())

    key = hash_secret_raw(
        PASSPHRASE.reveal(), base64.b64decode(stored["salt"]), 3, 65536, 4, hash_len=32, type=Type.ID
    )

    assert (stored["memory_kib"], stored["passes"], stored["lanes"], stored["format"]) == (65536, 3, 4, 1)
    assert LocalKek(Secret(key)).id == base64.b64decode(stored["check"])


def test_a_wrong_passphrase_is_told_without_a_secret_and_without_itself(home: Path) -> None:
    with pytest.raises(PassphraseError) as refused:
        kek_passphrase.load(home, Secret(b"canary of a wrong one"))

    assert "canary" not in f"{refused.value!r} {refused.value.why} {refused.value.mend}"


def test_what_lies_beside_is_for_the_owner_alone_and_holds_no_passphrase(home: Path) -> None:
    path = home / "kek.passphrase"

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"canary" not in path.read_bytes()
    assert [each.name for each in home.iterdir()] == ["kek.passphrase"]


def test_equal_passphrases_of_two_homes_give_two_keys(home: Path, tmp_path: Path) -> None:
    other = kek_passphrase.create(tmp_path, PASSPHRASE)

    assert other.id != kek_passphrase.load(home, PASSPHRASE).id


def test_a_passphrase_is_never_replaced(home: Path) -> None:
    before = kek_passphrase.load(home, PASSPHRASE).id

    with pytest.raises(KekError, match="already"):
        kek_passphrase.create(home, Secret(b"some other passphrase"))

    assert kek_passphrase.load(home, PASSPHRASE).id == before


def test_a_short_passphrase_is_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    with pytest.raises(PassphraseError):
        kek_passphrase.create(tmp_path, Secret(b"x" * (kek_passphrase.SHORTEST - 1)))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"memory_kib": 8},
        {"memory_kib": 65535},
        {"memory_kib": 1 << 40},
        {"passes": 1},
        {"passes": 1 << 30},
        {"lanes": 0},
        {"lanes": 1000},
        {"salt": ""},
        {"salt": "AAAA"},
        {"check": "AAAA"},
        {"format": 2},
        {"more": 1},
    ],
    ids=str,
)
def test_a_derivation_out_of_bounds_is_refused_before_it_runs(
    home: Path, tmp_path: Path, changes: dict[str, Any]
) -> None:
    with pytest.raises(KekError, match="damaged"):
        kek_passphrase.load(edited(home, tmp_path, **changes), PASSPHRASE)


@pytest.mark.parametrize(
    "changes", [{"lanes": 1}, {"salt": "A" * 22 + "=="}, {"check": "A" * 22 + "=="}], ids=str
)
def test_a_derivation_that_was_edited_gives_another_key(
    home: Path, tmp_path: Path, changes: dict[str, Any]
) -> None:
    with pytest.raises(PassphraseError):
        kek_passphrase.load(edited(home, tmp_path, **changes), PASSPHRASE)


def test_a_derivation_that_is_open_to_others_missing_or_no_json_is_refused(
    home: Path, tmp_path: Path
) -> None:
    with pytest.raises(KekError, match="does not exist"):
        kek_passphrase.load(tmp_path, PASSPHRASE)

    edited(home, tmp_path)
    (tmp_path / "kek.passphrase").chmod(0o644)
    with pytest.raises(KekError, match="open to other users"):
        kek_passphrase.load(tmp_path, PASSPHRASE)

    (tmp_path / "kek.passphrase").chmod(0o600)
    for content in (b"", b"{", b"\xff\xfe", b"[]", b"[" * 4000, b" " * 100_000):
        (tmp_path / "kek.passphrase").write_bytes(content)
        with pytest.raises(KekError, match="damaged"):
            kek_passphrase.load(tmp_path, PASSPHRASE)
