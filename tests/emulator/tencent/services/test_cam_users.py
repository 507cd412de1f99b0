import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator
from tests.emulator.tencent.services.cam_texts import (
    allow,
    made_group,
    made_policy,
    made_user,
    policy_text,
    user_with_key,
)

from akwarden.emulator.tencent.server import Emulator

__all__ = ["emulator"]


def test_user_is_made_changed_and_read(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin = made_user(cam, "alice", Remark="First", Email="alice@example.com")

    ask(cam, "UpdateUser", Name="alice", Remark="Second", ConsoleLogin=1)

    user = ask(cam, "GetUser", Name="alice")
    assert (user["Uin"], user["Remark"], user["Email"]) == (uin, "Second", "alice@example.com")
    assert user["ConsoleLogin"] == 1
    assert uin in {row["Uin"] for row in ask(cam, "ListUsers")["Data"]}


def test_user_name_is_taken_once(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    made_user(cam, "bob")

    assert code_of(cam, "AddUser", Name="bob") == "InvalidParameter.SubUserNameInUse"


@pytest.mark.parametrize("name", ["", "with space", "a" * 65])
def test_user_name_is_checked(name: str, emulator: Emulator) -> None:
    assert code_of(client("cam", emulator), "AddUser", Name=name) == "InvalidParameter.UserNameIllegal"


def test_account_has_1000_users(emulator: Emulator) -> None:
    cam, account = client("cam", emulator), account_of(emulator)
    one, before = account.users[made_user(cam, "some")], dict(account.users)
    account.users.update(dict.fromkeys(range(-1000, 0), one))

    code = code_of(cam, "AddUser", Name="one-more")

    assert code == "InvalidParameter.SubUserFull"
    account.users = before


def test_user_with_keys_is_deleted_by_force_alone(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, own = user_with_key(cam, emulator, "keyed")
    group = made_group(cam, "of-keyed")
    ask(cam, "AddUserToGroup", Info=[{"GroupId": group, "Uin": uin}])
    assert code_of(cam, "DeleteUser", Name="keyed") == "OperationDenied.HaveKeys"

    ask(cam, "DeleteUser", Name="keyed", Force=1)

    assert code_of(cam, "GetUser", Name="keyed") == "ResourceNotFound.UserNotExist"
    assert code_of(own, "ListUsers") == "AuthFailure.SecretIdNotFound"
    assert ask(cam, "GetGroup", GroupId=group)["GroupNum"] == 0


def test_keys_go_with_their_user_where_the_caller_may_delete_keys(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, own = user_with_key(cam, emulator, "deleter")
    user_with_key(cam, emulator, "victim")
    text = policy_text(
        {"effect": "allow", "action": "cam:*", "resource": "*"},
        {"effect": "deny", "action": "cam:DeleteApiKey", "resource": "*"},
    )
    number = made_policy(cam, "deleter", text)
    ask(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=number)
    assert code_of(own, "DeleteUser", Name="victim", Force=1) == "UnauthorizedOperation.DeleteApiKey"

    ask(cam, "UpdatePolicy", PolicyId=number, PolicyDocument=allow("cam:*"))

    ask(own, "DeleteUser", Name="victim", Force=1)


@pytest.mark.parametrize("action", ["GetUser", "UpdateUser", "DeleteUser"])
def test_unknown_user_is_refused(action: str, emulator: Emulator) -> None:
    assert code_of(client("cam", emulator), action, Name="nobody") == "ResourceNotFound.UserNotExist"
