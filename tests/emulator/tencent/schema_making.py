"""Makes a schema of the emulator: `python -m tests.emulator.tencent.schema_making SERVICE VERSION ACTION...`.

Names and their order are those of the official SDK's models. What kind of number or time a field is, and
whether it is required, stands in the API description of tccli; a field that is too new for it has the type
that the SDK tells. The result is printed, to be kept in `schemas/`; it has the types that the actions reach.
"""

import inspect
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from importlib.metadata import version as version_of
from importlib.resources import files
from typing import Any

Fields = list[dict[str, Any]]
_TYPE = re.compile(r":type (\w+): (.+)")
_CLASS = re.compile(r":class:`[\w.]*\.(\w+)`")
_PLAIN = {"str": "string", "int": "int64", "bool": "bool", "float": "float"}
_SOURCE = (
    "field names and types of the official Python SDK, {package} {version}, "
    "compared with the API description of tccli"
)


def schema(service: str, version: str, actions: Sequence[str]) -> dict[str, Any]:
    """Give the shapes of some actions of a service, and the types that they reach."""
    folder = f"v{version.replace('-', '')}"
    models = import_module(f"tencentcloud.{service}.{folder}.models")
    text = files("tccli").joinpath("services", service, folder, "api.json").read_text(encoding="utf-8")
    told = json.loads(text)["objects"]
    shapes = {
        action: {kind.lower(): fields(models, told, f"{action}{kind}") for kind in ("Request", "Response")}
        for action in sorted(actions)
    }
    types: dict[str, Fields] = {}
    waiting = [name for shape in shapes.values() for one in shape.values() for name in _reached(models, one)]
    while waiting:
        name = waiting.pop()
        if name not in types:
            types[name] = fields(models, told, name)
            waiting += _reached(models, types[name])
    package = f"tencentcloud-sdk-python-{service}"
    return {
        "source": _SOURCE.format(package=package, version=version_of(package)),
        "service": service,
        "version": version,
        "actions": shapes,
        "types": dict(sorted(types.items())),
    }


def fields(models: Any, told: Mapping[str, Any], name: str) -> Fields:
    """Give the fields of a model."""
    model = getattr(models, name)
    known = {one["name"]: one for one in told.get(name, {"members": ()})["members"]}
    types = dict(_TYPE.findall(inspect.getdoc(model.__init__) or ""))
    found = []
    for attribute in vars(model()):
        field = attribute.removeprefix("_")
        member = known.get(field)
        kind = _told(member) if member else _kind(types.get(field, "str"))
        is_required = bool(member and member.get("required") and not name.endswith("Response"))
        found.append({"name": field, "type": kind, **({"required": True} if is_required else {})})
    return found


def _told(member: Mapping[str, Any]) -> str:
    return f"list<{member['member']}>" if member["type"] == "list" else str(member["member"])


def _kind(text: str) -> str:
    """Give our name for a type as the SDK's docstring has it."""
    if text.startswith("list of "):
        return f"list<{_kind(text.removeprefix('list of '))}>"
    named = _CLASS.fullmatch(text)
    return named[1] if named else _PLAIN.get(text, text)


def _reached(models: Any, of: Fields) -> Iterator[str]:
    names = (re.sub(r"list<|>", "", str(field["type"])) for field in of)
    return (name for name in names if hasattr(models, name))


if __name__ == "__main__":
    made = schema(sys.argv[1], sys.argv[2], sys.argv[3:])
    sys.stdout.write(json.dumps(made, ensure_ascii=False, indent=1) + "\n")
