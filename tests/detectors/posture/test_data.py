import json
from importlib.resources import files

import botocore.session
import pytest
from tests.detectors.posture.short import rules

from akwarden.detectors.posture.data import high_privilege, sensitive_actions
from akwarden.model.severity import Severity
from akwarden.policy.catalogue import load_catalogue
from akwarden.policy.grammar import Language

LEAST_ACTIONS, LEAST_SERVICES = 60, 20
NO_SDK = {"cos": "its interface is XML and not in the SDK"}
ELSEWHERE = {"bedrock": "bedrock-runtime"}


@pytest.mark.parametrize("provider", ["tencent", "aws"])
def test_there_are_enough_sensitive_actions(provider: str) -> None:
    services = sensitive_actions()[provider].services

    assert len(services) >= LEAST_SERVICES
    assert sum(len(one.actions) for one in services.values()) >= LEAST_ACTIONS
    assert [name for name, one in services.items() if not (one.title and one.actions)] == []


def test_every_sensitive_action_of_tencent_exists() -> None:
    for service, known in sensitive_actions()["tencent"].services.items():
        if service not in NO_SDK:
            assert set(known.actions) - _of_tencent(service) == set(), service


def test_every_sensitive_action_of_aws_exists() -> None:
    for service, known in sensitive_actions()["aws"].services.items():
        assert set(known.actions) - _of_aws(service) == set(), service


def test_policies_that_give_much_are_named_once_and_no_administrator_is_among_them() -> None:
    for provider, known in high_privilege().items():
        names = [one.policy.lower() for one in known.policies]

        assert len(set(names)) == len(names), provider
        assert "administratoraccess" not in names
        assert {one.level for one in known.policies} == {Severity.MEDIUM, Severity.LOW}


def test_services_that_a_rule_calls_grave_are_sensitive_ones() -> None:
    grave = rules()["policy-star-service"].settings["grave"]

    assert set(grave["tencent"]) <= sensitive_actions()["tencent"].services.keys()
    assert {"iam", "sts", "kms", "secretsmanager"} <= set(grave["aws"])


def _of_tencent(service: str) -> set[str]:
    """Give the actions of a service that tccli or the catalogue knows."""
    folder = files("tccli") / "services" / service
    texts = [(one / "api.json").read_text() for one in folder.iterdir() if one.name.startswith("v2")]
    known = load_catalogue(Language.CAM).service(service)
    return {action for text in texts for action in json.loads(text)["actions"]} | set(
        known.actions if known else ()
    )


def _of_aws(service: str) -> set[str]:
    """Give the actions of a service that the catalogue, else the SDK, knows."""
    known = load_catalogue(Language.IAM).service(service)
    if known and known.complete:
        return set(known.actions)
    model = botocore.session.get_session().get_service_model(ELSEWHERE.get(service, service))
    return set(model.operation_names)
