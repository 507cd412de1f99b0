"""Member accounts of the organisation that an account manages."""

from collections.abc import Iterator

from akwarden.model.account import AccountNumber
from akwarden.model.member import Member
from akwarden.providers.aws.answers import MemberAccount, MemberAccounts
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.permissions import LIST_ACCOUNTS
from akwarden.providers.aws.refusal import CodedError

_PAGE = 20
"""Organizations gives no more at once."""
_ACTIVE = "ACTIVE"
_NO_ORGANISATION = "AWSOrganizationsNotInUseException"


def list_members(client: Client, own: AccountNumber) -> Iterator[Member]:
    """Yield the members but `own`; none for an account that is in no organisation.

    Which organisational unit an account hangs on takes one call an account, so no department is told.
    """
    try:
        with client.needing(LIST_ACCOUNTS):
            for page in client.pages(LIST_ACCOUNTS, {"MaxResults": _PAGE}, MemberAccounts):
                yield from (_member(account) for account in page.accounts if account.id != own)
    except CodedError as error:
        if error.aws_code != _NO_ORGANISATION:
            raise


def _member(account: MemberAccount) -> Member:
    """Return one account of the organisation."""
    return Member(
        number=AccountNumber(account.id),
        name=account.name,
        joined_at=account.joined_timestamp,
        active=account.status == _ACTIVE,
    )
