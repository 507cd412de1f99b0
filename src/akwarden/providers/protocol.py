"""What a cloud must be able to do so that akwarden can ask it whose a key is."""

import re
from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec

from akwarden.model.credential import Credential
from akwarden.model.finding import KeyType
from akwarden.model.site_answer import SiteAnswer

_SITE = re.compile(r"(?P<name>[^=]+)=(?P<url>\w+://(?P<host>[^/]+))/?")


class Site(msgspec.Struct, frozen=True):
    """One place where a cloud can be asked; keys of one site are unknown at the others."""

    name: str
    """What people call it; for AWS the region that is signed."""
    url: str
    """Scheme and host, nothing behind it."""
    host: str
    """As the Host header has it: with the port, where the address has one."""


def read_site(text: str) -> Site:
    """Return the site that a setting writes as `NAME=ADDRESS`."""
    found = _SITE.fullmatch(text)
    if found is None:
        message = "a site is written NAME=ADDRESS"
        raise ValueError(message)
    return Site(found["name"], found["url"], found["host"])


class Call(msgspec.Struct, frozen=True):
    """One signed POST request. It may hold a session token, so it shows its address only."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    server_name: str | None = None
    """The name that its certificate must have, where the address is a number."""

    def __repr__(self) -> str:
        """Show where it goes."""
        return f"Call({self.url})"


class Reply(msgspec.Struct, frozen=True):
    """What came back, whoever said it: the cloud, or something between."""

    status: int
    body: bytes


class NoReply(msgspec.Struct, frozen=True):
    """Nothing came back."""

    reason: str
    """Why, in a few words, with nothing of the call in them."""


def not_the_cloud(title: str, reply: Reply) -> str:
    """Say that something between has answered: a proxy, a portal, a wrong address."""
    return f"a proxy or another server answered, not {title} (HTTP {reply.status})"


Send = Callable[[Call], Reply | NoReply]
"""Sends one call and waits for what comes back; raises nothing for a network that does not work."""


class Identifier(Protocol):
    """One cloud that can be asked whose a key is. Nothing here does any input or output."""

    @property
    def name(self) -> str:
        """The name that rules have for it."""

    @property
    def title(self) -> str:
        """The name that people have for it."""

    def takes(self, rule: str, key_id: str) -> bool:
        """Say whether a key that this rule found is one that signs calls of this cloud."""

    def account_of(self, key_id: str) -> str | None:
        """Return the account that the id itself tells, or None."""

    def call(self, credential: Credential, site: Site, timestamp: int) -> Call:
        """Return the signed question whose key this is."""

    def read(self, reply: Reply, site: Site, key_type: KeyType) -> SiteAnswer:
        """Return what the reply says. What it is no answer of the cloud is unclear, never a refusal."""
