import pytest
from botocore.loaders import Loader
from hypothesis import given
from hypothesis import strategies as st

from akwarden.providers.registry import PROVIDERS
from akwarden.workflows.events.audit_services import audit_services
from akwarden.workflows.events.recorders import GapKind, recorder_of

NAMES = st.from_regex(r"[a-z0-9-]+(\.[a-z0-9-]+)?", fullmatch=True)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_cloud_says_which_services_its_records_show(provider: str) -> None:
    known = audit_services(provider)

    assert known.references
    assert known.shown
    assert list(known.shown) == sorted(set(known.shown))
    assert not known.data.keys() & set(known.shown), "it is either or"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_names_and_calls_are_in_lower_case_as_they_are_compared(provider: str) -> None:
    known = audit_services(provider)

    words = [*known.names, *known.shown, *known.data, *known.data_calls()]
    words += [one for prefixes in known.names.values() for one in prefixes]
    assert [one for one in words if one != one.lower()] == []
    assert [name for name, prefixes in known.names.items() if prefixes == (name,)] == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_no_trail_takes_by_itself_never_counts_as_shown(provider: str) -> None:
    known = audit_services(provider)
    services = {"s3", "lambda", "dynamodb", "sns"} if provider == "aws" else {"cos"}

    assert len(recorder_of(provider).of_kind(GapKind.DATA)) == len(services)
    assert services <= known.data.keys()


@pytest.mark.parametrize(
    ("name", "prefixes"),
    [
        ("monitoring", ("cloudwatch",)),
        ("email", ("ses",)),
        ("ec2", ("ec2",)),
        ("runtime.lex", ("lex",)),
        ("autoscaling", ("autoscaling", "application-autoscaling", "autoscaling-plans")),
        ("data.iot", ("iot",)),
    ],
)
def test_a_service_of_a_record_stands_for_prefixes_of_policies(name: str, prefixes: tuple[str, ...]) -> None:
    assert audit_services("aws").prefixes(name) == prefixes


@given(st.sampled_from(sorted(PROVIDERS)), NAMES)
def test_every_name_stands_for_some_prefix_however_it_is_written(provider: str, name: str) -> None:
    found = audit_services(provider).prefixes(name)

    assert found
    assert all(one and "." not in one for one in found)
    assert audit_services(provider).prefixes(name.upper()) == found


def test_calls_to_data_are_known_by_every_name_that_records_have_for_the_service() -> None:
    calls = audit_services("aws").data_calls()

    assert {
        "s3:getobject",
        "dynamodb:getrecords",
        "streams.dynamodb:getrecords",
        "rdsdata:executestatement",
    } <= calls


def test_the_calls_to_data_of_aws_are_calls_that_aws_has() -> None:
    models = {
        "ebs": "ebs",
        "kms": "kms",
        "lambda": "lambda",
        "sns": "sns",
        "sqs": "sqs",
        "rds-data": "rds-data",
    }
    loader, known = Loader(), audit_services("aws")

    for prefix, model in models.items():
        operations = {one.lower() for one in loader.load_service_model(model, "service-2")["operations"]}
        assert set(known.data[prefix]) <= operations, prefix
