import shlex

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

    assert found.cli[0] == "tccli cam UpdateAccessKey --TargetUin 42 --AccessKeyId K1 --Status Inactive"
    assert found.console[0] == "Open Access Management, Users, User List, web, API Keys."


def test_a_hostile_name_stays_one_word_of_the_command() -> None:
    name = "a; rm -rf ~ #'\"$(id)"
    key = {"id": "K1", "age": 400, "used": 100}
    facts = account(provider="aws", principals=[{"name": name, "keys": [key]}])

    words = shlex.split(mend("key-idle", facts).cli[0])

    assert words[words.index("--user-name") + 1] == name


def test_a_name_that_holds_a_place_is_not_filled_in_again() -> None:
    facts = account(
        provider="aws", principals=[{"name": "{key}", "keys": [{"id": "K1", "age": 400, "used": 99}]}]
    )

    assert "--user-name '{key}' --access-key-id K1" in mend("key-idle", facts).cli[0]


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

    assert found.cli == ("aws sts get-access-key-info --access-key-id K1",)
    assert "account 111122223333" in found.console[0]


def test_a_cloud_that_the_rule_is_not_for_has_no_steps() -> None:
    facts = account(principals=[{"name": "root", "type": "root", "keys": [{"id": "K1"}]}])
    (one,) = seen("root-key-active", facts)

    assert steps(rules()["root-no-mfa"], facts, one) == Remediation(console=())


def test_every_place_is_used_by_some_command() -> None:
    lines = [
        line for rule in rules().values() for one in rule.remediation.values() for line in commands_of(one)
    ]

    used = {place for line in lines for place in PLACES if f"{{{place}}}" in line}

    assert used == set(PLACES) - {"account"}
