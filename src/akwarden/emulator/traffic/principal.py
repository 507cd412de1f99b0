"""Who makes a call, and with which key."""

from dataclasses import dataclass
from enum import StrEnum

from akwarden.emulator.traffic.account import Account


class CallerKind(StrEnum):
    """What kind of identity it is."""

    ROOT = "root"
    USER = "user"
    ROLE = "role"
    FEDERATED = "federated"
    """By a federation token."""
    WEB = "web"
    """By a token of another identity provider, before it has a role."""
    SERVICE = "service"
    """A service of the cloud by itself."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a temporary key or the console belongs to."""

    name: str
    """Of the session; empty for one of the console."""
    token: str
    started: int
    expires: int
    """Both in seconds since 1970."""
    user_ip: str = ""
    """Of the person at the console."""
    mfa: bool = False
    is_console: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Principal:
    """One identity with one key."""

    account: Account
    kind: CallerKind
    name: str
    """Of the user, the role or the service."""
    id: str
    """A uin or the number of a role at Tencent Cloud; AIDA... or AROA... at AWS."""
    key_id: str
    session: Session | None = None
    invoked_by: str = ""
    """The service that calls for it."""


def arn_of(principal: Principal) -> str:
    """Return the ARN of an identity at AWS."""
    number, name = principal.account.number, principal.name
    match principal.kind:
        case CallerKind.ROOT:
            return f"arn:aws:iam::{number}:root"
        case CallerKind.ROLE:
            session = principal.session.name if principal.session else ""
            return f"arn:aws:sts::{number}:assumed-role/{name}/{session}"
        case CallerKind.FEDERATED:
            session = principal.session.name if principal.session else ""
            return f"arn:aws:sts::{number}:federated-user/{session}"
        case _:
            return f"arn:aws:iam::{number}:user/{name}"
