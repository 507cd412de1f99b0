"""What the clouds' own tools take, from what these tools bring with them: no call is made."""

import json
import shlex
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import botocore.session
import click
from botocore import xform_name

from akwarden.frontends.cli.lazy import LazyCommand
from akwarden.frontends.cli.main import cli

_OF_THE_TOOL = {
    "create-virtual-mfa-device": {"--outfile", "--bootstrap-method"},
}
"""Options that the tool of AWS has beside those of the call."""
_SERVICES = {"s3api": "s3"}
"""Services that the tool of AWS calls otherwise."""
_OF_ALL = {"--query", "--output", "--region"}
_OF_ALL_TENCENT = {"filter", "region"}


def wrong_with(command: str) -> Iterator[str]:
    """Yield what a command names that its tool does not know, and what it lacks."""
    words = shlex.split(command)
    checks = {"tccli": _tencent, "aws": _aws, "akwarden": _own}
    if words[0] not in checks:
        yield f"no tool {words[0]}"
        return
    yield from (f"{command}: {problem}" for problem in checks[words[0]](words[1:]))


def _tencent(words: list[str]) -> Iterator[str]:
    service, action, *rest = words
    known = _tencent_call(service, action)
    if known is None:
        yield f"no action {action} of {service}"
        return
    given = {word.removeprefix("--") for word in rest if word.startswith("--")}
    yield from (f"no parameter {one}" for one in sorted(given - known.keys() - _OF_ALL_TENCENT))
    yield from (f"{one} is missing" for one, needed in known.items() if needed and one not in given)


@cache
def _tencent_call(service: str, action: str) -> dict[str, bool] | None:
    """Return the parameters of an action and whether each is needed; None for no such action."""
    folder = files("tccli") / "services" / service
    versions = sorted(
        (one for one in folder.iterdir() if one.name.startswith("v2")), key=lambda one: one.name
    )
    for version in versions:
        told: dict[str, Any] = json.loads((version / "api.json").read_text())
        if action in told["actions"]:
            members = told["objects"][told["actions"][action]["input"]]["members"]
            return {one["name"]: one["required"] for one in members}
    return None


def _aws(words: list[str]) -> Iterator[str]:
    service, operation, *rest = words
    known = _aws_call(service, operation)
    if known is None:
        yield f"no operation {operation} of {service}"
        return
    given = {word for word in rest if word.startswith("--")}
    allowed = known.keys() | _OF_THE_TOOL.get(operation, set()) | _OF_ALL
    yield from (f"no option {one}" for one in sorted(given - allowed))
    yield from (f"{one} is missing" for one, needed in known.items() if needed and one not in given)


@cache
def _aws_call(service: str, operation: str) -> dict[str, bool] | None:
    """Return the options of an operation and whether each is needed; None for no such operation."""
    model = botocore.session.get_session().get_service_model(_SERVICES.get(service, service))
    for name in model.operation_names:
        if xform_name(name, "-") == operation:
            shape = model.operation_model(name).input_shape
            members = shape.members if shape else {}
            needed = shape.required_members if shape else []
            return {f"--{xform_name(one, '-')}": one in needed for one in members}
    return None


def _own(words: list[str]) -> Iterator[str]:
    command: click.Command = cli
    for word in words:
        if not isinstance(command, click.Group):
            return
        found = command.commands.get(word)
        if found is None:
            yield f"no command {word}"
            return
        command = found.load() if isinstance(found, LazyCommand) else found
