"""A member account of an organisation."""

from datetime import datetime

import msgspec

from akwarden.model.account import AccountNumber


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One account that an organisation has, as its management account tells."""

    number: AccountNumber
    name: str
    department: str | None = None
    """The node or organisational unit that it hangs on."""
    joined_at: datetime | None = None
    active: bool = True
    """False while it is suspended, or leaves."""
