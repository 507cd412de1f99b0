"""A whole answer in another language: every text in it that is marked as `Said`, and nothing else."""

from collections.abc import Mapping
from functools import cache
from operator import is_
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from akwarden.languages.language import Language
from akwarden.languages.said import said
from akwarden.model.said import SAID, UNDER

_T = TypeVar("_T")


def in_language(answer: _T, language: Language) -> _T:
    """Return an answer with its marked texts in a language; the same object where nothing is to be said."""
    return answer if language is Language.ENGLISH else _said_in(answer, language, marked=False)


def _said_in(value: Any, language: Language, *, marked: bool) -> Any:
    """Return a value with its texts said; strings that stand in it themselves only where that is `marked`."""
    match value:
        case str():
            told = said(value, language) if marked and type(value) is str else value
            return value if told == value else told
        case msgspec.Struct():
            return _struct_in(value, language)
        case tuple() | list():
            items = [_said_in(one, language, marked=marked) for one in value]
            return value if all(map(is_, items, value)) else type(value)(items)
        case Mapping():
            return {name: _said_in(one, language, marked=marked) for name, one in value.items()}
        case _:
            return value


def _said_under(value: Any, names: frozenset[str], language: Language) -> Any:
    """Return what has no type of its own with the texts said that stand under these keys, however deep."""
    match value:
        case Mapping():
            return {
                name: said(one, language)
                if name in names and type(one) is str
                else _said_under(one, names, language)
                for name, one in value.items()
            }
        case tuple() | list():
            return [_said_under(one, names, language) for one in value]
        case _:
            return value


def _struct_in(value: msgspec.Struct, language: Language) -> msgspec.Struct:
    changed = {}
    for field in _fields(type(value)):
        before = getattr(value, field.name)
        if field.under:
            after = _said_under(before, field.under, language)
        else:
            after = _said_in(before, language, marked=field.marked)
        if after is not before:
            changed[field.name] = after
    return msgspec.structs.replace(value, **changed) if changed else value


class _Field(msgspec.Struct, frozen=True):
    """A field of a struct in which texts can be."""

    name: str
    marked: bool
    """Whether its own strings are texts."""
    under: frozenset[str]
    """The keys below which it has texts, where it has no type of its own."""


@cache
def _fields(of: type[msgspec.Struct]) -> tuple[_Field, ...]:
    """Return the fields of a struct in which texts can be."""
    hints = get_type_hints(of, include_extras=True)
    found = [_Field(name, is_marked(hints[name]), _keys(hints[name])) for name in of.__struct_fields__]
    return tuple(one for one in found if one.marked or one.under or not _is_plain(hints[one.name]))


def _keys(hint: Any) -> frozenset[str]:
    """Return the keys that a mark of `said_under` names; none for other types."""
    marks = hint.__metadata__ if get_origin(hint) is Annotated else ()
    extras = (mark.extra for mark in marks if isinstance(mark, msgspec.Meta) and mark.extra)
    found: frozenset[str] = next((extra[UNDER] for extra in extras if UNDER in extra), frozenset())
    return found


def is_marked(hint: Any) -> bool:
    """Say whether strings of a type are marked: `Said`, `Said | None`, `tuple[Said, ...]`."""
    if get_origin(hint) is Annotated and SAID in hint.__metadata__:
        return True
    return any(is_marked(one) for one in get_args(hint))


def _is_plain(hint: Any) -> bool:
    """Say whether nothing of a type can hold a struct."""
    if get_origin(hint) is None:
        return isinstance(hint, type) and not issubclass(hint, msgspec.Struct) and hint is not object
    return all(one is Ellipsis or _is_plain(one) for one in get_args(hint))
