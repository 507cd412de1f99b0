import json
from urllib.parse import quote

import pytest
from tests.emulator.aws.cloud import Cloud
from tests.emulator.aws.faults import Refused
from tests.providers.aws.collector import ACCOUNT, READ_BUCKETS, opened

from akwarden.errors import MissingRightError
from akwarden.model.policy import LARGEST_DOCUMENT, Grant, GrantKind, Policy, PolicyId, PolicyKind
from akwarden.model.principal import PrincipalType

DETAILS = "iam:GetAccountAuthorizationDetails"
WRITE = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Put*", "Resource": "*"}]}
)


def only(cloud: Cloud) -> Policy:
    """Give the one policy of the account."""
    (policy,) = opened(cloud).policies({})
    return policy


def test_a_policy_has_the_document_of_the_version_in_force(cloud: Cloud) -> None:
    iam = cloud.client("iam")
    arn = iam.create_policy(PolicyName="files", PolicyDocument=READ_BUCKETS)["Policy"]["Arn"]
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=WRITE, SetAsDefault=True)
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=READ_BUCKETS, SetAsDefault=False)

    policy = only(cloud)

    assert (policy.id, policy.name, policy.kind, policy.version) == (arn, "files", PolicyKind.CUSTOM, "v2")
    assert (policy.document, policy.fault) == (WRITE, None)


def test_an_inline_policy_has_a_version_that_changes_with_its_document(cloud: Cloud) -> None:
    iam = cloud.client("iam")
    iam.create_group(GroupName="developers")
    versions = []
    for document in (READ_BUCKETS, WRITE, READ_BUCKETS):
        iam.put_group_policy(GroupName="developers", PolicyName="own", PolicyDocument=document)
        versions.append(only(cloud).version)

    policy = only(cloud)

    assert policy.id == f"arn:aws:iam::{ACCOUNT}:group/developers/inline/own"
    assert (policy.name, policy.kind, policy.document) == ("own", PolicyKind.INLINE, READ_BUCKETS)
    assert versions[0] == versions[2] != versions[1]


def test_a_group_has_its_policies(cloud: Cloud) -> None:
    iam = cloud.client("iam")
    made = iam.create_group(GroupName="developers")["Group"]
    arn = iam.create_policy(PolicyName="files", PolicyDocument=READ_BUCKETS)["Policy"]["Arn"]
    iam.attach_group_policy(GroupName="developers", PolicyArn=arn)

    (group,) = opened(cloud).groups()

    assert (group.id, group.name) == (made["GroupId"], "developers")
    assert group.grants == (Grant(PolicyId(arn), GrantKind.ATTACHED),)


def test_what_is_known_is_not_yielded_but_counted_and_seen(cloud: Cloud) -> None:
    iam = cloud.client("iam")
    arns = [
        iam.create_policy(PolicyName=name, PolicyDocument=READ_BUCKETS)["Policy"]["Arn"] for name in "abc"
    ]
    inventory = opened(cloud)

    found = [policy.id for policy in inventory.policies({arns[0]: "v1", arns[1]: "v0"})]

    assert found == arns[1:]
    assert inventory.policies_seen() == set(arns)
    assert inventory.tally.saved == 1


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ("x" * (2 << 20), f"it has more than {LARGEST_DOCUMENT:,} characters"),
        (
            json.dumps({"Version": "y" * LARGEST_DOCUMENT}),
            f"it has more than {LARGEST_DOCUMENT:,} characters",
        ),
        ("not JSON", "it is not a JSON object"),
        ("[1]", "it is not a JSON object"),
        ("[" * 100_000, "it is not a JSON object"),
        ("", "it is not a JSON object"),
    ],
    ids=["2 MB", "long", "no JSON", "a list", "deep", "nothing"],
)
def test_a_document_that_can_not_be_used_is_a_fault_and_stops_nothing(
    cloud: Cloud, document: str, fault: str
) -> None:
    iam = cloud.client("iam")
    iam.create_user(UserName="alice")
    iam.put_user_policy(UserName="alice", PolicyName="own", PolicyDocument=WRITE)
    written = quote(document).encode()

    def put(body: bytes) -> bytes:
        before, opening, rest = body.partition(b"<PolicyDocument>")
        return before + opening + written + rest[rest.index(b"</PolicyDocument>") :]

    cloud.faults.change(DETAILS, put)
    inventory = opened(cloud)

    (policy,) = inventory.policies({})

    assert (policy.document, policy.fault) == (None, fault)
    assert [user.name for user in inventory.principals(PrincipalType.USER)] == ["alice"]


def test_all_pages_are_read(cloud: Cloud) -> None:
    made = cloud.client("iam").create_user(UserName="alice")["User"]["UserId"].encode()
    last = b"<IsTruncated>false</IsTruncated>"
    ids = iter([b"first", b"second", b"third"])

    def cut(body: bytes) -> bytes:
        user = next(ids)
        more = last if user == b"third" else b"<IsTruncated>true</IsTruncated><Marker>%s</Marker>" % user
        return body.replace(last, more).replace(made, user)

    cloud.faults.change(DETAILS, cut)

    users = [user.id for user in opened(cloud).principals(PrincipalType.USER)]

    asked = [asked.parameters.get("Marker") for asked in cloud.faults.asked if asked.right == DETAILS]
    assert users == ["first", "second", "third"]
    assert asked == [None, "first", "second"]


def test_a_refusal_is_remembered_and_told_each_time(cloud: Cloud) -> None:
    cloud.faults.say(DETAILS, Refused("AccessDenied", "no"))
    inventory = opened(cloud)

    for listing in (inventory.groups, lambda: inventory.policies({}), inventory.groups):
        with pytest.raises(MissingRightError, match=DETAILS):
            list(listing())

    assert [asked.right for asked in cloud.faults.asked] == [DETAILS]


def test_policies_that_aws_wrote_are_listed_only_where_somebody_has_them(cloud: Cloud) -> None:
    cloud.client("iam").create_policy(PolicyName="files", PolicyDocument=READ_BUCKETS)

    def as_if_of_aws(count: int) -> Policy | None:
        cloud.faults.change(
            DETAILS,
            lambda body: body.replace(ACCOUNT.encode() + b":policy", b"aws:policy").replace(
                b"<AttachmentCount>0<", f"<AttachmentCount>{count}<".encode()
            ),
        )
        return next(opened(cloud).policies({}), None)

    attached = as_if_of_aws(1)

    assert attached is not None
    assert attached.kind is PolicyKind.PRESET
    assert as_if_of_aws(0) is None
