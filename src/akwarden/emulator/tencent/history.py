"""Events that no call made: those of the console, or of a time before the emulator ran.

A scenario puts them in, or whoever steers the emulator.
"""

from typing import Any

import msgspec

from akwarden.emulator.tencent.audit import TYPES, Event, kept, next_number, resource_of, told
from akwarden.emulator.tencent.call import CallerKind
from akwarden.emulator.tencent.state import Cloud

_LAST = 4_102_444_800
"""The year 2100."""


class Put(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event that no call made: one of the console, or of a time before the emulator ran."""

    account: int
    service: str
    action: str
    user: str = ""
    """Name of a user, who is a CAMUser; root where it is empty."""
    moment: float | None = None
    """Now where it is None."""
    type: str = "ConsoleCall"
    generation: str = ""
    region: str = "ap-guangzhou"
    write: bool = False
    sensitive: bool = False
    address: str = ""
    user_address: str = ""
    client: str = "SDK_NODEJS_0.2.1"
    secret_id: str = ""
    token: str = ""
    code: str = ""
    message: str = ""
    parameters: dict[str, Any] = {}
    answer: dict[str, Any] = {}
    resource: str = ""
    location: str = ""
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a type or a time that there is not; raises ValueError."""
        if self.type not in TYPES:
            message = f"an event's type is one of {', '.join(TYPES)}"
            raise ValueError(message)
        if self.moment is not None and not 0 <= self.moment <= _LAST:
            message = f"the moment of an event is in 0 to {_LAST}, in seconds since 1970"
            raise ValueError(message)


def put_event(cloud: Cloud, put: Put) -> Event:
    """Add an event and return it; raises ValueError for an account or a user that there is not."""
    account = cloud.accounts.get(put.account)
    user = account.user_named(put.user) if account and put.user else None
    if account is None or (put.user and user is None):
        message = f"there is no account {put.account} with a user {put.user!r}"
        raise ValueError(message)
    fields = msgspec.structs.asdict(put)
    del fields["account"], fields["user"]
    event = Event(
        **fields
        | {
            "number": next_number(account),
            "moment": cloud.clock.now() if put.moment is None else put.moment,
            "request_id": cloud.ids.request_id(),
            "principal": CallerKind.USER if user else CallerKind.ROOT,
            "name": user.name if user else "root",
            "uin": user.uin if user else account.uin,
            "parameters": kept(put.parameters),
            "answer": kept(told(put.answer)) if put.answer else "",
            "resource": put.resource or resource_of(put.parameters),
        }
    )
    account.events.append(event)
    return event
