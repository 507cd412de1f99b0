"""The calls that make keys: rights that the cloud has, in no policy for reading."""

import pytest

from akwarden.policy.catalogue import load_catalogue
from akwarden.policy.grammar import Language, read_policy
from akwarden.providers.inventory import Purpose
from akwarden.providers.provider import Provider
from akwarden.providers.registry import PROVIDERS, load

LANGUAGES = {"tencent": Language.CAM, "aws": Language.IAM}


@pytest.fixture(params=PROVIDERS)
def provider(request: pytest.FixtureRequest) -> Provider:
    """Give each cloud."""
    return load(request.param)


def test_a_right_is_an_action_that_the_cloud_has(provider: Provider) -> None:
    catalogue = load_catalogue(LANGUAGES[provider.name])
    rights = [call.right for call in provider.key_making.calls if call.right]

    assert len(rights) >= 8
    assert [right for right in rights if catalogue.lookup(right) is None] == []


def test_no_policy_for_reading_makes_keys(provider: Provider) -> None:
    reading = {call.right for call in (*provider.calls, *provider.delivery_calls)}
    making = {call.right for call in provider.key_making.calls if call.purpose is Purpose.KEY_MAKING}

    assert making
    assert reading & making == set()


def test_the_policy_for_making_keys_is_one_that_the_cloud_takes(provider: Provider) -> None:
    policy = read_policy(provider.policy(provider.key_making.calls), LANGUAGES[provider.name])

    (statement,) = policy.statements
    assert set(statement.actions) == {call.right for call in provider.key_making.calls if call.right}
