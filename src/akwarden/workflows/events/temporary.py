"""Lists temporary keys: folded under the principals that they were issued to, or those of one of them."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import ibis.expr.types as ir
from sqlalchemy import Connection

from akwarden.analytics import temporary_keys
from akwarden.analytics.calls import Asked as AskedEvents
from akwarden.model.temporary_key_row import IssuerRow, TemporaryKeyRow
from akwarden.workflows.events.account_names import with_numbers
from akwarden.workflows.events.asking import View, list_view
from akwarden.workflows.keys.listing import Asked, Listing

_ISSUERS: Final = View(
    rows=temporary_keys.issuers,
    schema=temporary_keys.ISSUERS,
    orders=temporary_keys.ISSUER_ORDERS,
    order="last",
)
_RENAMED: Final = {"first": "first_at", "last": "last_at", "addresses": "source_ips"}


def list_issuers(connection: Connection, events: ir.Table, asked: Asked) -> Listing[IssuerRow]:
    """Return a page of the principals that temporary keys were issued to; raises as `list_calls`."""
    named = partial(with_numbers, connection)
    return list_view(events, _ISSUERS, asked, lambda values: IssuerRow(**_named(values)), named)


def list_temporary_keys(
    connection: Connection, events: ir.Table, asked: Asked, issuer: str
) -> Listing[TemporaryKeyRow]:
    """Return a page of the temporary keys of one principal; raises as `list_calls`."""

    def of_issuer(events: ir.Table, asked: AskedEvents) -> ir.Table:
        return temporary_keys.temporary_keys(events.filter(events.issuer == issuer), asked)

    view = View(
        rows=of_issuer,
        schema=temporary_keys.TEMPORARY_KEYS,
        orders=temporary_keys.KEY_ORDERS,
        order="last",
    )

    def row(values: Mapping[str, Any]) -> TemporaryKeyRow:
        return TemporaryKeyRow(**_named(values, "sessions"))

    return list_view(events, view, asked, row, partial(with_numbers, connection))


def _named(values: Mapping[str, Any], *left_out: str) -> dict[str, Any]:
    """Return the values under the names that lists give them."""
    return {_RENAMED.get(name, name): value for name, value in values.items() if name not in left_out}
