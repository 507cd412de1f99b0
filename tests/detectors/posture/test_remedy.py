import shlex
from typing import Any

import msgspec
import pytest
from tests.detectors.posture.short import account, allowing, rules, seen

from akwarden.detectors.posture.remedy import PLACES, commands_of, steps
from akwarden.model.facts import AccountFacts
from akwarden.model.posture import Remediation

ALL = {"name": "all", "document": allowing("*")}


def mend(rule: str, facts: AccountFacts) -> Remediation:
    (one,) = seen(rule, facts)
    return steps(rules()[rule], facts, one)


def test_the_names_of_the_case_are_filled_in() -> None:
    facts = account(principals=[{"name": "web", "id": "42", "keys": [{"id": "K1", "age": 400, "used": 100}]}])

    found = mend("key-idle", facts)

    assert "tccli cam UpdateAccessKey --TargetUin 42 --AccessKeyId K1 --Status Inactive" in found.cli
    assert found.console[0] == "Open Access Management, Users, User List, web, API Keys."


def test_a_hostile_name_stays_one_word_of_the_command() -> None:
    name = "a; rm -rf ~ #'\"$(id)"
    key = {"id": "K1", "age": 400, "used": 100}
    facts = account(provider="aws", principals=[{"name": name, "keys": [key]}])

    words = shlex.split(mend("key-idle", facts).cli[-1])

    assert words[words.index("--user-name") + 1] == name


def test_a_name_that_holds_a_place_is_not_filled_in_again() -> None:
    facts = account(
        provider="aws", principals=[{"name": "{key}", "keys": [{"id": "K1", "age": 400, "used": 99}]}]
    )

    assert "--user-name '{key}' --access-key-id K1" in mend("key-idle", facts).cli[-1]


def test_a_role_gets_the_commands_of_roles() -> None:
    facts = account(
        provider="aws", principals=[{"name": "Ops", "type": "role", "policies": ["IAMFullAccess"]}]
    )

    found = mend("high-privilege-preset", facts)

    assert found.cli[-1] == "aws iam detach-role-policy --role-name Ops --policy-arn IAMFullAccess"


def test_a_policy_of_a_group_is_mended_at_the_group() -> None:
    document = allowing("cam:*")
    policy = {"name": "QcloudCamFullAccess", "kind": "preset", "group": "7", "document": document}
    facts = account(groups={"7": "hr"}, principals=[{"name": "a", "policies": [policy]}])

    found = mend("high-privilege-preset", facts)

    assert found.cli[-1] == "tccli cam DetachGroupPolicy --PolicyId QcloudCamFullAccess --DetachGroupId 7"


def test_an_inline_policy_is_rewritten_where_it_lives() -> None:
    policy = {**ALL, "kind": "inline", "document": allowing("*", provider="aws")}
    user = account(provider="aws", principals=[{"name": "ci", "policies": [policy]}])
    role = account(provider="aws", principals=[{"name": "Ci", "type": "role", "policies": [policy]}])

    assert mend("policy-star-action", user).cli[-1].startswith("aws iam put-user-policy --user-name ci ")
    assert mend("policy-star-action", role).cli[-1].startswith("aws iam put-role-policy --role-name Ci ")


def test_what_is_not_known_stays_a_place() -> None:
    facts = account(provider="aws", unlisted=[{"id": "K1", "status": "unlisted", "guess": "root", "used": 3}])

    found = mend("unlisted-key-alive", facts)

    assert found.cli[0] == "aws sts get-access-key-info --access-key-id K1"
    assert "account 111122223333" in found.console[0]


def test_a_cloud_that_the_rule_is_not_for_has_no_steps() -> None:
    facts = account(principals=[{"name": "root", "type": "root", "keys": [{"id": "K1"}]}])
    (one,) = seen("root-key-active", facts)

    assert steps(rules()["root-no-mfa"], facts, one) == Remediation(console=())


def test_every_place_is_used_by_some_step() -> None:
    mends = [one for rule in rules().values() for one in rule.remediation.values()]
    lines = [line for one in mends for line in (*one.console, *commands_of(one))]

    used = {place for line in lines for place in PLACES if f"{{{place}}}" in line}

    assert used == set(PLACES)


def test_a_policy_of_the_cloud_is_detached_where_one_of_ones_own_is_rewritten() -> None:
    def cli(provider: str, **policy: Any) -> tuple[str, ...]:
        document = allowing("iam:CreateAccessKey", provider="aws")
        if provider == "tencent":
            document = allowing("cam:CreateAccessKey")
        held = {"name": "Helps", "document": document, **policy}
        admin = {"name": "root2", "policies": ["AdministratorAccess"]}
        return mend(
            "escalation-path",
            account(
                provider=provider,
                groups={"7": "hr"},
                principals=[{"name": "ci", "id": "42", "policies": [held]}, admin],
            ),
        ).cli

    assert any("UpdatePolicy --PolicyId Helps" in line for line in cli("tencent"))
    own, preset = cli("tencent", kind="preset"), cli("tencent", kind="preset", group="7")
    assert "tccli cam DetachUserPolicy --PolicyId Helps --DetachUin 42" in own
    assert """tccli cam RemoveUserFromGroup --Info '[{"Uin":42,"GroupId":7}]'""" in preset
    assert not any("UpdatePolicy" in line for line in (*own, *preset))
    inline = cli("aws", kind="inline", group="7")
    assert any("put-group-policy --group-name hr --policy-name Helps" in line for line in inline)


def test_all_that_hangs_on_a_user_goes_before_the_user_does() -> None:
    document = allowing("s3:PutObject", provider="aws")
    policies = [
        {"name": "inside", "kind": "inline", "document": document},
        {"name": "attached", "document": document},
        {"name": "common", "document": document, "group": "g1"},
    ]
    keys = [{"id": "K1", "status": "inactive", "age": 400, "used": 300}]
    user = {"name": "old", "age": 900, "policies": policies, "keys": keys, "groups": ["g1"]}

    found = mend("idle-user", account(provider="aws", groups={"g1": "ops"}, principals=[user]))

    assert found.cli == (
        "aws iam delete-access-key --user-name old --access-key-id K1",
        "aws iam delete-user-policy --user-name old --policy-name inside",
        "aws iam detach-user-policy --user-name old --policy-arn attached",
        "aws iam remove-user-from-group --group-name ops --user-name old",
        "aws iam delete-user --user-name old",
    )


def test_each_policy_is_read_changed_and_written_before_the_next_one_is() -> None:
    policies = [
        {"name": "first", "document": allowing("cam:CreateAccessKey")},
        {"name": "second", "document": allowing("cam:UpdateUser")},
    ]
    admin = {"name": "root2", "policies": ["AdministratorAccess"]}
    facts = account(principals=[{"name": "ci", "id": "42", "policies": policies}, admin])

    ours = [line for line in mend("escalation-path", facts).cli if "policy.json" in line]

    assert [line.split()[0] for line in ours] == ["tccli", "#", "tccli"] * 2
    assert ["first" in line for line in ours] == [True, False, True, False, False, False]


def test_only_the_key_that_was_made_last_is_left() -> None:
    keys = [{"id": "K2", "age": 10, "used": 1}, {"id": "K1", "age": 80, "used": 1}]
    facts = account(provider="aws", principals=[{"name": "ci", "keys": keys}])

    commands = mend("two-active-keys", facts).cli

    assert any("K1 --status Inactive" in line for line in commands)
    assert not any("K2" in line for line in commands)


@pytest.mark.parametrize(
    ("provider", "place", "words"),
    [
        (
            "tencent",
            "scf:ap-guangzhou/shop/hook#environment/ID",
            "--FunctionName hook --Namespace shop --region ap-guangzhou",
        ),
        (
            "aws",
            "lambda:arn:aws:lambda:eu-west-1:111122223333:function:hook#environment/ID",
            "--function-name hook --region eu-west-1",
        ),
    ],
)
def test_a_function_is_named_with_where_it_runs(provider: str, place: str, words: str) -> None:
    key = {"id": "K1", "functions": [place]}
    facts = account(provider=provider, principals=[{"name": "ci", "id": "42", "keys": [key]}])

    (one,) = seen("key-in-function", facts)

    assert sum(words in line for line in mend("key-in-function", facts).cli) == 2
    assert one.detail.startswith("stands in the variable ID of the function ")


def test_a_policy_that_nobody_in_sight_holds_is_named_by_what_was_seen() -> None:
    facts = account(principals=[{"name": "ci", "policies": [{"name": "77", "document": "{"}]}])
    (one,) = seen("policy-unreadable", facts)
    nobody = msgspec.structs.replace(facts, principals=())

    found = steps(rules()["policy-unreadable"], nobody, one)

    assert found.cli[0] == "tccli cam ListEntitiesForPolicy --PolicyId 77 --Page 1 --Rp 100"
    assert "Policies, 77, JSON" in found.console[0]


def test_nothing_is_filled_into_a_comment() -> None:
    comment = "# then tell {principal}"
    rule = rules()["key-idle"]
    told = msgspec.structs.replace(rule, remediation={"tencent": Remediation(console=(), cli=(comment,))})
    key = {"id": "K1", "age": 400, "used": 100}
    facts = account(principals=[{"name": "a\nrm -rf ~", "keys": [key]}])
    (one,) = seen("key-idle", facts)

    assert steps(told, facts, one).cli == (comment,)
