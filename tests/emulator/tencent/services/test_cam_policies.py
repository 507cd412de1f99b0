import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator
from tests.emulator.tencent.services.cam_texts import (
    allow,
    made_policy,
    made_user,
    policy_text,
    preset,
    user_with_key,
)

from akwarden.emulator.tencent.server import Emulator

__all__ = ["emulator"]
READS = allow("cam:List*")
STATEMENT = {"effect": "allow", "action": "cam:*", "resource": "*"}


def test_created_policy_can_be_read(emulator: Emulator) -> None:
    cam = client("cam", emulator)

    number = made_policy(cam, "first", READS)
    tags = [{"Key": "team", "Value": "ops"}]
    tagged = ask(
        cam, "CreatePolicy", PolicyName="tagged", PolicyDocument=READS, Description="Reads", Tags=tags
    )

    answer = ask(cam, "GetPolicy", PolicyId=number)
    assert (answer["PolicyName"], answer["PolicyDocument"], answer["Type"]) == ("first", READS, 1)
    answer = ask(cam, "GetPolicy", PolicyId=tagged["PolicyId"])
    assert (answer["Description"], answer["Tags"]) == ("Reads", tags)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "PolicyDocumentError"),
        ("[]", "PolicyDocumentError"),
        (policy_text({**STATEMENT, "action": "cam:" + "a" * 6200}), "PolicyDocumentLengthOverLimit"),
        ('{"statement": [{"effect": "allow", "action": "*", "resource": "*"}]}', "VersionError"),
        ('{"version": "1.0", "statement": []}', "VersionError"),
        ('{"version": "2.0"}', "StatementError"),
        (policy_text(), "StatementError"),
        (policy_text({**STATEMENT, "sid": "x"}), "StatementError"),
        (policy_text({**STATEMENT, "effect": "Allow"}), "EffectError"),
        (policy_text({"action": "*", "resource": "*"}), "EffectError"),
        (policy_text({**STATEMENT, "action": "ListUsers"}), "ActionError"),
        (policy_text({"effect": "allow", "resource": "*"}), "ActionMiss"),
        (policy_text({**STATEMENT, "resource": "bucket"}), "ResourceError"),
        (policy_text({"effect": "allow", "action": "*"}), "ResourceError"),
        (policy_text({**STATEMENT, "resource": "qcs::cvm::100:instance/*"}), "ResourceUinError"),
        (policy_text({**STATEMENT, "condition": "x"}), "ConditionError"),
        (policy_text({**STATEMENT, "condition": {"IpAddress": {"qcs:ip": "1.1.1.1"}}}), "ConditionTypeError"),
        (policy_text({**STATEMENT, "condition": {"ip_equal": {"qcs:ip": []}}}), "ConditionContentError"),
        (policy_text({**STATEMENT, "principal": {"qcs": ["*"]}}), "PrincipalError"),
    ],
)
def test_document_is_refused_with_the_code_of_what_is_wrong(text: str, code: str, emulator: Emulator) -> None:
    cam = client("cam", emulator)
    number = preset_free_policy(emulator)

    found = code_of(cam, "CreatePolicy", PolicyName="wrong", PolicyDocument=text)

    assert found == f"InvalidParameter.{code}"
    assert code_of(cam, "UpdatePolicy", PolicyId=number, PolicyDocument=text) == found
    assert (
        code_of(cam, "CreatePolicyVersion", PolicyId=number, PolicyDocument=text, SetAsDefault=True) == found
    )


def preset_free_policy(emulator: Emulator) -> int:
    """Give a custom policy, made when it is first asked for."""
    cam = client("cam", emulator)
    rows = ask(cam, "ListPolicies", Scope="Local", Keyword="to-change")["List"]
    return int(rows[0]["PolicyId"]) if rows else made_policy(cam, "to-change", READS)


@pytest.mark.parametrize("resource", ["qcs::cvm:ap-beijing:uin/100:instance/*", "qcs::cvm:::instance/*", "*"])
def test_resources_in_their_form_are_taken(resource: str, emulator: Emulator) -> None:
    cam, number = client("cam", emulator), preset_free_policy(emulator)
    text = policy_text({**STATEMENT, "resource": resource})

    ask(cam, "UpdatePolicy", PolicyId=number, PolicyDocument=text)

    assert ask(cam, "GetPolicy", PolicyId=number)["PolicyDocument"] == text


@pytest.mark.parametrize("name", ["", "with space", "名", "a" * 129])
def test_policy_name_is_checked(name: str, emulator: Emulator) -> None:
    code = code_of(client("cam", emulator), "CreatePolicy", PolicyName=name, PolicyDocument=READS)

    assert code == "InvalidParameter.PolicyNameError"


def test_policy_name_is_taken_once(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    made_policy(cam, "once", READS)
    other = made_policy(cam, "twice", READS)

    for name in ("once", "AdministratorAccess"):
        code = "FailedOperation.PolicyNameInUse"
        assert code_of(cam, "CreatePolicy", PolicyName=name, PolicyDocument=READS) == code
        assert code_of(cam, "UpdatePolicy", PolicyId=other, PolicyName=name) == code


def test_description_has_300_bytes(emulator: Emulator) -> None:
    cam = client("cam", emulator)

    ask(cam, "CreatePolicy", PolicyName="told", PolicyDocument=READS, Description="述" * 100)

    code = code_of(cam, "CreatePolicy", PolicyName="told2", PolicyDocument=READS, Description="述" * 101)
    assert code == "InvalidParameter.DescriptionLengthOverlimit"


def test_account_has_1500_policies(emulator: Emulator) -> None:
    cam, account = client("cam", emulator), account_of(emulator)
    one = account.policies[preset_free_policy(emulator)]
    before = dict(account.policies)
    account.policies.update(dict.fromkeys(range(-1500, 0), one))

    code = code_of(cam, "CreatePolicy", PolicyName="one-more", PolicyDocument=READS)

    assert code == "FailedOperation.PolicyFull"
    account.policies = before


def test_policy_is_changed_in_its_default_version(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    number = made_policy(cam, "changing", READS)
    emulator.cloud.clock.advance(60)

    answer = ask(cam, "UpdatePolicy", PolicyName="changing", PolicyDocument=allow("kms:*"), Description="New")

    assert answer["PolicyId"] == number
    found = ask(cam, "GetPolicy", PolicyId=number)
    assert (found["PolicyDocument"], found["Description"]) == (allow("kms:*"), "New")
    assert found["UpdateTime"] > found["AddTime"]
    assert len(ask(cam, "ListPolicyVersions", PolicyId=number)["Versions"]) == 1


def test_policy_gets_another_name(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    number = made_policy(cam, "before", READS)

    assert ask(cam, "UpdatePolicy", PolicyId=number, PolicyName="after")["PolicyId"] is None

    assert ask(cam, "GetPolicy", PolicyId=number)["PolicyName"] == "after"


def test_change_takes_effect_at_once(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, own = user_with_key(cam, emulator, "changed")
    number = made_policy(cam, "of-changed", allow("kms:*"))
    ask(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=number)
    assert code_of(own, "ListUsers") == "AuthFailure.UnauthorizedOperation"

    ask(cam, "UpdatePolicy", PolicyId=number, PolicyDocument=READS)

    assert ask(own, "ListUsers")["Data"]


def test_preset_policy_gets_only_a_remark(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    number = preset(cam, "ReadOnlyAccess")

    ask(cam, "UpdatePolicy", PolicyId=number, Alias="for auditors")

    assert ask(cam, "GetPolicy", PolicyId=number)["PresetAlias"] == "for auditors"
    code = "InvalidParameter.PolicyIdError"
    assert code_of(cam, "UpdatePolicy", PolicyId=number, PolicyDocument=READS) == code
    assert code_of(cam, "DeletePolicy", PolicyId=[number]) == code
    assert (
        code_of(cam, "CreatePolicyVersion", PolicyId=number, PolicyDocument=READS, SetAsDefault=True) == code
    )
    assert code_of(cam, "SetDefaultPolicyVersion", PolicyId=number, VersionId=1) == code
    assert code_of(cam, "DeletePolicyVersion", PolicyId=number, VersionId=[1]) == code


def test_deleted_policy_is_held_no_more(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, own = user_with_key(cam, emulator, "loser")
    number = made_policy(cam, "to-delete", READS)
    ask(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=number)
    assert ask(own, "ListUsers")["Data"]

    ask(cam, "DeletePolicy", PolicyId=[number])

    assert code_of(cam, "GetPolicy", PolicyId=number) == "ResourceNotFound.PolicyIdNotFound"
    assert ask(cam, "ListAttachedUserPolicies", TargetUin=uin)["TotalNum"] == 0
    assert code_of(own, "ListUsers") == "AuthFailure.UnauthorizedOperation"


def test_policies_are_deleted_all_or_none(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    number = made_policy(cam, "survivor", READS)

    assert code_of(cam, "DeletePolicy", PolicyId=[number, 99]) == "ResourceNotFound.PolicyIdNotFound"
    assert code_of(cam, "DeletePolicy", PolicyId=[]) == "InvalidParameter.ParamError"

    assert ask(cam, "GetPolicy", PolicyId=number)["PolicyName"] == "survivor"


def test_boundary_is_not_deleted(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, number = made_user(cam, "limited"), made_policy(cam, "limit", READS)
    ask(cam, "PutUserPermissionsBoundary", TargetUin=uin, PolicyId=number)

    assert code_of(cam, "DeletePolicy", PolicyId=[number]) == "FailedOperation"


def test_unknown_policies_are_refused(emulator: Emulator) -> None:
    cam = client("cam", emulator)

    assert code_of(cam, "GetPolicy", PolicyId=99) == "ResourceNotFound.PolicyIdNotFound"
    assert code_of(cam, "UpdatePolicy", PolicyId=99) == "ResourceNotFound.PolicyIdNotFound"
    assert code_of(cam, "UpdatePolicy", PolicyName="nothing") == "ResourceNotFound.PolicyIdNotFound"
    assert code_of(cam, "UpdatePolicy", Description="x") == "InvalidParameter.ParamError"
    assert code_of(cam, "ListPolicyVersions", PolicyId=99) == "ResourceNotFound.PolicyIdNotFound"


def test_policies_are_listed_in_pages(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    numbers = [made_policy(cam, f"page-{n}", READS) for n in range(5)]

    pages = [ask(cam, "ListPolicies", Keyword="page-", Rp=2, Page=page)["List"] for page in (1, 2, 3, 4)]

    assert [[row["PolicyId"] for row in page] for page in pages] == [
        numbers[:2],
        numbers[2:4],
        numbers[4:],
        [],
    ]
    assert ask(cam, "ListPolicies", Keyword="page-")["TotalNum"] == 5


def test_policies_are_listed_by_scope(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    preset_free_policy(emulator)

    own = ask(cam, "ListPolicies", Scope="Local", Rp=200)
    presets = ask(cam, "ListPolicies", Scope="QCS", Rp=200)

    assert {row["Type"] for row in own["List"]} == {1}
    assert {row["Type"] for row in presets["List"]} == {2}
    assert ask(cam, "ListPolicies")["TotalNum"] == own["TotalNum"] + presets["TotalNum"]
    levels = {row["PolicyName"]: row["PermissionLevel"] for row in presets["List"]}
    assert levels["AdministratorAccess"] == "Global"
    assert levels["QCloudFinanceFullAccess"] == "Finance"
    assert levels["QcloudCamFullAccess"] == "CloudProduct"


def test_policies_are_listed_with_how_many_hold_them(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    number, uin = made_policy(cam, "counted", READS), made_user(cam, "counted")
    group = ask(cam, "CreateGroup", GroupName="counted")["GroupId"]
    ask(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=number)
    ask(cam, "AttachGroupPolicy", AttachGroupId=group, PolicyId=number)
    ask(cam, "PutUserPermissionsBoundary", TargetUin=uin, PolicyId=number)

    row = ask(cam, "ListPolicies", Keyword="counted")["List"][0]

    assert (row["Attachments"], row["AttachEntityCount"], row["AttachEntityBoundaryCount"]) == (1, 2, 1)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"Rp": 0}, "InvalidParameter.ParamError"),
        ({"Rp": 201}, "InvalidParameter.ParamError"),
        ({"Page": 201}, "InvalidParameter.ParamError"),
        ({"Scope": "Mine"}, "InvalidParameter.ScopeError"),
        ({"Keyword": "k" * 129}, "InvalidParameter.SearchKeywordLengthError"),
    ],
)
def test_lists_that_can_not_be_are_refused(asked: dict[str, object], code: str, emulator: Emulator) -> None:
    assert code_of(client("cam", emulator), "ListPolicies", **asked) == code


def test_policy_has_up_to_five_versions(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    number = made_policy(cam, "versions", READS)

    made = [
        ask(cam, "CreatePolicyVersion", PolicyId=number, PolicyDocument=READS, SetAsDefault=False)[
            "VersionId"
        ]
        for _ in range(4)
    ]

    assert made == [2, 3, 4, 5]
    full = code_of(cam, "CreatePolicyVersion", PolicyId=number, PolicyDocument=READS, SetAsDefault=False)
    assert full == "FailedOperation.PolicyVersionFull"
    ask(cam, "DeletePolicyVersion", PolicyId=number, VersionId=[2, 3])
    versions = ask(cam, "ListPolicyVersions", PolicyId=number)["Versions"]
    assert [(one["VersionId"], one["IsDefaultVersion"]) for one in versions] == [(1, 1), (4, 0), (5, 0)]


def test_default_version_is_what_counts(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    uin, own = user_with_key(cam, emulator, "versioned")
    number = made_policy(cam, "of-versioned", READS)
    ask(cam, "AttachUserPolicy", AttachUin=uin, PolicyId=number)

    ask(cam, "CreatePolicyVersion", PolicyId=number, PolicyDocument=allow("kms:*"), SetAsDefault=True)

    assert code_of(own, "ListUsers") == "AuthFailure.UnauthorizedOperation"
    assert ask(cam, "GetPolicy", PolicyId=number)["PolicyDocument"] == allow("kms:*")
    ask(cam, "SetDefaultPolicyVersion", PolicyId=number, VersionId=1)
    assert ask(own, "ListUsers")["Data"]
    version = ask(cam, "GetPolicyVersion", PolicyId=number, VersionId=2)["PolicyVersion"]
    assert (version["Document"], version["IsDefaultVersion"]) == (allow("kms:*"), 0)
    assert version["CreateDate"].endswith("Z")


def test_default_version_is_neither_deleted_nor_made_default_again(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    number = made_policy(cam, "default", READS)

    code = "FailedOperation.PolicyVersionAlreadyDefault"
    assert code_of(cam, "DeletePolicyVersion", PolicyId=number, VersionId=[1]) == code
    assert code_of(cam, "SetDefaultPolicyVersion", PolicyId=number, VersionId=1) == code


def test_unknown_versions_are_refused(emulator: Emulator) -> None:
    cam = client("cam", emulator)
    number = made_policy(cam, "no-version", READS)

    code = "InvalidParameter.PolicyVersionNotExists"
    assert code_of(cam, "GetPolicyVersion", PolicyId=number, VersionId=7) == code
    assert code_of(cam, "SetDefaultPolicyVersion", PolicyId=number, VersionId=7) == code
    assert code_of(cam, "DeletePolicyVersion", PolicyId=number, VersionId=[7]) == code
    assert code_of(cam, "DeletePolicyVersion", PolicyId=number, VersionId=[]) == "InvalidParameter.ParamError"
    no_policy = code_of(cam, "CreatePolicyVersion", PolicyId=99, PolicyDocument=READS, SetAsDefault=False)
    assert no_policy == "InvalidParameter.PolicyIdNotExist"
