import json

import msgspec
import pytest
from tests.emulator.tencent.schema_making import schema

from akwarden.emulator.tencent.schema import Field, Service, services


def made(service: str, version: str, *actions: str) -> Service:
    return msgspec.json.decode(json.dumps(schema(service, version, actions)), type=Service)


def test_fields_have_the_names_and_types_of_the_sdk() -> None:
    found = made("vpc", "2017-03-12", "DescribeAddresses")

    request = found.actions["DescribeAddresses"].request
    assert Field("AddressIds", "list<string>") in request
    assert Field("Filters", "list<Filter>") in request
    assert found.types["Filter"] == (
        Field("Name", "string", required=True),
        Field("Values", "list<string>", required=True),
    )


def test_types_that_no_action_reaches_are_left_out() -> None:
    found = made("vpc", "2017-03-12", "ReleaseAddresses")

    assert [*found.actions] == ["ReleaseAddresses"]
    assert not found.types


def test_field_that_the_description_lacks_has_the_type_of_the_sdk() -> None:
    found = made("cbs", "2017-03-12", "CreateSnapshot")

    assert Field("LocalSnap", "bool") in found.actions["CreateSnapshot"].request


@pytest.mark.parametrize("name", ["clb", "lighthouse", "vpc"])
def test_kept_schema_has_no_field_that_the_sdk_lacks(name: str) -> None:
    kept = services()[name]

    now = made(name, kept.version, *kept.actions)

    assert now.types.keys() >= kept.types.keys()
    for action, shape in kept.actions.items():
        assert {*shape.request} <= {*now.actions[action].request}
        assert {*shape.response} <= {*now.actions[action].response}
