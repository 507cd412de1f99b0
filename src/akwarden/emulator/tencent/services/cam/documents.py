"""Policy documents: read, or refused with the code of the element that is wrong."""

import re

from akwarden.emulator.tencent.errors import ApiError
from akwarden.errors import PolicyError
from akwarden.policy.grammar import Language, check_size, read_policy
from akwarden.policy.grammar import Policy as Document

_STATEMENT = re.compile(r"statement(?:\[\d+\](?:\.(\w+))?(.*))?", re.DOTALL)
_ONE_KEY = re.compile(r'\.\w+|\["(?:[^"\\]|\\.)*"\]')
_ACCOUNT = re.compile(r"(?:(?:uin|uid)/(?:\d*|\*))?|\*", re.ASCII)
_ELEMENTS = {
    "effect": "EffectError",
    "action": "ActionError",
    "resource": "ResourceError",
    "principal": "PrincipalError",
}
_MISSING = {
    "version is missing": "VersionError",
    "statement is missing": "StatementError",
    "effect is missing": "EffectError",
    "action is missing": "ActionMiss",
    "resource is missing": "ResourceError",
}


def read(text: str) -> Document:
    """Return what a text says; raises ApiError with the code of what is wrong in it."""
    try:
        check_size(text)
    except PolicyError as error:
        code = "InvalidParameter.PolicyDocumentLengthOverLimit"
        raise ApiError(code, f"{error.what}: {error.why}.") from error
    try:
        return read_policy(text, Language.CAM)
    except PolicyError as error:
        raise ApiError(f"InvalidParameter.{_fault(error)}", f"{error.what}: {error.why}.") from error


def read_rights(text: str) -> Document:
    """Return a document that says what its holder may do: it names nobody, and accounts in their form."""
    document = read(text)
    for statement in document.statements:
        if statement.principals is not None:
            raise ApiError("InvalidParameter.PrincipalError", "Only a role's trust policy has a principal.")
        for resource in statement.resources:
            if resource != "*" and not _ACCOUNT.fullmatch(resource.split(":", 5)[4]):
                raise ApiError(
                    "InvalidParameter.ResourceUinError",
                    f"The account of the resource `{resource}` is incorrect.",
                )
    return document


def _fault(error: PolicyError) -> str:
    """Return the last part of the code for what is wrong, by the place that the error names."""
    if error.why in _MISSING:
        return _MISSING[error.why]
    place = error.what.removeprefix("the policy is wrong at ")
    if place == "version":
        return "VersionError"
    found = _STATEMENT.fullmatch(place)
    if found is None:
        return "PrincipalError" if place.startswith("principal") else "PolicyDocumentError"
    element, rest = found[1], found[2] or ""
    if element == "condition":
        return _condition_fault(rest)
    return _ELEMENTS.get(element or "", "StatementError")


def _condition_fault(rest: str) -> str:
    """Return the fault of a condition: the block as a whole, an operator, or what stands below one."""
    if not rest:
        return "ConditionError"
    return "ConditionTypeError" if _ONE_KEY.fullmatch(rest) else "ConditionContentError"
