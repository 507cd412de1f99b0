"""Events to columns: one Arrow table by `LAKE_SCHEMA`, built a column at a time."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Final

import pyarrow as pa

from akwarden.model.event import Event
from akwarden.model.network import NetworkFacts
from akwarden.store.lake.months import to_micros
from akwarden.store.lake.schema import LAKE_SCHEMA, MOMENT

HASH_BYTES: Final = 8
"""64 bits: among a thousand million events two share them by chance with a probability of 3 in 100."""


def table_of(
    events: Sequence[Event],
    facts: Callable[[str], NetworkFacts | None],
    client: Callable[[str | None], str],
    ingested_at: datetime,
) -> pa.Table:
    """Return the events as rows, in their order.

    `facts` gives what is known of an address, None for a text that is none; `client` gives the family of a
    user agent. Both are asked once for each text.
    """
    columns: dict[str, pa.Array] = {
        "event_hash": hashes_of(events),
        "time": pa.array([e.time for e in events], MOMENT),
        "ingested_at": pa.repeat(pa.scalar(to_micros(ingested_at), pa.int64()), len(events)).cast(MOMENT),
        **_identities(events),
        **_calls(events),
        **_networks([e.source_ip for e in events], facts),
        "client": _clients([e.user_agent for e in events], client),
        "mfa": pa.array([e.mfa for e in events], pa.bool_()),
        "sensitive": pa.array([e.sensitive for e in events], pa.bool_()),
    }
    return pa.Table.from_arrays([columns[name] for name in LAKE_SCHEMA.names], schema=LAKE_SCHEMA)


def hashes_of(events: Iterable[Event]) -> pa.Array:
    """Return the identity of each event: BLAKE2b over provider, account and id, as a signed number."""
    digests = [
        blake2b(
            f"{e.provider}\0{e.account}\0{e.id}".encode(errors="replace"), digest_size=HASH_BYTES
        ).digest()
        for e in events
    ]
    return pa.Array.from_buffers(pa.int64(), len(digests), [None, pa.py_buffer(b"".join(digests))])


def _identities(events: Sequence[Event]) -> dict[str, pa.Array]:
    """Return the columns of whose record it is, and of who called."""
    return {
        "event_id": _text([e.id for e in events]),
        "time_quality": _text([e.time_quality for e in events]),
        "provider": _text([e.provider for e in events]),
        "format": _text([e.format for e in events]),
        "account": _text([e.account for e in events]),
        "key_id": _text([e.key_id for e in events]),
        "key_type": _text([e.key_type for e in events]),
        "principal_type": _text([e.principal_type for e in events]),
        "principal_id": _text([e.principal_id for e in events]),
        "principal_name": _text([e.principal_name for e in events]),
        "principal_account": _text([e.principal_account for e in events]),
        "issuer": _text([e.issuer for e in events]),
        "session_name": _text([e.session_name for e in events]),
    }


def _calls(events: Sequence[Event]) -> dict[str, pa.Array]:
    """Return the columns of what was called, and how it ended."""
    return {
        "service": _text([e.service for e in events]),
        "action": _text([e.action.lower() for e in events]),
        "action_name": _text([e.action for e in events]),
        "read_write": _text([e.read_write for e in events]),
        "channel": _text([e.channel for e in events]),
        "region": _text([e.region for e in events]),
        "source_service": _text([e.source_service for e in events]),
        "user_agent": _text([e.user_agent for e in events]),
        "error_class": _text([e.error_class for e in events]),
        "error_code": _text([e.error_code for e in events]),
        "resource": _text([e.resource for e in events]),
        "request_id": _text([e.request_id for e in events]),
        "raw": _text([e.raw for e in events]),
    }


def _networks(
    addresses: Sequence[str | None], facts: Callable[[str], NetworkFacts | None]
) -> dict[str, pa.Array]:
    """Return the columns of where calls came from; each address is looked at once."""
    rows: dict[str | None, int] = {}
    places = pa.array([rows.setdefault(address, len(rows)) for address in addresses], pa.int32())
    found = [None if address is None else facts(address) for address in rows]
    columns = {
        "source_ip": _text([None if f is None else f.text for f in found]),
        "ip_family": pa.array([None if f is None else f.family for f in found], pa.int8()),
        "ip_high": pa.array([None if f is None else f.high for f in found], pa.int64()),
        "ip_low": pa.array([None if f is None else f.low for f in found], pa.int64()),
        "ip_kind": _text([None if f is None else f.kind for f in found]),
        "ip_country": _text([None if f is None else f.country for f in found]),
        "ip_asn": pa.array([None if f is None else f.asn for f in found], pa.int64()),
        "ip_org": _text([None if f is None else f.org for f in found]),
    }
    return {name: column.take(places) for name, column in columns.items()}


def _clients(agents: Sequence[str | None], client: Callable[[str | None], str]) -> pa.Array:
    rows: dict[str | None, int] = {}
    places = pa.array([rows.setdefault(agent, len(rows)) for agent in agents], pa.int32())
    return _text([client(agent) for agent in rows]).take(places)


def _text(values: Sequence[str | None]) -> pa.Array:
    """Return texts as a column; half a surrogate pair, which UTF-8 can't hold, becomes a question mark."""
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:
        whole = [None if value is None else value.encode(errors="replace").decode() for value in values]
        return pa.array(whole, pa.string())
