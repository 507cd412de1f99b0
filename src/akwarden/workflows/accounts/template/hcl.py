"""Terraform's language: values and blocks into text, laid out as `terraform fmt` does.

After "Configuration Syntax" and "Strings and Templates" of the Terraform documents.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TypeAlias

import msgspec

from akwarden.workflows.accounts.template.values import JsonValue

_ONE_VALUE = re.compile(r"\$\{([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*", re.ASCII)
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_INDENT = "  "


class Template(str):
    """Text in which `${…}` stands for a value and not for itself."""

    __slots__ = ()


class Expression(msgspec.Struct, frozen=True):
    """Code that gives a value."""

    code: str


class Encoded(msgspec.Struct, frozen=True):
    """A value that is handed on as JSON text."""

    value: JsonValue


HclValue: TypeAlias = JsonValue | Expression | Encoded


class Block(msgspec.Struct, frozen=True):
    """A block with its attributes, and the blocks inside it behind them."""

    header: str
    """Its type and labels: `variable "name"`."""
    attributes: Mapping[str, HclValue] = {}
    blocks: tuple["Block", ...] = ()


def quoted(text: str) -> str:
    """Return a text between quotation marks, with nothing in it that Terraform would put in its place."""
    plain = text.translate(_ESCAPES)
    if not isinstance(text, Template):
        plain = plain.replace("${", "$${").replace("%{", "%%{")
    return f'"{plain}"'


def written(blocks: tuple[Block, ...]) -> str:
    """Return a configuration."""
    return "\n".join("\n".join(_block(block)) + "\n" for block in blocks)


def _block(block: Block) -> Iterator[str]:
    if not block.attributes and not block.blocks:
        yield f"{block.header} {{}}"
        return
    yield f"{block.header} {{"
    yield from _indented(_attributes(block.attributes))
    for number, inner in enumerate(block.blocks):
        if number or block.attributes:
            yield ""
        yield from _indented(_block(inner))
    yield "}"


def _attributes(attributes: Mapping[str, HclValue]) -> Iterator[str]:
    """Yield attributes; where they stand line by line, their signs of equality are below each other."""
    texts = [(name, list(_value(value))) for name, value in attributes.items()]
    for short, group in groupby(texts, key=lambda one: len(one[1]) == 1):
        members = list(group)
        width = max(len(_key(name)) for name, _ in members) if short else 0
        for name, lines in members:
            yield f"{_key(name):{width}} = {lines[0]}"
            yield from lines[1:]


def _key(name: str) -> str:
    return name if _NAME.fullmatch(name) else quoted(name)


def _value(value: HclValue) -> Iterator[str]:
    """Yield the lines of a value."""
    match value:
        case Expression(code):
            yield code
        case Encoded(inner):
            lines = list(_value(inner))
            yield f"jsonencode({lines[0]}" + (")" if len(lines) == 1 else "")
            yield from lines[1:-1]
            yield from [f"{lines[-1]})"] if len(lines) > 1 else []
        case bool():
            yield "true" if value else "false"
        case int():
            yield str(value)
        case Template() if alone := _ONE_VALUE.fullmatch(value):
            yield alone[1]
        case str():
            yield quoted(value)
        case list():
            yield from _bracketed("[", (line for one in value for line in _comma(one)), "]")
        case dict():
            yield from _bracketed("{", _attributes(value), "}")


def _comma(value: JsonValue) -> Iterator[str]:
    """Yield the lines of a member of a list."""
    lines = list(_value(value))
    yield from lines[:-1]
    yield f"{lines[-1]},"


def _bracketed(opening: str, inside: Iterator[str], closing: str) -> Iterator[str]:
    lines = list(_indented(inside))
    if not lines:
        yield opening + closing
        return
    yield opening
    yield from lines
    yield closing


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (f"{_INDENT}{line}" if line else line for line in lines)
