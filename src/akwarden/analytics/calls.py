"""What can be asked about calls: the fields of an event, and the events that a query asks for."""

from datetime import datetime

import ibis
import ibis.expr.types as ir
import msgspec

from akwarden.analytics.filtering import Address, Columns, Holder, Place, Plain, Texts, condition
from akwarden.analytics.moments import EPOCH
from akwarden.model.event import ActorType, Channel, ErrorClass, ReadWrite
from akwarden.model.finding import KeyType
from akwarden.model.network import NetworkKind
from akwarden.query.tree import All, Query
from akwarden.query.vocabulary import Field, FieldKind, Vocabulary

SUCCEEDED = "ok"
"""What a query calls a call without an error; `none` asks whether a field is set."""

_RESULTS = (SUCCEEDED, *(one.value for one in ErrorClass if one is not ErrorClass.NONE))

CALL_VOCABULARY = Vocabulary(
    (
        Field("key", FieldKind.TEXT, "the id of the key that signed it"),
        Field("key_type", FieldKind.ENUM, "how long that key lives by its nature", values=tuple(KeyType)),
        Field("account", FieldKind.TEXT, "the number of the account"),
        Field("provider", FieldKind.ENUM, "the cloud", values=("tencent", "aws")),
        Field("principal", FieldKind.TEXT, "the name or the id of whoever called"),
        Field("type", FieldKind.ENUM, "what kind of identity that is", values=tuple(ActorType)),
        Field("issuer", FieldKind.TEXT, "for a temporary key, the principal that it was issued to"),
        Field("session", FieldKind.TEXT, "for a temporary key, what its session was called"),
        Field("service", FieldKind.TEXT, "the service, such as cam or s3"),
        Field("action", FieldKind.TEXT, "the API that was called"),
        Field("region", FieldKind.TEXT, "where it was called", searched=False),
        Field("resource", FieldKind.TEXT, "the first resource that it was about"),
        Field("ip", FieldKind.NETWORK, "the address that it came from"),
        Field("country", FieldKind.TEXT, "where that is, as packaged data says", searched=False),
        Field("asn", FieldKind.NUMBER, "the number of the network"),
        Field("org", FieldKind.TEXT, "who runs the network"),
        Field("kind", FieldKind.ENUM, "what kind of network it is", values=tuple(NetworkKind)),
        Field("client", FieldKind.TEXT, "what it was called with, such as sdk-python", searched=False),
        Field("agent", FieldKind.TEXT, "the same as the client wrote it", searched=False),
        Field("result", FieldKind.ENUM, "how it ended", values=_RESULTS),
        Field("error", FieldKind.TEXT, "the error code"),
        Field("read_write", FieldKind.ENUM, "whether it only reads", values=tuple(ReadWrite)),
        Field("channel", FieldKind.ENUM, "by which way it came", values=tuple(Channel)),
        Field("sensitive", FieldKind.FLAG, "whether it is a sensitive operation"),
        Field("mfa", FieldKind.FLAG, "whether its session was confirmed by a second factor"),
        Field("time", FieldKind.TIME, "when it was called", aliases=("day",), unset_is_never=False),
    )
)
"""The fields of every list of calls."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which events a view is about."""

    query: Query = All(())
    now: datetime = EPOCH
    """Needed where the query says how long ago something was."""


EVERY_CALL = Asked()


def fitting(events: ir.Table, asked: Asked) -> ir.Table:
    """Return the events that are asked for."""
    if asked.query == All(()):
        return events
    return events.filter(condition(asked.query, call_columns(events), asked.now))


def call_columns(events: ir.Table) -> Columns:
    """Return where the fields stand in a table of events."""
    by_field: dict[str, Place] = {
        "key": _texts(events.key_id),
        "account": _texts(events.account),
        "principal": _texts(events.principal_name, events.principal_id),
        "issuer": _texts(events.issuer),
        "session": _texts(events.session_name),
        "region": _texts(events.region),
        "resource": _texts(events.resource),
        "ip": Address(events.ip_family, events.ip_high, events.ip_low),
        "country": _texts(events.ip_country),
        "asn": Plain(events.ip_asn),
        "org": _texts(events.ip_org),
        "agent": _texts(events.user_agent),
        "error": _texts(events.error_code),
        "sensitive": Plain(events.sensitive),
        "mfa": Plain(events.mfa),
        "time": Plain(events.time),
        "result": Texts((result(events),), is_small=True),
        **_small(events),
    }
    searched = [by_field[one.name] for one in CALL_VOCABULARY.searched()]
    return Columns(
        by_field=by_field,
        words=[place for place in searched if isinstance(place, Texts)],
        holder=Holder(events.provider, events.account),
    )


def _small(events: ir.Table) -> dict[str, Texts]:
    """Return the fields whose columns hold small letters only."""
    columns = {
        "key_type": events.key_type,
        "provider": events.provider,
        "type": events.principal_type,
        "service": events.service,
        "action": events.action,
        "kind": events.ip_kind,
        "client": events.client,
        "read_write": events.read_write,
        "channel": events.channel,
    }
    return {name: Texts((column,), is_small=True) for name, column in columns.items()}


def _texts(*columns: ir.StringValue) -> Texts:
    return Texts(columns)


def result(events: ir.Table) -> ir.StringValue:
    """Return how a call ended, as queries and views call it."""
    ended: ir.StringValue = ibis.ifelse(failed(events), events.error_class, SUCCEEDED)
    return ended


def failed(events: ir.Table) -> ir.BooleanValue:
    """Return whether a call failed."""
    ended: ir.BooleanValue = events.error_class != ErrorClass.NONE.value
    return ended
