"""Calls of functions, which run no code, and their logs."""

from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator

from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.scf.state import add_function, add_log

__all__ = ["emulator"]
DAY = 86_400


@pytest.fixture(scope="module")
def scf(emulator: Emulator) -> Any:
    add_function(emulator.cloud, account_of(emulator), "silent")
    add_function(emulator.cloud, account_of(emulator), "declared", result='"hello"')
    return client("scf", emulator)


@pytest.mark.parametrize("action", ["Invoke", "InvokeFunction"])
def test_function_without_a_declared_result_is_not_called(scf: Any, action: str) -> None:
    assert code_of(scf, action, FunctionName="silent") == "FailedOperation.InvokeFunction"
    assert code_of(scf, action, FunctionName="none") == "ResourceNotFound.Function"


@pytest.mark.parametrize("action", ["Invoke", "InvokeFunction"])
def test_declared_result_comes_back_and_is_logged(scf: Any, action: str) -> None:
    result = ask(scf, action, FunctionName="declared", LogType="Tail")["Result"]

    logs = ask(scf, "GetFunctionLogs", FunctionName="declared", FunctionRequestId=result["FunctionRequestId"])
    assert (result["RetMsg"], result["ErrMsg"]) == ('"hello"', "")
    assert result["Log"].startswith("START RequestId")
    assert [one["RetMsg"] for one in logs["Data"]] == ['"hello"']


def test_asynchronous_call_tells_its_id_only(scf: Any) -> None:
    result = ask(scf, "Invoke", FunctionName="declared", InvocationType="Event", LogType="Tail")["Result"]

    assert (result["RetMsg"], result["Log"]) == ("", "")
    assert result["FunctionRequestId"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"InvocationType": "Later"}, "InvalidParameterValue.InvokeType"),
        ({"ClientContext": "{"}, "InvalidParameter.Payload"),
        ({"RoutingKey": '{"k":"' + "v" * 1024 + '"}'}, "InvalidParameter.RequestTooLarge"),
        (
            {"InvocationType": "Event", "ClientContext": '"' + "x" * (128 << 10) + '"'},
            "InvalidParameter.RequestTooLarge",
        ),
        ({"LogType": "All"}, "InvalidParameterValue.Param"),
        ({"Qualifier": "7"}, "ResourceNotFound.Qualifier"),
    ],
)
def test_call_that_can_not_be_is_refused(scf: Any, asked: dict[str, Any], code: str) -> None:
    assert code_of(scf, "Invoke", FunctionName="declared", **asked) == code


def test_logs_are_filtered_and_ordered(scf: Any, emulator: Emulator) -> None:
    function = add_function(emulator.cloud, account_of(emulator), "logged")
    add_log(emulator.cloud, function, "fine")
    emulator.cloud.clock.advance(60)
    add_log(emulator.cloud, function, "secret=abc", code=1)

    def found(**asked: Any) -> list[str]:
        return [one["Log"] for one in ask(scf, "GetFunctionLogs", FunctionName="logged", **asked)["Data"]]

    assert found() == ["secret=abc", "fine"]
    assert found(Order="asc", Limit=1) == ["fine"]
    assert found(Filter={"RetCode": "not0"}) == ["secret=abc"]
    assert found(Filter={"RetCode": "is0"}) == ["fine"]


def test_logs_of_a_day_are_asked_for(scf: Any, emulator: Emulator) -> None:
    function = add_function(emulator.cloud, account_of(emulator), "old")
    made = emulator.cloud.clock.now()
    add_log(emulator.cloud, function, "old")
    emulator.cloud.clock.advance(3 * DAY)
    asked = {"FunctionName": "old"}

    then = {"StartTime": local(made - 60), "EndTime": local(made + 60)}

    assert ask(scf, "GetFunctionLogs", **asked)["TotalCount"] == 0
    assert ask(scf, "GetFunctionLogs", **asked, **then)["TotalCount"] == 1


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"Limit": 10_001}, "LimitExceeded.Offset"),
        ({"OrderBy": "colour"}, "InvalidParameterValue.OrderBy"),
        ({"StartTime": "yesterday"}, "InvalidParameterValue.DateTime"),
        (
            {"StartTime": "2026-01-01 00:00:00", "EndTime": "2026-01-03 00:00:00"},
            "InvalidParameterValue.StartTimeOrEndTime",
        ),
        ({"Filter": {"RetCode": "is9"}}, "InvalidParameterValue.RetCode"),
    ],
)
def test_logs_that_can_not_be_asked_for_are_refused(
    scf: Any, emulator: Emulator, asked: dict[str, Any], code: str
) -> None:
    function = add_function(emulator.cloud, account_of(emulator), "refused")
    add_log(emulator.cloud, function, "a")

    assert code_of(scf, "GetFunctionLogs", FunctionName="refused", **asked) == code
