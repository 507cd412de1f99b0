"""Lists what was called: records of calls, and who called."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import ibis.expr.types as ir
from sqlalchemy import Connection

from akwarden.analytics import call_records, users
from akwarden.analytics.paging import Order
from akwarden.model.call_row import CallRow, SourceAddressRow
from akwarden.model.user_row import UserRow
from akwarden.workflows.events.account_names import with_numbers
from akwarden.workflows.events.asking import View, list_view
from akwarden.workflows.keys.listing import Asked, Listing
from akwarden.workflows.keys.whose_address import WhoseAddress

_ORDERS: Final = call_records.ORDERS
CALLS: Final = View(
    rows=call_records.call_records,
    schema=call_records.CALL_RECORDS,
    # By the name that the column has in the list.
    orders={**_ORDERS, "count": Order("count", _ORDERS["calls"].keys)},
    order="last",
)
USERS: Final = View(rows=users.users, schema=users.USERS, orders=users.ORDERS, order="last")
_RENAMED: Final = {"first": "first_at", "last": "last_at"}


def list_calls(connection: Connection, events: ir.Table, asked: Asked) -> Listing[CallRow]:
    """Return a page of call records; raises QueryError, UsageError, LakeError."""

    def row(values: Mapping[str, Any]) -> CallRow:
        return CallRow(**_named(values, calls="count"))

    return list_view(events, CALLS, asked, row, partial(with_numbers, connection))


def list_users(connection: Connection, events: ir.Table, asked: Asked) -> Listing[UserRow]:
    """Return a page of who called; raises as `list_calls`."""

    def row(values: Mapping[str, Any]) -> UserRow:
        return UserRow(**_named(values))

    return list_view(events, USERS, asked, row, partial(with_numbers, connection))


def source_row(values: Mapping[str, Any], whose: WhoseAddress) -> SourceAddressRow:
    """Return a row of the view with what people and accounts say of the address."""
    known = whose.of(values["source_ip"])
    return SourceAddressRow(
        **_named({**values, "key_ids": tuple(values["key_ids"] or ())}),
        type=known.type,
        remark=known.remark,
        owner=known.owner,
        resource=known.resource,
    )


def _named(values: Mapping[str, Any], **others: str) -> dict[str, Any]:
    """Return the values under the names that lists give them."""
    names = {**_RENAMED, **others}
    return {names.get(name, name): value for name, value in values.items()}
