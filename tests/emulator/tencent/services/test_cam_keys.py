from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator, root_key
from tests.emulator.tencent.services.cam_texts import allow, made_policy, made_user, user_with_key

from akwarden.emulator.tencent.server import Emulator

__all__ = ["emulator"]
A_DAY = 86_400


def made_key(cam: Any, uin: int) -> str:
    return str(ask(cam, "CreateAccessKey", TargetUin=uin)["AccessKey"]["AccessKeyId"])


def test_secret_is_shown_when_the_key_is_made_and_never_again(emulator: Emulator) -> None:
    cam, uin = client("cam", emulator), made_user(client("cam", emulator), "shown")

    made = ask(cam, "CreateAccessKey", TargetUin=uin, Description="rotation/1")["AccessKey"]

    listed = ask(cam, "ListAccessKeys", TargetUin=uin)["AccessKeys"]
    assert len(made["SecretAccessKey"]) == 32
    assert listed == [{name: value for name, value in made.items() if name != "SecretAccessKey"}]
    assert (listed[0]["Status"], listed[0]["Description"]) == ("Active", "rotation/1")


def test_user_has_up_to_two_keys(emulator: Emulator) -> None:
    cam, uin = client("cam", emulator), made_user(client("cam", emulator), "two")
    first = made_key(cam, uin)
    made_key(cam, uin)

    third = code_of(cam, "CreateAccessKey", TargetUin=uin)

    assert third == "OperationDenied.AccessKeyOverLimit"
    ask(cam, "UpdateAccessKey", TargetUin=uin, AccessKeyId=first, Status="Inactive")
    assert code_of(cam, "CreateAccessKey", TargetUin=uin) == third
    ask(cam, "DeleteAccessKey", TargetUin=uin, AccessKeyId=first)
    made_key(cam, uin)


def test_key_is_switched_off_before_it_is_deleted(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, own = user_with_key(cam, emulator, "switched")
    number = made_policy(cam, "switched", allow("cam:*"))
    ask(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=number)
    key = ask(own, "ListAccessKeys")["AccessKeys"][0]["AccessKeyId"]
    asked = {"TargetUin": uin, "AccessKeyId": key}

    active = code_of(cam, "DeleteAccessKey", **asked)
    ask(cam, "UpdateAccessKey", **asked, Status="Inactive")

    assert active == "FailedOperation.Accesskey"
    assert code_of(own, "ListUsers") == "AuthFailure.SecretIdNotFound"
    ask(cam, "DeleteAccessKey", **asked)
    assert ask(cam, "ListAccessKeys", TargetUin=uin)["AccessKeys"] == []
    assert code_of(cam, "UpdateAccessKey", **asked, Status="Active") == "ResourceNotFound.SecretNotExist"


def test_key_is_touched_by_the_name_of_its_owner(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, other = made_user(cam, "owner"), made_user(cam, "other")
    key = made_key(cam, uin)

    code = "OperationDenied.UinNotMatch"
    assert code_of(cam, "DeleteAccessKey", TargetUin=other, AccessKeyId=key) == code
    assert code_of(cam, "UpdateAccessKey", TargetUin=other, AccessKeyId=key, Status="Inactive") == code
    missing = code_of(cam, "DeleteAccessKey", TargetUin=uin, AccessKeyId="AKIDnothing")
    assert missing == "ResourceNotFound.SecretNotExist"


def test_user_reaches_no_key_of_the_main_account(emulator: Emulator) -> None:
    cam, main = client("cam", emulator), account_of(emulator).uin
    uin, own = user_with_key(cam, emulator, "admin")
    ask(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=made_policy(cam, "admin", allow("*")))
    key = root_key(emulator).secret_id

    code = "OperationDenied.SubUin"
    assert code_of(own, "ListAccessKeys", TargetUin=main) == code
    assert code_of(own, "CreateAccessKey", TargetUin=main) == code
    assert code_of(own, "UpdateAccessKey", TargetUin=main, AccessKeyId=key, Status="Inactive") == code
    assert code_of(own, "DeleteAccessKey", TargetUin=main, AccessKeyId=key) == code
    assert [one["AccessKeyId"] for one in ask(cam, "ListAccessKeys")["AccessKeys"]] == [key]


@pytest.mark.parametrize(
    ("action", "asked"),
    [
        ("ListAccessKeys", {}),
        ("CreateAccessKey", {}),
        ("UpdateAccessKey", {"AccessKeyId": "AKIDx", "Status": "Active"}),
        ("DeleteAccessKey", {"AccessKeyId": "AKIDx"}),
    ],
)
def test_unknown_user_has_no_keys(action: str, asked: dict[str, Any], emulator: Emulator) -> None:
    code = code_of(client("cam", emulator), action, TargetUin=7, **asked)

    assert code == "InvalidParameter.UserNotExist"


def test_description_has_few_characters(emulator: Emulator) -> None:
    cam, uin = client("cam", emulator), made_user(client("cam", emulator), "described")

    code = code_of(cam, "CreateAccessKey", TargetUin=uin, Description="with space")

    assert code == "InvalidParameter.ParamError"


def test_last_use_is_told_a_day_late(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, own = user_with_key(cam, emulator, "used")
    key = ask(cam, "ListAccessKeys", TargetUin=uin)["AccessKeys"][0]["AccessKeyId"]
    code_of(own, "ListUsers")

    def told() -> str:
        rows = ask(cam, "GetSecurityLastUsed", SecretIdList=[key])["SecretIdLastUsedRows"]
        return str(rows[0]["LastUsedDate"])

    assert told() == ""
    emulator.cloud.clock.advance(A_DAY)
    assert len(told()) == len("2026-01-31")


def test_last_use_is_asked_for_ten_keys(emulator: Emulator) -> None:
    cam = client("cam", emulator)

    assert ask(cam, "GetSecurityLastUsed", SecretIdList=["AKIDx"] * 10)["SecretIdLastUsedRows"] == []
    assert code_of(cam, "GetSecurityLastUsed", SecretIdList=["AKIDx"] * 11) == "InvalidParameter"
