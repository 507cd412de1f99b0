"""The columns of the enriched table: what a rule can ask of an event.

A row is an event of the lake with what is known of its key and its address, and with what is new about it for
whoever is watched. Every rule is a question to these columns, whoever wrote it. Truths are never null; times
are microseconds in UTC.
"""

from typing import Final

import ibis

_MOMENT: Final = "timestamp('UTC', 6)"
_MOMENT_SET: Final = "!timestamp('UTC', 6)"

EVENT: Final = ibis.schema(
    {
        "event_hash": "!int64",
        "event_id": "!string",
        "time": _MOMENT_SET,
        "time_quality": "!string",
        "ingested_at": _MOMENT_SET,
        "provider": "!string",
        "format": "!string",
        "account": "!string",
        "key_id": "string",
        "key_type": "!string",
        "principal_type": "!string",
        "principal_id": "string",
        "principal_name": "string",
        "principal_account": "string",
        "issuer": "string",
        "session_name": "string",
        "service": "!string",
        "action": "!string",
        "action_name": "!string",
        "read_write": "!string",
        "channel": "!string",
        "region": "string",
        "source_ip": "string",
        "ip_family": "int8",
        "ip_high": "int64",
        "ip_low": "int64",
        "source_service": "string",
        "ip_kind": "string",
        "ip_country": "string",
        "ip_asn": "int64",
        "ip_org": "string",
        "user_agent": "string",
        "client": "!string",
        "error_class": "!string",
        "error_code": "string",
        "resource": "string",
        "request_id": "string",
        "mfa": "boolean",
        "sensitive": "!boolean",
        "raw": "!string",
    }
)
"""The event itself, as `store/lake/schema.py` has it; a test holds the two together, as detectors know no
store."""

WHO: Final = ibis.schema({"subject": "string", "network": "string"})
"""Who is watched and from where: `subject` is `key:AKID…` for a permanent key, `issuer:arn…` for temporary
keys and consoles, else `principal:…`, and null where nobody is named. `network` is the /24 of an IPv4 and the
/48 of an IPv6 address, as text."""

KEY: Final = ibis.schema(
    {
        "key_status": "string",
        "key_is_root": "!boolean",
        "key_created_at": _MOMENT,
        "key_stopped_at": _MOMENT,
        "key_leaked_at": _MOMENT,
        "leaked_seconds": "int64",
        "key_canary": "!boolean",
    }
)
"""What the inventory knows of the key. `key_status` is null for a key that it does not know; `key_is_root`
also holds where the record says that root called; `key_stopped_at` is when it was seen disabled or deleted;
`key_leaked_at` is when the first of its open leaks was seen, null for calls before that; `leaked_seconds` is
how long before the call that was."""

PLACE: Final = ibis.schema({"ip_own": "!boolean", "high_risk": "!boolean"})
"""`ip_own`: the address is one of our own, or people trust it. `high_risk`: `service:action` is on the list
of APIs that do great harm."""

NEW: Final = ibis.schema(
    {
        "new_ip": "!boolean",
        "new_network": "!boolean",
        "new_asn": "!boolean",
        "new_country": "!boolean",
        "new_client": "!boolean",
        "new_service": "!boolean",
        "new_action": "!boolean",
        "new_region": "!boolean",
        "new_hour": "!boolean",
        "account_new_region": "!boolean",
        "account_new_service": "!boolean",
    }
)
"""What is new for the subject, and for everybody of the account, at this event. `new_hour` is about the hour
of the week in UTC. They say so too while the subject is learned: see `learning`."""

LIFE: Final = ibis.schema(
    {
        "learning": "!boolean",
        "first_use": "!boolean",
        "idle_seconds": "int64",
        "age_seconds": "int64",
        "account_age_seconds": "int64",
    }
)
"""How long the subject is known. `learning`: less than two weeks, or nobody can say, as for a doubtful time.
`idle_seconds` is since its call before this one, null for the first; `age_seconds` since its first call,
`account_age_seconds` since the first call of anybody of the account."""

SCORED: Final = ("ip", "network", "asn", "country", "client", "service", "action", "region", "hour")
"""The dimensions whose new values add to the score."""
PEERED: Final = tuple(dimension for dimension in SCORED if dimension != "hour")
"""Those of them in which peers count: all hours of a week are somebody's."""

AGE: Final = ibis.schema({f"{dimension}_age_seconds": "int64" for dimension in SCORED})
"""How long ago the subject was first seen with this value of a dimension, where that was less than a day ago:
0 where it is new. What came a minute ago is nearly as unusual as what is new."""

EVIDENCE: Final = ibis.schema(
    {
        "active_days": "int64",
        **{f"{dimension}_novel_days": "int64" for dimension in SCORED},
        **{f"{dimension}_peers": "int64" for dimension in PEERED},
    }
)
"""What the score is told from; null for what is known for a day. `active_days` says on how many earlier days
the subject called, `ip_novel_days` on how many of them it came from a new address, and `ip_peers` how many
others of its kind in the account came from this address before."""

SCORE: Final = ibis.schema({"score": "!float64"})
"""How unusual the event is for its subject: what is new since less than a day, weighed and capped
(`scoring.py`); 0 where nothing is."""

VOLUME: Final = ibis.schema({"hour_calls": "int64", "hour_usual": "float64", "hour_z": "float64"})
"""A burst: the subject called `hour_calls` times so far in the hour of the event, where `hour_usual` is the
median of its hours, and `hour_z` says how many deviations above that lies (`volume.py`). Told at one event of
the hour, the last that is looked at, and null elsewhere."""

ADDED: Final = ibis.schema({**WHO, **KEY, **PLACE, **NEW, **LIFE, **AGE, **EVIDENCE, **SCORE, **VOLUME})
"""All that an event is enriched with."""

ENRICHED: Final = ibis.schema({**EVENT, **ADDED})
"""All columns, in this order."""
