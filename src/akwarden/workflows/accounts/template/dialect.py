"""What differs between clouds in a template: how things are written, and which kinds there are."""

import re
from types import MappingProxyType

import msgspec

from akwarden.errors import UsageError
from akwarden.policy.document import Language
from akwarden.policy.spelling import SPELLINGS, Spelling
from akwarden.providers.provider import Provider
from akwarden.workflows.accounts.template.wanted import Kind


class Form(msgspec.Struct, frozen=True):
    """How one kind of text is written."""

    characters: str
    """A class of characters, as regular expressions of every tool have it."""
    least: int
    """How many there are at least."""
    most: int
    """And at most; apart from the pattern, since Terraform's knows no repetition beyond 1000."""
    words: str
    """Which characters those are, for a person."""

    @property
    def pattern(self) -> str:
        """Return a regular expression for all but the length."""
        return f"^{self.characters}+$"

    @property
    def told(self) -> str:
        """Return the rule for a person: `12 digits`."""
        return f"{self.least if self.least == self.most else f'{self.least} to {self.most}'} {self.words}"

    def fits(self, text: str) -> bool:
        """Say whether a text is written so."""
        right = re.fullmatch(f"{self.characters}+", text) is not None
        return right and self.least <= len(text) <= self.most


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """One cloud's way of writing."""

    language: Language
    kinds: tuple[Kind, ...]
    """What can be made for it."""
    account: Form
    """The number of an account."""
    external_id: Form
    role_name: Form
    principal: str
    """The kind of principal that an account is, as a trust policy names it."""
    whole_account: str
    """How a trust policy writes all identities of an account, with `{partition}` and `{number}` in it."""
    assume: str
    """The action that a trust policy grants."""
    operator: str
    """The condition that compares text."""
    external_id_key: str
    """The condition key of the external id."""
    any_member: str | None
    """What stands for every account in the name of a role; None where no document says that one may."""

    @property
    def spelling(self) -> Spelling:
        """Return how the elements of a policy are called."""
        return SPELLINGS[self.language]

    def trusted(self, number: str, partition: str) -> str:
        """Return all identities of an account as a trust policy writes them."""
        return self.whole_account.format(number=number, partition=partition)


# Characters after "CreateRole" of the CAM documents and "AssumeRole" of the STS documents, which names the
# external id; the condition key is the one that trust policies in use have for it.
_TENCENT = Dialect(
    language=Language.CAM,
    kinds=(Kind.POLICY, Kind.ROLE, Kind.TERRAFORM, Kind.TCCLI),
    account=Form("[0-9]", 5, 19, "digits (the UIN of a root account)"),
    external_id=Form("[A-Za-z0-9_+=,.@:/-]", 2, 128, "letters, digits or characters of _+=,.@:/-"),
    role_name=Form("[A-Za-z0-9_+=,.@-]", 1, 128, "letters, digits or characters of _+=,.@-"),
    principal="qcs",
    whole_account="qcs::cam::uin/{number}:root",
    assume="name/sts:AssumeRole",
    operator="string_equal",
    external_id_key="sts:external_id",
    any_member=None,
)
# After "IAM and AWS STS quotas" and "AssumeRole" (AWS documents); the wildcard after "Granting a user
# permissions to switch roles".
_AWS = Dialect(
    language=Language.IAM,
    kinds=(Kind.POLICY, Kind.ROLE, Kind.TERRAFORM, Kind.CLOUDFORMATION, Kind.AWSCLI),
    account=Form("[0-9]", 12, 12, "digits"),
    external_id=Form("[A-Za-z0-9_+=,.@:/-]", 2, 1224, "letters, digits or characters of _+=,.@:/-"),
    role_name=Form("[A-Za-z0-9_+=,.@-]", 1, 64, "letters, digits or characters of _+=,.@-"),
    principal="AWS",
    whole_account="arn:{partition}:iam::{number}:root",
    assume="sts:AssumeRole",
    operator="StringEquals",
    external_id_key="sts:ExternalId",
    any_member="*",
)
_DIALECTS = MappingProxyType({"tencent": _TENCENT, "aws": _AWS})


def dialect_of(provider: Provider) -> Dialect:
    """Return how a cloud's templates are written; raises UsageError for a cloud that has none."""
    found = _DIALECTS.get(provider.name)
    if found is None:
        raise UsageError(f"there are no templates for {provider.title}")
    return found
