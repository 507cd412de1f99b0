"""Who a cloud says that a call was made by."""

import msgspec

from akwarden.model.account import AccountNumber
from akwarden.model.principal import PrincipalType


class Identity(msgspec.Struct, frozen=True):
    """The caller, as the cloud names it."""

    account: AccountNumber
    arn: str
    type: PrincipalType
    name: str
    """The user's, the role's or the account's name or number, as far as the ARN tells."""
