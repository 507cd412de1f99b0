"""CloudAudit's records are as dirty as documented: each variant of a field appears in some record."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec
import pytest

from akwarden.emulator.tencent.audit import TYPES, Event
from akwarden.emulator.tencent.history import Put, put_event
from akwarden.emulator.tencent.record import record_of, text_of
from akwarden.emulator.tencent.server import empty_cloud
from akwarden.emulator.tencent.state import Account, Cloud, User

NAMES = {
    *("eventVersion", "eventID", "requestID", "eventName", "eventSource", "eventTime", "eventRegion"),
    *("eventType", "actionType", "apiVersion", "httpMethod", "userAgent", "sourceIPAddress", "errorCode"),
    *("errorMessage", "apiErrorCode", "apiErrorMessage", "resourceType", "resourceName", "resources"),
    *("requestParameters", "sensitiveAction", "userIdentity"),
}
OPTIONAL = {
    *("resourceSet", "responseElements", "eventPlatform", "tags", "region", "@timestamp", "updateEsTime"),
    *("onlyRecordNotSeen", "authMode", "isRisk", "ruleId", "cloudapi", "auth", "signature"),
}
SESSION = {
    *("token", "ua", "userIp", "uin", "ownerUin", "appId", "expireTime", "mfa", "mfaExpireTime"),
    *("interfaceName", "hasPolicyFilter", "policyFilter", "extraInfo"),
}


@pytest.fixture
def cloud() -> Cloud:
    cloud, _ = empty_cloud(seed=1)
    return cloud


@pytest.fixture
def account(cloud: Cloud) -> Account:
    return next(iter(cloud.accounts.values()))


def events(**fields: Any) -> list[Event]:
    """Give as many events as there are variants, alike but for their numbers."""
    common: dict[str, Any] = {
        "moment": 1735689600.5,
        "service": "cam",
        "action": "GetPolicy",
        "region": "ap-guangzhou",
    }
    return [Event(number=number, request_id="id", **(common | fields)) for number in range(1, 15)]


def records(account: Account, **fields: Any) -> list[dict[str, Any]]:
    return [record_of(account, event) for event in events(**fields)]


def seen(records: Iterable[dict[str, Any]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for record in records:
        for name, value in record.items():
            found[name].append(value)
    return found


def has(values: Iterable[Any], value: Any) -> bool:
    """Say whether a value of the same type is among others: 0 is not False."""
    return any(type(one) is type(value) and one == value for one in values)


def test_every_record_has_the_common_fields_and_some_have_each_optional_one(account: Account) -> None:
    found = records(account)

    assert all(record.keys() >= NAMES for record in found)
    assert {name for record in found for name in record} == NAMES | OPTIONAL
    assert all(any(name not in record for record in found) for name in OPTIONAL)


def test_successes_have_all_spellings_of_no_error(account: Account) -> None:
    found = seen(records(account))

    assert all(has(found["errorCode"], value) for value in (0, "0"))
    assert all(has(found["apiErrorCode"], value) for value in (0, "0", ""))
    assert {"", "permission verify"} <= {*found["errorMessage"]}


def test_errors_of_rights_and_of_business_stand_apart(account: Account) -> None:
    refused = seen(records(account, code="AuthFailure.UnauthorizedOperation", message="no"))
    failed = seen(records(account, code="ResourceNotFound.UserNotExist", message="gone"))

    assert {*refused["errorCode"]} == {"AuthFailure.UnauthorizedOperation"}
    assert {*refused["errorMessage"]} == {"no"}
    assert {*refused["apiErrorCode"]} == {""}
    assert {*failed["apiErrorCode"]} == {"ResourceNotFound.UserNotExist"}
    assert {*failed["apiErrorMessage"]} == {"gone"}
    assert {str(code) for code in failed["errorCode"]} == {"0"}


def test_times_are_seconds_or_text(account: Account) -> None:
    found = seen(records(account))

    assert {1735689600, "2025-01-01 08:00:00"} == {*found["eventTime"]}
    assert {"2025-01-01T00:00:00.500000"} == {*found["@timestamp"]}
    assert all(len(str(value)) == 17 for value in found["updateEsTime"])


def test_sources_are_of_both_apis(account: Account) -> None:
    found = seen(records(account))

    old = "cam.api.tencentyun.com/v2/index.php"
    assert {*found["eventSource"]} == {"cam.ap-guangzhou.api.tencentyun.com", old}
    assert {*found["apiVersion"]} == {"2.0", "3.0"}
    assert {*found["eventVersion"]} == {2}


def test_flags_are_text_numbers_or_nothing(account: Account) -> None:
    harmless, sensitive = seen(records(account)), seen(records(account, sensitive=True))

    assert all(has(harmless["sensitiveAction"], value) for value in ("0", 0, ""))
    assert all(has(sensitive["sensitiveAction"], value) for value in ("1", 1))
    assert all(has(harmless["eventPlatform"], value) for value in ("0", 0))


def test_kinds_of_events_and_actions_are_told(account: Account) -> None:
    for kind in TYPES:
        assert {*seen(records(account, type=kind))["eventType"]} == {kind}
    assert {*seen(records(account, write=True))["actionType"]} == {"Write"}
    assert {*seen(records(account))["actionType"]} == {"Read"}


def test_resources_are_a_list_in_text_or_nothing(account: Account) -> None:
    found = seen(records(account, resource="policy/7934"))

    assert {*found["resourceName"]} == {"policy/7934"}
    assert {*found["resources"]} == {'["policy/7934"]', ""}
    assert {*seen(records(account))["resourceName"]} == {""}


def test_client_is_empty_in_old_records(account: Account) -> None:
    assert {*seen(records(account, client="SDK_GO_1.0.374"))["userAgent"]} == {"SDK_GO_1.0.374", ""}


def test_requests_are_json_in_some_and_broken_json_in_others(account: Account) -> None:
    found = seen(records(account, parameters='{"PolicyId":7934}'))["requestParameters"]

    read = [json.loads(text) for text in found if '"Data"' not in text]
    assert {*(one["PolicyId"] for one in read)} == {7934}
    broken = [text for text in found if '"Data"' in text]
    assert broken
    for text in broken:
        with pytest.raises(ValueError, match=r"Expecting|delimiter"):
            json.loads(text)


def test_requests_hold_key_and_token_in_some(account: Account) -> None:
    texts = seen(records(account, secret_id="AKIDx", token="a-token"))["requestParameters"]

    assert any('"SecretId":"AKIDx"' in text and '"Token":"a-token"' in text for text in texts)
    assert any("AKIDx" not in text for text in texts)


def test_uins_are_text_or_numbers(account: Account) -> None:
    identities = [record["userIdentity"] for record in records(account, uin=account.uin)]

    for name in ("accountId", "principalId"):
        assert {str, int} == {type(one[name]) for one in identities}
        assert {str(one[name]) for one in identities} == {str(account.uin)}


def test_session_is_an_object_or_json_in_text_and_shows_the_token(account: Account) -> None:
    found = [
        record["userIdentity"]["sessionContext"]
        for record in records(account, token="a-token", expires=1735696800.0, narrowed=True)
    ]

    assert {str, dict} == {type(one) for one in found}
    for one in found:
        context = json.loads(one) if isinstance(one, str) else one
        assert context.keys() == SESSION
        assert context["token"] == "a-token"
        assert context["expireTime"] == "2025-01-01 10:00:00"
        assert context["hasPolicyFilter"] == 1


def test_calls_with_a_permanent_key_have_no_session(account: Account) -> None:
    found = [record["userIdentity"]["sessionContext"] for record in records(account)]

    assert {str, dict} == {type(one) for one in found}
    assert not any(found)


def test_console_call_comes_from_inside_and_the_session_has_the_users_address(account: Account) -> None:
    found = records(account, type="ConsoleCall", user_address="203.0.113.7")

    assert {record["sourceIPAddress"] for record in found} == {"9.83.55.32"}
    contexts = [record["userIdentity"]["sessionContext"] for record in found]
    read = [json.loads(one) if isinstance(one, str) else one for one in contexts]
    assert {one["userIp"] for one in read} == {"203.0.113.7"}
    assert {type(json.loads(one["extraInfo"])) for one in read} == {dict}


def test_name_of_a_user_who_is_gone_is_the_id(account: Account) -> None:
    user = account.users[7] = User(7, 8, "ann", 0.0)

    before = records(account, principal="CAMUser", uin=user.uin, name="ann")
    del account.users[7]
    after = records(account, principal="CAMUser", uin=user.uin, name="ann")

    assert {record["userIdentity"]["userName"] for record in before} == {"ann"}
    assert {record["userIdentity"]["userName"] for record in after} == {"7"}


def test_record_reads_the_same_whenever_it_is_read(account: Account) -> None:
    assert records(account) == records(account)


def test_event_of_the_old_api_has_its_ids(account: Account) -> None:
    found = records(account, generation="2.0")

    assert {record["apiVersion"] for record in found} == {"2.0"}
    assert all(record["requestID"].endswith("_1735689600.5000_v2") for record in found)
    assert all(record["eventID"] != record["requestID"] for record in found)


def test_text_of_a_record_is_json_unless_the_old_api_wrote_it_carelessly(account: Account) -> None:
    for record in records(account, parameters='{"a":"b"}'):
        assert msgspec.json.decode(text_of(record)) == record
        if record["apiVersion"] == "3.0":
            assert text_of(record, careless=True) == text_of(record)
            continue
        with pytest.raises(ValueError, match=r"Expecting|delimiter"):
            json.loads(text_of(record, careless=True))


def test_put_event_is_of_the_console_and_its_answer_shows_no_secret(cloud: Cloud, account: Account) -> None:
    event = put_event(
        cloud,
        Put(
            account=account.uin,
            service="cam",
            action="CreateCollApiKey",
            write=True,
            parameters={"TargetUin": 5},
            answer={"Key": {"SecretId": "AKIDx", "SecretKey": "hidden"}},
        ),
    )

    assert account.events[-1] is event
    assert (event.type, event.name, event.resource) == ("ConsoleCall", "root", "uin/5")
    assert "AKIDx" in event.answer
    assert "hidden" not in event.answer


def test_put_event_is_of_a_user_and_of_a_time_before(cloud: Cloud, account: Account) -> None:
    account.users[7] = User(7, 8, "ann", 0.0)
    put = Put(account=account.uin, service="cam", action="CreateUser", user="ann", moment=5.0)

    event = put_event(cloud, put)

    assert (event.principal, event.name, event.uin, event.moment) == ("CAMUser", "ann", 7, 5.0)


@pytest.mark.parametrize("wrong", [{"account": 1}, {"user": "nobody"}])
def test_put_event_of_nobody_is_refused(cloud: Cloud, account: Account, wrong: dict[str, Any]) -> None:
    whole: dict[str, Any] = {"account": account.uin, "service": "cam", "action": "X"} | wrong

    with pytest.raises(ValueError, match="there is no account"):
        put_event(cloud, Put(**whole))


@pytest.mark.parametrize("wrong", [{"type": "Dream"}, {"moment": -1.0}, {"moment": 1e12}])
def test_put_event_that_can_not_be_is_refused(account: Account, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="event"):
        Put(account=account.uin, service="cam", action="X", **wrong)
