import json
from collections import Counter
from functools import cache

import pytest
from tests.emulator.traffic.told import event_of

from akwarden.emulator.traffic.calls import Cloud, calls
from akwarden.emulator.traffic.dice import Dice
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.emulator.traffic.record import Record
from akwarden.emulator.traffic.traffic import Traffic
from akwarden.emulator.traffic.variant import RATES, Variant, Variants
from akwarden.model.event import Channel, EventFormat, TimeQuality

OFTEN = dict.fromkeys(Variant, 0.05) | {Variant.INNER_ADDRESS: 0.5}


@cache
def odd() -> list[Record]:
    """Give traffic in which each variant is frequent."""
    return [*Traffic(Organisation.from_seed(5, people=20), 14, 4_000, wanted=(), rates=OFTEN).records()]


def with_variant(variant: Variant) -> list[Record]:
    """Give the records that are odd in one way and in no other but how they arrive."""
    arrival = {Variant.DUPLICATE, Variant.LATE, Variant.INNER_ADDRESS}
    return [one for one in odd() if variant in one.variants and {*one.variants} <= {variant} | arrival]


@pytest.mark.parametrize("variant", Variant)
def test_every_variant_occurs(variant: Variant) -> None:
    assert len(with_variant(variant)) >= 5


@pytest.mark.parametrize("variant", Variant)
def test_every_variant_is_read(variant: Variant) -> None:
    for record in with_variant(variant):
        event = event_of(record)
        assert event.account == record.account
        if variant is not Variant.WRONG_CLOCK:
            assert event.time == record.time * 1_000_000


def test_time_is_text_without_a_zone() -> None:
    assert {event_of(one).time_quality for one in with_variant(Variant.TIME_TEXT)} == {
        TimeQuality.ZONE_PRESUMED
    }


def test_session_is_an_object() -> None:
    sessions = [
        json.loads(one.content)["userIdentity"]["sessionContext"]
        for one in with_variant(Variant.SESSION_OBJECT)
    ]

    assert all(isinstance(session, dict) for session in sessions)
    assert any(session.get("token") for session in sessions)


def test_broken_request_is_no_json() -> None:
    for one in with_variant(Variant.BROKEN_REQUEST):
        with pytest.raises(json.JSONDecodeError):
            json.loads(one.content)


def test_shape_of_2021_holds_the_token_in_the_request() -> None:
    found = [json.loads(one.content) for one in with_variant(Variant.SHAPE_2021)]

    requests = [json.loads(one["requestParameters"]) for one in found]
    assert all("@timestamp" in one and isinstance(one["updateEsTime"], int) for one in found)
    assert all(request["SecretId"] for request in requests)
    assert any(len(request.get("Token", "")) == 200 for request in requests)


def test_numbers_are_numbers() -> None:
    identities = [json.loads(one.content)["userIdentity"] for one in with_variant(Variant.NUMBERS)]

    assert all(
        isinstance(one["accountId"], int) and isinstance(one["principalId"], int) for one in identities
    )


def test_inner_addresses_give_way_to_those_of_the_person() -> None:
    found = [one for one in with_variant(Variant.INNER_ADDRESS) if len(one.variants) == 1]

    written = {json.loads(one.content)["sourceIPAddress"].partition(".")[0] for one in found}
    told = {(event_of(one).source_ip or "").partition(".")[0] for one in found}
    assert written == {"9", "30"}
    assert not told & {"9", "30", ""}


def test_service_stands_in_the_place_of_an_address() -> None:
    events = [event_of(one) for one in with_variant(Variant.SERVICE_ADDRESS)]

    # For a call of Tencent Cloud's console the person's own address stands in the session.
    named = [event for event in events if event.source_ip is None]
    assert len(named) > len(events) / 2
    assert all(event.source_service for event in named)
    assert all(event.channel is Channel.CONSOLE for event in events if event.source_ip is not None)


def test_addresses_of_both_families() -> None:
    six = [event_of(one).source_ip or "" for one in with_variant(Variant.IPV6)]
    mapped = [event_of(one).source_ip or "" for one in with_variant(Variant.MAPPED_ADDRESS)]

    assert all(":" in one and "." not in one for one in six)
    assert any(one.startswith("::ffff:") for one in mapped)


def test_other_casing_differs_in_its_case_alone() -> None:
    known = {call.action.lower(): call.action for call in calls(Cloud.TENCENT).values()}
    actions = [event_of(one).action for one in with_variant(Variant.OTHER_CASING)]

    assert all(known[action.lower()] != action for action in actions)


def test_clock_is_in_2038() -> None:
    events = [event_of(one) for one in with_variant(Variant.WRONG_CLOCK)]

    assert {event.time_quality for event in events} == {TimeQuality.DOUBTFUL}


def test_old_version_lacks_fields() -> None:
    for one in with_variant(Variant.OLD_VERSION):
        found = json.loads(one.content)
        assert found["eventVersion"] == "1.05"
        assert not {"readOnly", "tlsDetails", "eventCategory"} & found.keys()


def test_secret_stands_beside_its_key() -> None:
    found = [one.content for one in with_variant(Variant.SECRET_INSIDE)]

    assert all(b"SECRET_KEY=" in one or b"SECRET_ACCESS_KEY=" in one for one in found)


def test_duplicate_has_the_same_bytes() -> None:
    counts = Counter(one.event_id for one in odd())

    again = [one for one in odd() if Variant.DUPLICATE in one.variants]
    assert again
    assert all(counts[one.event_id] == 2 for one in again)


def test_late_is_later_than_others() -> None:
    for one in odd():
        delay = one.delivered - one.time
        if Variant.DUPLICATE not in one.variants:
            assert (delay > 300) is (Variant.LATE in one.variants)


def test_rates_are_kept() -> None:
    variants, dice = Variants(RATES), Dice("rates")

    drawn = Counter(variants.draw(Cloud.TENCENT, dice) for _ in range(50_000))

    assert drawn[Variant.SHAPE_2021] / 50_000 == pytest.approx(RATES[Variant.SHAPE_2021], rel=0.15)
    assert drawn[Variant.OLD_VERSION] == 0


def test_no_rates_make_clean_records() -> None:
    clean = Traffic(Organisation.from_seed(5, people=12), 7, 300, rates={})

    found = [*clean.records()]

    assert not any(one.variants for one in found)
    assert all(json.loads(one.content) for one in found if one.format is not EventFormat.COS_LOG)
