"""What CloudAudit keeps of each call: compact, and written out by `record` when somebody asks for it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from akwarden.emulator.tencent.call import Caller, CallerKind, Request
from akwarden.emulator.tencent.state import Account

RECORD_LIMIT = 2_000
"""Characters of a request or an answer that a record keeps."""
TYPES = ("ConsoleCall", "ApiCall", "MiniProgramCall")
_SHOWN_ONCE = frozenset(
    [
        *("SecretAccessKey", "SecretKey", "TmpSecretKey", "Token", "Password", "Plaintext"),
        *("SecretString", "SecretBinary", "CiphertextBlob", "PrivateKey"),
    ]
)
"""Fields of answers that no record repeats."""
_NAMING = {
    "PolicyId": "policy",
    "RoleId": "role",
    "RoleName": "roleName",
    "GroupId": "group",
    "TargetUin": "uin",
    "TrackId": "track",
    "KeyId": "key",
    "SecretName": "secret",
    "FunctionName": "function",
    "SnapshotId": "snapshot",
    "InstanceId": "instance",
}
"""Parameters that name a resource, with the type of each: `policy/79341` is a documented resourceName."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One call as it was made."""

    number: int
    """Counts the events of the account; the variant of its record follows from it."""
    moment: float
    service: str
    action: str
    version: str = ""
    region: str = ""
    method: str = "POST"
    write: bool = False
    sensitive: bool = False
    address: str = ""
    client: str = ""
    request_id: str = ""
    secret_id: str = ""
    principal: str = CallerKind.ROOT
    """CallerKind."""
    name: str = "root"
    """Of the user, the role or the federated user."""
    uin: int = 0
    """Of the user; of the account for root; the id of a role."""
    token: str = ""
    expires: float = 0.0
    """When the session ends, if there is one."""
    narrowed: bool = False
    """Whether the session has a policy of its own."""
    code: str = ""
    """Of the error; empty for a success."""
    message: str = ""
    parameters: str = "{}"
    """As JSON."""
    answer: str = ""
    resource: str = ""
    type: str = "ApiCall"
    """One of TYPES."""
    generation: str = ""
    """`2.0` for a call of the old API; otherwise the number decides what the record looks like."""
    user_address: str = ""
    """Of a person at the console, whose calls come from an address inside the cloud."""
    location: str = ""
    tags: tuple[str, ...] = ()
    """Of the resource, as `key:value`."""
    told_at: float = 0.0
    """From when on it can be looked up."""

    @property
    def is_refused(self) -> bool:
        """Say whether it failed at the signature or for want of rights; records keep such codes apart."""
        return self.code.startswith(("AuthFailure", "UnauthorizedOperation"))


def event_of(
    account: Account,
    caller: Caller,
    request: Request,
    moment: float,
    parameters: Mapping[str, Any],
    *,
    write: bool,
    sensitive: bool,
    error: tuple[str, str] = ("", ""),
    answer: Mapping[str, Any] | None = None,
    delay: float = 0.0,
) -> Event:
    """Return the event of a call that was made, which can be looked up after a delay in seconds."""
    session = caller.session
    return Event(
        number=next_number(account),
        moment=moment,
        service=request.service,
        action=request.action,
        version=request.version,
        region=request.region,
        method=request.method,
        write=write,
        sensitive=sensitive,
        address=request.address,
        client=request.client,
        request_id=request.request_id,
        secret_id=caller.secret_id,
        principal=caller.kind,
        name=_name(caller),
        uin=caller.role.id if caller.role else caller.uin,
        token=session.token if session else "",
        expires=session.expires if session else 0.0,
        narrowed=bool(session and session.policy),
        code=error[0],
        message=error[1][:RECORD_LIMIT],
        parameters=kept(parameters),
        answer=kept({**told(answer), "RequestId": request.request_id})
        if write and answer is not None
        else "",
        resource=resource_of(parameters),
        told_at=moment + delay,
    )


def next_number(account: Account) -> int:
    """Return the number of the next event of an account."""
    return account.events[-1].number + 1 if account.events else 1


def _name(caller: Caller) -> str:
    if caller.role is not None:
        return caller.role.name
    if caller.kind is CallerKind.FEDERATED:
        return caller.session.name if caller.session else ""
    return caller.user.name if caller.user else "root"


def resource_of(parameters: Mapping[str, Any]) -> str:
    """Return the name of the resource that parameters are about, if there is one."""
    return next((f"{kind}/{parameters[name]}" for name, kind in _NAMING.items() if parameters.get(name)), "")


def told(content: Any) -> Any:
    """Return an answer without the secrets that are shown once; what a caller sent is kept whole."""
    if isinstance(content, Mapping):
        return {name: told(value) for name, value in content.items() if name not in _SHOWN_ONCE}
    return [told(item) for item in content] if isinstance(content, list) else content


def kept(content: Mapping[str, Any]) -> str:
    """Return a request or an answer as JSON, as much of it as a record keeps."""
    try:
        return msgspec.json.encode(content).decode()[:RECORD_LIMIT]
    except RecursionError:  # lists in lists in lists, which the call was refused for
        return "{}"
