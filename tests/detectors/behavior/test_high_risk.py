import pytest
from tests.detectors.behavior.known_calls import unknown_calls

from akwarden.detectors.behavior.high_risk import high_risk_apis, high_risk_operations

LEAST_ACTIONS, LEAST_SERVICES = 60, 20


@pytest.mark.parametrize("provider", ["tencent", "aws"])
def test_there_are_enough_high_risk_apis_of_each_cloud(provider: str) -> None:
    services = high_risk_apis()[provider].services

    assert len(services) >= LEAST_SERVICES
    assert sum(len(one.actions) for one in services.values()) >= LEAST_ACTIONS
    assert [name for name, one in services.items() if not (one.why and one.actions)] == []
    assert high_risk_apis()[provider].references


@pytest.mark.parametrize(
    ("provider", "service"),
    [(provider, service) for provider, apis in high_risk_apis().items() for service in apis.services],
)
def test_every_high_risk_api_exists(provider: str, service: str) -> None:
    actions = high_risk_apis()[provider].services[service].actions

    assert unknown_calls(provider, service, set(actions)) == set()
    assert sorted(set(actions)) == sorted(actions)


def test_high_risk_operations_are_written_as_the_lake_has_them() -> None:
    operations = high_risk_operations()

    assert {
        "cam:createcollapikey",
        "iam:createaccesskey",
        "lambda:updatefunctioncode20150331v2",
    } <= operations
    assert [one for one in operations if one != one.lower() or one.count(":") != 1] == []


def test_what_programs_call_all_day_is_no_high_risk() -> None:
    ordinary = {"sts:assumerole", "sts:getcalleridentity", "s3:getobject", "cos:getobject", "kms:decrypt"}

    assert ordinary & high_risk_operations() == set()
