"""What STS tells of keys, and of who holds them."""

from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator, root_key
from tests.emulator.tencent.services.roles_to_take import (
    document,
    encoded,
    role_with,
    trust,
    user_with,
    with_session,
)

from akwarden.emulator.tencent.server import Emulator

__all__ = ["emulator"]


def test_a_root_key_is_that_of_the_account(emulator: Emulator) -> None:
    main = str(account_of(emulator).uin)
    answer = ask(client("sts", emulator), "GetCallerIdentity")
    del answer["RequestId"]
    assert answer == {
        "Arn": f"qcs::cam::uin/{main}:root",
        "AccountId": main,
        "UserId": main,
        "PrincipalId": main,
        "Type": "RootAccount",
    }


def test_a_user_s_key_is_that_of_the_user(emulator: Emulator) -> None:
    account = account_of(emulator)
    sts = user_with("sts", emulator, account, "anybody")
    user = account.user_named("anybody")
    assert user is not None
    answer = ask(sts, "GetCallerIdentity")
    del answer["RequestId"]
    assert answer == {
        "Arn": f"qcs::cam:{account.uin}:uin/{user.uin}",
        "AccountId": str(account.uin),
        "UserId": str(user.uin),
        "PrincipalId": str(user.uin),
        "Type": "CAMUser",
    }


def test_the_key_of_a_role_is_that_of_the_role_and_tells_who_asked(emulator: Emulator) -> None:
    account = account_of(emulator)
    role = role_with(emulator, account, "told", trust(f"qcs::cam::uin/{account.uin}:root"))
    number = next(one.id for one in account.roles.values() if one.name == "told")
    sts = user_with("sts", emulator, account, "asker", [document("sts:*")])
    user = account.user_named("asker")
    assert user is not None
    session = with_session("sts", emulator, ask(sts, "AssumeRole", RoleArn=role, RoleSessionName="mine"))
    answer = ask(session, "GetCallerIdentity")
    del answer["RequestId"]
    assert answer == {
        "Arn": f"qcs::sts:{account.uin}:assumed-role/{number}",
        "AccountId": str(account.uin),
        "UserId": f"{number}:mine",
        "PrincipalId": str(user.uin),
        "Type": "CAMRole",
    }


def test_a_federated_key_tells_its_name_and_who_asked(emulator: Emulator) -> None:
    main = account_of(emulator).uin
    made = ask(client("sts", emulator), "GetFederationToken", Name="bob", Policy=encoded("cam:*"))
    answer = ask(with_session("sts", emulator, made), "GetCallerIdentity")
    del answer["RequestId"]
    assert answer == {
        "Arn": f"qcs::sts:{main}:federated-user/{main}",
        "AccountId": str(main),
        "UserId": f"{main}:bob",
        "PrincipalId": str(main),
        "Type": "CAMUser",
    }


def test_keys_are_told_with_their_state_also_when_they_are_deleted(emulator: Emulator) -> None:
    cam, sts = client("cam", emulator), client("sts", emulator)
    uin = ask(cam, "AddUser", Name="holder")["Uin"]
    for _ in range(2):
        ask(cam, "CreateAccessKey", TargetUin=uin)
    first, second = (one["SecretId"] for one in ask(sts, "QueryApiKey", TargetUin=uin)["IdKeys"])
    for key in (first, second):
        ask(cam, "UpdateAccessKey", TargetUin=uin, AccessKeyId=key, Status="Inactive")
    ask(cam, "DeleteAccessKey", TargetUin=uin, AccessKeyId=first)
    ask(cam, "CreateAccessKey", TargetUin=uin)
    keys = ask(sts, "QueryApiKey", TargetUin=uin)["IdKeys"]
    assert [(one["SecretId"], one["Status"]) for one in keys[:2]] == [(first, 4), (second, 3)]
    assert [one["Status"] for one in keys] == [4, 3, 2]
    assert all(abs(one["CreateTime"] - emulator.cloud.clock.now()) < 300 for one in keys)


def test_without_a_target_the_caller_s_own_keys_are_told(emulator: Emulator) -> None:
    keys = ask(client("sts", emulator), "QueryApiKey")["IdKeys"]
    assert [one["SecretId"] for one in keys] == [root_key(emulator).secret_id]


def test_the_keys_of_a_deleted_user_are_still_told(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    made = ask(cam, "AddUser", Name="gone", UseApi=1)
    ask(cam, "DeleteUser", Name="gone", Force=1)
    keys = ask(client("sts", emulator), "QueryApiKey", TargetUin=made["Uin"])["IdKeys"]
    assert [(one["SecretId"], one["Status"]) for one in keys] == [(made["SecretId"], 4)]


def test_nobody_s_keys_are_refused(emulator: Emulator) -> None:
    code = code_of(client("sts", emulator), "QueryApiKey", TargetUin=1)
    assert code == "InvalidParameter.ParamError"


def test_a_user_without_policies_learns_of_no_keys(emulator: Emulator) -> None:
    sts = user_with("sts", emulator, account_of(emulator), "curious")
    assert code_of(sts, "QueryApiKey") == "AuthFailure.UnauthorizedOperation"
