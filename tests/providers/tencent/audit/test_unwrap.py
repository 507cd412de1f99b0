"""Finding a record in what it comes in, and reading one whose text is broken."""

import json
from typing import Any

import pytest
from inline_snapshot import snapshot
from tests.providers.tencent.audit.records import (
    MOMENT,
    PERMANENT,
    SECOND,
    SESSION,
    envelope,
    flat,
    read,
    record,
    told,
    written,
)

from akwarden.model.event import TimeQuality
from akwarden.providers.audit import RecordError
from akwarden.providers.tencent.audit.cloudaudit import CloudAuditReader


@pytest.mark.parametrize("text", [None, "", "no JSON", '{"eventName":', "[]", "{}", 7])
def test_entry_whose_record_is_broken_is_told_by_its_copies(text: Any) -> None:
    event = read(flat(CloudAuditEvent=text))

    assert told(event) == snapshot(
        {
            "format": "cloudaudit",
            "provider": "tencent",
            "id": "e-1",
            "time": 1690000000000000,
            "time_quality": "exact",
            "account": "100000000001",
            "key_id": PERMANENT,
            "principal_type": "root",
            "principal_id": "100000000001",
            "principal_name": "root",
            "service": "cam",
            "action": "DeleteUser",
            "region": "ap-guangzhou",
            "source_ip": "198.51.100.7",
            "error_class": "denied",
            "error_code": "4102",
            "resource": "uin/1",
            "request_id": "r-1",
        }
    )


def test_entry_with_names_of_another_case() -> None:
    camel = {name[0].lower() + name[1:]: value for name, value in flat().items()}

    assert told(read(camel)) == told(read(flat()))


def test_entry_fills_what_its_record_lacks() -> None:
    inner = json.dumps(record({"secretId": ""}, eventTime=None))

    event = read(flat(CloudAuditEvent=inner))

    assert (event.key_id, event.time, event.action) == (PERMANENT, MOMENT * SECOND, "DescribeInstances")


def test_envelope_of_eventbridge_with_an_object() -> None:
    assert told(read(envelope(record()))) == told(read(record()))


def test_envelope_of_eventbridge_with_a_string() -> None:
    assert told(read(envelope(json.dumps(record())))) == told(read(record()))


def test_envelope_of_eventbridge_tells_what_its_record_lacks() -> None:
    bare = record(eventTime=None, eventRegion=None, resourceType=None, eventSource=None)

    event = read(envelope(bare))

    assert (event.time, event.region, event.service) == ((MOMENT + 9) * SECOND, "ap-beijing", "cvm")
    assert event.time_quality is TimeQuality.EXACT


CLS = {
    "__TIMESTAMP__": MOMENT * 1000 + 5,
    "__SOURCE__": "11.0.0.1",
    "__FILENAME__": "",
    "__PKG_LOGID__": 65536,
}


def test_log_of_cls_with_the_fields_of_the_record() -> None:
    assert told(read(CLS | record())) == told(read(record()))


def test_log_of_cls_with_all_fields_as_strings() -> None:
    whole = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in record({"sessionContext": SESSION}).items()
    }

    assert told(read(CLS | whole)) == told(read(record({"sessionContext": SESSION})))


def test_log_of_cls_with_flattened_fields() -> None:
    whole = record()
    who = {f"userIdentity.{name}": value for name, value in whole.pop("userIdentity").items()}
    session = {f"userIdentity.sessionContext.{name}": value for name, value in SESSION.items()}
    del who["userIdentity.sessionContext"]

    assert told(read(CLS | whole | who | session)) == told(read(record({"sessionContext": SESSION})))


@pytest.mark.parametrize("name", ["__CONTENT__", "content", "message", "LogJson", "Value"])
@pytest.mark.parametrize("is_text", [True, False])
def test_log_with_the_record_in_one_field(name: str, is_text: bool) -> None:  # noqa: FBT001  a case of the table
    inner: Any = json.dumps(record()) if is_text else record()

    assert told(read(CLS | {name: inner})) == told(read(record()))


def test_log_of_cls_tells_the_time_that_its_record_lacks() -> None:
    event = read(CLS | record(eventTime=None))

    assert event.time == MOMENT * SECOND + 5000


def test_entry_inside_a_log() -> None:
    entry = {"CloudAuditEvent": json.dumps(record()), "EventName": "DescribeInstances"}

    assert told(read({"message": json.dumps(entry)})) == told(read(record()))


def test_line_of_a_track_with_blanks_around_it() -> None:
    line = b"  " + written(record()) + b"\r\n"

    assert CloudAuditReader().fits(line)
    assert told(read(line)) == told(read(record()))


@pytest.mark.parametrize("name", ["requestParameters", "responseElements"])
@pytest.mark.parametrize(
    "broken",
    ['{"Action":"A","Data":"{"a":[1]}"}', '{"resources":"x"}', '[{"eventName":"no"}]', '{"a":"}","b":"{"}'],
)
def test_request_whose_quotes_are_not_escaped(name: str, broken: str) -> None:
    line = written(record(None, **{name: "HERE"})).replace(b"HERE", broken.encode())
    with pytest.raises(ValueError, match=r"delimiter|control"):
        json.loads(line)

    assert told(read(line)) == told(read(record()))


def test_request_whose_quotes_are_not_escaped_at_the_end_of_the_record() -> None:
    line = written(record(requestParameters=None) | {"requestParameters": "HERE"})

    assert told(read(line.replace(b"HERE", b'{"a":"{"b":"c"}"}'))) == told(read(record()))


def test_request_and_answer_whose_quotes_are_not_escaped() -> None:
    line = written(record(requestParameters="HERE", responseElements="HERE")).replace(b"HERE", b'{"a":"b"}')

    assert told(read(line)) == told(read(record()))


@pytest.mark.parametrize("filling", [" ", "}", "} ", '}"  '])
def test_a_long_rest_behind_a_broken_request_is_looked_at_once(filling: str) -> None:
    """Looked at once more for each of its characters, it would take hours."""
    line = '{"eventRegion":"x","requestParameters":"{}"' + filling * (1_000_000 // len(filling)) + "x}"

    with pytest.raises(RecordError, match="it is not JSON"):
        read(line.encode())


def test_record_in_records_in_records_is_left() -> None:
    inner: Any = record()
    for _ in range(9):
        inner = {"message": json.dumps(inner)}

    with pytest.raises(RecordError, match="it names no event"):
        read(inner)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"eventTime": "2023-07-22 12:26:40"},
        {"eventTime": str(MOMENT)},
        {"eventType": "ConsoleCall", "sourceIPAddress": "9.83.55.32"},
        {"errorCode": 4102, "apiErrorCode": ""},
        {"apiErrorCode": "ResourceNotFound.UserNotExist", "resourceName": ""},
        {"resourceName": "", "resources": '["qcs::cam::uin/1:uin\\/2"]'},
        {"sensitiveAction": 1, "actionType": "Write", "resourceType": "CAM"},
        {"eventID": "", "requestID": "r-1", "userAgent": "", "eventRegion": ""},
    ],
)
@pytest.mark.parametrize(
    "identity", [{}, {"sessionContext": SESSION}, {"sessionContext": json.dumps(SESSION)}, {"type": "Root"}]
)
def test_slow_way_tells_what_the_fast_one_tells(fields: dict[str, Any], identity: dict[str, Any]) -> None:
    fast = record(identity, **fields)

    # No field of text is a list, so this one is not read in one pass.
    assert told(read(fast | {"cliIp": []})) == told(read(fast))
