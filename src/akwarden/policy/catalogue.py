"""Which services and actions a language knows, from the data files in `rules/catalogue`.

Each file says where its facts are from and for which services it is complete: an action that is not in a
complete service does not exist, one that is not in another may only be unknown here.
"""

from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import msgspec

from akwarden.policy import globs
from akwarden.policy.document import Language


class Access(StrEnum):
    """What an action does."""

    READ = "read"
    WRITE = "write"
    LIST = "list"
    PERMISSIONS = "permissions"
    """Changes who may do what."""


class AddressLimit(StrEnum):
    """Whether a service honours conditions on the address that a call comes from."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"


class Action(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One action."""

    access: Access
    resource_level: bool | None
    """Whether it can be granted for single resources; None: unknown."""


class Service(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One service."""

    title: str
    complete: bool
    """Whether all of its actions are here."""
    ip: AddressLimit
    actions: dict[str, Action]
    """By name."""


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One data file."""

    language: Language
    source: str
    """Which public documents the facts are from."""
    keys: tuple[str, ...]
    """Condition keys that the documents name."""
    key_prefixes: tuple[str, ...]
    """How condition keys begin that go on with a name of the user's own, as those of tags do."""
    services: dict[str, Service]
    """By the name that policies use."""


class Catalogue:
    """All services of one language that are known, ready to be looked up."""

    __slots__ = ("_actions", "_single", "facts")

    def __init__(self, facts: Facts) -> None:
        """Take the facts of one file."""
        self.facts = facts
        self._single = facts.language is Language.IAM
        self._actions: dict[str, dict[str, _Entry]] = {}
        for service, known in sorted(facts.services.items()):
            names = ((f"{service}:{action}", known.actions[action]) for action in sorted(known.actions))
            self._actions[service] = {self._folded(name): _Entry(name, action) for name, action in names}

    @property
    def language(self) -> Language:
        """Return the language that the actions belong to."""
        return self.facts.language

    def service(self, name: str) -> Service | None:
        """Return a service; IAM ignores the case of its name."""
        return self.facts.services.get(self._folded(name))

    def lookup(self, action: str) -> Action | None:
        """Return one action, such as `cam:GetUser`, or None; IAM ignores its case."""
        plain = self._folded(action.removeprefix("name/"))
        entry = self._actions.get(plain.partition(":")[0], {}).get(plain)
        return entry.action if entry else None

    def expand(self, pattern: str) -> tuple[str, ...]:
        """Return every known action that a pattern means, sorted: `cam:*AccessKey*`, `name/cam:Get*`, `*`."""
        plain = self._folded(pattern.removeprefix("name/"))
        service, colon, _ = plain.partition(":")
        fits = globs.compiled(plain, single=self._single)
        wild = not colon or "*" in service or (self._single and "?" in service)
        places = self._actions.values() if wild else (self._actions.get(service, {}),)
        return tuple(entry.name for place in places for name, entry in place.items() if fits(name))

    def _folded(self, name: str) -> str:
        """Return a name as the language compares it."""
        return name.lower() if self._single else name


class _Entry(NamedTuple):
    """An action with its full name as it is documented."""

    name: str
    action: Action


@lru_cache(maxsize=len(Language))
def load_catalogue(language: Language) -> Catalogue:
    """Return what is known of a language, read from the data that comes with akwarden."""
    content = (files("akwarden.rules") / "catalogue" / f"{language}.json").read_bytes()
    return Catalogue(msgspec.json.decode(content, type=Facts))
