"""From the values of a file to what is wanted, and from what is wrong to words with file, line and path."""

import re

import msgspec
from msgspec.inspect import StructType, Type, VarTupleType, type_info

from akwarden.emulator.tencent.scenarios.names import near
from akwarden.emulator.tencent.scenarios.parts import MisfitError
from akwarden.emulator.tencent.scenarios.sheet import Sheet
from akwarden.emulator.tencent.scenarios.wanted import WantedScenario
from akwarden.errors import PolicyError, ScenarioError, UsageError

_REPORTED = re.compile(r"(?P<why>.*?)(?: - at (?:`key` in )?`\$\.?(?P<path>[^`]*)`)?", re.DOTALL)
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>.*)`", re.DOTALL)
_NO_NAME = "it is too long, or has a character that the cloud does not take here"
_STEP = re.compile(r"\.?(\w+)|\[\d+\]")


def read_scenario(sheet: Sheet) -> WantedScenario:
    """Return what a file wants; raises ScenarioError for what has no place in it."""
    try:
        return msgspec.convert(sheet.value, WantedScenario)
    except msgspec.ValidationError as error:
        found = _REPORTED.fullmatch(str(error))
        assert found is not None  # noqa: S101  it takes any text
        path = found["path"] or ""
        if unknown := _UNKNOWN.fullmatch(found["why"]):
            place = f"{path}.{unknown['name'][:60]}".removeprefix(".")
            wrong = MisfitError(place, "there is no such name", mend=near(unknown["name"], _names_at(path)))
        else:
            why = _NO_NAME if "matching regex" in found["why"] else found["why"]
            wrong = MisfitError(path, why)
        raise told(sheet, wrong) from error


def told(sheet: Sheet, error: MisfitError) -> UsageError:
    """Return the error that a person is told: a PolicyError where a policy is what is wrong."""
    place = f"{sheet.name}, line {sheet.line(error.path)}: {error.path or 'the file'}"
    mend = error.mend or f"correct {sheet.name}"
    cause = error.__cause__
    if isinstance(cause, PolicyError):
        return PolicyError(f"{place}: {cause.what}", why=cause.why, mend=cause.mend or mend)
    return ScenarioError(f"{place} is wrong", why=error.why, mend=mend)


def _names_at(path: str) -> list[str]:
    """Return the names that there are at a path."""
    kind: Type = type_info(WantedScenario)
    for name in _STEP.findall(path):
        kind = _step(kind, name)
    return [field.encode_name for field in kind.fields] if isinstance(kind, StructType) else []


def _step(kind: Type, name: str) -> Type:
    """Return the type of a field, or of the items of a list."""
    if isinstance(kind, StructType):
        return next(field.type for field in kind.fields if field.encode_name == name)
    return kind.item_type if isinstance(kind, VarTupleType) else kind
