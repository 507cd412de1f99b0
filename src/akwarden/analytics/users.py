"""Users: who called, with how many keys and from how many addresses."""

from typing import Final

import ibis
import ibis.expr.types as ir

from akwarden.analytics.calls import EVERY_CALL, Asked, fitting
from akwarden.analytics.paging import Key, orders
from akwarden.analytics.tallies import COUNTS, conform, counts, number_of, the_one
from akwarden.model.event import Channel

_GROUP: Final = ("provider", "account", "principal_type", "principal")

USERS: Final = ibis.schema(
    {
        "provider": "!string",
        "account": "!string",
        "principal_type": "!string",
        "principal": "string",
        "name": "string",
        "names": "!int64",
        "principal_account": "string",
        "keys": "!int64",
        "addresses": "!int64",
        **COUNTS,
        "api": "!int64",
        "console": "!int64",
        "sensitive": "!int64",
    }
)
"""A principal: its id, or its name where the records have no id, and null for calls of nobody that is named.
`name` is null where it had several. `api` and `console` say how many of the calls came by each way."""

ORDERS: Final = orders(
    {
        "last": (Key("last", descending=True),),
        "calls": (Key("calls", descending=True),),
        "failed": (Key("failed", descending=True),),
        "keys": (Key("keys", descending=True),),
        "addresses": (Key("addresses", descending=True),),
        "name": (Key("name"),),
    },
    last=_GROUP,
)


def principal(events: ir.Table) -> ir.StringValue:
    """Return what a principal is told apart by inside its account: its id, else its name."""
    who: ir.StringValue = ibis.coalesce(events.principal_id, events.principal_name)
    return who


def users(events: ir.Table, asked: Asked = EVERY_CALL) -> ir.Table:
    """Return a row for each principal that called, in no order."""
    kept = fitting(events, asked)
    kept = kept.mutate(principal=principal(kept))
    rows = kept.group_by(_GROUP).aggregate(
        name=the_one(kept.principal_name),
        names=kept.principal_name.nunique(),
        principal_account=the_one(kept.principal_account),
        keys=kept.key_id.nunique(),
        addresses=kept.source_ip.nunique(),
        **counts(kept),
        api=number_of(kept.channel == Channel.API.value),
        console=number_of(kept.channel.isin([Channel.CONSOLE.value, Channel.MINI_PROGRAM.value])),
        sensitive=number_of(kept.sensitive),
    )
    return conform(rows, USERS)
