"""Lists of functions, versions, aliases and triggers."""

from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.scf.state import add_alias, add_function, add_trigger

__all__ = ["emulator"]


@pytest.fixture(scope="module")
def scf(emulator: Emulator) -> Any:
    account = account_of(emulator)
    for number in range(5):
        runtime = "Go1" if number % 2 else "Python3.9"
        config = {
            "Runtime": runtime,
            "Description": f"number {number}",
            "VpcConfig": {"VpcId": f"vpc-{number}"},
        }
        made = add_function(emulator.cloud, account, f"job{number}", config=config)
        made.tags = {"n": str(number)}
    add_function(emulator.cloud, account, "far", region="ap-tokyo")
    add_function(emulator.cloud, account, "apart", namespace="other")
    return client("scf", emulator)


def names(scf: Any, **asked: Any) -> list[str]:
    return [one["FunctionName"] for one in ask(scf, "ListFunctions", **asked)["Functions"]]


def test_functions_of_one_namespace_and_region_are_listed(scf: Any) -> None:
    assert names(scf) == [f"job{number}" for number in range(5)]
    assert names(scf, Namespace="other") == ["apart"]
    assert code_of(scf, "ListFunctions", Namespace="none") == "ResourceNotFound.Namespace"


def test_functions_are_listed_page_by_page_in_order(scf: Any) -> None:
    assert names(scf, Offset=1, Limit=2) == ["job1", "job2"]
    assert names(scf, Orderby="FunctionName", Order="DESC", Limit=1) == ["job4"]
    assert ask(scf, "ListFunctions", Limit=1)["TotalCount"] == 5


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"SearchKey": "b3"}, ["job3"]),
        ({"Description": "number 2"}, ["job2"]),
        ({"Filters": [{"Name": "Runtime", "Values": ["Go1"]}]}, ["job1", "job3"]),
        ({"Filters": [{"Name": "VpcId", "Values": ["vpc-4"]}]}, ["job4"]),
        ({"Filters": [{"Name": "tag-n", "Values": ["0", "4"]}]}, ["job0", "job4"]),
        ({"Filters": [{"Name": "Status", "Values": ["Creating"]}]}, []),
    ],
)
def test_functions_are_filtered(scf: Any, asked: dict[str, Any], found: list[str]) -> None:
    assert names(scf, **asked) == found


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"Limit": 101}, "InvalidParameterValue.Limit"),
        ({"Offset": -1}, "InvalidParameterValue.Offset"),
        ({"Order": "UP"}, "InvalidParameterValue.Order"),
        ({"Orderby": "Size"}, "InvalidParameterValue.OrderBy"),
        ({"Filters": [{"Name": "Size", "Values": ["1"]}]}, "InvalidParameterValue.Filters"),
        ({"Filters": [{"Name": "Role", "Values": ["1"]}] * 11}, "InvalidParameterValue.Filters"),
    ],
)
def test_list_that_can_not_be_is_refused(scf: Any, asked: dict[str, Any], code: str) -> None:
    assert code_of(scf, "ListFunctions", **asked) == code


def test_versions_are_listed(scf: Any) -> None:
    for _ in range(3):
        ask(scf, "PublishVersion", FunctionName="job0")

    found = ask(scf, "ListVersionByFunction", FunctionName="job0", Offset=1, Limit=2)

    assert (found["FunctionVersion"], found["TotalCount"]) == (["1", "2"], 4)
    assert [one["Version"] for one in found["Versions"]] == ["1", "2"]
    back = ask(scf, "ListVersionByFunction", FunctionName="job0", Order="DESC")["FunctionVersion"]
    assert back == ["3", "2", "1", "$LATEST"]


def test_alias_stands_for_a_version(scf: Any, emulator: Emulator) -> None:
    function = add_function(emulator.cloud, account_of(emulator), "aliased", namespace="spare")
    asked = {"FunctionName": "aliased", "Namespace": "spare"}
    ask(scf, "PublishVersion", **asked)
    add_alias(emulator.cloud, function, "prod", "1")

    found = ask(scf, "ListAliases", **asked)

    assert [one["Name"] for one in found["Aliases"]] == ["$DEFAULT", "prod"]
    assert ask(scf, "GetFunction", Qualifier="prod", **asked)["FunctionVersion"] == "1"
    of_one = ask(scf, "ListAliases", FunctionVersion="1", Offset="0", Limit="5", **asked)
    assert of_one["TotalCount"] == 1
    assert code_of(scf, "ListAliases", Limit="many", **asked) == "InvalidParameterValue.Limit"
    assert code_of(scf, "GetFunction", Qualifier="none", **asked) == "ResourceNotFound.Qualifier"


def test_triggers_are_listed_and_told_with_the_function(scf: Any, emulator: Emulator) -> None:
    function = add_function(emulator.cloud, account_of(emulator), "triggered", namespace="spare")
    add_trigger(emulator.cloud, function, "nightly", "timer", '{"cron": "0 0 2 * * * *"}')
    add_trigger(emulator.cloud, function, "web", "http")
    asked = {"FunctionName": "triggered", "Namespace": "spare"}

    found = ask(scf, "ListTriggers", Order="ASC", **asked)

    assert [one["TriggerName"] for one in found["Triggers"]] == ["nightly", "web"]
    told = ask(scf, "GetFunction", **asked)["Triggers"]
    assert [one["TriggerDesc"] for one in told] == ['{"cron": "0 0 2 * * * *"}', ""]
    one = ask(scf, "ListTriggers", Filters=[{"Name": "TriggerName", "Values": ["web"]}], **asked)
    assert one["TotalCount"] == 1
    wrong = [{"Name": "Kind", "Values": ["web"]}]
    assert code_of(scf, "ListTriggers", Filters=wrong, **asked) == "InvalidParameterValue.Filters"


def test_function_that_is_not_there_is_refused(scf: Any) -> None:
    for action in (
        "ListTriggers",
        "ListAliases",
        "ListVersionByFunction",
        "GetFunction",
        "GetFunctionAddress",
    ):
        assert code_of(scf, action, FunctionName="none") == "ResourceNotFound.Function"
    assert code_of(scf, "GetFunction") == "MissingParameter"
