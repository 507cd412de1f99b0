"""What was called from an address or a network: the part of its page that audit records tell."""

from collections.abc import Iterator
from typing import Final

import ibis.expr.types as ir

from akwarden.analytics import source_ips
from akwarden.analytics.calls import CALL_VOCABULARY, Asked, failed, fitting
from akwarden.analytics.paging import page
from akwarden.analytics.tallies import number_of
from akwarden.model.address_use import AddressUse, KeyAtAddress
from akwarden.query.parse import parse
from akwarden.workflows.events.asking import answer, spoken
from akwarden.workflows.events.key_use import busiest_apis

_KEYS: Final = 20


def address_use(events: ir.Table, network: str) -> AddressUse:
    """Return what was called from a network in CIDR notation; raises LakeError."""
    own = fitting(events, Asked(query=parse(f"ip:{network}", CALL_VOCABULARY)))
    counted = own.aggregate(
        calls=own.count(), failed=number_of(failed(own)), addresses=own.source_ip.nunique()
    )
    with spoken():
        counts = counted.to_pyarrow().to_pylist()[0]
    return AddressUse(
        calls=counts["calls"],
        failed=counts["failed"] or 0,
        addresses=counts["addresses"],
        keys=tuple(_keys(own)),
        apis=tuple(busiest_apis(own)),
    )


def _keys(own: ir.Table) -> Iterator[KeyAtAddress]:
    per = source_ips.Per.KEY
    latest = page(source_ips.source_ips(own, per=per), source_ips.ORDERS[per]["last"], limit=_KEYS)
    for row in answer(latest, source_ips.source_ips_schema(per)):
        yield KeyAtAddress(
            key_id=row["key_id"],
            account=row["account"],
            source_ip=row["source_ip"],
            calls=row["calls"],
            failed=row["failed"],
            first_at=row["first"],
            last_at=row["last"],
        )
