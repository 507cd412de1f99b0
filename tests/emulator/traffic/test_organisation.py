import pytest

from akwarden.emulator.tencent.scenario import load_scenario
from akwarden.emulator.traffic.actor import Access, ActorKind
from akwarden.emulator.traffic.calls import Cloud
from akwarden.emulator.traffic.organisation import Organisation, people_for
from akwarden.emulator.traffic.scenario import known_of

COMPANY = Organisation.from_seed(3, people=40)


def test_same_seed_makes_the_same_company() -> None:
    again = Organisation.from_seed(3, people=40)

    assert [(one.label, one.keys, one.share) for one in again.actors] == [
        (one.label, one.keys, one.share) for one in COMPANY.actors
    ]


def test_other_seed_makes_other_keys() -> None:
    other = Organisation.from_seed(4, people=40)

    mine, others = ({key.id for one in made.actors for key in one.keys} for made in (COMPANY, other))
    assert not mine & others


@pytest.mark.parametrize("people", [11, 2001])
def test_size_has_bounds(people: int) -> None:
    with pytest.raises(ValueError, match="from 12 to 2000 people"):
        Organisation.from_seed(1, people=people)


def test_no_two_actors_have_a_key_together() -> None:
    keys = [key.id for one in COMPANY.actors for key in one.keys]

    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("people", [12, 40, 300])
def test_there_is_somebody_of_each_kind_at_each_cloud(people: int) -> None:
    actors = Organisation.from_seed(5, people=people).actors

    assert {one.kind for one in actors} == {*ActorKind}
    assert {one.access for one in actors} == {*Access}
    for cloud in Cloud:
        own = [one for one in actors if one.account.cloud is cloud]
        assert {ActorKind.PERSON, ActorKind.SERVICE, ActorKind.SCANNER, ActorKind.DORMANT} <= {
            one.kind for one in own
        }
    assert any(one.joins > 0 for one in actors)
    assert any(one.leaves < 1 for one in actors)
    assert any(len(one.keys) > 1 for one in actors)
    assert any(one.away for one in actors)


def test_accounts_and_people_are_those_of_the_emulated_company() -> None:
    cloud = load_scenario("acme", seed=1)
    names = {(one.name, user.name) for one in cloud.accounts.values() for user in one.users.values()}

    ours = [one for one in COMPANY.accounts if one.cloud is Cloud.TENCENT]
    people = {
        (one.account.name, one.name)
        for one in COMPANY.actors
        if one.kind is ActorKind.PERSON and one.account.cloud is Cloud.TENCENT
    }
    assert {(int(one.number), one.appid, one.name) for one in ours} == {
        (uin, account.appid, account.name) for uin, account in cloud.accounts.items()
    }
    assert len(people & names) == 39


def test_users_have_the_numbers_and_keys_of_a_scenario() -> None:
    cloud = load_scenario("acme", seed=1)
    keys = {key.secret_id for account in cloud.accounts.values() for key in account.keys.values()}

    company = Organisation.from_seed(1, people=40, known=known_of(cloud))

    permanent = {key.id for one in company.actors if one.account.cloud is Cloud.TENCENT for key in one.keys}
    shop = cloud.accounts[100_000_000_002]
    wang = shop.user_named("wang.fang")
    assert wang is not None
    assert len(permanent & keys) > len(permanent) / 2
    assert {one.principal for one in company.actors if one.name == "wang.fang"} >= {str(wang.uin)}


def test_more_events_are_of_more_people() -> None:
    assert (people_for(1_000, 30), people_for(1_000_000, 30), people_for(100_000_000, 30)) == (12, 111, 2000)
