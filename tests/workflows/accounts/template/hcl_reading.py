"""Reads the part of Terraform's language that templates are written in, and refuses everything else.

A reader of its own, so that what `hcl.py` writes is not judged by itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_NUMBER = re.compile(r"-?\d+")
_EXPRESSION = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*")
_PIECE = re.compile(r'\\(.)|(\$\$\{|%%\{)|\$\{([^{}"]*)\}|([$%]\{)|(.)', re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


@dataclass
class Read:
    """A block that was read."""

    labels: tuple[str, ...]
    attributes: dict[str, Any] = field(default_factory=dict)
    blocks: list["Read"] = field(default_factory=list)


@dataclass
class Code:
    """An expression whose value is not known."""

    text: str


def read(text: str, values: Mapping[str, str] | None = None) -> list[Read]:
    """Give the blocks of a configuration; `values` stand for expressions. Raises ValueError."""
    reader = _Reader(text, values or {})
    blocks = []
    while not reader.at_end():
        blocks.append(reader.block())
    return blocks


class _Reader:
    def __init__(self, text: str, values: Mapping[str, str]) -> None:
        self.text, self.values, self.at = text, values, 0

    def at_end(self) -> bool:
        self.skip()
        return self.at == len(self.text)

    def skip(self, blanks: str = " \n") -> None:
        while self.at < len(self.text) and self.text[self.at] in blanks:
            self.at += 1

    def taken(self, mark: str) -> bool:
        self.skip()
        if self.text.startswith(mark, self.at):
            self.at += len(mark)
            return True
        return False

    def expect(self, mark: str) -> None:
        if not self.taken(mark):
            raise ValueError(f"{mark!r} is missing at {self.text[self.at : self.at + 20]!r}")

    def match(self, pattern: re.Pattern[str]) -> str | None:
        self.skip()
        found = pattern.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found[0]

    def block(self) -> Read:
        labels = [self.match(_NAME) or ""]
        while (label := self.match(_STRING)) is not None:
            labels.append(label[1:-1])
        self.expect("{")
        found = Read(tuple(labels))
        while not self.taken("}"):
            self.member(found)
        return found

    def member(self, into: Read) -> None:
        """Read an attribute or a block inside a block."""
        start = self.at
        name = self.match(_NAME)
        if not name:
            raise ValueError(f"a name is missing at {self.text[start : start + 20]!r}")
        if not self.taken("="):
            self.at = start
            into.blocks.append(self.block())
        elif name == "condition" and into.labels == ("validation",):
            line = self.text[self.at : self.text.index("\n", self.at)]
            into.attributes[name] = Code(line.strip())
            self.at += len(line)
        else:
            into.attributes[name] = self.value()

    def value(self) -> Any:
        if self.taken("["):
            return self.members()
        if self.taken("{"):
            return self.fields()
        if self.taken("jsonencode("):
            inner = self.value()
            self.expect(")")
            return inner
        if (text := self.match(_STRING)) is not None:
            return self.string(text[1:-1])
        if (number := self.match(_NUMBER)) is not None:
            return int(number)
        code = self.match(_EXPRESSION)
        if not code:
            raise ValueError(f"a value is missing at {self.text[self.at : self.at + 20]!r}")
        return {"true": True, "false": False}.get(code, self.values.get(code, Code(code)))

    def members(self) -> list[Any]:
        found = []
        while not self.taken("]"):
            found.append(self.value())
            self.expect(",")
        return found

    def fields(self) -> dict[str, Any]:
        found = {}
        while not self.taken("}"):
            quoted = self.match(_STRING)
            name = self.string(quoted[1:-1]) if quoted is not None else self.match(_NAME)
            if name is None:
                raise ValueError("a name is missing")
            self.expect("=")
            found[name] = self.value()
        return found

    def string(self, raw: str) -> str:
        """Give what a text between quotation marks means."""
        out = []
        for escape, doubled, code, bare, plain in _PIECE.findall(raw):
            if bare:
                raise ValueError(f"a template is not closed in {raw!r}")
            if code and code not in self.values:
                out.append(f"<{code}>")
            else:
                out.append(_ESCAPED[escape] if escape else doubled[1:] or self.values.get(code, plain))
        return "".join(out)
