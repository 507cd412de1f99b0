"""Functions of AWS Lambda with their environment variables, in all regions."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from akwarden.model.blind_spot import BlindSpot
from akwarden.model.function import CloudFunction, FunctionId, Variable
from akwarden.providers.aws.answers import Environment, Function, Functions
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.permissions import LIST_FUNCTIONS
from akwarden.providers.aws.regions import RegionalCalls

_PAGE = 50
"""Lambda gives no more at once."""


def list_functions(client: Client, known: Mapping[FunctionId, str]) -> Iterator[CloudFunction]:
    """Yield all functions; without variables where the version is known. Raises CloudError."""
    calls = RegionalCalls(client)
    with calls.needing(LIST_FUNCTIONS):
        for region in calls.regions():
            for page in calls.pages(LIST_FUNCTIONS, {"MaxItems": _PAGE}, Functions, region):
                for function in page.functions:
                    yield _function(client, function, region, known)


def _function(
    client: Client, function: Function, region: str, known: Mapping[FunctionId, str]
) -> CloudFunction:
    """Return one function; the listing has its variables already."""
    id = FunctionId(function.function_arn)  # noqa: A001  the field's name
    version = function.revision_id or function.last_modified
    is_known = known.get(id) == version
    return CloudFunction(
        id=id,
        name=function.function_name,
        region=region,
        version=version,
        role=function.role,
        modified_at=_time(function.last_modified),
        variables=None if is_known else _variables(client, function),
    )


def _variables(client: Client, function: Function) -> tuple[Variable, ...] | None:
    """Return the variables; None, and a blind spot, where they are encrypted and may not be read."""
    environment = function.environment or Environment()
    if environment.error is None:
        return tuple(Variable(name, value) for name, value in environment.variables.items())
    client.tally.blind(
        BlindSpot(
            right="kms:Decrypt",
            unseen=f"the environment variables of {function.function_arn}",
            reason=f"they are encrypted with a key that may not be used ({environment.error.error_code})",
            mend="allow kms:Decrypt on the key of the function",
        )
    )
    return None


def _time(text: str) -> datetime | None:
    """Return a time as Lambda writes it; None for another text."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
