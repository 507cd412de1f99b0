"""Guesses what a key is that was seen in a leak and that no account lists.

The rules of the guess, the first that fits:

- A key of an API gateway is that, as its rule says.
- An AWS id tells its account. In one of ours that was read it is a root key, whose id AWS tells nobody, or a
  temporary key; in another one it is a key of that account.
- A temporary key of Tencent Cloud is listed nowhere.
- Any other key of Tencent Cloud is a root key where those of an account can't be listed, else a key of an
  account that was not added.

There is no guess as long as the account that has to list the key was not read.
"""

import re
from collections.abc import Sequence

from akwarden.model.access_key import UnlistedGuess
from akwarden.model.unlisted_key import ListedAccount, SeenKey
from akwarden.providers.aws.account import account_of

GATEWAY = "tencent-apigw"
"""The provider of rules that find keys of Tencent Cloud's API gateways."""

_CLOUD_OF = {"tencent": "tencent", "aws": "aws", GATEWAY: "tencent"}
_SHAPES = {
    "tencent": re.compile(r"[AI]KID[0-9A-Za-z_-]{32,}"),
    "aws": re.compile(r"A(?:KIA|SIA)[A-Z2-7]{16}"),
    GATEWAY: re.compile(r"A[KP]ID[0-9A-Za-z]{36}"),
}
_SESSION = "ASIA"
_ROOT = re.compile(r"(?i)\broot\b")
_WORDS = {
    UnlistedGuess.ROOT: "probably a root key, or one that was deleted before its account was first read",
    UnlistedGuess.PROJECT: "probably a project key",
    UnlistedGuess.GATEWAY: "a key of an API gateway",
    UnlistedGuess.OTHER_ACCOUNT: "probably a key of an account that was not added",
    UnlistedGuess.TEMPORARY: "a temporary key, which no account lists",
}


def cloud_of(provider: str, key_id: str) -> str | None:
    """Return the cloud whose accounts could list a key, or None for one that no account of a cloud has."""
    shape = _SHAPES.get(provider)
    return _CLOUD_OF[provider] if shape and shape.fullmatch(key_id) else None


def guess(key: SeenKey, accounts: Sequence[ListedAccount]) -> UnlistedGuess | None:
    """Return what a key may be that none of `accounts` lists; None where too little is known."""
    if key.provider == GATEWAY:
        return UnlistedGuess.GATEWAY
    ours = [one for one in accounts if one.provider == key.provider]
    return _of_aws(key, ours) if key.provider == "aws" else _of_tencent(key, ours)


def guess_words(found: UnlistedGuess | None) -> str:
    """Return what a guess means for a person."""
    return "what it is can't be told until its account was read" if found is None else _WORDS[found]


def _of_aws(key: SeenKey, ours: Sequence[ListedAccount]) -> UnlistedGuess | None:
    number = account_of(key.key_id)
    home = next((one for one in ours if one.number == number), None)
    is_temporary = key.is_temporary or key.key_id.startswith(_SESSION)
    if home is None:
        # An id of the old form does not tell its account.
        return UnlistedGuess.TEMPORARY if number is None and is_temporary else UnlistedGuess.OTHER_ACCOUNT
    if is_temporary:
        return UnlistedGuess.TEMPORARY
    return UnlistedGuess.ROOT if home.was_read else None


def _of_tencent(key: SeenKey, ours: Sequence[ListedAccount]) -> UnlistedGuess | None:
    if key.is_temporary:
        return UnlistedGuess.TEMPORARY
    if any(_hides_root_keys(one) for one in ours):
        return UnlistedGuess.ROOT
    return UnlistedGuess.OTHER_ACCOUNT if all(one.was_read for one in ours) else None


def _hides_root_keys(account: ListedAccount) -> bool:
    """Say whether the root keys of an account can't be listed."""
    return any(_ROOT.search(one) for one in account.unseen)
