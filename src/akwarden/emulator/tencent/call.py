"""One call: what was asked, by whom, and all that a handler needs to answer it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.state import Account, Cloud, Key, Role, Session, User


class CallerKind(StrEnum):
    """As CloudAudit and GetCallerIdentity call them."""

    ROOT = "Root"
    USER = "CAMUser"
    ROLE = "AssumedRole"
    FEDERATED = "FederatedUser"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who signed a request."""

    kind: CallerKind
    account: Account
    secret_id: str
    user: User | None = None
    role: Role | None = None
    key: Key | None = None
    session: Session | None = None

    @property
    def uin(self) -> int:
        """Return the uin of the user; of the account for its root."""
        return self.user.uin if self.user else self.account.uin

    @property
    def principal(self) -> str:
        """Return the six-segment name of who calls, as a trust policy has it."""
        main = f"qcs::cam::uin/{self.account.uin}"
        if self.role is not None:
            return f"{main}:roleName/{self.role.name}"
        return f"{main}:uin/{self.uin}" if self.user else f"{main}:root"


@dataclass(slots=True)
class Request:
    """A request as it arrived, read but not believed."""

    service: str
    action: str
    version: str
    region: str
    token: str
    language: str
    client: str
    """What the SDK calls itself: X-TC-RequestClient."""
    address: str
    """The caller's IP address."""
    request_id: str
    secret_id: str = ""
    method: str = "POST"
    host: str = ""
    """Where it was sent, as the header has it."""


@dataclass(slots=True)
class Call:
    """A request whose caller is known and may do what they ask for."""

    cloud: Cloud
    caller: Caller
    request: Request
    parameters: Mapping[str, Any]
    now: float

    @property
    def account(self) -> Account:
        """Return the main account of the caller."""
        return self.caller.account

    def text(self, name: str, default: str = "") -> str:
        """Return a text of the request."""
        value = self.parameters.get(name)
        return default if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """Return a number of the request."""
        value = self.parameters.get(name)
        return default if value is None else int(value)

    def items(self, name: str) -> list[Any]:
        """Return a list of the request; empty where it has none."""
        return list(self.parameters.get(name) or [])

    def within(self, name: str, low: int, high: int, default: int) -> int:
        """Return a number between two bounds; raises ApiError for another."""
        value = self.number(name, default)
        if not low <= value <= high:
            raise ApiError("InvalidParameterValue", f"The parameter `{name}` must be in {low} to {high}.")
        return value

    def user(self, uin: int) -> User:
        """Return a user of the account; raises ApiError where there is none."""
        found = self.account.users.get(uin)
        if found is None:
            raise ApiError("ResourceNotFound.UserNotExist", f"The user {uin} does not exist.")
        return found
