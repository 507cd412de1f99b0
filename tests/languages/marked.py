"""Every text of an answer that is marked as said by akwarden, with the field that it stands in."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, get_type_hints

import msgspec

from akwarden.languages.answers import is_marked

_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_WORDS: Final = re.compile(r"[A-Za-z]{2,}[,;:]? +[A-Za-z]{2,}")
_AS_IT_IS: Final = {
    "Check.name": frozenset({"python", "hyperscan", "google-re2", "git"}),
    "Check.detail": frozenset(),
    "Check.mend": frozenset({"chmod", "mkdir", "akwarden", "export"}),
    "Mark.text": frozenset(),
    "RiskPage.cli": frozenset({"tccli", "aws"}),
}
"""Fields that hold names of programs, versions, APIs or commands as well; commands by their first words."""


def is_chinese(field: str, text: str) -> bool:
    """Say whether a text is Chinese, or what has to stay as it is: a name, a version, an API, a command."""
    first = text.partition(" ")[0]
    if _CHINESE.search(text) or first in _AS_IT_IS.get(field, frozenset()):
        return True
    return not _WORDS.search(text) if field in _AS_IT_IS else not re.search(r"[A-Za-z]{2,}", text)


def marked_texts(value: Any, where: str = "", *, marked: bool = False) -> Iterator[tuple[str, str]]:
    """Yield `Type.field` and the text, for each that is marked and says something."""
    match value:
        case str():
            if marked and value:
                yield where, value
        case msgspec.Struct():
            hints = get_type_hints(type(value), include_extras=True)
            for name in value.__struct_fields__:
                field = f"{type(value).__name__}.{name}"
                yield from marked_texts(getattr(value, name), field, marked=is_marked(hints[name]))
        case tuple() | list():
            for one in value:
                yield from marked_texts(one, where, marked=marked)
        case Mapping():
            for one in value.values():
                yield from marked_texts(one, where, marked=marked)
        case _:
            return
