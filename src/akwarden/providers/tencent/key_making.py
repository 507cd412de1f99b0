"""Makes sub-users of Tencent Cloud without policies and console, and keys of them.

After "AddUser", "DeleteUser" and "CreateAccessKey" of the CAM documents: a sub-user has no rights until a
policy is attached to it or to a group of it.
"""

import configparser
import io
import json
import shlex
from collections.abc import Mapping

import msgspec

from akwarden.errors import CloudError
from akwarden.model.access_key import AccessKeyId
from akwarden.model.credential import Credential
from akwarden.model.identity import Identity
from akwarden.model.secret import Secret
from akwarden.providers.inventory import Access, Tally
from akwarden.providers.key_making import MadeUser
from akwarden.providers.tencent.client import Client, Timing
from akwarden.providers.tencent.keys import keys_of
from akwarden.providers.tencent.permissions import key_call_of
from akwarden.providers.tencent.refusal import GoneError, RefusedError
from akwarden.providers.tencent.whose import identity_of

MARK = "akwarden canary"
"""The remark of a user that was made here; the user itself can't read it without rights."""
_TIMING = Timing()
_TAKEN = "InvalidParameter.SubUserNameInUse"
_GONE = frozenset({"ResourceNotFound.SecretNotExist", "InvalidParameter.UserNotExist"})
"""What the actions on keys say of a key or a user that is not there."""
_ALL_POLICIES = {"Rp": 10, "Page": 1, "AttachType": 0}


class _User(msgspec.Struct, frozen=True, rename="pascal"):
    """The answer of GetUser and AddUser."""

    uin: str = ""
    name: str = ""
    remark: str = ""


class _Held(msgspec.Struct, frozen=True):
    """The answer of ListAttachedUserAllPolicies."""

    total: str = msgspec.field(name="TotalNum", default="")


class _Made(msgspec.Struct, frozen=True, rename="pascal"):
    access_key_id: str = ""
    secret_access_key: str = ""

    def __repr__(self) -> str:
        """Show no secret."""
        return "_Made(****)"


class _MadeKey(msgspec.Struct, frozen=True):
    """The answer of CreateAccessKey."""

    key: _Made = msgspec.field(name="AccessKey", default_factory=_Made)


class _Nothing(msgspec.Struct, frozen=True):
    """An answer that says only that it was done."""


class TencentKeyMaker:
    """An account of Tencent Cloud."""

    def __init__(self, access: Access, timing: Timing = _TIMING) -> None:
        """Take how the account is reached."""
        self._client = Client(access, Tally(), timing, lookup=key_call_of)

    def identity(self) -> Identity:
        """Return who calls."""
        return identity_of(self._client)

    def find(self, name: str) -> MadeUser | None:
        """Return the user of a name, or None."""
        try:
            found = self._client.ask("cam", "GetUser", _User, {"Name": name})
        except GoneError:
            return None
        return MadeUser(id=found.uin, name=name, is_ours=found.remark == MARK)

    def make_user(self, name: str) -> MadeUser:
        """Make a sub-user without a key and without the console."""
        wanted = {"Name": name, "Remark": MARK, "ConsoleLogin": 0, "UseApi": 0}
        try:
            made = self._client.ask("cam", "AddUser", _User, wanted)
        except RefusedError as error:
            # An answer that was lost on its way: the second try finds what the first has made.
            held = self.find(name) if error.refusal == _TAKEN else None
            if held is None or not held.is_ours:
                raise
            return held
        return MadeUser(id=made.uin, name=name, is_ours=True)

    def fence(self, user: MadeUser) -> None:
        """Raise CloudError where a policy is attached to the user or to a group of it."""
        asked = {**_ALL_POLICIES, "TargetUin": int(user.id)}
        held = self._client.ask("cam", "ListAttachedUserAllPolicies", _Held, asked)
        if held.total not in {"", "0"}:
            raise CloudError(
                f"the user {user.name} has rights",
                why=f"{held.total} policies are attached to it or to its groups",
                mend="detach them, or take another name",
            )

    def key_ids(self, user: MadeUser) -> tuple[AccessKeyId, ...]:
        """Return the ids of a user's keys."""
        return tuple(key.id for key in keys_of(self._client, user.id))

    def make_key(self, user: MadeUser) -> Credential:
        """Make a key of a user."""
        made = self._client.ask("cam", "CreateAccessKey", _MadeKey, {"TargetUin": int(user.id)}).key
        if not (made.access_key_id and made.secret_access_key):
            raise CloudError("the answer to cam CreateAccessKey holds no key")
        return Credential(made.access_key_id, Secret(made.secret_access_key.encode()))

    def drop_key(self, user: MadeUser, key_id: AccessKeyId) -> None:
        """Disable a key, then delete it."""
        which = {"AccessKeyId": key_id, "TargetUin": int(user.id)}
        self._dropped("UpdateAccessKey", {**which, "Status": "Inactive"})
        self._dropped("DeleteAccessKey", which)

    def drop_user(self, user: MadeUser) -> None:
        """Delete a user, who has no keys any more."""
        self._dropped("DeleteUser", {"Name": user.name})

    def _dropped(self, action: str, parameters: Mapping[str, object]) -> None:
        """Make a call whose object may be gone already."""
        try:
            self._client.ask("cam", action, _Nothing, parameters)
        except RefusedError as error:
            if not (isinstance(error, GoneError) or error.refusal in _GONE):
                raise


def written(credential: Credential, file_name: str) -> str:
    """Return a key as tccli reads it from NAME.credential, else as the SDKs read it from `credentials`."""
    secret = credential.secret.reveal().decode("ascii")
    if file_name.endswith(".credential"):
        return json.dumps({"secretId": credential.key_id, "secretKey": secret}, indent=2) + "\n"
    parser = configparser.ConfigParser(interpolation=None)
    parser["default"] = {"secret_id": credential.key_id, "secret_key": secret}
    text = io.StringIO()
    parser.write(text)
    return text.getvalue().rstrip("\n") + "\n"


def deleting(user: str, key_id: str) -> tuple[str, ...]:
    """Return the command that deletes a user with its keys."""
    del key_id  # Force takes all keys of the user
    return (f"tccli cam DeleteUser --Name {shlex.quote(user)} --Force 1",)
