"""The columns of the event lake: the contract between what writes events and every view of them.

One row is one event, and no event has two rows: `event_hash` tells them apart. Columns that are compared are
in lower case, so that no engine has to do it. A change of this schema needs a migration of the files that are
there.
"""

from typing import Final

import pyarrow as pa

MOMENT: Final = pa.timestamp("us", tz="UTC")

LAKE_SCHEMA: Final = pa.schema(
    [
        # BLAKE2b over provider, account and id, as a signed number: the identity of an event.
        pa.field("event_hash", pa.int64(), nullable=False),
        pa.field("event_id", pa.string(), nullable=False),
        pa.field("time", MOMENT, nullable=False),
        pa.field("time_quality", pa.string(), nullable=False),
        pa.field("ingested_at", MOMENT, nullable=False),
        pa.field("provider", pa.string(), nullable=False),
        pa.field("format", pa.string(), nullable=False),
        pa.field("account", pa.string(), nullable=False),
        pa.field("key_id", pa.string()),
        pa.field("key_type", pa.string(), nullable=False),
        pa.field("principal_type", pa.string(), nullable=False),
        pa.field("principal_id", pa.string()),
        pa.field("principal_name", pa.string()),
        pa.field("principal_account", pa.string()),
        pa.field("issuer", pa.string()),
        pa.field("session_name", pa.string()),
        pa.field("service", pa.string(), nullable=False),
        # In lower case: clouds write one action in several ways. `action_name` is as the record has it.
        pa.field("action", pa.string(), nullable=False),
        pa.field("action_name", pa.string(), nullable=False),
        pa.field("read_write", pa.string(), nullable=False),
        pa.field("channel", pa.string(), nullable=False),
        pa.field("region", pa.string()),
        # Canonical text (RFC 5952); the numbers are those of `model/network.py`.
        pa.field("source_ip", pa.string()),
        pa.field("ip_family", pa.int8()),
        pa.field("ip_high", pa.int64()),
        pa.field("ip_low", pa.int64()),
        pa.field("source_service", pa.string()),
        pa.field("ip_kind", pa.string()),
        pa.field("ip_country", pa.string()),
        pa.field("ip_asn", pa.int64()),
        pa.field("ip_org", pa.string()),
        pa.field("user_agent", pa.string()),
        # The family of the user agent, such as `sdk-python`, `cli`, `console`.
        pa.field("client", pa.string(), nullable=False),
        pa.field("error_class", pa.string(), nullable=False),
        pa.field("error_code", pa.string()),
        pa.field("resource", pa.string()),
        pa.field("request_id", pa.string()),
        pa.field("mfa", pa.bool_()),
        pa.field("sensitive", pa.bool_(), nullable=False),
        # The scrubbed record.
        pa.field("raw", pa.string(), nullable=False),
    ]
)
