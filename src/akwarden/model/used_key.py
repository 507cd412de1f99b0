"""Pages of what only audit records know: a key, and whoever temporary keys were issued to."""

import msgspec

from akwarden.model.access_key import AccessKeyId
from akwarden.model.alarm import Alarm
from akwarden.model.key_use import KeyUse
from akwarden.model.temporary_key_row import IssuerRow, TemporaryKeyRow


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
    alarms: tuple[Alarm, ...]
    """What is abnormal and still open: alarms that name it, and those about whoever it was issued to, the
    worst first. At most 20."""


class IssuerPage(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.key-issuer-page/1"
):
    """What audit records say of the temporary keys that were issued to one principal."""

    issuer: str
    """The principal."""
    use: tuple[IssuerRow, ...]
    """How all its keys were used, one row for each cloud."""
    keys: tuple[TemporaryKeyRow, ...]
    """The keys that were used last; at most 10."""
    alarms: tuple[Alarm, ...]
    """What is abnormal about it and still open, the worst first. At most 20."""
