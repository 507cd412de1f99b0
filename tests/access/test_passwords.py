import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from akwarden.access import passwords
from akwarden.errors import AccessError

GOOD = "seven blue horses swim"


def test_a_hash_has_the_parameters_of_the_cheat_sheet_and_fits_its_password_alone() -> None:
    hashed = passwords.kept(GOOD)

    found = extract_parameters(hashed)
    assert (found.type, found.memory_cost, found.time_cost, found.parallelism) == (Type.ID, 19_456, 2, 1)
    assert GOOD not in hashed
    assert passwords.fits(GOOD, hashed)
    assert not passwords.fits(f"{GOOD}.", hashed)
    assert not passwords.fits(GOOD, None)
    assert not passwords.fits(GOOD, "no hash")


def test_a_hash_with_other_parameters_is_old() -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(GOOD)

    assert passwords.fits(GOOD, weak)
    assert passwords.is_old(weak)
    assert not passwords.is_old(passwords.kept(GOOD))


def test_a_password_is_the_same_however_the_keyboard_writes_its_letters() -> None:
    hashed = passwords.kept("kühe fliegen leise")

    assert passwords.fits("ku\N{COMBINING DIAERESIS}he fliegen leise", hashed)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("elevenchars", "11 characters"),
        ("", "0 characters"),
        ("x" * 300, "more than 256"),
        ("Ada.Lovelace.1815", "the login"),
        ("Password1234", "most used"),
        ("correct horse battery staple", "most used"),
        ("aaaaaaaaaaaaaaaaaaa", "different characters"),
        ("abcdefghijklm", "follows the keyboard"),
        ("poiuytrewqas"[:10] + "12", None),
        ("mnbvcxzlkjhg", "follows the keyboard"),
        ("horse1horse1horse1", "repeats itself"),
        ("\N{FULLWIDTH LATIN SMALL LETTER P}assword1234", "most used"),
    ],
)
def test_a_weak_password_is_refused_and_stands_in_no_message(password: str, why: str | None) -> None:
    if why is None:
        assert passwords.checked(password, "ada.lovelace") == password
        return

    with pytest.raises(AccessError, match=why) as refused:
        passwords.checked(password, "ada.lovelace")

    assert not password or password not in f"{refused.value.what}{refused.value.why}{refused.value.mend}"


def test_a_short_login_inside_of_a_long_password_does_no_harm() -> None:
    assert passwords.checked("many happy abbots", "ab")
