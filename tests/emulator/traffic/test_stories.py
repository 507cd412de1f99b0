import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import cache

import pytest
from tests.emulator.traffic.told import SEED, event_of, records, traffic

from akwarden.emulator.traffic.calls import Cloud, calls, profiles
from akwarden.emulator.traffic.casting import words
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.emulator.traffic.places import places, read_data
from akwarden.emulator.traffic.plot import Told
from akwarden.emulator.traffic.record import Record
from akwarden.emulator.traffic.story import Hours, Story, Victim, stories
from akwarden.emulator.traffic.traffic import Traffic
from akwarden.emulator.traffic.variant import Variant
from akwarden.model.event import ErrorClass, Event
from akwarden.networks.lookup import Networks

ALL = [*stories().values()]
EXTRA_PLACES = {"victim", "same"}
every_story = pytest.mark.parametrize("story", ALL, ids=lambda story: story.id)


@cache
def told() -> dict[str, Told]:
    """Give what happened in each story."""
    return {one.story: one for one in traffic().told()}


@cache
def attacks() -> dict[str, list[Record]]:
    """Give the labelled records of each story, duplicates left out, in the order of their calls."""
    found: dict[str, list[Record]] = {story.id: [] for story in ALL}
    for record in records():
        if record.label is not None and Variant.DUPLICATE not in record.variants:
            found[record.label.story].append(record)
    return {name: sorted(one, key=lambda record: record.time) for name, one in found.items()}


def events_of(story: str, stage: str | None = None) -> Sequence[Event]:
    """Give the events of a story, or of one stage of it."""
    return [
        event_of(record)
        for record in attacks()[story]
        if record.label is not None and stage in {None, record.label.stage}
    ]


@cache
def small_company(seed: int) -> Organisation:
    """Give as small a company as there can be."""
    return Organisation.from_seed(seed, people=12)


def moment(text: str) -> int:
    """Give a time of the manifest in seconds."""
    return int(datetime.fromisoformat(text).timestamp())


def test_there_are_25_stories_and_more() -> None:
    assert len(ALL) >= 25


@every_story
def test_story_is_made_of_what_there_is(story: Story) -> None:
    known_places = {*places()} | EXTRA_PLACES
    agents = read_data("agents.yml")
    for stage in story.stages:
        assert {*stage.places} <= known_places
        assert {*stage.given.values()} <= {*words()}
        assert not stage.profile or all((cloud, stage.profile) in [*profiles()] for cloud in Cloud)
        for cloud in {*story.clouds} & {*stage.clouds}:
            assert stage.agent == "victim" or stage.agent in agents[cloud.value]
            assert {*stage.calls.get(cloud, ())} <= {*calls(cloud)}
            assert stage.profile or stage.calls[cloud]
    assert all(re.fullmatch(r"T\d{4}(\.\d{3})?", one) for one in story.techniques)


@every_story
def test_every_story_has_its_labels(story: Story) -> None:
    found = attacks()[story.id]
    attack_stages = [
        one.name for one in story.stages if not one.normal and told()[story.id].provider in one.clouds
    ]

    assert [*told()[story.id].stages] == attack_stages
    assert Counter(one.label.stage for one in found if one.label) == told()[story.id].stages


@every_story
def test_every_stage_has_as_many_calls_as_it_says(story: Story) -> None:
    counts = told()[story.id].stages

    for stage in story.stages:
        if not stage.normal and stage.name in counts:
            assert stage.count[0] <= counts[stage.name] <= stage.count[1]


@every_story
def test_calls_stand_at_the_times_of_the_manifest(story: Story) -> None:
    found, facts = attacks()[story.id], told()[story.id]

    assert (found[0].time, found[-1].time) == (moment(facts.starts), moment(facts.ends))


@every_story
def test_records_say_what_the_labels_say(story: Story) -> None:
    facts = told()[story.id]
    for record in attacks()[story.id]:
        event = event_of(record)
        assert record.label
        assert record.label.event_id == record.event_id
        assert record.label.key_id in facts.keys
        # Signing in to AWS has no key yet.
        assert event.key_id == record.label.key_id or event.action == "ConsoleLogin"
        if not {*record.variants} & {Variant.MAPPED_ADDRESS}:
            assert event.source_ip in facts.addresses


@every_story
def test_stages_follow_each_other(story: Story) -> None:
    starts: dict[str, int] = {}
    for record in attacks()[story.id]:
        if record.label:
            starts.setdefault(record.label.stage, record.time)
    expected = [stage.name for stage in story.stages if stage.name in starts]

    assert sorted(starts, key=lambda name: starts[name]) == expected


@every_story
def test_every_story_plays_for_many_seeds(story: Story) -> None:
    for seed in range(8):
        (found,) = Traffic(small_company(seed), 7, 100, wanted=[story.id]).told()
        assert found.stages
        assert found.starts <= found.ends


@pytest.mark.parametrize(
    "story", [one for one in ALL if one.start.hours is not Hours.ANY], ids=lambda s: s.id
)
def test_hours_are_kept(story: Story) -> None:
    first = attacks()[story.id][0].time
    hour = (first + 8 * 3600) % 86_400 // 3600

    assert hour < 6 if story.start.hours is Hours.NIGHT else 9 <= hour < 18


def test_wanted_stories_alone_happen() -> None:
    company = Organisation.from_seed(1, people=12)
    few = Traffic(company, 7, 200, wanted=["mining", "ransom"])

    assert {record.label.story for record in few.records() if record.label} == {"mining", "ransom"}


def test_every_kind_of_victim_is_used() -> None:
    assert {story.victim for story in ALL} == {*Victim}


def test_disabled_key_and_guessed_secret_are_refused() -> None:
    for name in ("disabled-key-tried", "signature-failures"):
        assert {event.error_class for event in events_of(name)} == {ErrorClass.SIGNATURE}


def test_made_key_is_the_one_that_is_used() -> None:
    facts = told()["key-for-another"]
    makes = [one for one in attacks()["key-for-another"] if one.label and one.label.stage == "make"]
    used = {event.key_id for event in events_of("key-for-another", "use")}

    assert used == {facts.keys[-1]}
    assert any(facts.keys[-1].encode() in one.content for one in makes)


def test_federation_token_is_another_key() -> None:
    made = {event.key_id for event in events_of("federation-token", "make")}
    used = events_of("federation-token", "use")

    assert not made & {event.key_id for event in used}
    assert {event.principal_type.value for event in used} == {"federated"}


def test_swapped_account_is_another_from_the_same_address() -> None:
    events = events_of("account-swap")

    assert len({event.account for event in events}) == 2
    assert len({event.source_ip for event in events if not (event.source_ip or "").startswith("::")}) == 1


def test_travelling_session_is_one_session_from_two_places() -> None:
    whole = [one for one in records() if one.story == "impossible-travel"]

    at_office = {event_of(one).source_ip for one in whole if one.label is None}
    elsewhere = {event_of(one).source_ip for one in whole if one.label}

    assert at_office
    assert elsewhere
    assert not at_office & elsewhere


def test_administrator_gives_the_right_to_all() -> None:
    (attach,) = [one for one in attacks()["admin-policy"] if one.label and one.label.stage == "attach"]

    assert b"AdministratorAccess" in attach.content or b'\\"PolicyId\\":1,' in attach.content


def test_mining_is_where_nothing_else_is() -> None:
    regions = {event.region for event in events_of("mining", "start")}
    account = attacks()["mining"][0].account
    usual = {one.region for one in records() if one.account == account and not one.story}

    assert regions
    assert not regions & usual


def test_slow_reconnaissance_takes_weeks() -> None:
    facts = told()["slow-reconnaissance"]

    assert moment(facts.ends) - moment(facts.starts) > 15 * 86_400


def test_no_single_field_tells_attacks_apart() -> None:
    """Addresses and keys aside, most that attacks show is seen in normal life as well."""
    normal = [event_of(one) for one in records() if one.label is None]
    bad = [event_of(one) for one in records() if one.label is not None]
    for field in ("user_agent", "action", "region", "error_code", "channel", "principal_name"):
        known = {getattr(event, field) for event in normal}
        strange = sum(getattr(event, field) not in known for event in bad)
        assert strange < 0.12 * len(bad), field


def test_people_call_from_countries_that_attackers_call_from() -> None:
    networks = Networks()

    def countries(found: Sequence[Record]) -> set[str | None]:
        facts = [networks.facts(event_of(one).source_ip or "") for one in found]
        return {one.country for one in facts if one}

    normal = countries([one for one in records() if one.label is None])
    bad = countries([one for one in records() if one.label is not None])
    assert {"CN", "US", "SG", "DE"} <= normal & bad


def test_stage_reads_its_places_from_the_file() -> None:
    assert all(stage.places for story in ALL for stage in story.stages)


def test_manifest_is_told_without_telling_the_records() -> None:
    again = Traffic(Organisation.from_seed(SEED, people=40), traffic().days, traffic().events)

    assert again.told() == traffic().told()
