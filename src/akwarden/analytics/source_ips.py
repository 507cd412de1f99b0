"""Source addresses: which keys came from where, and what they did there."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import ibis
import ibis.expr.types as ir

from akwarden.analytics.calls import EVERY_CALL, Asked, fitting
from akwarden.analytics.paging import Key, orders
from akwarden.analytics.tallies import COUNTS, NETWORK_FACTS, conform, counts, network_facts, summed

MOST_KEYS: Final = 5
"""How many keys of an address are named, those with the most calls."""


class Per(StrEnum):
    """What an address is told apart by, beside itself."""

    ADDRESS = "address"
    ACCOUNT = "account"
    KEY = "key"


_GROUPS: Final = {
    Per.ADDRESS: ("source_ip",),
    Per.ACCOUNT: ("source_ip", "provider", "account"),
    Per.KEY: ("source_ip", "provider", "account", "key_id"),
}
_APART: Final = {"provider": "!string", "account": "!string", "key_id": "string"}


def source_ips_schema(per: Per) -> ibis.Schema:
    """Return the columns: of an address, or of one with an account or a key."""
    apart = {name: _APART[name] for name in _GROUPS[per] if name in _APART}
    counted = dict.fromkeys(("keys", "services", "actions", "regions"), "!int64")
    named = {"key_ids": "array<string>"}
    return ibis.schema({"source_ip": "!string", **apart, **counted, **named, **COUNTS, **NETWORK_FACTS})


ORDERS: Final = {
    per: orders(
        {
            "last": (Key("last", descending=True),),
            "first": (Key("first", descending=True),),
            "calls": (Key("calls", descending=True),),
            "failed": (Key("failed", descending=True),),
            "keys": (Key("keys", descending=True),),
            "country": (Key("ip_country"), Key("ip_asn")),
            "ip": (Key("source_ip"),),
        },
        last=group,
    )
    for per, group in _GROUPS.items()
}


def source_ips(events: ir.Table, asked: Asked = EVERY_CALL, *, per: Per = Per.ADDRESS) -> ir.Table:
    """Return a row for each address that calls came from, in no order.

    Calls without an address, such as those of services of the cloud, are in no row.
    """
    kept = fitting(events, asked)
    kept = kept.filter(kept.source_ip.notnull())
    # First by all that is counted, so that each engine has few rows to tell apart.
    fine = tuple(dict.fromkeys((*_GROUPS[per], "key_id", "service", "action", "region")))
    parts = kept.group_by(fine).aggregate(**counts(kept), **network_facts(kept))
    rows = parts.group_by(_GROUPS[per]).aggregate(
        keys=parts.key_id.nunique(),
        services=parts.service.nunique(),
        actions=(parts.service + ":" + parts.action).nunique(),
        regions=parts.region.nunique(),
        **summed(parts),
        **network_facts(parts),
    )
    return conform(_with_keys(rows, parts, _GROUPS[per]), source_ips_schema(per))


def _with_keys(rows: ir.Table, parts: ir.Table, group: Sequence[str]) -> ir.Table:
    """Return the rows with the keys that called the most."""
    if "key_id" in group:
        return rows.mutate(key_ids=_array([rows.key_id]))
    keyed = parts.filter(parts.key_id.notnull())
    used = keyed.group_by((*group, "key_id")).aggregate(calls=keyed.calls.sum())
    within = ibis.window(group_by=group, order_by=[used.calls.desc(), used.key_id])
    ranked = used.mutate(place=ibis.row_number().over(within))
    ranked = ranked.filter(ranked.place < MOST_KEYS)
    places = {f"key_{at}": ranked.key_id.max(where=ranked.place == at) for at in range(MOST_KEYS)}
    named = ranked.group_by(group).aggregate(**places)
    # Other names, so that the join has no column twice.
    named = named.rename({f"its_{name}": name for name in group})
    joined = rows.left_join(named, [rows[name] == named[f"its_{name}"] for name in group])
    return joined.mutate(key_ids=_array([joined[name] for name in places]))


def _array(values: Sequence[ir.Value]) -> ir.ArrayValue:
    """Return the values that are set; engines differ about arrays that have none from the start."""
    array: ir.ArrayValue = ibis.array(values).filter(lambda one: one.notnull())
    return array
