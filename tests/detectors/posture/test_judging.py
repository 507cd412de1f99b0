from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.posture.short import account, allowing, names, rules, seen

from akwarden.detectors.posture.judging import judge, settings_for
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.short_facts import NOW, ShortAccount, expand
from akwarden.model.access_key import KeyStatus, UnlistedGuess
from akwarden.model.facts import TrailState
from akwarden.model.policy import PolicyKind
from akwarden.model.principal import PrincipalType

UNKNOWN = {"age": None, "console": None, "mfa": None, "login": None, "keys": None, "policies": None}


def test_what_is_not_known_is_never_a_risk() -> None:
    people = [{"name": kind, "type": kind, **UNKNOWN} for kind in ("root", "user", "role", "service")]

    for provider in ("tencent", "aws"):
        facts = account(provider=provider, principals=people)

        assert [name for name in rules() if seen(name, facts)] == []


def test_a_key_of_which_nothing_is_known_is_reported_for_its_missing_notes_only() -> None:
    facts = account(principals=[{"name": "a", "keys": [{"id": "K1", "use_known": False}]}])

    assert [name for name in rules() if seen(name, facts)] == ["key-without-owner", "key-without-remark"]


@pytest.mark.parametrize("provider", ["tencent", "aws"])
def test_an_account_in_good_order_has_no_risk(provider: str) -> None:
    read = allowing("cvm:DescribeInstances", "ec2:DescribeInstances", provider=provider)
    through = {"name": "read", "document": read, "group": "g1"}
    people = [
        {"name": "root", "type": "root", "mfa": True},
        {"name": "ana", "console": True, "mfa": True, "login": 1, "policies": [through], "groups": ["g1"]},
        {"name": "web", "note": "web shop", "owner": "ana", "policies": [through], "groups": ["g1"]}
        | {"keys": [{"id": "K1", "age": 20, "used": 0}]},
    ]
    facts = account(provider=provider, trail="on", principals=people, groups={"g1": "readers"})

    assert [name for name in rules() if seen(name, facts)] == []


def test_a_rule_of_another_cloud_sees_nothing() -> None:
    facts = account(principals=[{"name": "root", "type": "root", "mfa": False}])

    assert list(judge(rules()["root-no-mfa"], Judging(facts, NOW))) == []


def test_settings_that_a_judge_does_not_take_are_refused() -> None:
    rule = msgspec.structs.replace(rules()["key-idle"], settings={"days": 90, "weeks": 3})

    with pytest.raises(msgspec.ValidationError, match="weeks"):
        settings_for(rule)


def test_another_number_of_days_is_obeyed() -> None:
    facts = account(principals=[{"name": "a", "keys": [{"id": "K1", "age": 400, "used": 31}]}])
    rule = msgspec.structs.replace(rules()["key-idle"], settings={"days": 30})

    assert names("key-idle", facts) == []
    assert [one.key for one in judge(rule, Judging(facts, NOW))] == ["K1"]


def test_facts_are_the_same_after_they_were_judged() -> None:
    short = {"principals": [{"name": "a", "policies": [{"name": "p", "document": allowing("*")}]}]}
    facts, untouched = account(**short), account(**short)

    for rule in rules().values():
        list(judge(rule, Judging(facts, NOW)))

    assert facts == untouched


def test_what_is_derived_is_made_once_for_all_judges() -> None:
    judging, made = Judging(account(), NOW), list[Judging]()

    judging.derived(made.append)
    judging.derived(made.append)

    assert made == [judging]


TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["离职", "shared by a, b", "*", "{", "a/b\n", "\udcff", "10.0.0.1", "agent", "$(id)", "qcs::cam::"]
    ),
)
DAYS = st.one_of(st.none(), st.integers(-400, 4000))
DOCUMENTS = st.one_of(
    st.none(),
    TEXTS,
    st.builds(
        allowing,
        st.sampled_from(
            ["*", "cam:*", "sts:GetFederationToken", "iam:*", "ssm:GetSecretValue", "name/cos:*", "x"]
        ),
        resource=st.sampled_from(["*", "qcs::cos:::*", "arn:aws:s3:::a/*"]),
        provider=st.sampled_from(["tencent", "aws"]),
    ),
)
POLICIES = st.fixed_dictionaries(
    {
        "name": TEXTS,
        "kind": st.sampled_from(PolicyKind),
        "document": DOCUMENTS,
        "group": st.one_of(st.none(), TEXTS),
    }
)
KEYS = st.fixed_dictionaries(
    {
        "id": TEXTS,
        "status": st.sampled_from(KeyStatus),
        "age": DAYS,
        "used": DAYS,
        "use_known": st.booleans(),
        "note": TEXTS,
        "remark": TEXTS,
        "owner": st.one_of(st.none(), TEXTS),
        "tags": st.lists(TEXTS, max_size=2),
        "guess": st.one_of(st.none(), st.sampled_from(UnlistedGuess)),
        "leaks": st.integers(0, 2),
        "functions": st.lists(TEXTS, max_size=2),
    }
)
PEOPLE = st.fixed_dictionaries(
    {
        "name": TEXTS,
        "type": st.sampled_from(PrincipalType),
        "note": TEXTS,
        "age": DAYS,
        "console": st.one_of(st.none(), st.booleans()),
        "mfa": st.one_of(st.none(), st.booleans()),
        "login": DAYS,
        "trust": DOCUMENTS,
        "session": st.one_of(st.none(), st.integers(-1, 10**9)),
        "keys": st.one_of(st.none(), st.lists(KEYS, max_size=3)),
        "policies": st.one_of(st.none(), st.lists(POLICIES, max_size=3)),
        "boundary": st.one_of(st.none(), POLICIES),
        "owner": st.one_of(st.none(), TEXTS),
    }
)
ACCOUNTS = st.fixed_dictionaries(
    {
        "provider": st.sampled_from(["tencent", "aws"]),
        "principals": st.lists(PEOPLE, max_size=4),
        "unlisted": st.lists(KEYS, max_size=2),
        "trail": st.one_of(st.none(), st.sampled_from(TrailState)),
        "gone_people": st.lists(TEXTS, max_size=2),
    }
)


@given(ACCOUNTS)
def test_whatever_an_account_holds_every_rule_has_an_answer(short: dict[str, Any]) -> None:
    facts = expand(msgspec.convert(short, ShortAccount, builtin_types=(str,), strict=False))

    for rule in rules().values():
        for one in judge(rule, Judging(facts, NOW)):
            assert one.detail
            assert one.principal is None or one.principal in {person.id for person in facts.principals}
