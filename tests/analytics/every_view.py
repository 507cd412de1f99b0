"""Every view once, with its schema: what engines are held to give the same answer to.

It runs in the environment of Spark too, so it imports nothing that only the tests have.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

import ibis
import msgspec

from akwarden.analytics import (
    call_records,
    coverage,
    first_seen,
    look_back,
    matching,
    profile,
    service_use,
    services,
    source_ips,
    temporary_keys,
    timeline,
    usage,
    users,
)
from akwarden.analytics.calls import CALL_VOCABULARY, Asked, call_columns
from akwarden.analytics.filtering import condition
from akwarden.analytics.moments import moment
from akwarden.analytics.paging import chosen, page
from akwarden.detectors.behavior import baseline, novelty, volume
from akwarden.detectors.behavior.columns import ENRICHED
from akwarden.detectors.behavior.facts import HIGH_RISK, KEYS, OWN_ADDRESSES, Facts
from akwarden.query.parse import parse

START = datetime(2026, 3, 2, tzinfo=UTC)
NOW = START + timedelta(days=20)
SPAN = profile.Span(START + timedelta(hours=5), START + timedelta(days=10), timedelta(hours=8))
PAGED = 40

QUERIES = {
    "query_0": "key:KEY-c or principal:BOB",
    "query_1": "principal:*Y/ü* or agent:tccli*",
    "query_2": "agent:*3*_'x or resource:*s3*b",
    "query_3": "-result:ok asn>=64500",
    "query_4": "asn<45090.5 -country:none",
    "query_5": "ip:203.0.113.0/29,2001:db8::/63",
    "query_6": "-ip:2001:db8::/32",
    "query_7": "ip:none or mfa:none",
    "query_8": "time>=2026-03-05 time<2026-03-09T08:00:00",
    "query_9": "day:2026-03-09 or time<14d",
    "query_10": '"e/Ü" -sensitive:yes',
    "query_11": "-(service:cam or (result:denied,server 100000000001))",
}
QUERY_FITS = ibis.schema({"event_id": "!string", **dict.fromkeys(QUERIES, "!boolean")})
BESIDE: Mapping[str, ibis.Schema] = {
    "keys": KEYS,
    "addresses": OWN_ADDRESSES,
    "high_risk": HIGH_RISK,
    "known": novelty.KNOWN,
}
"""What detection is told beside the events."""


class View(msgspec.Struct, frozen=True):
    """A view as it is asked of an engine."""

    rows: Callable[[ibis.Table], ibis.Table]
    schema: ibis.Schema
    is_sorted: bool = False
    """Whether the order of the rows counts."""


def _page(events: ibis.Table) -> ibis.Table:
    order = chosen(call_records.ORDERS, "last")
    row = dict.fromkeys((key.column for key in order.keys), "m") | {"last": START, "day": None}
    return page(call_records.call_records(events), order, limit=PAGED, after=order.cursor(row))


def _filtered(events: ibis.Table) -> ibis.Table:
    """Return for each event which queries it fits, so that an engine is asked once."""
    columns = call_columns(events)
    fits = {name: condition(parse(text, CALL_VOCABULARY), columns, NOW) for name, text in QUERIES.items()}
    return events.select(
        "event_id", **{name: fit.fill_null(ibis.literal(value=False)) for name, fit in fits.items()}
    )


VIEWS: Mapping[str, View] = {
    "call_records": View(call_records.call_records, call_records.CALL_RECORDS),
    "call_records_page": View(_page, call_records.CALL_RECORDS, is_sorted=True),
    **{
        f"source_ips_{per}": View(partial(source_ips.source_ips, per=per), source_ips.source_ips_schema(per))
        for per in source_ips.Per
    },
    "users": View(users.users, users.USERS),
    "issuers": View(temporary_keys.issuers, temporary_keys.ISSUERS),
    "temporary_keys": View(temporary_keys.temporary_keys, temporary_keys.TEMPORARY_KEYS),
    **{
        f"services_{by}": View(partial(services.services, by=by), services.services_schema(by))
        for by in services.Caller
    },
    "service_use": View(
        lambda events: service_use.service_use(events, START + timedelta(days=5), {"s3:put", "cvm:stop"}),
        service_use.SERVICE_USE,
    ),
    "first_seen": View(first_seen.first_seen, first_seen.FIRST_SEEN),
    "usage": View(lambda events: usage.usage(events, START + timedelta(days=7)), usage.USAGE),
    "profile": View(lambda events: profile.profile(events, SPAN), profile.PROFILE),
    "hours": View(timeline.buckets, timeline.BUCKETS),
    "days": View(
        lambda events: timeline.buckets(events, size=timeline.Bucket.DAY, since=START + timedelta(days=3)),
        timeline.BUCKETS,
    ),
    "firsts": View(timeline.firsts, timeline.FIRSTS),
    "coverage": View(coverage.coverage, coverage.COVERAGE),
    "places": View(coverage.places, coverage.PLACES),
    "queries": View(_filtered, QUERY_FITS),
}


def detection(beside: Mapping[str, ibis.Table]) -> Mapping[str, View]:
    """Give what detection asks about events, with the tables of `BESIDE`."""
    facts = Facts(beside["keys"], beside["addresses"], beside["high_risk"])
    known = beside["known"]
    nothing = known.filter(ibis.literal(value=False))
    return {
        "enriched": View(lambda events: novelty.enriched(events, facts, nothing), ENRICHED),
        "enriched_known": View(
            lambda events: volume.with_bursts(novelty.enriched(events, facts, known), _bursts(events)),
            ENRICHED,
        ),
        "learned": View(baseline.learned, baseline.LEARNED),
        "learned_excluding": View(_learned_of_most, baseline.LEARNED),
        "touched": View(baseline.touched, baseline.TOUCHED),
        "bursts": View(_bursts, volume.BURSTS),
        "bursts_known": View(lambda events: _bursts_known(events, known), volume.BURSTS),
        "matching": View(_matching, ibis.schema({"event_hash": "!int64", "id": "!string"})),
        "matching_numbers": View(_matching_numbers, ibis.schema({"event_hash": "!int64", "id": "!int64"})),
        "look_back": View(lambda events: look_back.look_back(events, Asked()), look_back.LOOK_BACK),
        "look_back_some": View(_looked_back, look_back.LOOK_BACK),
    }


def _learned_of_most(events: ibis.Table) -> ibis.Table:
    return baseline.learned(events, events.filter(events.error_class == "denied").select("event_hash"))


def _bursts(events: ibis.Table) -> ibis.Table:
    """Return the hours of the second week that are above those of the first, by little."""
    week = moment(START + timedelta(days=7))
    before = volume.hourly(events.filter(events.time < week))
    return volume.volume(events.filter(events.time >= week), before, volume.Volume(z=0.25, calls=2, hours=3))


def _bursts_known(events: ibis.Table, known: ibis.Table) -> ibis.Table:
    """Return the hours that are above those before them, learned ones among these, by little."""
    hours = volume.hourly(events)
    usual = volume.usual_before(hours, known, hours)
    settings = volume.Volume(z=0.25, calls=2, hours=3)
    return volume.bursts(hours, usual, settings, by=volume.ONE_HOUR)


def _matching(events: ibis.Table) -> ibis.Table:
    queries = [(name, parse(text, CALL_VOCABULARY)) for name, text in QUERIES.items()]
    return matching.matching(events, queries, NOW)


def _matching_numbers(events: ibis.Table) -> ibis.Table:
    queries = [(at, parse(QUERIES[f"query_{at}"], CALL_VOCABULARY)) for at in (3, 5, 9)]
    return matching.matching(events, queries, NOW)


def _looked_back(events: ibis.Table) -> ibis.Table:
    asked = Asked(query=parse(QUERIES["query_3"], CALL_VOCABULARY), now=NOW)
    return look_back.look_back(look_back.recent(events, START + timedelta(days=9), 5), asked)
