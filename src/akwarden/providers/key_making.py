"""What a cloud must be able to do so that a canary can be minted: users without rights, and keys of them.

The rules that every cloud keeps:

- The calls are a table of their own: no policy for reading an account has them.
- A user that is made carries a mark, and only such a user is ever touched.
- What was done already is found and not done twice; what is gone already is no error.
- The secret of a key comes back once, and is written nowhere.
"""

from collections.abc import Callable
from typing import Protocol

import msgspec

from akwarden.model.access_key import AccessKeyId
from akwarden.model.credential import Credential
from akwarden.model.identity import Identity
from akwarden.providers.inventory import Access, CloudCall


class MadeUser(msgspec.Struct, frozen=True, kw_only=True):
    """A user of an account."""

    id: str
    """What calls name it by."""
    name: str
    is_ours: bool
    """Whether it carries our mark."""


class KeyMaker(Protocol):
    """One account, open for making users without rights. Every method may raise CloudError."""

    def identity(self) -> Identity:
        """Return who calls."""

    def find(self, name: str) -> MadeUser | None:
        """Return the user of a name, or None."""

    def make_user(self, name: str) -> MadeUser:
        """Make a user that can't sign in, and return it; that of the name where it is ours already."""

    def fence(self, user: MadeUser) -> None:
        """Make sure that a user of ours has no rights; raises CloudError where it has some and keeps them."""

    def key_ids(self, user: MadeUser) -> tuple[AccessKeyId, ...]:
        """Return the ids of a user's keys."""

    def make_key(self, user: MadeUser) -> Credential:
        """Make a key of a user."""

    def drop_key(self, user: MadeUser, key_id: AccessKeyId) -> None:
        """Disable a key, then delete it."""

    def drop_user(self, user: MadeUser) -> None:
        """Delete a user of ours, who has no keys any more."""


class KeyMaking(msgspec.Struct, frozen=True, kw_only=True):
    """How a cloud makes keys without rights."""

    calls: tuple[CloudCall, ...]
    """Every call that it takes."""
    opened: Callable[[Access], KeyMaker]
    """Opens an account for it."""
    written: Callable[[Credential, str], str]
    """Writes a key as the cloud's own tool reads it from a file of this name."""
    deleting: Callable[[str, str], tuple[str, ...]]
    """Gives the commands that delete a user and its key: the user's name, the key's id."""
