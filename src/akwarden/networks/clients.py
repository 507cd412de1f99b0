"""By what a call was made: the family of a user agent, as `rules/networks/clients.yml` has them.

A caller writes there what it likes, so a family says what the caller says of itself.
"""

from functools import cache, lru_cache
from importlib.resources import files

import msgspec
import re2

NONE = "none"
"""The record says nothing: the field is missing, empty or a dash."""
UNKNOWN = "unknown"
"""Something is said, and nothing that is known fits."""
_LONGEST = 1000
"""Characters that are looked at. Families show themselves in the first 400; AWS cuts at 1 KB."""
_MOST_KNOWN = 8192


class Family(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of client."""

    family: str
    """Its word, in lower case, as events carry it."""
    title: str
    """What it is, for people."""
    seen: str
    """Where its first sample is from: `events`, `source`, `docs`, or `presumed`."""
    patterns: tuple[str, ...]
    """Patterns of RE2, of which one has to fit somewhere; case is not looked at."""
    samples: tuple[str, ...]
    """User agents that belong to it."""


class Families(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The data file."""

    families: tuple[Family, ...]
    """In the order in which they are tried."""
    unknown: tuple[str, ...]
    """User agents that look like one of them and belong to none."""


def family(user_agent: str | None) -> str:
    """Return the family of a user agent, a word in lower case; `none` and `unknown` are such words too."""
    if user_agent is None:
        return NONE
    return _family(user_agent if len(user_agent) <= _LONGEST else user_agent[:_LONGEST])


@lru_cache(maxsize=_MOST_KNOWN)
def _family(user_agent: str) -> str:
    plain = user_agent.strip()
    if plain in {"", "-", "[]"}:
        return NONE
    matcher, words = _compiled()
    # A half of a surrogate pair, which JSON can hold, is no text for RE2.
    fitting = matcher.Match(plain.encode(errors="replace"))
    return words[min(fitting)] if fitting else UNKNOWN


@cache
def load_families() -> Families:
    """Return the families that are known, read from the data that comes with akwarden."""
    # Slow to import, and wanted here alone.
    import yaml  # noqa: PLC0415

    content = (files("akwarden.rules") / "networks" / "clients.yml").read_bytes()
    return msgspec.convert(yaml.load(content, Loader=yaml.CSafeLoader), Families)


@cache
def _compiled() -> tuple[re2.Set, tuple[str, ...]]:
    """Return one automaton of all patterns, and the family of each pattern in the order of trial."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False  # a pattern that can't be compiled raises anyway
    matcher = re2.Set.SearchSet(options)
    words = []
    for known in load_families().families:
        for pattern in known.patterns:
            matcher.Add(pattern)
            words.append(known.family)
    matcher.Compile()
    return matcher, tuple(words)
