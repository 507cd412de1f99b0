"""Looking up events: what is found, in which order and pages, and what is refused."""

import json
from typing import Any

import httpx
import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator, root_key

from akwarden.emulator.tencent.audit import Event
from akwarden.emulator.tencent.history import Put, put_event
from akwarden.emulator.tencent.server import Emulator

__all__ = ["emulator"]
DAY = 86_400


@pytest.fixture(scope="module")
def audit(emulator: Emulator) -> Any:
    return client("cloudaudit", emulator)


@pytest.fixture
def now(emulator: Emulator) -> int:
    return int(emulator.cloud.clock.now())


def put(emulator: Emulator, action: str, *, ago: float = 0, **fields: Any) -> Event:
    """Put in an event of the past."""
    whole: dict[str, Any] = {"service": "cam", "moment": emulator.cloud.clock.now() - ago} | fields
    return put_event(emulator.cloud, Put(account=account_of(emulator).uin, action=action, **whole))


def found(audit: Any, now: int, *attributes: tuple[str, str], **more: Any) -> list[dict[str, Any]]:
    """Give the events that fit."""
    answer = ask(audit, "DescribeEvents", **asked(now, *attributes), **more)
    return list(answer["Events"])


def asked(now: int, *attributes: tuple[str, str], days: float = 1) -> dict[str, Any]:
    wanted = [{"AttributeKey": key, "AttributeValue": value} for key, value in attributes]
    return {"StartTime": int(now - days * DAY), "EndTime": now + 5, "LookupAttributes": wanted}


def test_call_of_the_sdk_is_found(emulator: Emulator, audit: Any, now: int) -> None:
    cam = client("cam", emulator)
    made = ask(cam, "AddUser", Name="seen", Remark="a remark")

    (event,) = found(audit, now, ("EventName", "AddUser"), ("RequestId", made["RequestId"]))

    record = json.loads(event["CloudAuditEvent"])
    assert (event["EventName"], event["RequestID"]) == ("AddUser", made["RequestId"])
    assert (event["SecretId"], event["Username"]) == (root_key(emulator).secret_id, "root")
    assert event["AccountID"] == account_of(emulator).uin
    assert event["SourceIPAddress"] == "127.0.0.1"
    assert event["Resources"] == {"ResourceType": "cam", "ResourceName": ""}
    assert (event["ErrorCode"], event["ResourceTypeCn"], event["Location"]) == (0, "访问管理", "")
    assert record["eventName"] == "AddUser"
    assert "a remark" in record["requestParameters"]
    assert record["userAgent"].startswith("SDK_PYTHON") or record["apiVersion"] == "2.0"


def test_method_of_the_call_is_recorded(emulator: Emulator, audit: Any, now: int) -> None:
    for method in ("GET", "POST"):
        profile = client("sts", emulator)
        profile.profile.httpProfile.reqMethod = method
        answer = ask(profile, "GetCallerIdentity")
        (event,) = found(audit, now, ("RequestId", answer["RequestId"]))
        assert json.loads(event["CloudAuditEvent"])["httpMethod"] == method


def test_refused_call_is_found_by_its_code(emulator: Emulator, audit: Any, now: int) -> None:
    made = ask(client("cam", emulator), "AddUser", Name="weak", UseApi=1)
    weak = client("cam", emulator, made["SecretId"], made["SecretKey"])
    code = code_of(weak, "ListUsers")

    (event,) = found(audit, now, ("CamErrorCode", code), ("AccessKeyId", made["SecretId"]))

    assert (event["Username"], event["ErrorCode"]) == ("weak", 1)
    assert found(audit, now, ("PrincipalId", str(made["Uin"])), ("ApiErrorCode", "0"))


def test_failed_call_is_found_by_its_code(emulator: Emulator, audit: Any, now: int) -> None:
    code = code_of(client("cam", emulator), "GetUser", Name="nobody-here")

    assert found(audit, now, ("ApiErrorCode", code))[0]["EventName"] == "GetUser"
    assert found(audit, now, ("CamErrorCode", code)) == []


def test_newest_come_first_page_by_page(emulator: Emulator, audit: Any, now: int) -> None:
    for minute in (3, 1, 2):
        put(emulator, f"Paged{minute}", ago=60 * minute, service="paged")
    seen: list[str] = []
    token: dict[str, int] = {}

    for _ in range(9):
        page = ask(audit, "DescribeEvents", **asked(now, ("ResourceType", "paged")), MaxResults=1, **token)
        seen += [event["EventName"] for event in page["Events"]]
        put(emulator, "Newer", service="paged")
        token = {"NextToken": page["NextToken"]}
        if page["ListOver"]:
            break

    assert seen == ["Paged1", "Paged2", "Paged3"]


def test_pages_hold_ten_events_where_nothing_is_said(emulator: Emulator, audit: Any, now: int) -> None:
    for number in range(12):
        put(emulator, f"Ten{number}", service="ten")

    page = ask(audit, "DescribeEvents", **asked(now, ("ResourceType", "ten")))

    assert (len(page["Events"]), page["ListOver"], page["TotalCount"]) == (10, False, 12)


def test_nothing_found_is_an_empty_last_page(audit: Any, now: int) -> None:
    page = ask(audit, "DescribeEvents", **asked(now, ("EventName", "Never")))

    assert (page["Events"], page["ListOver"], page["TotalCount"]) == ([], True, 0)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ActionType", "Write"),
        ("PrincipalId", "root"),
        ("ResourceType", "attr"),
        ("ResourceId", "79"),
        ("ResourceName", "policy/79"),
        ("AccessKeyId", "AKIDattr"),
        ("SensitiveAction", "1"),
        ("ApiErrorCode", "FailedOperation"),
        ("CamErrorCode", "0"),
        ("SourceIPAddress", "198.51.100.7"),
        ("Tags", '[{"key":"env","value":"*"}]'),
    ],
)
def test_each_attribute_finds_its_event(
    emulator: Emulator, audit: Any, now: int, key: str, value: str
) -> None:
    name = f"By{key}"
    put(
        emulator,
        name,
        service="attr",
        write=True,
        sensitive=True,
        secret_id="AKIDattr",
        address="198.51.100.7",
        code="FailedOperation",
        parameters={"PolicyId": 79},
        tags=("env:prod",),
    )
    value = str(account_of(emulator).uin) if value == "root" else value

    assert [event["EventName"] for event in found(audit, now, ("EventName", name), (key, value))] == [name]
    other = '[{"key":"other","value":"x"}]' if key == "Tags" else "other"
    assert found(audit, now, ("EventName", name), (key, other)) == []


def test_several_names_are_alternatives(emulator: Emulator, audit: Any, now: int) -> None:
    for name in ("One", "Two", "Three"):
        put(emulator, name, service="names")

    both = found(audit, now, ("ResourceType", "names"), ("EventName", "One"), ("EventName", "Two"))

    assert {event["EventName"] for event in both} == {"One", "Two"}


def test_location_is_told_where_asked_for(emulator: Emulator, audit: Any, now: int) -> None:
    put(emulator, "Placed", location="中国 广东省 深圳市 中国电信")
    put(emulator, "Unplaced")

    assert found(audit, now, ("EventName", "Placed"))[0]["Location"] == ""
    located = [found(audit, now, ("EventName", n), IsReturnLocation=1)[0] for n in ("Placed", "Unplaced")]
    assert [event["Location"] for event in located] == ["中国 广东省 深圳市 中国电信", "未知"]


@pytest.mark.parametrize("action", ["DescribeEvents", "LookUpEvents"])
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"MaxResults": 51}, "InvalidParameterValue.MaxResult"),
        ({"MaxResults": 0}, "InvalidParameterValue.MaxResult"),
        ({"EndTime": 1}, "InvalidParameterValue.Time"),
        ({"days": 30}, "LimitExceeded.OverTime"),
        ({"days": 91}, "LimitExceeded.OverTime"),
        ({"attributes": [("Colour", "red")]}, "InvalidParameterValue.attributeKey"),
        ({"attributes": [("Tags", "env")]}, "InvalidParameter"),
    ],
)
def test_what_can_not_be_asked_for_is_refused(
    audit: Any, now: int, action: str, wrong: dict[str, Any], code: str
) -> None:
    wrong = dict(wrong)
    base = asked(now, *wrong.pop("attributes", ()), days=wrong.pop("days", 1))
    if base["EndTime"] - base["StartTime"] > 60 * DAY:
        base["EndTime"] = base["StartTime"] + DAY

    assert code_of(audit, action, **(base | wrong)) == code


def test_days_within_the_limits_are_searched(emulator: Emulator, audit: Any, now: int) -> None:
    put(emulator, "Old", ago=70 * DAY)

    old = {"StartTime": now - 89 * DAY, "EndTime": now - 60 * DAY}

    assert ask(audit, "DescribeEvents", **old)["Events"][0]["EventName"] == "Old"


def test_token_that_was_never_given_is_refused(audit: Any, now: int) -> None:
    assert code_of(audit, "DescribeEvents", **asked(now), NextToken=99_999_999) == "InvalidParameter"
    assert code_of(audit, "LookUpEvents", **asked(now), NextToken="soon") == "InvalidParameter"


def test_times_are_required(audit: Any) -> None:
    assert code_of(audit, "DescribeEvents", StartTime=1) == "MissingParameter"


def test_old_action_has_tokens_of_text_and_locations(emulator: Emulator, audit: Any, now: int) -> None:
    for number in range(3):
        put(emulator, f"Old{number}", service="old")
    wanted = asked(now, ("ResourceType", "old"), ("ReadOnly", "true"), ("Username", "root"))

    first = ask(audit, "LookUpEvents", **wanted, MaxResults=2, Mode="quick")
    second = ask(audit, "LookUpEvents", **wanted, MaxResults=2, NextToken=first["NextToken"])

    assert isinstance(first["NextToken"], str)
    assert [first["ListOver"], second["ListOver"]] == [False, True]
    names = [event["EventName"] for event in first["Events"] + second["Events"]]
    assert names == ["Old2", "Old1", "Old0"]
    assert first["Events"][0]["Location"] == "未知"
    assert code_of(audit, "LookUpEvents", **wanted, Mode="slow") == "InvalidParameter"


def test_old_action_tells_requests_of_the_old_api_with_bare_quotes(
    emulator: Emulator, audit: Any, now: int
) -> None:
    put(emulator, "Bare", generation="2.0")

    (new,) = ask(audit, "DescribeEvents", **asked(now, ("EventName", "Bare")))["Events"]
    (old,) = ask(audit, "LookUpEvents", **asked(now, ("EventName", "Bare")))["Events"]

    assert json.loads(new["CloudAuditEvent"])["apiVersion"] == "2.0"
    assert new["RequestID"].endswith("_v2")
    assert '"requestParameters":"{"Action":"Bare"' in old["CloudAuditEvent"]


def test_keys_are_listed_in_two_languages(audit: Any) -> None:
    chinese = ask(audit, "GetAttributeKey")["AttributeKeyDetails"]
    english = ask(audit, "GetAttributeKey", WebsiteType="en")["AttributeKeyDetails"]

    assert [row["Value"] for row in chinese] == [row["Value"] for row in english]
    assert chinese[1] == {
        "Label": "访问密钥",
        "Value": "AccessKeyId",
        "Starter": "输入访问密钥",
        "LabelType": "text",
        "Order": 2,
    }
    assert code_of(audit, "GetAttributeKey", WebsiteType="fr") == "InvalidParameterValue"


def test_event_comes_in_through_the_control_api(emulator: Emulator, audit: Any, now: int) -> None:
    url, header = f"{emulator.endpoint}/_emulator/events", {"X-Emulator-Control": "1"}
    content = {"account": account_of(emulator).uin, "service": "cam", "action": "CreateCollApiKey"}

    made = httpx.post(url, headers=header, json=content, timeout=100)
    wrong = httpx.post(url, headers=header, json=content | {"user": "nobody"}, timeout=100)

    assert (made.status_code, wrong.status_code) == (200, 400)
    (event,) = found(audit, now, ("RequestId", made.json()["request_id"]))
    assert json.loads(event["CloudAuditEvent"])["eventType"] == "ConsoleCall"


@pytest.mark.parametrize("action", ["DescribeEvents", "LookUpEvents"])
def test_user_without_policies_looks_nothing_up(emulator: Emulator, now: int, action: str) -> None:
    made = ask(client("cam", emulator), "AddUser", Name=f"no-{action}", UseApi=1)
    weak = client("cloudaudit", emulator, made["SecretId"], made["SecretKey"])

    assert code_of(weak, action, **asked(now)) == "AuthFailure.UnauthorizedOperation"
