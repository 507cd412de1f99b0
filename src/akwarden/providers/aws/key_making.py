"""Makes IAM users whose only policy denies everything, and keys of them.

After "Policy evaluation logic" of the IAM documents: an explicit deny overrides every allow.
"""

import configparser
import io
import json
import shlex
from typing import Final

import msgspec

from akwarden.errors import CloudError
from akwarden.model.access_key import AccessKeyId
from akwarden.model.credential import Credential
from akwarden.model.identity import Identity
from akwarden.model.secret import Secret
from akwarden.providers.aws.answers import AccessKeys, Shape
from akwarden.providers.aws.caller import identify_caller
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.permissions import (
    CREATE_ACCESS_KEY,
    CREATE_USER,
    DELETE_ACCESS_KEY,
    DELETE_USER,
    DELETE_USER_POLICY,
    GET_USER,
    LIST_ACCESS_KEYS,
    PUT_USER_POLICY,
    UPDATE_ACCESS_KEY,
)
from akwarden.providers.aws.refusal import CodedError
from akwarden.providers.inventory import CloudCall
from akwarden.providers.key_making import MadeUser

_MARK: Final = {"Key": "akwarden", "Value": "canary"}
"""The tag of a user that was made here; the user itself can't read it, since all is denied."""
POLICY_NAME: Final = "deny-all"
DENY_ALL: Final = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}
)
_TAKEN: Final = "EntityAlreadyExists"


class _Tag(Shape, frozen=True, kw_only=True):
    key: str
    value: str


class _User(Shape, frozen=True, kw_only=True):
    user_name: str
    tags: tuple[_Tag, ...] = ()


class _GotUser(Shape, frozen=True, kw_only=True):
    """GetUser, CreateUser."""

    user: _User


class _Key(Shape, frozen=True, kw_only=True):
    access_key_id: str
    secret_access_key: Secret


class _MadeKey(Shape, frozen=True, kw_only=True):
    """CreateAccessKey."""

    access_key: _Key


class _Nothing(msgspec.Struct, frozen=True):
    """An answer that says only that it was done."""


class AwsKeyMaker:
    """An account of AWS."""

    def __init__(self, client: Client) -> None:
        """Take what calls."""
        self._client = client

    def identity(self) -> Identity:
        """Return who calls."""
        return identify_caller(self._client)

    def find(self, name: str) -> MadeUser | None:
        """Return the user of a name, or None."""
        try:
            found = self._client.ask(GET_USER, {"UserName": name}, _GotUser).user
        except CodedError as error:
            if not error.is_gone:
                raise
            return None
        is_ours = any((tag.key, tag.value) == (_MARK["Key"], _MARK["Value"]) for tag in found.tags)
        return MadeUser(id=found.user_name, name=found.user_name, is_ours=is_ours)

    def make_user(self, name: str) -> MadeUser:
        """Make a user without a key and without a password."""
        try:
            self._client.ask(CREATE_USER, {"UserName": name, "Tags": [_MARK]}, _GotUser)
        except CodedError as error:
            # An answer that was lost on its way: the second try finds what the first has made.
            held = self.find(name) if error.aws_code == _TAKEN else None
            if held is None or not held.is_ours:
                raise
            return held
        return MadeUser(id=name, name=name, is_ours=True)

    def fence(self, user: MadeUser) -> None:
        """Deny everything to a user, whatever else is attached to it."""
        wanted = {"UserName": user.id, "PolicyName": POLICY_NAME, "PolicyDocument": DENY_ALL}
        self._client.ask(PUT_USER_POLICY, wanted, _Nothing)

    def key_ids(self, user: MadeUser) -> tuple[AccessKeyId, ...]:
        """Return the ids of a user's keys."""
        found = self._client.ask(LIST_ACCESS_KEYS, {"UserName": user.id}, AccessKeys)
        return tuple(AccessKeyId(key.access_key_id) for key in found.access_key_metadata)

    def make_key(self, user: MadeUser) -> Credential:
        """Make a key of a user."""
        made = self._client.ask(CREATE_ACCESS_KEY, {"UserName": user.id}, _MadeKey).access_key
        if not (made.access_key_id and made.secret_access_key.reveal()):
            raise CloudError("the answer to iam CreateAccessKey holds no key")
        return Credential(made.access_key_id, made.secret_access_key)

    def drop_key(self, user: MadeUser, key_id: AccessKeyId) -> None:
        """Disable a key, then delete it."""
        which = {"UserName": user.id, "AccessKeyId": key_id}
        self._dropped(UPDATE_ACCESS_KEY, {**which, "Status": "Inactive"})
        self._dropped(DELETE_ACCESS_KEY, which)

    def drop_user(self, user: MadeUser) -> None:
        """Delete a user, who has no keys any more, with its policy."""
        self._dropped(DELETE_USER_POLICY, {"UserName": user.id, "PolicyName": POLICY_NAME})
        self._dropped(DELETE_USER, {"UserName": user.id})

    def _dropped(self, call: CloudCall, parameters: dict[str, str]) -> None:
        """Make a call whose object may be gone already."""
        try:
            self._client.ask(call, parameters, _Nothing)
        except CodedError as error:
            if not error.is_gone:
                raise


def written(credential: Credential, file_name: str) -> str:
    """Return a key as the AWS command line reads it from `credentials`."""
    del file_name  # there is one form
    parser = configparser.ConfigParser(interpolation=None)
    secret = credential.secret.reveal().decode("ascii")
    parser["default"] = {"aws_access_key_id": credential.key_id, "aws_secret_access_key": secret}
    text = io.StringIO()
    parser.write(text)
    return text.getvalue().rstrip("\n") + "\n"


def deleting(user: str, key_id: str) -> tuple[str, ...]:
    """Return the commands that disable a key, then delete it and its user."""
    name, key = f"--user-name {shlex.quote(user)}", f"--access-key-id {shlex.quote(key_id)}"
    return (
        f"aws iam update-access-key {name} {key} --status Inactive",
        f"aws iam delete-access-key {name} {key}",
        f"aws iam delete-user-policy {name} --policy-name {POLICY_NAME}",
        f"aws iam delete-user {name}",
    )
