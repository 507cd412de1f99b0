from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator
from tests.emulator.tencent.services.cam_texts import allow, made_policy, made_user, policy_text, trust

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.cam.state import CamState, OidcConfig, SamlProvider
from akwarden.emulator.tencent.state import Site

__all__ = ["emulator"]
SERVICE = trust(service=["cloudaudit.cloud.tencent.com", "cls.cloud.tencent.com"])


def made_role(cam: Any, name: str, **more: Any) -> str:
    return str(ask(cam, "CreateRole", **{"RoleName": name, "PolicyDocument": SERVICE, **more})["RoleId"])


def role_info(cam: Any, number: str) -> dict[str, Any]:
    found: dict[str, Any] = ask(cam, "GetRole", RoleId=number)["RoleInfo"]
    return found


def test_created_role_can_be_read(emulator: Emulator) -> None:
    cam, tags = client("cam", emulator), [{"Key": "team", "Value": "ops"}]

    number = made_role(cam, "read", Description="Reads", ConsoleLogin=1, SessionDuration=3600, Tags=tags)

    role = role_info(cam, number)
    assert role == ask(cam, "GetRole", RoleName="read")["RoleInfo"]
    assert (role["PolicyDocument"], role["Description"], role["ConsoleLogin"]) == (SERVICE, "Reads", 1)
    assert (role["SessionDuration"], role["Tags"], role["RoleType"]) == (3600, tags, "user")
    assert role["RoleArn"] == f"qcs::cam::uin/{account_of(emulator).uin}:roleName/read"


def test_role_trusts_accounts_users_and_roles(emulator: Emulator) -> None:
    cam, main = client("cam", emulator), account_of(emulator).uin
    uin, role = made_user(cam, "trusted"), made_role(cam, "trusted")
    other = emulator.cloud.add_account("other")

    for name in (
        f"uin/{main}:root",
        f"uin/{other.uin}:root",
        f"uin/{main}:uin/{uin}",
        f"uin/{main}:uin/{main}",
        f"uin/{main}:roleName/trusted",
        f"uin/{main}:role/{role}",
    ):
        text = trust(qcs=[f"qcs::cam::{name}"])
        ask(cam, "UpdateAssumeRolePolicy", RoleId=role, PolicyDocument=text)
        assert ask(cam, "GetRole", RoleId=role)["RoleInfo"]["PolicyDocument"] == text


def test_role_trusts_identity_providers_that_there_are(emulator: Emulator) -> None:
    cam, account = client("cam", emulator), account_of(emulator)
    state = account.state(CamState)
    state.saml["okta"] = SamlProvider("okta", "", 0.0, 0.0)
    state.oidc["github"] = OidcConfig("github", "", "https://example.com", "{}", ("a",))
    for kind in ("saml-provider/okta", "oidc-provider/github"):
        made_role(
            cam,
            kind.partition("/")[2],
            PolicyDocument=trust(federated=[f"qcs::cam::uin/{account.uin}:{kind}"]),
        )

    text = trust(federated=[f"qcs::cam::uin/{account.uin}:saml-provider/other"])
    code = code_of(cam, "CreateRole", RoleName="other", PolicyDocument=text)

    assert code == "InvalidParameter.PrincipalError"
    state.saml.clear()
    state.oidc.clear()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "PolicyDocumentError"),
        (allow("sts:AssumeRole"), "PrincipalError"),
        (trust(aws=["*"]), "PrincipalError"),
        (
            policy_text({"effect": "allow", "action": "sts:AssumeRole", "principal": "*"}),
            "PrincipalError",
        ),
        (trust(qcs=["*"]), "PrincipalQcsError"),
        (trust(qcs=["qcs::cam::100:root"]), "PrincipalQcsError"),
        (trust(qcs=["qcs::cam::uin/7:root"]), "PrincipalQcsNotExist"),
        (trust(service=["service"]), "PrincipalServiceNotExist"),
        (trust(service=["evil.example.com"]), "PrincipalServiceNotExist"),
        (trust(federated=["okta"]), "PrincipalError"),
        (
            policy_text({"effect": "allow", "action": "cam:*", "principal": {"service": ["cvm.qcloud.com"]}}),
            "ActionError",
        ),
        (
            policy_text({"effect": "allow", "principal": {"service": ["cvm.qcloud.com"]}}),
            "ActionMiss",
        ),
        (
            policy_text(
                {
                    "effect": "allow",
                    "action": "sts:AssumeRole",
                    "resource": "*",
                    "principal": {"service": ["cvm.qcloud.com"]},
                }
            ),
            "StatementError",
        ),
    ],
)
def test_trust_policy_is_refused_with_the_code_of_what_is_wrong(
    text: str, code: str, emulator: Emulator
) -> None:
    cam = client("cam", emulator)

    found = code_of(cam, "CreateRole", RoleName="wrong", PolicyDocument=text)

    assert found == f"InvalidParameter.{code}"


def test_unknown_users_and_roles_of_an_account_are_not_trusted(emulator: Emulator) -> None:
    cam, main = client("cam", emulator), account_of(emulator).uin

    for name in ("uin/7", "roleName/nobody", "role/7"):
        text = trust(qcs=[f"qcs::cam::uin/{main}:{name}"])
        code = code_of(cam, "CreateRole", RoleName="unknown", PolicyDocument=text)
        assert code == "InvalidParameter.PrincipalQcsNotExist"


def test_accounts_of_the_other_site_are_not_trusted(emulator: Emulator) -> None:
    abroad = emulator.cloud.add_account("abroad", Site.INTERNATIONAL)
    text = trust(qcs=[f"qcs::cam::uin/{abroad.uin}:root"])

    code = code_of(client("cam", emulator), "CreateRole", RoleName="abroad", PolicyDocument=text)

    assert code == "InvalidParameter.PrincipalQcsCrossError"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"RoleName": ""}, "InvalidParameter.RoleNameError"),
        ({"RoleName": "a" * 129}, "InvalidParameter.RoleNameError"),
        ({"RoleName": "with space"}, "InvalidParameter.RoleNameError"),
        ({"Description": "d" * 301}, "InvalidParameter.DescriptionLengthOverlimit"),
        ({"SessionDuration": 43_201}, "InvalidParameter.ParamError"),
        ({"ConsoleLogin": 2}, "InvalidParameter.ParamError"),
        ({"Tags": [{"Key": "", "Value": "v"}]}, "InvalidParameter.TagParamError"),
        ({"Tags": [{"Key": f"k{n}", "Value": ""} for n in range(51)]}, "InvalidParameter.TagLimitExceeded"),
    ],
)
def test_role_that_can_not_be_is_refused(asked: dict[str, Any], code: str, emulator: Emulator) -> None:
    whole = {"RoleName": "refused", "PolicyDocument": SERVICE, **asked}

    assert code_of(client("cam", emulator), "CreateRole", **whole) == code


def test_role_name_is_taken_once(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    made_role(cam, "once")

    code = code_of(cam, "CreateRole", RoleName="once", PolicyDocument=SERVICE)

    assert code == "InvalidParameter.RoleNameInUse"


def test_account_has_1000_roles(emulator: Emulator) -> None:
    cam, account = client("cam", emulator), account_of(emulator)
    one, before = account.roles[int(made_role(cam, "some"))], dict(account.roles)
    account.roles.update({-n: one for n in range(1, 1001)})

    code = code_of(cam, "CreateRole", RoleName="one-more", PolicyDocument=SERVICE)

    assert code == "InvalidParameter.RoleFull"
    account.roles = before


def test_role_is_changed(emulator: Emulator) -> None:
    cam, main = client("cam", emulator), account_of(emulator).uin
    number, text = made_role(cam, "changing"), trust(qcs=[f"qcs::cam::uin/{main}:root"])
    emulator.cloud.clock.advance(60)

    ask(cam, "UpdateAssumeRolePolicy", RoleName="changing", PolicyDocument=text)
    ask(cam, "UpdateRoleDescription", RoleId=number, Description="New")
    ask(cam, "UpdateRoleConsoleLogin", RoleId=int(number), ConsoleLogin=1)
    ask(cam, "UpdateRoleSessionDuration", RoleId=int(number), SessionDuration=900)

    role = role_info(cam, number)
    assert (role["PolicyDocument"], role["Description"]) == (text, "New")
    assert (role["ConsoleLogin"], role["SessionDuration"]) == (1, 900)
    assert role["UpdateTime"] > role["AddTime"]


def test_changes_that_can_not_be_are_refused(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    number = made_role(cam, "unchanged")

    for action, asked, code in (
        ("UpdateRoleConsoleLogin", {"ConsoleLogin": 2}, "ParamError"),
        ("UpdateRoleSessionDuration", {"SessionDuration": 43_201}, "ParamError"),
        ("UpdateRoleDescription", {"Description": "d" * 301}, "DescriptionLengthOverlimit"),
        ("UpdateAssumeRolePolicy", {"PolicyDocument": trust(qcs=["*"])}, "PrincipalQcsError"),
    ):
        assert code_of(cam, action, RoleName="unchanged", **asked) == f"InvalidParameter.{code}"
    assert role_info(cam, number)["SessionDuration"] == 7200


def test_role_is_tagged_and_untagged(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    number = made_role(cam, "tagged", Tags=[{"Key": "a", "Value": "1"}])

    ask(cam, "TagRole", RoleId=number, Tags=[{"Key": "a", "Value": "2"}, {"Key": "b", "Value": "3"}])
    ask(cam, "UntagRole", RoleName="tagged", TagKeys=["b", "c"])

    assert role_info(cam, number)["Tags"] == [{"Key": "a", "Value": "2"}]
    many = [{"Key": f"k{n}", "Value": ""} for n in range(50)]
    assert code_of(cam, "TagRole", RoleId=number, Tags=many) == "InvalidParameter.TagLimitExceeded"


def test_roles_are_listed_in_pages_and_by_tags(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    tag = {"Key": "listed", "Value": "yes"}
    names = [f"listed-{n}" for n in range(3)]
    for name in names:
        made_role(cam, name, Tags=[tag])

    first = ask(cam, "DescribeRoleList", Page=1, Rp=2, Tags=[tag])
    second = ask(cam, "DescribeRoleList", Page=2, Rp=2, Tags=[tag])

    assert [role["RoleName"] for role in first["List"] + second["List"]] == names
    assert first["TotalNum"] == 3
    assert ask(cam, "DescribeRoleList", Page=1, Rp=2, Tags=[{**tag, "Value": "no"}])["TotalNum"] == 0
    assert code_of(cam, "DescribeRoleList", Page=1, Rp=201) == "InvalidParameter.ParamError"


def test_deleted_role_is_gone(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    number = made_role(cam, "gone")
    ask(cam, "AttachRolePolicy", AttachRoleId=number, PolicyName="ReadOnlyAccess")

    ask(cam, "DeleteRole", RoleName="gone")

    assert code_of(cam, "GetRole", RoleId=number) == "InvalidParameter.RoleNotExist"
    assert code_of(cam, "DeleteRole", RoleId=number) == "InvalidParameter.RoleNotExist"


def test_service_linked_role_is_not_changed(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    number = made_role(cam, "linked")
    account_of(emulator).roles[int(number)].service_linked = True
    policy = made_policy(cam, "for-linked", allow("cam:*"))

    assert role_info(cam, number)["RoleType"] == "service_linked"
    assert code_of(cam, "DeleteRole", RoleId=number) == "InvalidParameter.ParamError"
    trusted = code_of(cam, "UpdateAssumeRolePolicy", RoleId=number, PolicyDocument=SERVICE)
    assert trusted == "InvalidParameter.ParamError"
    code = "InvalidParameter.ServiceLinkedRoleCantUsePermissionBoundary"
    assert code_of(cam, "PutRolePermissionsBoundary", RoleId=number, PolicyId=policy) == code
    assert code_of(cam, "DeleteRolePermissionsBoundary", RoleId=number) == code


@pytest.mark.parametrize(
    ("action", "asked"),
    [
        ("GetRole", {}),
        ("DeleteRole", {}),
        ("UpdateAssumeRolePolicy", {"PolicyDocument": SERVICE}),
        ("UpdateRoleDescription", {"Description": "x"}),
        ("UpdateRoleConsoleLogin", {"ConsoleLogin": 1}),
        ("UpdateRoleSessionDuration", {"SessionDuration": 1}),
        ("TagRole", {"Tags": [{"Key": "a", "Value": "b"}]}),
        ("UntagRole", {"TagKeys": ["a"]}),
    ],
)
def test_role_is_named_and_exists(action: str, asked: dict[str, Any], emulator: Emulator) -> None:
    cam = client("cam", emulator)

    assert code_of(cam, action, **asked) == "InvalidParameter.ParamError"
    assert code_of(cam, action, RoleName="nobody", **asked) == "InvalidParameter.RoleNotExist"


def test_identity_providers_are_those_of_the_account(emulator: Emulator) -> None:
    cam, state = client("cam", emulator), account_of(emulator).state(CamState)
    assert ask(cam, "ListSAMLProviders")["TotalCount"] == 0
    assert code_of(cam, "DescribeOIDCConfig", Name="x") == "ResourceNotFound.IdentityNotExist"
    now = emulator.cloud.clock.now()
    state.saml = {n: SamlProvider(n, f"is {n}", now + i, now) for i, n in enumerate(("okta", "azure"))}
    state.oidc = {
        "github": OidcConfig("github", "CI", "https://example.com", "{}", ("app",), rotates_key=True)
    }

    rows = ask(cam, "ListSAMLProviders")["SAMLProviderSet"]
    found = ask(cam, "DescribeOIDCConfig", Name="github")

    assert [row["Name"] for row in rows] == ["azure", "okta"]
    assert (found["IdentityUrl"], found["IdentityKey"]) == ("https://example.com", "e30=")
    assert (found["ClientId"], found["Status"], found["AutoRotateKey"]) == (["app"], 11, 1)
    assert ask(cam, "GetAccountSummary")["IdentityProviders"] == 3
    state.saml.clear()
    state.oidc.clear()
