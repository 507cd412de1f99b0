"""The shapes of the corpus: what is planted, a finished snippet, and a form of writing."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

Encoder = Callable[[str, Random], bytes]


@dataclass(frozen=True, slots=True)
class Planted:
    """One credential that a snippet holds, with the values a scanner should report, decoded."""

    provider: str
    kind: str
    key_id: str | None
    secret: str | None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Snippet:
    """One file of the corpus and its label; nothing planted means a hard negative."""

    name: str
    form: str
    format: str
    file_name: str
    content: bytes
    planted: tuple[Planted, ...]


def utf8(text: str, _rng: Random) -> bytes:
    """Write the text as most files are written."""
    return text.encode()


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing: a template, the kinds of credential it fits, and the bytes it ends as.

    Attributes:
        name: Format, a slash, and the way of writing; stable.
        files: File names to choose from, apart by blanks; may hold slots.
        specs: Credentials that fit, apart by blanks: `provider` or `provider:kind`. Empty: a hard negative.
        body: The template. Its slots are described in `render`.
        extra: Further credentials that the template plants; `=` means the kind of the first.
        encode: Turns the filled template into the bytes of the file.
    """

    name: str
    files: str
    specs: str
    body: str
    extra: str = ""
    encode: Encoder = utf8

    @property
    def format(self) -> str:
        """The language or format, which is the first part of the name."""
        return self.name.partition("/")[0]
