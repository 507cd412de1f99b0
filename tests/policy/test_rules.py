from collections.abc import Callable

import pytest
from tests.policy.policies import asking, cam, cam_statement, granted, iam, iam_statement

from akwarden.policy import rules
from akwarden.policy.evaluate import Request, evaluate
from akwarden.policy.grammar import Policy
from akwarden.policy.rules import Ask, rules_of


def test_a_policy_is_compiled_once() -> None:
    policy = cam(cam_statement(action=[f"cam:Get{number}*" for number in range(100)]))
    first = rules_of(policy)

    for number in range(50):
        evaluate(asking(f"cam:Get{number}"), granted(policy))

    assert rules_of(policy) is first
    assert policy.memo == [first]


def test_the_statements_about_an_action_are_found_once() -> None:
    compiled = rules_of(cam(cam_statement(), cam_statement("deny", action="cam:*")))

    first = compiled.about(Ask(asking("cam:GetUser")))

    assert compiled.about(Ask(asking("cam:GetUser"))) is first
    assert (len(first.denies), len(first.allows)) == (1, 1)


@pytest.mark.parametrize("made", [lambda: cam(cam_statement()), lambda: iam(iam_statement())])
def test_the_memory_of_actions_has_an_end(made: Callable[[], Policy]) -> None:
    compiled = rules_of(made())
    seen = set()

    for number in range(2 * rules._MOST_ACTIONS):  # noqa: SLF001  the bound itself is what is tested
        compiled.about(Ask(asking(f"cam:Action{number}")))
        seen.add(len(compiled._by_action))  # noqa: SLF001  the bound itself is what is tested

    assert max(seen) == rules._MOST_ACTIONS  # noqa: SLF001  the bound itself is what is tested


@pytest.mark.parametrize("action", ["GetUser", "cam:GetUser", "name/cam:GetUser"])
def test_an_action_is_named_with_its_service(action: str) -> None:
    ask = Ask(Request("cam", action))

    assert (ask.action, ask.folded) == ("cam:GetUser", "cam:getuser")
