"""What is seen, and what is told as not seen, with all rights, and with each of them missing."""

from collections.abc import Iterator, Mapping

import pytest
from tests.emulator.aws.cloud import Cloud, guarded
from tests.providers.aws.collector import (
    ANYBODY,
    COLLECTOR,
    READ_BUCKETS,
    add_trail,
    collector,
    listed,
    opened,
)

from akwarden.errors import MissingRightError
from akwarden.model.access_key import AccessKeyId, LastUse
from akwarden.model.own_address import AddressKind
from akwarden.model.principal import PrincipalType
from akwarden.providers.aws.inventory import AwsInventory
from akwarden.providers.aws.permissions import ASSUME_ROLE, CALLS
from akwarden.providers.inventory import CloudCall, Purpose

RIGHTS = [
    call
    for call in CALLS
    if call.right is not None and call is not ASSUME_ROLE and call.purpose is not Purpose.EVENTS
]
LOST = {
    "iam:GetAccountAuthorizationDetails": {
        "users",
        "roles",
        "groups",
        "policies",
        "keys",
        "uses",
        "lifetimes",
    },
    "iam:ListAccessKeys": {"keys", "uses"},
    "iam:GetAccessKeyLastUsed": {"uses"},
    "iam:ListRoles": {"lifetimes"},
    "iam:GenerateCredentialReport": {"root keys", "second factors"},
    "iam:GetCredentialReport": {"root keys", "second factors"},
    "lambda:ListFunctions": {"functions"},
    "ec2:DescribeRegions": set(),
    "ec2:DescribeNetworkInterfaces": {"NAT"},
    "ec2:DescribeAddresses": {"reserved"},
    "ec2:DescribeTags": {"names"},
    "cloudtrail:DescribeTrails": {"trails"},
    "cloudtrail:GetTrailStatus": {"trails"},
    "cloudtrail:GetEventSelectors": {"trails"},
    "s3:ListAllMyBuckets": {"buckets", "logs"},
    "s3:GetBucketLogging": {"logs"},
    "organizations:ListAccounts": {"members"},
}
"""What can't be seen without a right."""


def furnish(cloud: Cloud) -> None:
    """Make at least one of everything."""
    iam, ec2 = cloud.client("iam"), cloud.client("ec2")
    iam.create_user(UserName="alice")
    iam.create_access_key(UserName="alice")
    iam.create_group(GroupName="developers")
    iam.create_policy(PolicyName="read", PolicyDocument=READ_BUCKETS)
    role = iam.create_role(RoleName="worker", AssumeRolePolicyDocument=ANYBODY)["Role"]["Arn"]
    cloud.supplement.root.update(access_key_1_active="TRUE")
    cloud.client("lambda").create_function(
        FunctionName="mail", Runtime="python3.12", Role=role, Handler="a.b", Code={"ZipFile": b"x"}
    )
    image = ec2.describe_images()["Images"][0]["ImageId"]
    made = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    ec2.create_tags(Resources=[made], Tags=[{"Key": "Name", "Value": "web"}])
    ec2.associate_address(InstanceId=made, AllocationId=ec2.allocate_address(Domain="vpc")["AllocationId"])
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    ec2.create_nat_gateway(SubnetId=subnet, AllocationId=ec2.allocate_address(Domain="vpc")["AllocationId"])
    ec2.allocate_address(Domain="vpc")
    add_trail(cloud, read_write="WriteOnly")
    cloud.client("organizations").create_organization(FeatureSet="ALL")
    cloud.client("organizations").create_account(AccountName="shop", Email="shop@example.com")


def look(inventory: AwsInventory) -> dict[str, int]:
    """List everything that an account has, and give how much there is of it."""
    users = listed(inventory.principals(PrincipalType.USER))
    roles = listed(inventory.principals(PrincipalType.ROLE))
    (root,) = inventory.principals(PrincipalType.ROOT)
    held = [holdings for who in (root, *users) if (holdings := inventory.inspect(who))]
    keys = [key.id for holdings in held[1:] for key in holdings.keys or ()]
    addresses = listed(inventory.addresses())
    buckets = listed(inventory.buckets())
    return {
        "users": len(users),
        "roles": len(roles),
        "groups": len(listed(inventory.groups())),
        "policies": len(listed(inventory.policies({}))),
        "keys": len(keys),
        "uses": len(uses(inventory, keys)),
        "lifetimes": sum(role.session_seconds is not None for role in roles),
        "root keys": len(held[0].keys or ()),
        "second factors": sum(holdings.principal.mfa is not None for holdings in held),
        "functions": len(listed(inventory.functions({}))),
        "addresses": len(addresses),
        "NAT": sum(address.kind is AddressKind.NAT for address in addresses),
        "reserved": sum(address.kind is AddressKind.EIP for address in addresses),
        "names": sum(bool(address.label) for address in addresses),
        "trails": len(listed(inventory.trails())),
        "buckets": len(buckets),
        "logs": sum(one.is_log_known for one in buckets),
        "members": len(listed(inventory.members())),
    }


def uses(inventory: AwsInventory, keys: list[AccessKeyId]) -> Mapping[AccessKeyId, LastUse]:
    """Give when keys were used; nothing without the right."""
    try:
        return inventory.last_uses(keys)
    except MissingRightError:
        return {}


def unseen(seen: Mapping[str, int]) -> set[str]:
    """Give what there is none of."""
    return {name for name, count in seen.items() if not count}


@pytest.fixture(scope="module")
def furnished() -> Iterator[Cloud]:
    """Give an account with at least one of everything."""
    with guarded() as cloud:
        furnish(cloud)
        yield cloud


@pytest.fixture
def account(furnished: Cloud) -> Iterator[Cloud]:
    """Give that account without a collector."""
    yield furnished
    iam = furnished.client("iam")
    for key in iam.list_access_keys(UserName=COLLECTOR)["AccessKeyMetadata"]:
        iam.delete_access_key(UserName=COLLECTOR, AccessKeyId=key["AccessKeyId"])
    iam.delete_user_policy(UserName=COLLECTOR, PolicyName="read")
    iam.delete_user(UserName=COLLECTOR)


def test_with_all_rights_everything_is_seen_and_nothing_is_blind(account: Cloud) -> None:
    inventory = opened(account, collector(account))

    seen = look(inventory)

    assert unseen(seen) == set()
    assert inventory.tally.blind_spots == ()


@pytest.mark.parametrize("missing", RIGHTS, ids=[str(call.right) for call in RIGHTS])
def test_without_a_right_that_is_blind_and_the_rest_is_seen(account: Cloud, missing: CloudCall) -> None:
    allowed = [call for call in CALLS if call.right != missing.right]
    inventory = opened(account, collector(account, allowed))

    seen = look(inventory)

    assert unseen(seen) == LOST[str(missing.right)]
    spots = [(spot.right, spot.unseen) for spot in inventory.tally.blind_spots]
    assert spots == [(missing.right, missing.unseen)]
    assert str(missing.right) in inventory.tally.blind_spots[0].reason
    assert inventory.tally.blind_spots[0].mend == f"allow {missing.right}"


def test_a_whole_listing_makes_the_calls_of_the_table_and_no_others(account: Cloud) -> None:
    inventory = opened(account, collector(account))
    inventory.identity()

    look(inventory)

    reading = [call for call in CALLS if call is not ASSUME_ROLE and call.purpose is not Purpose.EVENTS]
    made = {asked.right for asked in account.faults.asked}
    assert made == {call.right or f"{call.service}:{call.action}" for call in reading}
    assert inventory.tally.calls == len(account.faults.asked)
