"""Actions that are granted, and which of them were called: each by its name, and what nobody can tell."""

from datetime import timedelta
from typing import Any

import pytest
from tests.detectors.posture.short import account, allowing

from akwarden.detectors.posture import action_rights
from akwarden.detectors.posture.action_rights import Called, actions_use
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.short_facts import NOW
from akwarden.model.action_use import ActionsUse
from akwarden.model.facts import AccountFacts, ServiceCalls
from akwarden.model.rights_use import UseState
from akwarden.policy.catalogue import load_catalogue
from akwarden.policy.grammar import Language

RECORDED = {"cvm": 200, "vpc": 200, "cam": 200}


def held(*actions: str, name: str = "work", **more: Any) -> dict[str, Any]:
    return {"name": name, "document": allowing(*actions, **more)}


def shop(*policies: dict[str, Any], **more: Any) -> AccountFacts:
    calls = {"recorded": RECORDED, "by": {}}
    return account(principals=[{"name": "api", "policies": list(policies), **more}], calls=calls)


def called(**days_ago: float) -> Called:
    """Give calls by `service_action`, each so many days ago."""
    return {
        name.replace("_", ":"): ServiceCalls(calls=3, last_at=NOW - timedelta(days=days))
        for name, days in days_ago.items()
    }


def use_of(facts: AccountFacts, calls: Called | None = None) -> ActionsUse:
    found = actions_use(Judging(facts, NOW), facts.principals[0], calls or {})
    assert found is not None
    return found


def states(use: ActionsUse) -> dict[str, str]:
    return {one.action: one.state.value for one in use.rows}


def test_every_action_is_held_against_its_calls() -> None:
    facts = shop(held("cam:CreateAccessKey", "cvm:StopInstances", "cvm:StartInstances", "scf:Invoke"))

    use = use_of(facts, called(cvm_stopinstances=2, cvm_startinstances=91))

    assert states(use) == {
        "cam:CreateAccessKey": "not_called",
        "cvm:StartInstances": "not_called",
        "cvm:StopInstances": "called",
        "scf:Invoke": "not_recorded",
    }
    assert (use.granted, use.used, use.never_used, use.not_recorded, use.left_out) == (4, 1, 2, 1, 0)
    assert use.rows[0].action == "cam:CreateAccessKey"
    old = next(one for one in use.rows if one.action == "cvm:StartInstances")
    assert (old.calls, old.last_at, old.policy) == (3, NOW - timedelta(days=91), "work")


def test_what_is_denied_or_kept_out_by_a_boundary_is_not_granted() -> None:
    denial = {"effect": "deny", "action": ["cvm:StopInstances"], "resource": "*"}
    no = {"name": "no", "document": {"version": "2.0", "statement": [denial]}}
    wide = held("cvm:StopInstances", "cvm:StartInstances", "cam:CreateAccessKey")

    assert states(use_of(shop(wide, no))).keys() == {"cvm:StartInstances", "cam:CreateAccessKey"}
    assert states(use_of(shop(wide, boundary=held("cvm:*", name="limit")))).keys() == {
        "cvm:StopInstances",
        "cvm:StartInstances",
    }


def test_an_action_counts_that_is_allowed_on_some_resource_or_on_some_condition() -> None:
    one = held("cvm:StopInstances", resource="qcs::cvm:ap-guangzhou::instance/ins-1")
    inside = held("cam:CreateAccessKey", condition={"ip_equal": {"qcs:ip": ["10.0.0.0/8"]}}, name="inside")

    use = use_of(shop(one, inside))

    assert [(row.action, row.policy, row.conditional) for row in use.rows] == [
        ("cam:CreateAccessKey", "inside", True),
        ("cvm:StopInstances", "work", False),
    ]


def test_of_many_actions_the_weightiest_are_told_and_the_others_counted() -> None:
    every = load_catalogue(Language.CAM).expand("*")

    use = use_of(shop(held("*")))

    assert use.granted == len(every) == use.never_used + use.not_recorded
    assert len(use.rows) == 2 * action_rights.MOST_ROWS
    assert use.left_out == len(every) - len(use.rows)
    assert {one.access for one in use.rows[:50]} == {"permissions"}
    assert use.partly_known == ("*",)


def test_services_that_are_not_known_whole_are_named() -> None:
    use = use_of(shop(held("cvm:*", "nosuch:*", "c*:Get*")))

    assert use.partly_known == ("c*", "nosuch")


def test_calls_under_other_names_are_told_apart() -> None:
    use = use_of(shop(held("cvm:StopInstances")), called(cvm_stopinstancesv2=1, nosuch_anything=1))

    assert use.other_calls == ("cvm:stopinstancesv2",)
    assert states(use) == {"cvm:StopInstances": "not_called"}


@pytest.mark.parametrize(
    "facts",
    [
        account(principals=[{"name": "api", "policies": [held("cvm:*")]}]),
        account(principals=[{"name": "root", "type": "root"}], calls={"recorded": RECORDED, "by": {}}),
        shop(held("cvm:*"), boundary={"name": "limit", "document": "{"}),
    ],
    ids=["no records", "root", "a boundary that can't be read"],
)
def test_nothing_is_said_where_it_is_not_known(facts: AccountFacts) -> None:
    assert actions_use(Judging(facts, NOW), facts.principals[0], {}) is None


def test_a_state_stands_for_each_action_that_is_told() -> None:
    use = use_of(shop(held("cvm:*")), called(cvm_stopinstances=1))

    assert [one.state for one in use.rows if one.action == "cvm:StopInstances"] == [UseState.CALLED]
    assert sum(one.state is UseState.CALLED for one in use.rows) == use.used == 1
