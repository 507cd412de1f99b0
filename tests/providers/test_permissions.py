import json
import re

import pytest
from docs import permissions_page

from akwarden.policy.catalogue import Access, load_catalogue
from akwarden.policy.evaluate import Attached, Grants, Request, evaluate
from akwarden.policy.grammar import Language, check_size, read_policy
from akwarden.providers.inventory import CloudCall, Purpose
from akwarden.providers.provider import Provider
from akwarden.providers.registry import PROVIDERS, load

LANGUAGES = {"tencent": Language.CAM, "aws": Language.IAM}
READS = re.compile(r"(?:Get|List|Describe|Query|Lookup|Generate)[A-Z]\w*")
ENTERS = "sts:AssumeRole"
"""The one right that is no reading: it gives a temporary key for a member of an organisation."""

NO_LIST = "cos"
"""A service whose actions the catalogue does not list: the API that it is made from does not have them."""

CALLS = [
    pytest.param(name, call, id=f"{name}-{call.service}-{call.action}")
    for name in PROVIDERS
    for call in load(name).calls
]


@pytest.fixture(params=PROVIDERS)
def provider(request: pytest.FixtureRequest) -> Provider:
    """Give each cloud."""
    return load(request.param)


def is_allowed(provider: Provider, policy: str, right: str) -> bool:
    """Say whether a policy allows a right on everything."""
    service, _, action = right.partition(":")
    held = Attached(read_policy(policy, LANGUAGES[provider.name]), "policy", "user")
    return evaluate(Request(service, action), Grants((held,))).allowed


@pytest.mark.parametrize(("name", "call"), CALLS)
def test_a_right_is_an_action_that_the_cloud_has(name: str, call: CloudCall) -> None:
    if call.right is None:
        assert call.purpose is Purpose.IDENTITY
        return

    assert call.service == NO_LIST or load_catalogue(LANGUAGES[name]).lookup(call.right) is not None


@pytest.mark.parametrize(("name", "call"), CALLS)
def test_a_right_changes_nothing(name: str, call: CloudCall) -> None:
    if call.right in {None, ENTERS}:
        return
    known = load_catalogue(LANGUAGES[name]).lookup(call.right or "")

    assert READS.fullmatch((call.right or "").partition(":")[2])
    if call.service == NO_LIST:
        return
    assert known is not None
    assert known.access in {Access.READ, Access.LIST}


@pytest.mark.parametrize(("name", "call"), CALLS)
def test_a_call_says_what_is_not_seen_without_it(name: str, call: CloudCall) -> None:
    assert call.unseen
    assert not call.unseen.endswith(".")
    assert "|" not in call.unseen
    assert (call.right == ENTERS) <= (call.purpose is Purpose.ORGANIZATION)
    assert sum((one.service, one.action) == (call.service, call.action) for one in load(name).calls) == 1


def test_the_policy_allows_exactly_the_rights_of_the_table(provider: Provider) -> None:
    policy = provider.policy(provider.calls)

    ours = {call.right for call in provider.calls if call.right}
    every = {*load_catalogue(LANGUAGES[provider.name]).expand("*"), *ours}
    allowed = {right for right in every if is_allowed(provider, policy, right)}

    assert allowed == ours
    assert len(every) > 1000


def test_keys_can_be_neither_made_nor_changed_with_the_policy(provider: Provider) -> None:
    policy = provider.policy(provider.calls)
    service = LANGUAGES[provider.name].value

    rights = [f"{service}:{verb}AccessKey" for verb in ("Create", "Update", "Delete")]

    assert [right for right in rights if is_allowed(provider, policy, right)] == []


@pytest.mark.parametrize("purpose", [Purpose.FUNCTIONS, Purpose.ADDRESSES, Purpose.ORGANIZATION])
def test_what_is_left_out_is_not_allowed(provider: Provider, purpose: Purpose) -> None:
    left = tuple(call for call in provider.calls if call.purpose is not purpose)
    out = [call.right for call in provider.calls if call.purpose is purpose and call.right]

    policy = provider.policy(left)

    assert out
    assert [right for right in out if is_allowed(provider, policy, right)] == []


def test_the_policy_is_short_and_names_each_action_whole(provider: Provider) -> None:
    policy = provider.policy(provider.calls)

    check_size(policy)
    statement = read_policy(policy, LANGUAGES[provider.name]).statements[0]
    assert list(statement.actions) == sorted(set(statement.actions))
    assert not any(wildcard in action for action in statement.actions for wildcard in "*?")
    assert statement.resources == ("*",)


def test_the_page_names_every_call_and_shows_two_policies_a_cloud(provider: Provider) -> None:
    page = "\n".join(permissions_page.lines())
    part = page.partition(f"\n## {provider.title}\n")[2].partition("\n## ")[0]

    policies = re.findall(r"^```json\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)

    assert [call.action for call in provider.calls if f"| `{call.action}` |" not in part] == []
    assert [len(json.loads(text)) for text in policies] == [2, 2]
    assert "proved on emulators and not on the clouds themselves" in page
