"""The page of a key that only audit records know, such as a temporary key of a role."""

from datetime import datetime

import ibis.expr.types as ir
import msgspec
from sqlalchemy import Connection

from akwarden.analytics.tallies import the_one
from akwarden.model.access_key import AccessKeyId
from akwarden.model.key_use import KeyUse
from akwarden.workflows.events.asking import spoken
from akwarden.workflows.events.key_use import key_use

_SAID = ("provider", "account", "key_type", "issuer", "principal_name", "session_name")


class UsedKeyPage(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.used-key-page/1"
):
    """What audit records say of one key; what they say in several ways is None."""

    key_id: AccessKeyId
    provider: str | None
    """The cloud."""
    account: str | None
    """The number of the account that was called."""
    key_type: str | None
    """How long it lives by its nature: `permanent` or `temporary`."""
    issuer: str | None
    """For a temporary key, the principal that it was issued to."""
    principal: str | None
    """Who called with it."""
    session_name: str | None
    """For a temporary key, what its session was called."""
    use: KeyUse
    """How it was used."""


def used_key_page(connection: Connection, events: ir.Table, key_id: str, now: datetime) -> UsedKeyPage | None:
    """Return what audit records say of the key with this whole id, or None where none has it.

    Raises LakeError.
    """
    own = events.filter(events.key_id == key_id)
    use = key_use(connection, events, AccessKeyId(key_id), now)
    if not use.calls:
        return None
    with spoken():
        rows = own.aggregate(**{name: the_one(own[name]) for name in _SAID}).to_pyarrow().to_pylist()
    said = rows[0]
    return UsedKeyPage(
        key_id=AccessKeyId(key_id),
        provider=said["provider"],
        account=said["account"],
        key_type=said["key_type"],
        issuer=said["issuer"],
        principal=said["principal_name"],
        session_name=said["session_name"],
        use=use,
    )
