from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from tests.emulator.aws.asked import Said
from tests.emulator.aws.cloud import Cloud
from tests.emulator.aws.faults import Refused
from tests.providers.aws.collector import ACCOUNT, ANYBODY, READ_BUCKETS, collector, named, opened

from akwarden.errors import MissingRightError
from akwarden.model.access_key import AccessKey, AccessKeyId, KeyStatus, LastUse
from akwarden.model.policy import Grant, GrantKind, PolicyId
from akwarden.model.principal import Holdings, PrincipalType
from akwarden.providers.aws.inventory import AwsInventory
from akwarden.providers.aws.permissions import CALLS, LIST_ACCESS_KEYS

USER, ROLE, ROOT = PrincipalType.USER, PrincipalType.ROLE, PrincipalType.ROOT
DENIED = Refused("AccessDenied", "User is not authorized to perform it")
NO_ROOT_USER = f"arn:aws:iam::{ACCOUNT}:user/team/alice"


def holdings(inventory: AwsInventory, kind: PrincipalType, name: str) -> Holdings:
    """Give what one principal has."""
    held = inventory.inspect(named(inventory, kind, name))
    assert held is not None
    return held


class TestUsers:
    def test_a_user_is_listed_with_what_the_cloud_tells(self, cloud: Cloud) -> None:
        iam = cloud.client("iam")
        made = iam.create_user(UserName="alice", Path="/team/")["User"]
        iam.create_login_profile(UserName="alice", Password="long-Enough-1")

        (alice,) = opened(cloud).principals(USER)

        assert (alice.id, alice.name, alice.arn) == (made["UserId"], "alice", NO_ROOT_USER)
        assert (alice.console_login, alice.mfa, alice.last_login_at) == (True, False, None)
        assert alice.created_at == made["CreateDate"]
        assert alice.created_at is not None
        assert alice.created_at.tzinfo is UTC

    def test_users_come_in_the_order_of_their_ids(self, cloud: Cloud) -> None:
        for number in range(20):
            cloud.client("iam").create_user(UserName=f"user-{number}")

        ids = [user.id for user in opened(cloud).principals(USER)]

        assert len(ids) == 20
        assert ids == sorted(ids)

    def test_keys_are_told_with_their_status(self, cloud: Cloud) -> None:
        iam = cloud.client("iam")
        iam.create_user(UserName="alice")
        first, second = (iam.create_access_key(UserName="alice")["AccessKey"] for _ in range(2))
        iam.update_access_key(UserName="alice", AccessKeyId=second["AccessKeyId"], Status="Inactive")

        held = holdings(opened(cloud), USER, "alice")

        assert held.keys == (
            AccessKey(id=first["AccessKeyId"], status=KeyStatus.ACTIVE, created_at=first["CreateDate"]),
            AccessKey(id=second["AccessKeyId"], status=KeyStatus.INACTIVE, created_at=second["CreateDate"]),
        )

    def test_grants_are_attached_inline_and_boundary_without_those_of_groups(self, cloud: Cloud) -> None:
        iam = cloud.client("iam")
        iam.create_user(UserName="alice")
        group = iam.create_group(GroupName="developers")["Group"]
        policies = [
            iam.create_policy(PolicyName=name, PolicyDocument=READ_BUCKETS)["Policy"]["Arn"]
            for name in ("own", "limit", "of-group")
        ]
        iam.attach_user_policy(UserName="alice", PolicyArn=policies[0])
        iam.put_user_policy(UserName="alice", PolicyName="in=line", PolicyDocument=READ_BUCKETS)
        iam.put_user_permissions_boundary(UserName="alice", PermissionsBoundary=policies[1])
        iam.attach_group_policy(GroupName="developers", PolicyArn=policies[2])
        iam.add_user_to_group(GroupName="developers", UserName="alice")

        held = holdings(opened(cloud), USER, "alice")

        assert held.groups == (group["GroupId"],)
        assert held.grants == (
            Grant(PolicyId(policies[0])),
            Grant(PolicyId(f"arn:aws:iam::{ACCOUNT}:user/alice/inline/in=line")),
            Grant(PolicyId(policies[1]), GrantKind.BOUNDARY),
        )

    def test_a_user_that_is_gone_by_now_is_none(self, cloud: Cloud) -> None:
        cloud.client("iam").create_user(UserName="alice")
        inventory = opened(cloud)
        alice = named(inventory, USER, "alice")
        cloud.client("iam").delete_user(UserName="alice")

        assert inventory.inspect(alice) is None

    def test_a_name_that_is_markup_comes_back_as_it_is(self, cloud: Cloud) -> None:
        cloud.client("iam").create_user(UserName="alice")
        markup = "<img src=x onerror=alert(1)>\u202e'\"&"
        escaped = "&lt;img src=x onerror=alert(1)&gt;\u202e'\"&amp;".encode()
        cloud.faults.change(
            "iam:GetAccountAuthorizationDetails",
            lambda body: body.replace(b"<UserName>alice<", b"<UserName>" + escaped + b"<"),
        )

        (alice,) = opened(cloud).principals(USER)

        assert alice.name == markup

    def test_many_threads_ask_for_the_account_once(self, cloud: Cloud) -> None:
        for number in range(12):
            cloud.client("iam").create_user(UserName=f"user-{number}")
        inventory = opened(cloud)
        users = list(inventory.principals(USER))
        cloud.faults.asked.clear()

        with ThreadPoolExecutor(8) as pool:
            held = list(pool.map(inventory.inspect, users))

        assert all(held)
        assert {asked.action for asked in cloud.faults.asked} == {"ListAccessKeys"}

    def test_a_right_that_is_refused_three_times_is_not_asked_for_again(self, cloud: Cloud) -> None:
        key = collector(cloud, [call for call in CALLS if call is not LIST_ACCESS_KEYS])
        for number in range(9):
            cloud.client("iam").create_user(UserName=f"user-{number}")
        inventory = opened(cloud, key)

        keys = [held.keys for user in inventory.principals(USER) if (held := inventory.inspect(user))]

        assert keys == [None] * 10
        assert sum(asked.action == "ListAccessKeys" for asked in cloud.faults.asked) == 3
        assert inventory.tally.saved == 7
        assert [spot.right for spot in inventory.tally.blind_spots] == ["iam:ListAccessKeys"]


class TestRoles:
    def test_a_role_has_its_trust_policy_and_how_long_its_keys_live(self, cloud: Cloud) -> None:
        cloud.client("iam").create_role(
            RoleName="worker", AssumeRolePolicyDocument=ANYBODY, Description="works", MaxSessionDuration=7200
        )

        (worker,) = opened(cloud).principals(ROLE)

        assert (worker.type, worker.name, worker.note) == (ROLE, "worker", "works")
        assert (worker.trust, worker.session_seconds, worker.console_login) == (ANYBODY, 7200, False)

    def test_a_role_of_a_service_is_told_as_that(self, cloud: Cloud) -> None:
        iam = cloud.client("iam")
        iam.create_role(RoleName="worker", AssumeRolePolicyDocument=ANYBODY)
        iam.create_service_linked_role(AWSServiceName="autoscaling.amazonaws.com")

        types = {role.name: role.type for role in opened(cloud).principals(ROLE)}

        assert types == {"worker": ROLE, "AWSServiceRoleForAutoScaling": PrincipalType.SERVICE}

    def test_what_a_role_has_is_told_without_a_call_for_it(self, cloud: Cloud) -> None:
        iam = cloud.client("iam")
        limit = iam.create_policy(PolicyName="limit", PolicyDocument=READ_BUCKETS)["Policy"]["Arn"]
        iam.create_role(RoleName="worker", AssumeRolePolicyDocument=ANYBODY, PermissionsBoundary=limit)
        iam.put_role_policy(RoleName="worker", PolicyName="own", PolicyDocument=READ_BUCKETS)
        inventory = opened(cloud)
        worker = named(inventory, ROLE, "worker")
        cloud.faults.asked.clear()

        held = inventory.inspect(worker)

        assert held is not None
        assert held.keys == ()
        assert held.grants == (
            Grant(PolicyId(f"arn:aws:iam::{ACCOUNT}:role/worker/inline/own")),
            Grant(PolicyId(limit), GrantKind.BOUNDARY),
        )
        assert cloud.faults.asked == []


class TestRoot:
    def test_root_keys_are_told_under_stand_ins(self, cloud: Cloud) -> None:
        cloud.supplement.root.update(
            mfa_active="TRUE",
            password_enabled="TRUE",
            password_last_used="2026-01-02T03:04:05+00:00",
            access_key_1_active="TRUE",
            access_key_1_last_rotated="2020-01-01T00:00:00+00:00",
            access_key_1_last_used_date="2026-02-03T04:05:00+00:00",
            access_key_1_last_used_region="eu-west-1",
            access_key_1_last_used_service="s3",
            access_key_2_active="FALSE",
            access_key_2_last_rotated="2021-01-01T00:00:00+00:00",
        )
        inventory = opened(cloud)

        held = holdings(inventory, ROOT, ACCOUNT)

        first, second = AccessKeyId(f"root-key-1:{ACCOUNT}"), AccessKeyId(f"root-key-2:{ACCOUNT}")
        assert held.keys == (
            AccessKey(id=first, status=KeyStatus.ACTIVE, created_at=datetime(2020, 1, 1, tzinfo=UTC)),
            AccessKey(id=second, status=KeyStatus.INACTIVE, created_at=datetime(2021, 1, 1, tzinfo=UTC)),
        )
        assert (held.principal.mfa, held.principal.console_login) == (True, True)
        assert held.principal.last_login_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
        assert inventory.last_uses([first, second]) == {
            first: LastUse(at=datetime(2026, 2, 3, 4, 5, tzinfo=UTC), service="s3", region="eu-west-1"),
            second: LastUse(at=None),
        }

    def test_an_account_without_root_keys_has_none_and_not_unknown_ones(self, cloud: Cloud) -> None:
        assert holdings(opened(cloud), ROOT, ACCOUNT).keys == ()

    @pytest.mark.parametrize("right", ["iam:GenerateCredentialReport", "iam:GetCredentialReport"])
    def test_without_the_report_root_keys_are_not_known(self, cloud: Cloud, right: str) -> None:
        cloud.faults.say(right, DENIED)

        held = holdings(opened(cloud), ROOT, ACCOUNT)

        assert (held.keys, held.principal.mfa) == (None, None)

    def test_a_report_that_is_never_made_is_a_blind_spot(self, cloud: Cloud) -> None:
        making = Said(
            200,
            b'<GenerateCredentialReportResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">'
            b"<GenerateCredentialReportResult><State>INPROGRESS</State></GenerateCredentialReportResult>"
            b"</GenerateCredentialReportResponse>",
        )
        cloud.faults.say("iam:GenerateCredentialReport", *[making] * 40)
        inventory = opened(cloud)

        assert holdings(inventory, ROOT, ACCOUNT).keys is None

        (spot,) = inventory.tally.blind_spots
        assert spot.reason == "AWS does not finish the credential report"


class TestLastUses:
    def test_a_key_is_told_with_where_it_was_used_and_one_never_used_without(self, cloud: Cloud) -> None:
        iam = cloud.client("iam")
        iam.create_user(UserName="alice")
        used, unused = (iam.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"] for _ in range(2))
        at = b"<LastUsedDate>2026-05-06T07:08:09Z</LastUsedDate><ServiceName>s3<"
        cloud.faults.change(
            "iam:GetAccessKeyLastUsed", lambda body: body.replace(b"<ServiceName>N/A<", at, 1)
        )
        inventory = opened(cloud)
        first = inventory.last_uses([AccessKeyId(used)])
        cloud.faults.clear()

        second = inventory.last_uses([AccessKeyId(unused)])

        assert first == {used: LastUse(at=datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC), service="s3")}
        assert second == {unused: LastUse(at=None)}

    def test_without_the_right_it_is_missing_and_asked_for_three_times_at_most(self, cloud: Cloud) -> None:
        inventory = opened(cloud)
        keys = [AccessKeyId(f"AKIA{number:016}") for number in range(9)]
        cloud.faults.say("iam:GetAccessKeyLastUsed", *[DENIED] * 9)

        with pytest.raises(MissingRightError, match="iam:GetAccessKeyLastUsed"):
            inventory.last_uses(keys)
        with pytest.raises(MissingRightError, match="iam:GetAccessKeyLastUsed"):
            inventory.last_uses(keys[:1])

        assert sum(asked.action == "GetAccessKeyLastUsed" for asked in cloud.faults.asked) == 3

    def test_nothing_is_asked_for_no_keys(self, cloud: Cloud) -> None:
        assert opened(cloud).last_uses([]) == {}
        assert cloud.faults.asked == []
