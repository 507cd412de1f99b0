"""Which services a principal called and was let in, and which records there are to tell it by."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

import ibis
import ibis.expr.types as ir

from akwarden.analytics.calls import EVERY_CALL, Asked, fitting
from akwarden.analytics.moments import certain, moment
from akwarden.analytics.services import NOT_ALLOWED
from akwarden.analytics.tallies import conform, number_of, times
from akwarden.analytics.users import principal

SERVICE_USE: Final = ibis.schema(
    {
        "provider": "!string",
        "account": "!string",
        "principal": "string",
        "service": "!string",
        "is_data": "!boolean",
        "used": "!int64",
        "last_used": "timestamp('UTC', 6)",
        "first": "timestamp('UTC', 6)",
        "last": "timestamp('UTC', 6)",
    }
)
"""A service and who called it; null for nobody that is named, and for callers of other accounts.

`used` counts the calls since a time that were not denied, `last_used` is the last of all of them, and `first`
and `last` are those of calls of any kind; calls whose time can't be relied on have no part in any of these.
`is_data` tells the calls apart that go to what lies in a resource.
"""


def service_use(
    events: ir.Table, since: datetime, data: Collection[str], asked: Asked = EVERY_CALL
) -> ir.Table:
    """Return a row for each principal of an account and service that it called, in no order.

    `data` names the calls to what lies in a resource, such as `s3:getobject`.
    """
    kept = fitting(events, asked)
    is_own = kept.principal_account.isnull() | (kept.principal_account == kept.account)
    called = kept.service + ":" + kept.action
    kept = kept.mutate(
        principal=ibis.ifelse(is_own, principal(kept), ibis.null("string")),
        is_data=called.isin(sorted(data)) if data else ibis.literal(value=False),
    )
    known = certain(kept)
    used = known & ~kept.error_class.isin(NOT_ALLOWED)
    rows = kept.group_by(("provider", "account", "principal", "service", "is_data")).aggregate(
        used=number_of(used & (kept.time >= moment(since))),
        last_used=kept.time.max(where=used),
        **times(kept),
    )
    return conform(rows, SERVICE_USE)
