"""Passwords: which are taken, and how they are kept.

The rules that this module keeps:

- A hash is Argon2id with the parameters of OWASP's "Password Storage Cheat Sheet" (19 MiB, 2 passes, 1 lane).
  One with other parameters is made anew at the next login.
- What costs nothing tells something: where there is no password to compare with, as much is computed.
- A password is compared in one form of Unicode (NFKC), however the keyboard wrote it.
"""

import unicodedata
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from akwarden.errors import AccessError

SHORTEST: Final = 12
LONGEST: Final = 256
_FEWEST_CHARACTERS: Final = 5
_WORST: Final = frozenset(
    {
        "000000000000",
        "0123456789012",
        "1234567890123",
        "administrator",
        "adminpassword",
        "akwardenakwarden",
        "baseball1234",
        "changemechangeme",
        "changemenow123",
        "correct horse battery staple",
        "correcthorsebatterystaple",
        "dragon123456",
        "football1234",
        "iloveyou1234",
        "letmeinletmein",
        "mynameisadmin",
        "p@ssw0rd1234",
        "p@ssword1234",
        "passw0rd1234",
        "password1234",
        "password12345",
        "password123456",
        "passwordpassword",
        "princess1234",
        "qazwsxedcrfv",
        "qwerty123456",
        "qwertyuiop12",
        "qwertyuiop123",
        "qwertyuiopas",
        "qwertyqwerty",
        "rootrootroot",
        "sunshine1234",
        "superman1234",
        "trustno1trustno1",
        "welcome12345",
        "welcomewelcome",
        "zxcvbnmasdfghjkl",
    }
)
"""The worst passwords that are long enough, in small letters."""
_RUNS: Final = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")

_HASHER: Final = PasswordHasher(
    time_cost=2, memory_cost=19_456, parallelism=1, hash_len=32, salt_len=16, type=Type.ID
)


def checked(password: str, login: str) -> str:
    """Return a new password in its one form; raises AccessError, which never holds it, for a weak one."""
    plain = one_form(password)
    if len(plain) < SHORTEST:
        raise AccessError(
            f"the password has {len(plain)} characters, and {SHORTEST} are the least",
            mend="take several words, or let a password manager make one",
        )
    if len(plain) > LONGEST:
        raise AccessError(f"the password has more than {LONGEST} characters", mend="take a shorter one")
    if reason := _weakness(plain.casefold(), login.casefold()):
        raise AccessError(
            f"the password is easy to guess: {reason}",
            mend="take several words that do not belong together, or let a password manager make one",
        )
    return plain


def _weakness(small: str, login: str) -> str | None:
    """Return why a password is among the first that are tried."""
    if login and (small == login or (len(login) >= SHORTEST // 3 and login in small)):
        return "it holds the login"
    if small in _WORST:
        return "it is one of the most used ones"
    if len(set(small)) < _FEWEST_CHARACTERS:
        return f"it has fewer than {_FEWEST_CHARACTERS} different characters"
    if any(small in run or small[::-1] in run for run in _RUNS) or _repeats(small):
        return "it repeats itself or follows the keyboard"
    return None


def _repeats(text: str) -> bool:
    """Say whether a text is one piece, at most a third as long, again and again."""
    return any(
        text == (text[:size] * (len(text) // size + 1))[: len(text)] for size in range(1, len(text) // 3 + 1)
    )


def one_form(password: str) -> str:
    """Return a password as it is compared."""
    return unicodedata.normalize("NFKC", password)


def kept(password: str) -> str:
    """Return what is kept of a password."""
    return _HASHER.hash(_bytes(password))


def fits(password: str, hashed: str | None) -> bool:
    """Say whether a password is the one that was kept; without one, spend as much and say no."""
    if len(password) > LONGEST:
        password, hashed = "", None
    if hashed is None:
        kept(password)
        return False
    try:
        return _HASHER.verify(hashed, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def is_old(hashed: str) -> bool:
    """Say whether a password should be hashed anew, with the parameters of today."""
    return _HASHER.check_needs_rehash(hashed)


def _bytes(password: str) -> bytes:
    return one_form(password).encode("utf-8", "surrogatepass")
