"""Finds the sentences for people that Python code makes, by its syntax tree.

A sentence is a text with places, `{name}` for whatever is filled in. Where a part of it depends on something
(`' and more' if more else ''`), each way is a sentence of its own. What another function makes is a place.
"""

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import msgspec

SOURCE = Path(__file__).parents[2] / "src" / "akwarden"
_MOST_WAYS = 64
_SPOKEN = frozenset(
    {
        "detail",
        "fix",
        "label",
        "mend",
        "message",
        "note",
        "reason",
        "says",
        "text",
        "title",
        "unseen",
        "warning",
        "what",
        "why",
        "words",
    }
)
"""Arguments and fields that hold sentences."""
_CALLS = frozenset({"ProblemError", "Check", "Power", "tell", "_seen", "_noted", "BlindSpot"})
"""Calls whose arguments without a name are sentences, beside those of errors."""
_WORD = re.compile(r"[A-Za-z]{2}")


class Sentence(msgspec.Struct, frozen=True, order=True):
    """A sentence, and where it is made."""

    file: str
    line: int
    text: str


def raised(path: Path) -> Iterator[Sentence]:
    """Yield the sentences that are arguments: of errors, of problems, and of fields that hold sentences."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield from _of_call(path, node)


def written(path: Path) -> Iterator[Sentence]:
    """Yield every text of a module that reads like a sentence: two words, and no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {id(one) for one in _unspoken(tree)}
    for node in _outermost(tree, skipped):
        for text in ways(node):
            if len(_WORD.findall(text)) > 1 and " " in text.strip():
                yield _sentence(path, node, text)


def _of_call(path: Path, node: ast.Call) -> Iterator[Sentence]:
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if called == "missing":
        for what in ways(node.args[0]):
            yield _sentence(path, node, f"there is no {what} of this name that you may see")
        return
    spoken = [one.value for one in node.keywords if one.arg in _SPOKEN]
    if called.endswith("Error") or called in _CALLS:
        spoken += node.args
    for value in spoken:
        for text in ways(value):
            if _WORD.search(re.sub(r"\{[^}]*\}", "", text)) and " " in text.strip():
                yield _sentence(path, value, text)


def _sentence(path: Path, node: ast.expr, text: str) -> Sentence:
    return Sentence(str(path.relative_to(SOURCE)), node.lineno, text)


def _unspoken(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what is no sentence: docstrings, annotations."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def _outermost(tree: ast.AST, skipped: set[int]) -> Iterator[ast.expr]:
    for child in ast.iter_child_nodes(tree):
        if id(child) in skipped:
            continue
        if _is_text(child):
            assert isinstance(child, ast.expr)
            yield child
        else:
            yield from _outermost(child, skipped)


def _is_text(node: ast.AST) -> bool:
    match node:
        case ast.JoinedStr():
            return True
        case ast.Constant(value=str()):
            return True
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return _is_text(left) or _is_text(right)
        case _:
            return False


def ways(node: ast.expr) -> list[str]:
    """Return the texts that an expression may be, with a place for each part that is not known."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.Constant(value=None):
            return []
        case ast.JoinedStr(values=values):
            parts = [ways(one) for one in values]
            return ["".join(chosen) for chosen in product(*parts)][:_MOST_WAYS]
        case ast.FormattedValue(value=value):
            found = ways(value)
            return [f"{{{_name(value)}}}"] if found == ["{text}"] else found
        case ast.IfExp(body=body, orelse=orelse):
            return [*ways(body), *ways(orelse)]
        case ast.BoolOp(op=ast.And(), values=[*_, last]):
            return [*ways(last), ""]
        case ast.BoolOp(op=ast.Or(), values=values):
            return [text for one in values for text in ways(one)]
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return ["".join(chosen) for chosen in product(ways(left), ways(right))][:_MOST_WAYS]
        case _:
            return [f"{{{_name(node)}}}"]


def _name(node: ast.expr) -> str:
    """Return what a place may be called: the last name in an expression."""
    match node:
        case ast.Name(id=name):
            return name.lower().strip("_")
        case ast.Attribute(attr=name):
            return name.lower().strip("_")
        case ast.Call(func=func, args=args):
            called = _name(func)
            if called == "counted":
                unit = args[1]
                word = unit.value if isinstance(unit, ast.Constant) else "counted"
                return f"{str(word).replace(' ', '_')}_count"
            return (
                "n" if called == "len" else _name(args[0]) if called in {"str", "join"} and args else called
            )
        case ast.Subscript(value=value):
            return _name(value)
        case ast.BinOp(left=left):
            return _name(left)
        case _:
            return "text"
