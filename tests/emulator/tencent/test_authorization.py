import json
from typing import Any

import pytest
from tests.emulator.tencent.by_hand import ADDRESS, Desk, desk, signed

from akwarden.emulator.tencent.state import Attachment, Group, Key, Policy, User, Version
from akwarden.policy.grammar import Language, read_policy

DENIED = "AuthFailure.UnauthorizedOperation"


def policy(here: Desk, *statements: dict[str, Any]) -> int:
    """Put a policy into the account; give its number."""
    text = json.dumps({"version": "2.0", "statement": list(statements)})
    number = here.cloud.ids.number("policy")
    version = Version(1, text, read_policy(text, Language.CAM), 0)
    here.account.policies[number] = Policy(number, f"policy-{number}", [version])
    here.cloud.changed()
    return number


def allow(*actions: str, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"effect": "allow", "action": list(actions), "resource": resource, **more}


def deny(*actions: str, **more: Any) -> dict[str, Any]:
    return {"effect": "deny", "action": list(actions), "resource": "*", **more}


@pytest.fixture
def here() -> Desk:
    return desk()


def user(here: Desk, name: str = "alice", *policies: int) -> tuple[User, Key]:
    """Put a user with a key into the account."""
    ids = here.cloud.ids
    made = User(ids.number("uin"), ids.number("uid"), name, 0)
    made.attached = [Attachment(number, 0) for number in policies]
    here.account.users[made.uin] = made
    here.cloud.changed()
    return made, here.cloud.add_key(here.account, made.uin)


def attach(here: Desk, to: User | Group, number: int) -> None:
    to.attached.append(Attachment(number, 0))
    here.cloud.changed()


def test_root_may_do_everything(here: Desk) -> None:
    assert here.code(signed(here.root, "cam", "ListUsers")) == ""


def test_user_without_a_policy_is_refused_and_nothing_happens(here: Desk) -> None:
    _, key = user(here)

    assert here.code(signed(key, "cam", "AddUser", {"Name": "eve"})) == DENIED
    assert [one.name for one in here.account.users.values()] == ["alice"]


def test_refusal_says_which_operation_and_which_resource(here: Desk) -> None:
    alice, key = user(here)

    told = here.answer(signed(key, "cam", "CreateAccessKey"))

    message = told["Error"]["Message"]
    assert "(cam:CreateAccessKey)" in message
    assert f"qcs::cam::uin/{here.account.uin}:uin/{alice.uin}" in message
    assert told["RequestId"] in message


def test_refusal_is_recorded(here: Desk) -> None:
    _, key = user(here)
    here.answer(signed(key, "cam", "ListUsers"))

    event = here.account.events[-1]
    assert (event.action, event.code, event.name) == ("ListUsers", DENIED, "alice")


def test_everybody_may_ask_who_they_are(here: Desk) -> None:
    _, key = user(here)

    assert here.code(signed(key, "sts", "GetCallerIdentity")) == ""


def test_policy_of_the_user_allows(here: Desk) -> None:
    _, key = user(here, "alice", policy(here, allow("cam:ListUsers")))

    assert here.code(signed(key, "cam", "ListUsers")) == ""
    assert here.code(signed(key, "cam", "GetUser", {"Name": "alice"})) == DENIED


@pytest.mark.parametrize(
    ("action", "code"), [("cam:List*", ""), ("name/cam:ListUsers", ""), ("cam:Get*", DENIED)]
)
def test_actions_are_named_as_the_documents_have_them(here: Desk, action: str, code: str) -> None:
    _, key = user(here, "alice", policy(here, allow(action)))

    assert here.code(signed(key, "cam", "ListUsers")) == code


def test_preset_policy_allows(here: Desk) -> None:
    admin = next(one.id for one in here.cloud.presets.values() if one.name == "AdministratorAccess")
    _, key = user(here, "alice", admin)

    assert here.code(signed(key, "cam", "ListUsers")) == ""


def test_policy_of_a_group_allows_its_members(here: Desk) -> None:
    alice, key = user(here)
    _, other = user(here, "bob")
    group = Group(1, "readers", 0, members=[alice.uin])
    here.account.groups[1] = group
    attach(here, group, policy(here, allow("cam:ListUsers")))

    assert here.code(signed(key, "cam", "ListUsers")) == ""
    assert here.code(signed(other, "cam", "ListUsers")) == DENIED


def test_change_of_rights_is_seen_by_the_next_call(here: Desk) -> None:
    alice, key = user(here)
    raw = signed(key, "cam", "ListUsers")
    before = here.code(raw)

    attach(here, alice, policy(here, allow("cam:*")))
    between = here.code(raw)
    alice.attached.clear()
    here.cloud.changed()

    assert (before, between, here.code(raw)) == (DENIED, "", DENIED)


def test_denial_wins(here: Desk) -> None:
    _, key = user(here, "alice", policy(here, allow("*")), policy(here, deny("cam:ListUsers")))

    assert here.code(signed(key, "cam", "ListUsers")) == DENIED
    assert here.code(signed(key, "cam", "GetUser", {"Name": "alice"})) == ""


def test_boundary_limits_what_policies_allow(here: Desk) -> None:
    alice, key = user(here, "alice", policy(here, allow("*")))
    alice.boundary = policy(here, allow("cam:ListUsers"))

    assert here.code(signed(key, "cam", "ListUsers")) == ""
    assert here.code(signed(key, "cam", "GetUser", {"Name": "alice"})) == DENIED


def test_boundary_alone_allows_nothing(here: Desk) -> None:
    alice, key = user(here)
    alice.boundary = policy(here, allow("*"))

    assert here.code(signed(key, "cam", "ListUsers")) == DENIED


def test_boundary_that_does_not_exist_any_more_allows_nothing(here: Desk) -> None:
    alice, key = user(here, "alice", policy(here, allow("*")))
    alice.boundary = 999_999

    assert here.code(signed(key, "cam", "ListUsers")) == DENIED


@pytest.mark.parametrize(("network", "code"), [("192.0.2.0/24", ""), ("198.51.100.0/24", DENIED)])
def test_condition_on_the_address_of_the_caller(here: Desk, network: str, code: str) -> None:
    condition = {"ip_equal": {"qcs:ip": [network]}}
    _, key = user(here, "alice", policy(here, allow("cam:ListUsers", condition=condition)))

    assert here.code(signed(key, "cam", "ListUsers", address=ADDRESS)) == code


def test_denial_outside_of_a_network(here: Desk) -> None:
    condition = {"ip_not_equal": {"qcs:ip": ["192.0.2.0/24"]}}
    _, key = user(here, "alice", policy(here, allow("*"), deny("*", condition=condition)))

    assert here.code(signed(key, "cam", "ListUsers", address="192.0.2.9")) == ""
    assert here.code(signed(key, "cam", "ListUsers", address="198.51.100.9")) == DENIED


def test_rotator_makes_keys_of_the_one_user_that_its_policy_names(here: Desk) -> None:
    service, _ = user(here, "service")
    other, _ = user(here, "other")
    named = f"qcs::cam::uin/{here.account.uin}:uin/{service.uin}"
    _, key = user(here, "rotator", policy(here, allow("cam:CreateAccessKey", resource=[named])))

    made = here.answer(signed(key, "cam", "CreateAccessKey", {"TargetUin": service.uin}))
    refused = here.code(signed(key, "cam", "CreateAccessKey", {"TargetUin": other.uin}))

    assert made["AccessKey"]["SecretAccessKey"]
    assert refused == here.code(signed(key, "cam", "CreateAccessKey")) == DENIED
    assert (len(here.account.keys_of(service.uin)), len(here.account.keys_of(other.uin))) == (2, 1)


def test_resource_named_for_an_operation_level_action_grants_nothing(here: Desk) -> None:
    named = f"qcs::cam::uin/{here.account.uin}:uin/1"
    _, key = user(here, "alice", policy(here, allow("cam:ListUsers", resource=[named])))

    assert here.code(signed(key, "cam", "ListUsers")) == DENIED


def test_faulty_request_is_told_before_rights_are_judged(here: Desk) -> None:
    _, key = user(here)

    assert here.code(signed(key, "cam", "GetUser", {})) == "MissingParameter"


def test_key_of_a_deleted_user_is_not_found(here: Desk) -> None:
    alice, key = user(here, "alice", policy(here, allow("*")))
    del here.account.users[alice.uin]

    assert here.code(signed(key, "cam", "ListUsers")) == "AuthFailure.SecretIdNotFound"


def test_user_can_not_make_keys_of_the_main_account(here: Desk) -> None:
    _, key = user(here, "alice", policy(here, allow("*")))

    raw = signed(key, "cam", "CreateAccessKey", {"TargetUin": here.account.uin})

    assert here.code(raw) == "OperationDenied.SubUin"
    assert len(here.account.keys_of(here.account.uin)) == 1


def test_policies_of_one_account_say_nothing_in_another(here: Desk) -> None:
    other = here.cloud.add_account("other")
    theirs = here.cloud.add_key(other, other.uin)
    alice, _ = user(here)

    raw = signed(theirs, "cam", "ListAccessKeys", {"TargetUin": alice.uin})

    assert here.code(raw).endswith(".UserNotExist")
    assert here.answer(signed(theirs, "cam", "ListUsers"))["Data"] == []
