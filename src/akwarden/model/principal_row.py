"""A principal as lists give it."""

from datetime import datetime

import msgspec

from akwarden.model.account import AccountSite
from akwarden.model.principal import PrincipalType


class PrincipalRow(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.principal/1"):
    """One principal of an account."""

    provider: str
    """The cloud: `tencent` or `aws`."""
    account: str
    """The number of the account."""
    account_name: str
    """What people call the account."""
    site: AccountSite
    """Which of the clouds of one name the account is in."""
    department: str | None
    """Whose the account is inside the organisation."""
    principal: str
    """Its name."""
    principal_type: PrincipalType
    """What kind of identity it is."""
    principal_id: str
    """What never changes of it at its cloud."""
    arn: str | None
    """How policies and audit records name it."""
    created_at: datetime | None
    """None where it is not known."""
    deleted_at: datetime | None
    """When it was seen to be gone."""
    console_login: bool | None
    """Whether it may sign in with a password; None where that is not known."""
    mfa: bool | None
    """Whether signing in asks for a second factor; None where that is not known."""
    last_login_at: datetime | None
    """None where it is not known."""
    active_keys: int | None
    """Its keys that are active; None where its keys can't be seen."""
    keys: int | None
    """Its keys that are not deleted; None where its keys can't be seen."""
    remark: str
    """What it is for, in the words of people."""
    owner: str | None
    """Who answers for it."""
