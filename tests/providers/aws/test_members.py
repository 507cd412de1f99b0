import pytest
from tests.emulator.aws.asked import Said
from tests.emulator.aws.cloud import Cloud
from tests.providers.aws.collector import ACCOUNT, access, collector, opened

from akwarden.errors import MissingRightError
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.inventory import AwsInventory
from akwarden.providers.aws.permissions import CALLS
from akwarden.providers.inventory import Tally

LIST = "organizations:ListAccounts"


def found(cloud: Cloud, *names: str) -> list[str]:
    """Make an organisation with these members, and give their numbers."""
    organizations = cloud.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    made = [organizations.create_account(AccountName=name, Email=f"{name}@example.com") for name in names]
    return [answer["CreateAccountStatus"]["AccountId"] for answer in made]


def test_members_are_listed_without_the_account_itself(cloud: Cloud) -> None:
    numbers = found(cloud, "shop", "bank")

    members = list(opened(cloud).members())

    assert {member.number: member.name for member in members} == dict(
        zip(numbers, ("shop", "bank"), strict=True)
    )
    assert all(member.active and member.joined_at for member in members)
    assert ACCOUNT not in {member.number for member in members}


def test_a_member_that_is_suspended_is_not_active(cloud: Cloud) -> None:
    (number,) = found(cloud, "shop")
    cloud.client("organizations").close_account(AccountId=number)

    (member,) = opened(cloud).members()

    assert not member.active


def test_an_account_without_an_organisation_has_no_members(cloud: Cloud) -> None:
    assert list(opened(cloud).members()) == []


def test_without_the_right_it_is_missing_and_not_none(cloud: Cloud) -> None:
    found(cloud, "shop")
    inventory = opened(cloud, collector(cloud, [call for call in CALLS if call.right != LIST]))

    with pytest.raises(MissingRightError, match=LIST):
        list(inventory.members())

    assert [spot.right for spot in inventory.tally.blind_spots] == [LIST]


def test_all_pages_are_read(cloud: Cloud) -> None:
    for number, more in enumerate(['"NextToken": "a", ', '"NextToken": "b", ', ""]):
        page = f'{{{more}"Accounts": [{{"Id": "{number}"}}]}}'
        cloud.faults.say(LIST, Said(200, page.encode(), "application/x-amz-json-1.1"))

    numbers = [member.number for member in opened(cloud).members()]

    tokens = [asked.parameters.get("NextToken") for asked in cloud.faults.asked if asked.right == LIST]
    assert numbers == ["0", "1", "2"]
    assert tokens == [None, "a", "b"]


def test_a_number_that_is_known_is_not_asked_for(cloud: Cloud) -> None:
    inventory = AwsInventory(Client(access(cloud, account=ACCOUNT), Tally()))

    list(inventory.members())

    assert {asked.action for asked in cloud.faults.asked} == {"ListAccounts"}
