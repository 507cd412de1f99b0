"""What logins, names and addresses of people may be."""

import re
from typing import Final

from akwarden.errors import AccessError
from akwarden.model.person import Grant
from akwarden.query.globs import folded
from akwarden.reports.visible import is_seen

_LOGIN: Final = re.compile(r"[a-z0-9](?:[a-z0-9._@+-]{0,62}[a-z0-9])?", re.ASCII)
_EMAIL: Final = re.compile(r"[^\s@\"<>]{1,64}@[^\s@\"<>]{1,190}")
_GROUP: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?", re.ASCII)
_LONGEST_NAME = 100


def checked(login: str) -> str:
    """Return a login as it is kept; raises AccessError for what can't be one."""
    plain = folded(login.strip())
    if not _LOGIN.fullmatch(plain):
        raise AccessError(
            "a login can't be that one" if plain else "the login is missing",
            why="it has 1 to 64 letters a to z, digits and . _ @ + - with a letter or a digit at its ends",
            mend="take the name of a person or their mail address",
        )
    return plain


def checked_name(name: str) -> str:
    """Return what people call somebody, or something; raises AccessError for what can't be shown."""
    plain = name.strip()
    if not plain or len(plain) > _LONGEST_NAME or not all(is_seen(one) for one in plain):
        raise AccessError(
            "a name can't be that one", why=f"it has 1 to {_LONGEST_NAME} characters that can be seen"
        )
    return plain


def checked_email(email: str | None) -> str | None:
    """Return a mail address; raises AccessError for what can't be one."""
    plain = (email or "").strip()
    if plain and not (_EMAIL.fullmatch(plain) and all(is_seen(one) for one in plain)):
        raise AccessError("that is no mail address", mend="write name@example.com, or leave it out")
    return plain or None


def checked_group(name: str) -> str:
    """Return the name of an account group; raises AccessError for what can't be one."""
    plain = folded(name.strip())
    if not _GROUP.fullmatch(plain):
        raise AccessError(
            "an account group can't be called so",
            why="it has 1 to 64 letters a to z, digits and . _ - with a letter or a digit at its ends",
        )
    return plain


def in_words(grants: tuple[Grant, ...]) -> str:
    """Return grants for a record or a line: `analyst, viewer@payments`."""
    words = (one.role.value if one.group is None else f"{one.role.value}@{one.group}" for one in grants)
    return ", ".join(words) or "none"
