from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator
from tests.emulator.tencent.services.cam_texts import allow, made_group, made_policy, made_user, user_with_key

from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.cam.state import CamState, PasswordRules
from akwarden.emulator.tencent.state import Site

__all__ = ["emulator"]
MAINLAND_ONLY: dict[str, dict[str, Any]] = {
    "CreateSubAccountLoginIpPolicy": {},
    "DescribeSafeAuthFlag": {},
    "GetRolePermissionBoundary": {"RoleId": "1"},
    "GetUserPermissionBoundary": {"TargetUin": 1},
    "ListAccounts": {},
    "ListPoliciesGrantingServiceAccess": {"TargetUin": 1},
    "UpdateRoleSessionDuration": {"SessionDuration": 900, "RoleName": "x"},
}


def test_sub_accounts_are_told_with_their_last_login(emulator: Emulator) -> None:
    cam, account = client("cam", emulator), account_of(emulator)
    uin, quiet = made_user(cam, "told", Remark="Tells"), made_user(cam, "quiet")
    now = emulator.cloud.clock.now()
    account.users[uin].last_login, account.users[uin].last_login_ip = now, "203.0.113.9"

    rows = ask(cam, "DescribeSubAccounts", FilterSubAccountUin=[uin, quiet, 7, account.uin])["SubAccounts"]

    assert [(row["Uin"], row["UserType"]) for row in rows] == [(uin, 2), (quiet, 2), (account.uin, 1)]
    assert (rows[0]["LastLoginIp"], rows[0]["LastLoginTime"]) == ("203.0.113.9", local(now))
    assert (rows[0]["Remark"], rows[1]["LastLoginTime"]) == ("Tells", "")


def test_up_to_50_sub_accounts_are_told(emulator: Emulator) -> None:
    cam = client("cam", emulator)

    assert ask(cam, "DescribeSubAccounts", FilterSubAccountUin=[7] * 50)["SubAccounts"] == []
    assert code_of(cam, "DescribeSubAccounts", FilterSubAccountUin=[7] * 51) == "InvalidParameter"


def test_collaborators_are_listed_apart_from_users(emulator: Emulator) -> None:
    cam, account = client("cam", emulator), account_of(emulator)
    for name in ("helper-1", "helper-2"):
        account.users[made_user(cam, name)].kind = "Collaborator"
    made_user(cam, "plain")

    answer = ask(cam, "ListCollaborators", Limit=1, Offset=1)

    assert (answer["TotalNum"], [row["Name"] for row in answer["Data"]]) == (2, ["helper-2"])
    assert "helper-1" not in {row["Name"] for row in ask(cam, "ListUsers")["Data"]}
    assert code_of(cam, "ListCollaborators", Limit=201) == "InvalidParameter.ParamError"


def test_accounts_are_listed_from_marker_to_marker(emulator: Emulator) -> None:
    cam, account = client("cam", emulator), account_of(emulator)
    for n in range(3):
        made_user(cam, f"marked-{n}")
    found: list[dict[str, Any]] = []
    marker, sizes = "", []

    while True:
        answer = ask(cam, "ListAccounts", MaxItems=2, **({"Marker": marker} if marker else {}))
        found += answer["Users"]
        sizes.append(len(answer["Users"]))
        marker = answer["Marker"]
        if not answer["IsTruncated"]:
            break

    assert marker == ""
    assert all(size == 2 for size in sizes[:-1])
    assert [row["Uin"] for row in found] == [account.uin, *sorted(account.users)]
    assert found[0]["UserType"] == "Owner"


def test_page_goes_on_after_the_owner(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    made_user(cam, "second")
    first = ask(cam, "ListAccounts", MaxItems=1)

    second = ask(cam, "ListAccounts", MaxItems=1, Marker=first["Marker"])

    assert first["Users"][0]["UserType"] == "Owner"
    assert second["Users"][0]["UserType"] != "Owner"


def test_accounts_are_listed_by_kind(emulator: Emulator) -> None:
    cam, account = client("cam", emulator), account_of(emulator)
    uin = made_user(cam, "agent")
    account.users[uin].kind = "AgentIdentity"

    agents = ask(cam, "ListAccounts", UserType="AgentIdentity")["Users"]

    assert [row["Uin"] for row in agents] == [uin]
    assert [row["Uin"] for row in ask(cam, "ListAccounts", UserType="Owner")["Users"]] == [account.uin]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"MaxItems": 0}, "ParamError"),
        ({"MaxItems": 101}, "ParamError"),
        ({"UserType": "Robot"}, "ParamError"),
        ({"Marker": "page two"}, "PaginationTokenInvalid"),
    ],
)
def test_lists_that_can_not_be_are_refused(asked: dict[str, Any], code: str, emulator: Emulator) -> None:
    assert code_of(client("cam", emulator), "ListAccounts", **asked) == f"InvalidParameter.{code}"


def test_user_learns_the_numbers_of_the_account(emulator: Emulator) -> None:
    cam, account = client("cam", emulator), account_of(emulator)
    uin, own = user_with_key(cam, emulator, "numbers")
    ask(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=made_policy(cam, "numbers", allow("cam:Get*")))

    answer = ask(own, "GetUserAppId")

    assert (answer["Uin"], answer["OwnerUin"], answer["AppId"]) == (str(uin), str(account.uin), account.appid)


def test_summary_counts(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    before = ask(cam, "GetAccountSummary")
    group = made_group(cam, "counted")
    ask(cam, "AddUserToGroup", Info=[{"GroupId": group, "Uin": made_user(cam, "counted")}])
    made_policy(cam, "counted", allow("cam:*"))

    after = ask(cam, "GetAccountSummary")

    grown = {name: after[name] - before[name] for name in after if name != "RequestId"}
    assert grown == {
        "Policies": 1,
        "Roles": 0,
        "Idps": 0,
        "User": 1,
        "Group": 1,
        "Member": 1,
        "IdentityProviders": 0,
    }


def test_password_rules_are_those_of_the_account(emulator: Emulator) -> None:
    cam, state = client("cam", emulator), account_of(emulator).state(CamState)
    rules = ask(cam, "GetPasswordRules")["Rules"]
    assert (rules["MinimumLength"], rules["MustContain"]) == (8, "Aa1!")
    state.rules, state.rules_changed = PasswordRules(minimum=12, must_contain="1"), 0.0

    answer = ask(cam, "GetPasswordRules")

    assert (answer["Rules"]["MinimumLength"], answer["UpdateTime"]) == (12, "1970-01-01 08:00:00")
    state.rules = PasswordRules()


@pytest.mark.parametrize("password", ["Ab1!", "abcdefg1!", "ABCDEFG1!", "Abcdefgh!", "Abcdefg12"])
def test_password_against_the_rules_is_refused(password: str, emulator: Emulator) -> None:
    cam = client("cam", emulator)
    made = {"Name": "weak", "ConsoleLogin": 1, "Password": password}

    assert code_of(cam, "AddUser", **made) == "InvalidParameter.PasswordViolatedRules"


def test_password_is_made_up_for_the_console_alone(emulator: Emulator) -> None:
    cam = client("cam", emulator)

    made = ask(cam, "AddUser", Name="console", ConsoleLogin=1)
    given = ask(cam, "AddUser", Name="given", ConsoleLogin=1, Password="Abcdef1!")
    without = ask(cam, "AddUser", Name="api-only", Password="weak")

    assert len(made["Password"]) == 32
    assert (given["Password"], without["Password"]) == ("Abcdef1!", None)
    weak = code_of(cam, "UpdateUser", Name="console", ConsoleLogin=1, Password="weak")
    assert weak == "InvalidParameter.PasswordViolatedRules"


@pytest.mark.parametrize("action", MAINLAND_ONLY)
def test_international_site_lacks_the_action(action: str, emulator: Emulator) -> None:
    abroad = emulator.cloud.add_account(f"abroad-{action}", Site.INTERNATIONAL)
    key = emulator.cloud.add_key(abroad, abroad.uin)
    cam = client("cam", emulator, key.secret_id, key.secret_key)

    assert code_of(cam, action, **MAINLAND_ONLY[action]) == "InvalidAction"
    assert ask(cam, "DescribeSafeAuthFlagIntl")["LoginFlag"]
