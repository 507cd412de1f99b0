"""The fields that a list can be asked about."""

import difflib
import re
from collections.abc import Iterator
from enum import StrEnum

import msgspec

from akwarden.model.said import Said
from akwarden.query.globs import folded

RESERVED = frozenset({"and", "or", "not"})
"""Words that are no field and no text unless they stand in quotes."""
KEYWORDS = frozenset({"none", "any", "never"})
"""Values that say whether a field is set; a text that reads so stands in quotes."""
FLAG_WORDS = {"yes": True, "no": False, "true": True, "false": False}

_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_LONGEST_NAMED = 60


class FieldKind(StrEnum):
    """What a field holds, and so how it can be asked about."""

    TEXT = "text"
    ENUM = "enum"
    """One of a few words."""
    NUMBER = "number"
    TIME = "time"
    NETWORK = "network"
    """An address; for a network, its first one."""
    FLAG = "flag"
    """Yes or no."""


class Field(msgspec.Struct, frozen=True):
    """One thing that a list can be asked about."""

    name: str
    """How it is written in a query: small letters, digits, `_` and `-`."""
    kind: FieldKind
    title: str
    """What it means, for people."""
    values: tuple[str, ...] = ()
    """For an enum, all words that there are."""
    aliases: tuple[str, ...] = ()
    """Other names for it."""
    searched: bool = True
    """For a text, whether words without a field are looked for in it."""
    unset_is_never: bool = True
    """For a time, whether none means that it never happened, as for a last use: `field>90d` holds then."""

    def __post_init__(self) -> None:
        """Raise ValueError for a field that no query could name, or not in one way."""
        for name in (self.name, *self.aliases):
            if not _NAME.fullmatch(name) or name in RESERVED:
                raise ValueError(f"{name!r} can't be the name of a field")
        words = [folded(word) for word in self.values]
        if (self.kind is FieldKind.ENUM) != bool(words) or len(set(words)) < len(words):
            raise ValueError(f"the field {self.name} needs values if it is an enum, and each of them once")
        if KEYWORDS & set(words) or "" in words:
            raise ValueError(f"none, any and never can't be values of the field {self.name}")


class FieldRow(msgspec.Struct, frozen=True):
    """What a document says about a field."""

    name: str
    aliases: tuple[str, ...]
    title: Said
    kind: FieldKind
    examples: tuple[str, ...]
    """Queries that hold for this field."""
    values: tuple[str, ...]


class Vocabulary(msgspec.Struct, frozen=True):
    """All fields of one list, in the order in which people are told about them."""

    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        """Raise ValueError if two fields have one name."""
        names = list(self.names())
        if len(set(names)) < len(names):
            raise ValueError(f"a name stands for two fields: {', '.join(names)}")

    def names(self) -> Iterator[str]:
        """Yield every name and alias."""
        for field in self.fields:
            yield from (field.name, *field.aliases)

    def find(self, name: str) -> Field | None:
        """Return the field with a name or alias, in whatever case it is written."""
        wanted = folded(name)
        return next((field for field in self.fields if wanted in (field.name, *field.aliases)), None)

    def searched(self) -> Iterator[Field]:
        """Yield the fields that words without a field are looked for in."""
        return (field for field in self.fields if field.kind is FieldKind.TEXT and field.searched)


def nearest(word: str, known: Iterator[str] | tuple[str, ...]) -> str | None:
    """Return what was probably meant, or None."""
    by_fold = {folded(one): one for one in known}
    near = difflib.get_close_matches(folded(word)[:_LONGEST_NAMED], by_fold, n=1)
    return by_fold[near[0]] if near else None


def describe(vocabulary: Vocabulary) -> tuple[FieldRow, ...]:
    """Return a row for each field, in order."""
    return tuple(
        FieldRow(field.name, field.aliases, field.title, field.kind, tuple(examples(field)), field.values)
        for field in vocabulary.fields
    )


def examples(field: Field) -> Iterator[str]:
    """Yield queries about a field that show how it can be asked about."""
    name = field.name
    match field.kind:
        case FieldKind.TEXT:
            yield from (f"{name}:word", f"{name}:be*", f'{name}:"two words"', f"{name}:none")
        case FieldKind.ENUM:
            yield from (f"{name}:{field.values[0]}", f"{name}:{','.join(field.values[:2])}")
        case FieldKind.NUMBER:
            yield from (f"{name}>0", f"{name}:1,2")
        case FieldKind.TIME:
            yield from (f"{name}<90d", f"{name}>=2026-01-31", f"{name}:2026-01-31")
            yield f"{name}:never" if field.unset_is_never else f"{name}:none"
        case FieldKind.NETWORK:
            yield from (f"{name}:192.0.2.7", f"{name}:192.0.2.0/24", f"{name}:2001:db8::/32")
        case FieldKind.FLAG:
            yield from (f"{name}:yes", f"{name}:no")
