"""Who is watched, and in which dimensions: an event as the values that may be new or usual for somebody.

- An event whose time can't be relied on, and one that names nobody, say nothing of anybody.
- A value that is not set, or empty, is none.
- The subject `account` is everybody of an account.
"""

from typing import Any, Final

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import msgspec

from akwarden.detectors.behavior.columns import PEERED, SCORED
from akwarden.detectors.behavior.moments import hour_of_week, micros
from akwarden.model.event import ErrorClass
from akwarden.model.finding import KeyType

SCOPE: Final = ("provider", "account", "subject")
"""A subject is one of an account: what a key does in another account is another's habit."""
VALUE: Final = (*SCOPE, "dimension", "value")
"""What a baseline is kept of."""
ANY: Final = "any"
"""The dimension of the subject itself, with an empty value."""
ACCOUNT: Final = "account"
"""The subject that is everybody of an account."""
PEERS: Final = "peers:"
"""`peers:key` counts in how many keys of the account a value was seen; so for the other kinds of subjects."""
LEARNED: Final = (ANY, *SCORED, "error")
"""The dimensions that are kept of a subject."""
OF_ACCOUNT: Final = (ANY, "region", "service", "principal")
"""Those that are kept of everybody."""
_SIGN: Final = 1 << 15


class Watched(msgspec.Struct, frozen=True):
    """A dimension of a subject or of the account."""

    dimension: str
    is_account: bool = False

    @property
    def is_peered(self) -> bool:
        """Whether it is counted how many subjects had a value."""
        return not self.is_account and self.dimension in PEERED

    @property
    def is_told_apart(self) -> bool:
        """Whether it is counted on which days a value was new."""
        return not self.is_account and self.dimension in SCORED


EVERYTHING: Final = (
    *(Watched(dimension) for dimension in LEARNED),
    *(Watched(dimension, is_account=True) for dimension in OF_ACCOUNT),
)


def subject(events: ir.Table) -> ir.StringValue:
    """Return who is watched; null where nobody is named."""
    lasting = events.key_id.notnull() & (events.key_type != KeyType.TEMPORARY.value)
    who: ir.StringValue = ibis.coalesce(
        ibis.ifelse(lasting, "key:" + events.key_id, ibis.null("string")),
        "issuer:" + events.issuer,
        "principal:" + _principal(events),
    )
    return who


def kind(who: ir.StringValue) -> ir.StringValue:
    """Return what stands before the colon of a subject: who its peers are. The account has none."""
    named: ir.StringValue = ibis.cases(
        (who.startswith("key:"), "key"),
        (who.startswith("issuer:"), "issuer"),
        (who.startswith("principal:"), "principal"),
        else_=ibis.null("string"),
    )
    return named


def network(events: ir.Table) -> ir.StringValue:
    """Return the /24 of an IPv4 and the /48 of an IPv6 address in its canonical form; null without one."""
    low = events.ip_low
    octets = [((low >> shift) & 255).cast("string") for shift in (24, 16, 8)]
    four = octets[0] + "." + octets[1] + "." + octets[2] + ".0/24"
    # The upper half is kept less 2**63, which only the first of its groups feels.
    first, second, third = (events.ip_high >> 48) + _SIGN, _group(events, 32), _group(events, 16)
    six = ibis.cases(
        (third != 0, _hex(first) + ":" + _hex(second) + ":" + _hex(third) + "::/48"),
        (second != 0, _hex(first) + ":" + _hex(second) + "::/48"),
        (first != 0, _hex(first) + "::/48"),
        else_="::/48",
    )
    text: ir.StringValue = ibis.cases(
        (events.ip_family == 4, four),  # noqa: PLR2004  a version of IP
        (events.ip_family == 6, six),  # noqa: PLR2004  a version of IP
        else_=ibis.null("string"),
    )
    return text


def watched(events: ir.Table) -> ir.Table:
    """Return the values of events in every dimension, a column each.

    Beside them: `event_hash`, the scope, and `at`, in microseconds since 1970. Events whose times are
    doubtful are left out.
    """
    rows = events.mutate(at=micros(events))
    rows = rows.filter(rows["at"].notnull())
    failed = rows.error_class != ErrorClass.NONE.value
    values = {
        ANY: ibis.literal(""),
        "ip": rows.source_ip,
        "network": network(rows),
        "asn": rows.ip_asn.cast("string"),
        "country": rows.ip_country,
        "client": rows.client,
        "service": rows.service,
        "action": rows.service + ":" + rows.action,
        "region": rows.region,
        "hour": hour_of_week(rows["at"]).cast("string"),
        "error": ibis.ifelse(
            failed, ibis.coalesce(rows.error_code.nullif(""), rows.error_class), ibis.null("string")
        ),
        "principal": _principal(rows),
    }
    columns = {f"value_{name}": value for name, value in values.items()}
    return rows.select("event_hash", "provider", "account", "at", subject=subject(rows), **columns)


def sightings(rows: ir.Table, dimensions: tuple[Watched, ...]) -> ir.Table:
    """Return a row for each event and dimension in which it has a value: `event_hash`, `VALUE`, `at`.

    `rows` are those of `watched`.
    """
    return ibis.union(*[_sighted(rows, one) for one in dimensions], distinct=False)


def _sighted(rows: ir.Table, one: Watched) -> ir.Table:
    value = rows[f"value_{one.dimension}"]
    who = ibis.literal(ACCOUNT) if one.is_account else rows.subject
    kept = rows.select(
        "event_hash",
        "provider",
        "account",
        # Cast, as parts of a union must also agree in whether there can be nulls.
        subject=who.cast("string"),
        dimension=ibis.literal(one.dimension),
        value=value.cast("string"),
        at=rows["at"],
    )
    kept = kept.filter(kept.subject.notnull(), kept["value"].notnull())
    return kept if one.dimension == ANY else kept.filter(kept["value"] != "")


def _principal(events: ir.Table) -> ir.StringValue:
    """Return what a principal is told apart by inside its account."""
    who: ir.StringValue = ibis.coalesce(events.principal_id, events.principal_name)
    return who


def _group(events: ir.Table, shift: int) -> ir.IntegerValue:
    """Return 16 bits of the upper half of an address."""
    bits: ir.IntegerValue = (events.ip_high >> shift) & 0xFFFF
    return bits


def _hex(number: ir.IntegerValue) -> ir.StringValue:
    """Return 16 bits as they are written in an address: without zeros in front."""
    text: ir.StringValue = _TO_HEX(number).lower()
    return text


def _to_hex(number: Any) -> Any:
    """Return a number in hexadecimal, in capitals; the engine does it."""


_TO_HEX: Final = ibis.udf.scalar.builtin(_to_hex, name="hex", signature=((dt.int64,), dt.string))
