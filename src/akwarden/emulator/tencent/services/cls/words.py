"""Words of logs: how texts are cut into them, and how a condition finds them.

After "Segmentation and Indexing" of CLS: a search finds whole words, or beginnings with a wildcard, and case
does not count where the index says so.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import translate
from operator import eq, ge, gt, le, lt

import msgspec

TOKENIZER = "@&?|#()='\",;:<>[]{}/ \n\t\r\\"
"""The separators of the index that CloudAudit makes."""
_CUT = re.compile(f"[{re.escape(TOKENIZER)}]+")
_CUT_BUT_WILDCARDS = re.compile(f"[{re.escape(TOKENIZER.replace('?', ''))}]+")
_COMPARED: Mapping[str, Callable[[float, float], bool]] = {">": gt, ">=": ge, "<": lt, "<=": le, "=": eq}
Matcher = Callable[[str], bool]


def finder(text: str) -> Matcher:
    """Return what finds words in a row; `*` and `?` stand for letters."""
    patterns = [re.compile(translate(word)) for word in _CUT_BUT_WILDCARDS.split(text.lower()) if word]
    size = len(patterns)

    def finds(value: str) -> bool:
        words = [word for word in _CUT.split(value.lower()) if word]
        starts = range(len(words) - size + 1)
        return any(all(p.match(words[start + at]) for at, p in enumerate(patterns)) for start in starts)

    return finds


def comparer(sign: str, limit: float) -> Matcher:
    """Return what compares numbers; a text that is none never fits."""
    compare = _COMPARED[sign]

    def compares(value: str) -> bool:
        try:
            return compare(float(value), limit)
        except ValueError:
            return False

    return compares


def value_of(content: Mapping[str, str], name: str) -> str | None:
    """Return the field of a name; `userIdentity.secretId` lies within the JSON of another."""
    if name in content:
        return content[name]
    head, dot, rest = name.partition(".")
    if not dot or head not in content:
        return None
    return next(_inside(content[head], rest.split(".")), None)


def _inside(text: str, path: list[str]) -> Iterator[str]:
    try:
        found = msgspec.json.decode(text)
    except msgspec.DecodeError:
        return
    inner = found.get(path[0]) if isinstance(found, dict) else None
    if inner is None:
        return
    told = inner if isinstance(inner, str) else msgspec.json.encode(inner).decode()
    if path[1:]:
        yield from _inside(told, path[1:])
    else:
        yield told
