"""Pages of what only audit records know: a key, such as a temporary one of a role, and who has such keys."""

from datetime import datetime

import ibis.expr.types as ir
from sqlalchemy import Connection

from akwarden.analytics.tallies import the_one
from akwarden.model.access_key import AccessKeyId
from akwarden.model.alarm import Alarm
from akwarden.model.used_key import IssuerPage, UsedKeyPage
from akwarden.store import alarm_listing
from akwarden.workflows.alarm_row import alarm_row
from akwarden.workflows.events.asking import spoken
from akwarden.workflows.events.key_use import key_use
from akwarden.workflows.events.temporary import list_issuers, list_temporary_keys
from akwarden.workflows.keys.listing import Asked

_ALARMS, _KEYS = 20, 10
_SAID = ("provider", "account", "key_type", "issuer", "principal_name", "session_name")


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
        alarms=_alarms(connection, said["issuer"], key_id),
    )


def issuer_page(connection: Connection, events: ir.Table, issuer: str, now: datetime) -> IssuerPage | None:
    """Return what audit records say of the keys of an issuer, None where none names it; raises LakeError."""
    own = events.filter(events.issuer == issuer)
    use = tuple(list_issuers(connection, own, Asked(now=now)))
    if not use:
        return None
    keys = tuple(list_temporary_keys(connection, own, Asked(now=now, limit=_KEYS), issuer))
    return IssuerPage(issuer=issuer, use=use, keys=keys, alarms=_alarms(connection, issuer, None))


def _alarms(connection: Connection, issuer: str | None, key_id: str | None) -> tuple[Alarm, ...]:
    return tuple(map(alarm_row, alarm_listing.open_of_issued(connection, issuer, key_id, _ALARMS)))
