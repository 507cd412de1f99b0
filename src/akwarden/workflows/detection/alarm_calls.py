"""The calls behind an alarm, as the event lake has them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

import ibis
import ibis.expr.types as ir

from akwarden.model.alarm import SignalEvent
from akwarden.model.alarm_page import AlarmCall
from akwarden.workflows.events.asking import answer

_COLUMNS: Final = ibis.schema(
    {
        "event_hash": "!int64",
        "service": "!string",
        "action": "!string",
        "error_class": "!string",
        **dict.fromkeys(
            (
                "region",
                "source_ip",
                "ip_country",
                "ip_org",
                "client",
                "key_id",
                "principal_name",
                "error_code",
                "resource",
            ),
            "string",
        ),
    }
)
_SECOND: Final = timedelta(seconds=1)


def calls_of(events: ir.Table, wanted: Sequence[SignalEvent]) -> Mapping[int, AlarmCall]:
    """Return the calls that the lake has of these events, by their hashes; raises LakeError."""
    if not wanted:
        return {}
    first, last = min(one.at for one in wanted) - _SECOND, max(one.at for one in wanted) + _SECOND
    kept = events.filter(
        events.time >= ibis.literal(first),
        events.time <= ibis.literal(last),
        events.event_hash.isin([one.hash for one in wanted]),
    )
    found = kept.mutate(action=kept.action_name).select(list(_COLUMNS))
    return {row.pop("event_hash"): AlarmCall(**row) for row in answer(found, _COLUMNS)}
