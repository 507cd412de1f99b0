"""The shapes of all actions: what a request must and may hold, and what an answer holds.

Shapes lie in `schemas/`, made of the official SDK's models. A request with an unknown field, a missing one or
one of a wrong type is refused with the code that the cloud gives for it.
"""

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from akwarden.emulator.tencent.errors import ApiError

_INTEGERS = {"uint64": (0, 2**64 - 1), "int64": (-(2**63), 2**63 - 1)}
_LIST = "list<"
_DEEPEST = 12
_SHOWN = 100
"""Characters that are repeated of a name that nobody knows."""
_MOST_DIGITS = 20
"""Of an integer; those of an index are fewer."""
_NUMBER = re.compile(rf"-?[0-9]{{1,{_MOST_DIGITS}}}")
_LARGEST = sys.float_info.max
_INDEX = re.compile(r"[0-9]{1,6}")


class Field(msgspec.Struct, frozen=True):
    """One field of a message."""

    name: str
    type: str
    required: bool = False
    enum: tuple[Any, ...] = ()


class Shape(msgspec.Struct, frozen=True):
    """The request and the response of one action."""

    request: tuple[Field, ...]
    response: tuple[Field, ...]


class Service(msgspec.Struct, frozen=True):
    """All actions of one service in one version."""

    service: str
    version: str
    actions: dict[str, Shape]
    types: dict[str, tuple[Field, ...]]
    source: str = ""


@cache
def services() -> Mapping[str, Service]:
    """Return the services by their names."""
    folder = files("akwarden.emulator.tencent").joinpath("schemas")
    found = [
        msgspec.json.decode(one.read_bytes(), type=Service)
        for one in folder.iterdir()
        if one.name.endswith(".json")
    ]
    return {one.service: one for one in sorted(found, key=lambda s: s.service)}


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks the requests of one action and completes its answers."""

    service: Service
    shape: Shape

    def check(self, parameters: Mapping[str, Any]) -> None:
        """Raise ApiError for the first fault of a request."""
        _check_fields(self.service, self.shape.request, parameters, "", 0)

    def complete(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Return an answer with every field that it must have: null for what the handler left out.

        A field that the action does not have is a defect of the handler: it raises AssertionError.
        """
        return _completed(self.service, self.shape.response, answer)


def _check_fields(
    service: Service, fields: Sequence[Field], values: Mapping[str, Any], where: str, depth: int
) -> None:
    known = {field.name for field in fields}
    for name in values:
        if name not in known:
            raise ApiError("UnknownParameter", f"The parameter `{where}{name[:_SHOWN]}` is not recognized.")
    if depth > _DEEPEST:
        raise ApiError("InvalidParameter", f"The parameter `{where.rstrip('.')}` is nested too deep.")
    for field in fields:
        value = values.get(field.name)
        if value is None:
            if field.required:
                raise ApiError(
                    "MissingParameter", f"The request is missing a required parameter `{where}{field.name}`."
                )
            continue
        _check_value(service, field.type, value, where + field.name, depth)


def _check_value(service: Service, kind: str, value: Any, where: str, depth: int) -> None:
    if kind.startswith(_LIST):
        if not isinstance(value, list):
            raise _mistyped(where, "a list")
        for number, item in enumerate(value):
            _check_value(service, kind[len(_LIST) : -1], item, f"{where}.{number}", depth + 1)
    elif kind in service.types:
        if not isinstance(value, dict):
            raise _mistyped(where, "an object")
        _check_fields(service, service.types[kind], value, f"{where}.", depth + 1)
    elif not _SCALARS[kind](value):
        raise _mistyped(where, kind)


def _mistyped(where: str, wanted: str) -> ApiError:
    return ApiError("InvalidParameter", f"The value type of parameter `{where}` is not valid: {wanted}.")


def _is_integer(kind: str) -> Callable[[Any], bool]:
    low, high = _INTEGERS[kind]
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST


_SCALARS: Mapping[str, Callable[[Any], bool]] = {
    **{kind: _is_integer(kind) for kind in _INTEGERS},
    "string": _is_text,
    "date": _is_text,
    "datetime": _is_text,
    "datetime_iso": _is_text,
    "binary": _is_text,
    "bool": lambda value: isinstance(value, bool),
    "float": _is_number,
}


def _completed(service: Service, fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    more = values.keys() - {field.name for field in fields}
    assert not more, f"an answer has fields that its action does not have: {sorted(more)}"  # noqa: S101
    return {field.name: _whole(service, field.type, values.get(field.name)) for field in fields}


def _whole(service: Service, kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind.startswith(_LIST):
        return [_whole(service, kind[len(_LIST) : -1], item) for item in value]
    if kind in service.types:
        return _completed(service, service.types[kind], value)
    return value


def parsed(service: Service, fields: Sequence[Field], flat: Mapping[str, str]) -> dict[str, Any]:
    """Return the parameters of a query: `Filters.0.Name=a` is the name of the first filter.

    Texts become what their fields are. Raises ApiError for a name that leads nowhere.
    """
    tree: dict[str, Any] = {}
    for name, value in flat.items():
        path = name.split(".", _DEEPEST + 1)
        if len(path) > _DEEPEST:
            raise ApiError("InvalidParameter", f"The parameter `{name[:_SHOWN]}` is nested too deep.")
        _put(tree, path, value)
    return {name: _typed(service, _type_of(fields, name), value) for name, value in tree.items()}


def _type_of(fields: Sequence[Field], name: str) -> str:
    return next((field.type for field in fields if field.name == name), "string")


def _put(tree: dict[str, Any], path: Sequence[str], value: str) -> None:
    inner: Any = tree
    for step in path[:-1]:
        inner = inner.setdefault(step, {}) if isinstance(inner, dict) else None
    if not isinstance(inner, dict) or path[-1] in inner:
        name = ".".join(path)[:_SHOWN]
        raise ApiError("InvalidParameter", f"The parameter `{name}` contradicts another.")
    inner[path[-1]] = value


def _typed(service: Service, kind: str, value: Any) -> Any:
    if kind.startswith(_LIST) and isinstance(value, dict):
        if not all(_INDEX.fullmatch(name) for name in value):
            return value
        numbered = sorted(((int(name), item) for name, item in value.items()), key=lambda i: i[0])
        return [_typed(service, kind[len(_LIST) : -1], item) for _, item in numbered]
    if kind in service.types and isinstance(value, dict):
        fields = service.types[kind]
        return {name: _typed(service, _type_of(fields, name), item) for name, item in value.items()}
    if kind in _INTEGERS and isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value)
    if kind == "bool" and isinstance(value, str) and value in {"true", "false", "True", "False", "1", "0"}:
        return value in {"true", "True", "1"}
    if kind == "float" and isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return value
    return value
