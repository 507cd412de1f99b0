"""What was called: services and actions of a key or a principal, to hold against what it may call."""

from enum import StrEnum
from typing import Final

import ibis
import ibis.expr.types as ir

from akwarden.analytics.calls import EVERY_CALL, Asked, fitting
from akwarden.analytics.moments import certain
from akwarden.analytics.paging import Key, orders
from akwarden.analytics.tallies import COUNTS, conform, counts, number_of
from akwarden.analytics.users import principal
from akwarden.model.event import ErrorClass


class Caller(StrEnum):
    """Whose calls are told apart; the members are columns of the view."""

    KEY = "key_id"
    PRINCIPAL = "principal"


def services_schema(by: Caller) -> ibis.Schema:
    """Return the columns: a caller, an action, and how it was called."""
    return ibis.schema(
        {
            "provider": "!string",
            "account": "!string",
            by.value: "string",
            "service": "!string",
            "action": "!string",
            "denied": "!int64",
            "last_allowed": "timestamp('UTC', 6)",
            **COUNTS,
        }
    )


ORDERS: Final = {
    by: orders(
        {
            "action": (Key("service"), Key("action")),
            "last": (Key("last", descending=True),),
            "calls": (Key("calls", descending=True),),
        },
        last=("provider", "account", by.value, "service", "action"),
    )
    for by in Caller
}

NOT_ALLOWED: Final = (ErrorClass.DENIED.value, ErrorClass.SIGNATURE.value)
"""How calls end that show no right in use."""


def services(events: ir.Table, asked: Asked = EVERY_CALL, *, by: Caller = Caller.KEY) -> ir.Table:
    """Return a row for each action that a caller called, in no order.

    `last_allowed` is when it was called last and not denied: only such a call shows that a right is used.
    """
    kept = fitting(events, asked)
    kept = kept.mutate(principal=principal(kept))
    refused = kept.error_class.isin(NOT_ALLOWED)
    rows = kept.group_by(("provider", "account", by.value, "service", "action")).aggregate(
        denied=number_of(refused),
        last_allowed=kept.time.max(where=certain(kept) & ~refused),
        **counts(kept),
    )
    return conform(rows, services_schema(by))
