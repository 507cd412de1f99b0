"""Brings a CloudTrail record of another shape to that of `record`: the slow way, for the few that need it.

- A row of a query's result (CloudTrail Lake): a list of objects with one key each.
- Keys in lower case, as Athena and other tables have them.
- JSON in a string where an object belongs, or a row as Athena writes it.
- A value of a type that no field takes: left out.
- A record, or the text of one, in a field of what a tool for logs or a collection made of it.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from akwarden.providers.aws.audit.record import Loose, TrailRecord
from akwarden.providers.aws.audit.row_text import read_row

_DEEPEST: Final = 4
"""Levels of objects that have fields of ours."""
_TEXTS: Final = frozenset(["null", "{}", "[]", "-"])
"""What tables write for nothing."""
_CARRIERS: Final = ("event", "message", "_source", "record", "log")
"""Fields that hold a record."""


def reshaped(record: bytes) -> TrailRecord:
    """Return a record of an odd shape; raises msgspec.DecodeError where it is no object in any way."""
    found = msgspec.json.decode(record)
    if isinstance(found, list):
        found = {key: value for one in found if isinstance(one, dict) for key, value in one.items()}
    if not isinstance(found, dict):
        raise msgspec.DecodeError("no object")
    return msgspec.convert(_struct(found, TrailRecord, _DEEPEST), TrailRecord)


def carried(record: bytes) -> bytes | None:
    """Return the record that a field of an object holds, or None where none does."""
    try:
        found = msgspec.json.decode(record)
    except (msgspec.DecodeError, RecursionError):
        return None
    fields = found if isinstance(found, dict) else {}
    for name in _CARRIERS:
        inside = fields.get(name)
        if isinstance(inside, str) and inside.startswith("{"):
            return inside.encode()
        if isinstance(inside, dict) and inside:
            return msgspec.json.encode(inside)
    return None


def _struct(found: Mapping[str, Any], kind: type[msgspec.Struct], depth: int) -> dict[str, Any]:
    """Return the fields of a struct that an object has, each of a type that it takes."""
    fields = _fields(kind)
    shaped = {}
    for key, value in found.items():
        field = fields.get(key) or fields.get(key.lower())
        if field is not None and value is not None:
            shaped[field.encode_name] = _value(value, field, depth)
    return {key: value for key, value in shaped.items() if value is not None}


def _fields(kind: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    found = {}
    for field in msgspec.structs.fields(kind):
        found[field.encode_name] = found[field.encode_name.lower()] = field
    return found


def _value(value: Any, field: msgspec.structs.FieldInfo, depth: int) -> Any:
    kind = _struct_in(field.type)
    if field.encode_name == "resources":
        return _resources(_opened(value), depth)
    if kind is not None:
        opened = _opened(value)
        return _struct(opened, kind, depth - 1) if isinstance(opened, dict) and depth else None
    if field.type is object:
        return value
    if field.type is msgspec.Raw:
        return msgspec.Raw(msgspec.json.encode(_opened(value)))
    if isinstance(value, str):
        return None if value in _TEXTS else value
    return value if field.type == Loose and isinstance(value, bool | int | float) else None


def _struct_in(kind: Any) -> type[msgspec.Struct] | None:
    """Return the struct that a field holds, if it holds one."""
    for one in getattr(kind, "__args__", ()):
        if isinstance(one, type) and issubclass(one, msgspec.Struct):
            return one
    return None


def _resources(value: Any, depth: int) -> list[Any] | None:
    if not isinstance(value, list) or not depth:
        return None
    found: list[Any] = []
    for one in value:
        if isinstance(one, dict):
            arns = [text for key, text in one.items() if key.lower() == "arn" and isinstance(text, str)]
            found += [{"ARN": arn} for arn in arns]
    return found


def _opened(value: Any) -> Any:
    """Return what JSON or a row in a string stands for."""
    if not isinstance(value, str) or not value.startswith(("{", "[")):
        return value
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError):
        return read_row(value)
