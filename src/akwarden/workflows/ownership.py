"""Whether there is a ground to take a key for the user's own, before anything is called with it.

The user states accounts, buckets and domains (`--own`). What counts as ground, the first that applies:

1. The key id itself tells the account (AWS, ids since 2019): the key is the user's if that account is stated,
   and else it is not, whatever stands around it.
2. A stated account number, bucket or domain stands within ten lines of the key in the same file, as a whole
   word; a domain also below another, as in `api.example.com`. But not where the same lines name a bucket of
   Tencent Cloud whose APPID is not stated: then it is not clear whose key it is.

Nothing else counts: neither who wrote the file, nor in whose repository it lies.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from akwarden.errors import SettingsError
from akwarden.providers.tencent.account import appids_in

_LINES = 10
REACH = 4096
"""Bytes on either side of a key in which its ten lines are looked for."""
_ACCOUNT = re.compile(r"\d{9,12}")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9-]{0,50}-(\d{10})")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_SHARED = re.compile(
    r"(?:.*\.)?(?:myqcloud|qcloud|tencentcloudapi|tencentcloud|tencentcs|tencent|amazonaws|aws|github|gitlab|gitee)"
    r"\.(?:com|com\.cn|cn|io)|(?:com?|net|org|gov|edu|ac)\.[a-z]{2}"
)
"""Domains that many share: they tell nothing about whose a key is."""


class Refusal(Enum):
    """Why there is no ground to call with a key."""

    OTHER_ACCOUNT = "other account"
    """Its id tells an account that is not stated."""
    FOREIGN_BUCKET = "foreign bucket"
    """A bucket whose APPID is not stated stands near it."""
    NOTHING = "nothing"
    """Nothing says whose it is."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What stands near a key and tells whose it is."""

    stated: frozenset[str] = frozenset()
    """What the user stated as theirs; nothing where a bucket of somebody else stands in the same lines."""
    foreign: frozenset[str] = frozenset()
    """The APPIDs of buckets there that the user did not state."""

    def __or__(self, other: "Grounds") -> "Grounds":
        """Return what stands near the same key in two places."""
        return Grounds(self.stated | other.stated, self.foreign | other.foreign)


NO_GROUNDS = Grounds()
"""What stands near a key where nobody looked, or there is nothing."""


@dataclass(frozen=True, slots=True)
class Own:
    """What the user says is theirs."""

    accounts: frozenset[str]
    """Account numbers, with the APPIDs of buckets."""
    words: tuple[str, ...]
    """All that was stated, in small letters."""
    pattern: re.Pattern[bytes] | None

    def seen_in(self, text: bytes) -> Grounds:
        """Return what of it stands in a text, and which buckets of somebody else do."""
        if self.pattern is None:
            return Grounds()
        seen = frozenset(found[0].decode().lower() for found in self.pattern.finditer(text))
        foreign = appids_in(text) - self.accounts
        return Grounds(frozenset() if foreign else seen, foreign)

    def refusal(self, account: str | None, grounds: Grounds) -> Refusal | None:
        """Return why a key may not be called with, or None where there is a ground.

        `account` is what the key id tells, `grounds` what stands near the key.
        """
        if account is not None:
            return None if account in self.accounts else Refusal.OTHER_ACCOUNT
        if grounds.stated:
            return None
        return Refusal.FOREIGN_BUCKET if grounds.foreign else Refusal.NOTHING


def read_own(stated: Iterable[str]) -> Own:
    """Return what was stated, ready to be looked for. Raises SettingsError for what would tell nothing."""
    words = tuple(dict.fromkeys(word.strip().lower() for word in stated))
    accounts: set[str] = set()
    for word in words:
        accounts.update(_accounts(word))
    pattern = re.compile(b"|".join(map(_as_word, words)), re.IGNORECASE) if words else None
    return Own(frozenset(accounts), words, pattern)


def _accounts(word: str) -> Iterable[str]:
    """Return the account numbers in one statement."""
    if _ACCOUNT.fullmatch(word):
        return (word,)
    if bucket := _BUCKET.fullmatch(word):
        return (bucket[1],)
    if _DOMAIN.fullmatch(word) and not _SHARED.fullmatch(word):
        return ()
    raise SettingsError(
        f"scan.own can't hold {word!r}",
        why="that does not tell one owner from another",
        mend="state an account (9 to 12 digits: uin, APPID or AWS account), a bucket with its APPID"
        " (name-1250000000), or a domain of your own",
    )


def _as_word(word: str) -> bytes:
    """Return the pattern that finds a statement as a whole word, and not inside a longer one."""
    escaped = re.escape(word).encode()
    if _ACCOUNT.fullmatch(word):
        return rb"(?<![0-9A-Za-z.])" + escaped + rb"(?![0-9A-Za-z])"
    if _BUCKET.fullmatch(word):
        return rb"(?<![0-9A-Za-z-])" + escaped + rb"(?![0-9A-Za-z-])"
    return rb"(?<![0-9A-Za-z-])" + escaped + rb"(?![0-9A-Za-z-]|\.[0-9A-Za-z])"


def around(before: bytes, after: bytes) -> bytes:
    """Return the ten lines before a key and the ten behind its own, of at most REACH bytes on either side.

    Where a side was cut, it ends in a letter: what is cut in two must not pass for a whole word.
    """
    head = (b"x" if len(before) >= REACH else b"") + before[-REACH:]
    tail = after[:REACH] + (b"x" if len(after) >= REACH else b"")
    lines_before, lines_after = head.split(b"\n"), tail.split(b"\n")
    return b"\n".join(lines_before[-_LINES - 1 :]) + b"\n".join(lines_after[: _LINES + 1])
