"""Questions that are asked again and again, as SQL of DuckDB, from a cache: making them takes seconds.

What is kept is found by what the expressions are made of, down to the last literal, and by the versions of
what makes SQL of them. So a changed rule, and a changed program, finds nothing and is made anew.
"""

import hashlib
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import ibis.expr.datashape as ds
import ibis.expr.operations as ops
import ibis.expr.types as ir
import msgspec

from akwarden.cachefile import read_cached, write_cached
from akwarden.settings import cache_folder
from akwarden.workflows.detection.engine import question

_FOLDER: Final = "questions"
_MAKERS: Final = ("ibis-framework", "sqlglot", "duckdb")
_DECODER: Final = msgspec.msgpack.Decoder(tuple[str, ...])


def questions(expressions: Sequence[ir.Table], cache: Path | None = None) -> tuple[str, ...]:
    """Return expressions over named tables as SQL of DuckDB, in their order.

    It is kept in `cache`, by default the user's cache folder; one that can't be used only costs time.
    """
    place = (cache or cache_folder()) / _FOLDER / digest(expressions)
    kept = _kept(place)
    if kept is not None and len(kept) == len(expressions):
        return kept
    made = tuple(map(question, expressions))
    write_cached(place, msgspec.msgpack.encode(made))
    return made


def digest(expressions: Sequence[ir.Table]) -> str:
    """Return what stands for expressions: the same in every process for those that ask the same."""
    whole = hashlib.sha256(repr([version(name) for name in _MAKERS]).encode())
    for expression in expressions:
        whole.update(_of_node(expression.op()))
    return whole.hexdigest()


def _kept(place: Path) -> tuple[str, ...] | None:
    content = read_cached(place)
    try:
        return None if content is None else _DECODER.decode(content)
    except msgspec.MsgspecError:
        return None


def _of_node(root: ops.Node) -> bytes:
    """Return the digest of a node with all that is below it."""

    def one(node: ops.Node, _: Any, /, **parts: Any) -> bytes:
        named = [(name, _told(part)) for name, part in parts.items()]
        return hashlib.sha256(repr((_kind(node), named)).encode()).digest()

    found: bytes = root.map(one)[root]
    return found


def _kind(node: ops.Node) -> tuple[object, ...]:
    """Return what a node does; functions of the engine are numbered as they come, and told by their names."""
    if isinstance(node, ops.ScalarUDF | ops.AggUDF):
        return "udf", node.__func_name__, repr(node.__udf_namespace__), repr(node.dtype)
    return (type(node).__name__,)


def _told(part: object) -> object:
    """Return a part of a node as something that reads the same in every process."""
    if isinstance(part, ds.DataShape):
        return type(part).__name__
    return sorted(map(repr, part)) if isinstance(part, frozenset) else part
