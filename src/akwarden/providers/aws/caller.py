"""Who a key belongs to, as STS tells it to whoever has the key."""

from akwarden.errors import CloudError
from akwarden.model.account import AccountNumber
from akwarden.model.identity import Identity
from akwarden.model.principal import PrincipalType
from akwarden.providers.aws.answers import CallerIdentity
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.permissions import GET_CALLER_IDENTITY

_RESOURCE_PART = 5
_PARTS = 6


def identify_caller(client: Client) -> Identity:
    """Return who calls. Raises CloudError."""
    answer = client.ask(GET_CALLER_IDENTITY, {}, CallerIdentity)
    return read_caller(answer.account, answer.arn)


def read_caller(account: str, arn: str) -> Identity:
    """Return what an ARN tells of a caller; raises CloudError for one of an unknown form."""
    parts = arn.split(":", _RESOURCE_PART)
    words = parts[_RESOURCE_PART].split("/") if len(parts) == _PARTS else []
    number = AccountNumber(account)
    match words:
        case ["root"]:
            return Identity(number, arn, PrincipalType.ROOT, account)
        case ["user", *_, name] | ["federated-user", name]:
            return Identity(number, arn, PrincipalType.USER, name)
        case ["assumed-role", name, _]:
            return Identity(number, arn, PrincipalType.ROLE, name)
        case _:
            raise CloudError("AWS named the caller in an unknown form")
