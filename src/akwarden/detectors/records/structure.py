"""The strings of a JSON document with what each is called, found in place: the rest stays byte for byte.

The rules that this module enforces:

- What a string is called is the key it stands under, or that of the list it stands in.
- Of an object that spells out a name and a value, such as `{"Key": "PASSWORD", "Value": "…"}`, in either
  order, the value is called by that name.
- In a list, what follows `--password` or `Authorization` is called so.
"""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from akwarden.detectors.records.names import Kind, secret_kind

_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\],:]|[^\s"{}\[\],:]++', re.DOTALL)
_LABELS = frozenset(
    [
        *("key", "name", "k", "field", "header", "headername", "parameter", "parametername", "parameterkey"),
        *("variable", "variablename", "variablekey", "envname", "envkey", "optionname", "attributename"),
    ]
)
_VALUES = frozenset(
    [
        *(
            "value",
            "val",
            "v",
            "values",
            "headervalue",
            "parametervalue",
            "variablevalue",
            "envvalue",
            "content",
        ),
        *("optionvalue", "attributevalue", "stringvalue"),
    ]
)
_LONGEST_PATH = 400
_LONGEST_KEY = 80
_NO_PATH = re.compile(r"[^\w.@$:/ -]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SECURE = "securestring"
"""The type of a parameter that the store itself keeps encrypted (AWS Systems Manager, "PutParameter")."""
_SECURE_NAME = "secret"


class Leaf(NamedTuple):
    """A string or a number of a document."""

    start: int
    """Where it begins, its quotes included."""
    end: int
    name: str
    """What it is called; empty for a key."""
    path: str
    """From the root, `[]` for each list."""
    is_key: bool = False


def is_json(text: str) -> bool:
    """Say whether a text is one JSON object, list or string; no for one too deep to be read."""
    if text.lstrip()[:1] not in {"{", "[", '"'}:
        return False
    try:
        msgspec.json.decode(text.encode("utf-8", "surrogateescape"), type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return False
    return True


def unescaped(string: str) -> str:
    """Return what a JSON string says; takes it with its quotes."""
    if "\\" not in string:
        return string[1:-1]
    return str(json.loads(string, strict=False))


def escaped(text: str) -> str:
    """Return a text as a JSON string with its quotes; halves of surrogate pairs stay escapes."""
    string = json.dumps(text, ensure_ascii=False)
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", string)


def leaves(text: str, path: str) -> Iterator[Leaf]:
    """Yield the strings and numbers of a valid document, keys too; a pair gives its value when it ends."""
    frames = [_Frame(is_object=False, path=path, name="", is_root=True)]
    for match in _TOKEN.finditer(text):
        frame, piece = frames[-1], match[0]
        match piece:
            case "{" | "[":
                frames.append(frame.child(is_object=piece == "{"))
            case "}" | "]":
                yield from frames.pop().pending()
                frames[-1].is_done()
            case ",":
                frame.key = None
            case ":":
                pass
            case _:
                yield from frame.take(piece, *match.span())


class _Frame:
    """An object or a list that is not over yet."""

    __slots__ = ("_before", "_label", "_values", "is_object", "is_root", "is_secure", "key", "name", "path")

    def __init__(self, *, is_object: bool, path: str, name: str, is_root: bool = False) -> None:
        self.is_object = is_object
        self.is_root = is_root
        self.path = path
        self.name = name
        self.key: str | None = None
        self.is_secure = False
        self._before = ""
        self._label = ""
        self._values: list[Leaf] = []

    def child(self, *, is_object: bool) -> "_Frame":
        """Return a new frame for what stands here."""
        return _Frame(is_object=is_object, path=self._path(), name=self._called())

    def take(self, token: str, start: int, end: int) -> Iterator[Leaf]:
        """Yield what a string or a number is, now or when its object is over."""
        if self.is_object and self.key is None:
            self.key = unescaped(token)
            yield Leaf(start, end, "", self.path, is_key=True)
            return
        leaf = Leaf(start, end, self._called(), self._path())
        if not self.is_object:
            self._before = unescaped(token) if token[0] == '"' else ""
            yield leaf
            return
        key = _plain(self.key or "")
        if key in _VALUES:
            self._values.append(leaf)
            return
        if key in _LABELS and token[0] == '"':
            self._label = unescaped(token)
        self.is_secure = self.is_secure or (key == "type" and token.lower() == f'"{_SECURE}"')
        yield leaf

    def pending(self) -> Iterator[Leaf]:
        """Yield the values that waited for a name."""
        called = self._label if secret_kind(self._label) else self.name
        if self.is_secure:
            called = _SECURE_NAME
        for leaf in self._values:
            yield leaf._replace(name=called if self.is_secure or secret_kind(called) else leaf.name)

    def is_done(self) -> None:
        """Take note that an object or a list in this one is over."""
        self._before = ""

    def _called(self) -> str:
        if self.is_object:
            key = self.key or ""
            return (self._label or key) if _plain(key) in _VALUES else key
        if self._before and _introduces(self._before):
            return self._before
        return self.name

    def _path(self) -> str:
        if self.is_root or len(self.path) > _LONGEST_PATH:
            return self.path
        if not self.is_object:
            return f"{self.path}[]"
        key = _NO_PATH.sub("_", (self.key or "")[:_LONGEST_KEY])
        return f"{self.path}.{key}" if self.path else key


def _plain(key: str) -> str:
    return key.replace("_", "").replace("-", "").lower()


def _introduces(text: str) -> bool:
    """Say whether an entry of a list gives a name to the next: an option, a header."""
    kind = secret_kind(text)
    return kind is not None and (text[0] == "-" or kind is Kind.HEADER or text[:2].lower() == "x-")
