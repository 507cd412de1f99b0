"""Temporary keys, folded under the principal that they were issued to; and those of one issuer."""

from typing import Final

import ibis
import ibis.expr.types as ir

from akwarden.analytics.calls import EVERY_CALL, Asked, fitting
from akwarden.analytics.paging import Key, orders
from akwarden.analytics.tallies import COUNTS, conform, counts, the_one
from akwarden.model.finding import KeyType

_BY_ISSUER: Final = ("provider", "issuer")
_BY_KEY: Final = ("provider", "key_id")

ISSUERS: Final = ibis.schema(
    {
        "provider": "!string",
        "issuer": "string",
        "account": "string",
        "accounts": "!int64",
        "name": "string",
        "keys": "!int64",
        "sessions": "!int64",
        "addresses": "!int64",
        **COUNTS,
    }
)
"""An issuer; null for keys of which no record names one. `account` and `name` are null where its keys have
several."""
TEMPORARY_KEYS: Final = ibis.schema(
    {
        "provider": "!string",
        "key_id": "!string",
        "issuer": "string",
        "account": "string",
        "session_name": "string",
        "sessions": "!int64",
        "addresses": "!int64",
        **COUNTS,
    }
)
"""A temporary key. `session_name` is null where the records name several."""

ISSUER_ORDERS: Final = orders(
    {
        "last": (Key("last", descending=True),),
        "calls": (Key("calls", descending=True),),
        "keys": (Key("keys", descending=True),),
        "addresses": (Key("addresses", descending=True),),
        "issuer": (Key("issuer"),),
    },
    last=_BY_ISSUER,
)
KEY_ORDERS: Final = orders(
    {
        "last": (Key("last", descending=True),),
        "first": (Key("first", descending=True),),
        "calls": (Key("calls", descending=True),),
        "key": (Key("key_id"),),
    },
    last=_BY_KEY,
)


def issuers(events: ir.Table, asked: Asked = EVERY_CALL) -> ir.Table:
    """Return a row for each principal that temporary keys were issued to, in no order."""
    kept = _temporary(events, asked)
    rows = kept.group_by(_BY_ISSUER).aggregate(
        account=the_one(kept.account),
        accounts=kept.account.nunique(),
        name=the_one(kept.principal_name),
        keys=kept.key_id.nunique(),
        sessions=kept.session_name.nunique(),
        addresses=kept.source_ip.nunique(),
        **counts(kept),
    )
    return conform(rows, ISSUERS)


def temporary_keys(
    events: ir.Table, asked: Asked = EVERY_CALL, *, issuer: tuple[str, str | None] | None = None
) -> ir.Table:
    """Return a row for each temporary key, in no order; of one issuer, named by its provider and itself."""
    kept = _temporary(events, asked)
    kept = kept.filter(kept.key_id.notnull())
    if issuer is not None:
        provider, name = issuer
        whose = kept.issuer.isnull() if name is None else kept.issuer == name
        kept = kept.filter((kept.provider == provider) & whose)
    rows = kept.group_by(_BY_KEY).aggregate(
        issuer=the_one(kept.issuer),
        account=the_one(kept.account),
        session_name=the_one(kept.session_name),
        sessions=kept.session_name.nunique(),
        addresses=kept.source_ip.nunique(),
        **counts(kept),
    )
    return conform(rows, TEMPORARY_KEYS)


def _temporary(events: ir.Table, asked: Asked) -> ir.Table:
    """Return the events that temporary keys signed."""
    kept = fitting(events, asked)
    return kept.filter(kept.key_type == KeyType.TEMPORARY.value)
