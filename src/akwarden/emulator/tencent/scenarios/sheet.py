"""A file of YAML, read with care: its values, and the line on which each of them stands.

What could tie up this machine is refused: more than `MOST_BYTES`, more than `MOST_NODES` values, also where
aliases repeat them, deep nesting, values that hold themselves, and endless numbers. What YAML itself passes
over in silence is refused too: a name that stands twice in one mapping.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import yaml

from akwarden.errors import ScenarioError

MOST_BYTES = 5 << 20
MOST_NODES = 300_000
MOST_DEPTH = 40
_LONGEST_NUMBER = 64
_TEXT = "tag:yaml.org,2002:str"
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")


class Sheet:
    """The content of one file."""

    def __init__(self, name: str, content: bytes) -> None:
        """Take what the file is called and its bytes; raises ScenarioError with the line of what is wrong."""
        self.name = name
        if len(content) > MOST_BYTES:
            raise ScenarioError(
                f"{name} is larger than {MOST_BYTES >> 20} MiB", mend="use `generate:` for many"
            )
        try:
            self._check_events(content)
            loader = yaml.CSafeLoader(content)
            self._root = loader.get_single_node()
            if self._root is not None:
                self._measure(self._root, {})
            self.value = loader.construct_document(self._root) if self._root is not None else None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise self._wrong(mark, str(getattr(error, "problem", None) or error)) from error
        except ValueError as error:  # a date or a number that only looks like one
            raise ScenarioError(f"{name} is not readable as YAML", why=str(error)) from error

    def line(self, path: str) -> int:
        """Return the line of what is at a path such as `accounts[0].users[3]`, or of the nearest above it."""
        node, line = self._root, 1
        for name, number in _STEP.findall(path):
            found = _below(node, name, int(number or 0))
            if found is None:
                break
            node, line = found
        return line

    def _check_events(self, content: bytes) -> None:
        """Refuse too much and too deep a file before it takes memory."""
        depth = 0
        for count, event in enumerate(yaml.parse(content, Loader=yaml.CSafeLoader)):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if count > MOST_NODES:
                raise self._wrong(event.start_mark, f"it has more than {MOST_NODES} values")
            if depth > MOST_DEPTH:
                raise self._wrong(event.start_mark, f"it nests deeper than {MOST_DEPTH} levels")

    def _measure(self, node: yaml.Node, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
        """Return how many values a node stands for and how deep it goes, its aliases written out."""
        found = known.get(id(node))
        if found == _UNDER_WAY:
            raise self._wrong(node.start_mark, "it holds itself")
        if found is not None:
            return found
        known[id(node)] = _UNDER_WAY
        size, depth = 1, 1
        for child in self._children(node):
            more, below = self._measure(child, known)
            size, depth = size + more, max(depth, below + 1)
        if size > MOST_NODES or depth > MOST_DEPTH:
            raise self._wrong(node.start_mark, "its aliases, written out, are too much")
        known[id(node)] = size, depth
        return size, depth

    def _children(self, node: yaml.Node) -> Iterator[yaml.Node]:
        """Yield what is in a node; raises ScenarioError for names that stand twice, and endless numbers."""
        match node:
            case yaml.MappingNode():
                seen: set[tuple[str, str]] = set()
                for key, _ in node.value:
                    name = (key.tag, str(key.value)) if isinstance(key, yaml.ScalarNode) else ("", "")
                    if name in seen:
                        raise self._wrong(key.start_mark, f"the name {name[1][:60]!r} stands twice")
                    seen.add(name)
                yield from chain.from_iterable(node.value)
            case yaml.SequenceNode():
                yield from node.value
            case _ if node.tag != _TEXT and len(node.value) > _LONGEST_NUMBER:
                raise self._wrong(node.start_mark, "a number is too long; put text into quotes")

    def _wrong(self, mark: Any, why: str) -> ScenarioError:
        where = f", line {mark.line + 1}" if mark else ""
        return ScenarioError(
            f"{self.name}{where} is not readable as YAML", why=why, mend=f"correct {self.name}"
        )


_UNDER_WAY = (0, 0)


def _below(node: yaml.Node | None, name: str, number: int) -> tuple[yaml.Node, int] | None:
    """Return what a step leads to, with its line."""
    if name and isinstance(node, yaml.MappingNode):
        found = ((key, value) for key, value in node.value if key.value == name)
        return next(((value, key.start_mark.line + 1) for key, value in found), None)
    if not name and isinstance(node, yaml.SequenceNode) and number < len(node.value):
        item = node.value[number]
        return item, item.start_mark.line + 1
    return None
