"""Reading CloudAudit: the real samples, each dirty variant, and anything at all."""

import hashlib
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from tests.providers.tencent.audit.records import (
    SECOND,
    SESSION,
    TOKEN,
    envelope,
    flat,
    read,
    record,
    sample,
    told,
    written,
)

from akwarden.model.event import Channel, Event, ReadWrite
from akwarden.providers.audit import RecordError
from akwarden.providers.tencent.audit.cloudaudit import CloudAuditReader


def test_sample_of_2023() -> None:
    event = read(sample("describe-events-2023"))

    assert event.raw == sample("describe-events-2023").decode()
    assert told(event) == snapshot(
        {
            "format": "cloudaudit",
            "provider": "tencent",
            "id": "008ef803-4549-41fe-a7e6-433122273683",
            "time": 1680513809000000,
            "time_quality": "exact",
            "account": "1000000000",
            "key_id": "xxx",
            "key_type": "temporary",
            "principal_type": "root",
            "principal_id": "1000000000",
            "principal_name": "root",
            "issuer": "qcs::cam::uin/1000000000:root",
            "service": "cloudaudit",
            "action": "CreateAuditTrack",
            "read_write": "write",
            "channel": "console",
            "region": "ap-guangzhou",
            "source_ip": "111.111.111.111",
            "user_agent": "SDK_NODEJS_0.2.1",
            "request_id": "008ef803-4549-41fe-a7e6-433122273683",
            "mfa": True,
            "sensitive": True,
        }
    )


def test_sample_of_2021_is_told_by_the_persons_address() -> None:
    assert told(read(sample("describe-events-2021"))) == snapshot(
        {
            "format": "cloudaudit",
            "provider": "tencent",
            "id": "c8c04477-eb9e-4703-84ae-f8758c6084ff",
            "time": 1610696155000000,
            "time_quality": "exact",
            "account": "100000000000",
            "key_id": "xxx",
            "key_type": "temporary",
            "principal_type": "root",
            "principal_id": "100000000000",
            "principal_name": "root",
            "issuer": "qcs::cam::uin/100000000000:root",
            "service": "cloudaudit",
            "action": "LookUpEvents",
            "read_write": "read",
            "channel": "console",
            "region": "ap-guangzhou",
            "source_ip": "163.177.68.30",
            "user_agent": "SDK_NODEJS_0.2.1",
            "request_id": "c8c04477-eb9e-4703-84ae-f8758c6084ff",
        }
    )


def test_sample_of_2019_is_read_though_its_text_is_no_json() -> None:
    assert told(read(sample("look-up-events-2019"))) == snapshot(
        {
            "format": "cloudaudit",
            "provider": "tencent",
            "id": "e92a92fc259c4a9333d2a7ce64d1ef201",
            "time": 1553056587000000,
            "time_quality": "zone_presumed",
            "account": "1150691759",
            "key_id": "XXX",
            "key_type": "temporary",
            "principal_type": "root",
            "principal_id": "1150691759",
            "principal_name": "root",
            "issuer": "qcs::cam::uin/1150691759:root",
            "service": "cloudaudit",
            "action": "LookupEvents",
            "read_write": "read",
            "channel": "console",
            "region": "ap-guangzhou",
            "source_ip": "59.37.125.124",
            "request_id": "15936031437374_1553056587.6815_v2",
        }
    )


def test_time_of_2019_is_that_of_its_request_id() -> None:
    """The request id of the API 2.0 holds the moment as seconds since 1970, so the text is of UTC+8."""
    event = read(sample("look-up-events-2019"))

    assert event.request_id is not None
    assert event.time // SECOND == int(float(event.request_id.split("_")[1]))


@pytest.mark.parametrize("name", ["describe-events-2023", "describe-events-2021", "look-up-events-2019"])
def test_samples_fit_in_their_entries_and_by_themselves(name: str) -> None:
    reader = CloudAuditReader()

    assert reader.fits(sample(name))
    assert reader.fits(json.loads(sample(name))["CloudAuditEvent"].encode())


@pytest.mark.parametrize("name", ["describe-events-2023", "describe-events-2021", "look-up-events-2019"])
def test_record_by_itself_is_the_event_of_its_entry(name: str) -> None:
    alone = read(json.loads(sample(name))["CloudAuditEvent"].encode())

    assert told(alone) == told(read(sample(name)))


def test_name_is_that_of_the_format() -> None:
    assert CloudAuditReader().name == "cloudaudit"


@pytest.mark.parametrize(
    ("kind", "channel"),
    [
        ("ApiCall", Channel.API),
        ("ConsoleCall", Channel.CONSOLE),
        ("MiniProgramCall", Channel.MINI_PROGRAM),
        ("", Channel.UNKNOWN),
        ("NewCall", Channel.UNKNOWN),
    ],
)
def test_channel(kind: str, channel: Channel) -> None:
    assert read(record(eventType=kind)).channel is channel


@pytest.mark.parametrize(
    ("value", "is_sensitive"), [("1", True), (1, True), ("0", False), ("", False), (0, False)]
)
def test_spellings_of_sensitive(value: Any, is_sensitive: bool) -> None:  # noqa: FBT001  a case of the table
    assert read(record(sensitiveAction=value)).sensitive is is_sensitive


def test_action_of_our_list_is_sensitive_whatever_its_case() -> None:
    whole = record(eventName="createACCESSKEY", resourceType="cam", sensitiveAction="")

    assert read(whole, "cam:createaccesskey").sensitive
    assert not read(whole, "cvm:createaccesskey").sensitive


@pytest.mark.parametrize("name", ["LookUpEvents", "LookupEvents", "lookupevents"])
def test_event_name_stays_as_it_is_written(name: str) -> None:
    assert read(record(eventName=name)).action == name


@pytest.mark.parametrize(
    ("source", "service"),
    [
        ("cam.ap-guangzhou.api.tencentyun.com", "cam"),
        ("cloudaudit.api.tencentyun.com/v2/index.php", "cloudaudit"),
        ("https://CVM.tencentcloudapi.com/", "cvm"),
        ("", "unknown"),
    ],
)
def test_service_is_that_of_the_host_where_no_other_is_named(source: str, service: str) -> None:
    assert read(record(resourceType="", eventSource=source)).service == service


def test_service_is_in_lower_case() -> None:
    assert read(record(resourceType="CVM")).service == "cvm"


@pytest.mark.parametrize(
    ("access", "found"), [("Read", ReadWrite.READ), ("Write", ReadWrite.WRITE), ("", ReadWrite.UNKNOWN)]
)
def test_reading_and_writing(access: str, found: ReadWrite) -> None:
    assert read(record(actionType=access)).read_write is found


@pytest.mark.parametrize(
    ("name", "names", "resource"),
    [
        ("policy/79341", '["*"]', "policy/79341"),
        (
            "",
            '["qcs::cvm:ap-guangzhou:uin\\/1:instance\\/ins-1","*"]',
            "qcs::cvm:ap-guangzhou:uin/1:instance/ins-1",
        ),
        ("", '["*"]', None),
        ("", "[]", None),
        ("", "", None),
        ("", ["instance/ins-2"], "instance/ins-2"),
        (None, None, None),
    ],
)
def test_resource(name: str | None, names: Any, resource: str | None) -> None:
    assert read(record(resourceName=name, resources=names)).resource == resource


def test_request_as_string_that_is_no_json_does_not_matter() -> None:
    assert told(read(record(requestParameters='{"Action":"A"'))) == told(read(record()))


def test_id_that_is_missing_is_that_of_the_request() -> None:
    assert read(record(eventID=None, requestID="r-1")).id == "r-1"


def test_id_that_is_nowhere_is_the_hash_of_the_record() -> None:
    line = written(record(eventID=None, requestID=None))

    assert read(line).id == hashlib.sha256(line).hexdigest()


def test_byte_that_is_no_utf8_is_replaced() -> None:
    line = written(record(userAgent="HERE")).replace(b"HERE", b"a\xffb")

    event = read(line)

    assert event.user_agent == "a\ufffdb"
    assert "a\ufffdb" in event.raw


def test_half_of_a_surrogate_pair_can_be_stored() -> None:
    line = written(record(userAgent="HERE")).replace(b"HERE", b"a\\ud800b")

    assert read(line).user_agent == "a?b"


def test_fields_that_are_not_known_do_not_matter() -> None:
    more = {
        "resourceSet": [{}],
        "tags": [""],
        "updateEsTime": 16106961641644206,
        "isRisk": "0",
        "new": {"a": 1},
    }

    assert told(read(record(None, **more))) == told(read(record()))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"", "it is not JSON"),
        (b"{", "it is not JSON"),
        (b'{"eventName": "A"', "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"null", "it is not JSON"),
        (b"[]", "it names no event"),
        (b"7", "it names no event"),
        (b"{}", "it names no event"),
        (b'{"eventName": ["A"]}', "it names no event"),
        (b'{"eventName": "  "}', "it names no event"),
        (b'{"Response": {"Events": []}}', "it names no event"),
        (b'{"eventName": "A"}', "it has no time that can be read"),
    ],
)
def test_what_cannot_be_read(line: bytes, reason: str) -> None:
    with pytest.raises(RecordError, match=reason):
        read(line)


def test_reason_holds_no_value_of_the_record() -> None:
    with pytest.raises(RecordError) as caught:
        read(record({"sessionContext": SESSION}, eventTime=TOKEN))

    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"not JSON, with eventRegion and eventName",
        b'{"eventVersion":"1.08","eventSource":"iam.amazonaws.com","eventName":"GetUser","awsRegion":"us-east-1"}',
        b'{"awsRegion":"us-east-1","eventName":"A","requestParameters":{"eventRegion":"x","actionType":"y"}}',
        b"1.0 examplebucket-1250000000 ap-beijing 2018-12-01T11:02:33Z host GetObject 192.0.2.1 - -",
    ],
)
def test_what_does_not_fit(line: bytes) -> None:
    assert not CloudAuditReader().fits(line)


def test_record_that_holds_one_of_cloudtrail_in_its_request_fits() -> None:
    inner = json.dumps({"awsRegion": "us-east-1", "eventName": "GetUser"})

    assert CloudAuditReader().fits(written(record(requestParameters=inner)))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    [
        *record(),
        *flat(),
        *envelope(None),
        *("CloudAuditEvent", "__CONTENT__", "@timestamp", "userIdentity.secretId", "resourceSet", "cliIp"),
    ]
)


def outcome(line: bytes) -> Event | RecordError:
    """Give the event of a line, or why there is none; whatever else is raised fails the test."""
    CloudAuditReader().fits(line)
    try:
        event = read(line)
    except RecordError as error:
        return error
    msgspec.json.encode(event)
    assert all(
        text.encode() is not None for text in msgspec.to_builtins(event).values() if isinstance(text, str)
    )
    return event


@given(st.binary(max_size=300))
def test_any_bytes_are_an_event_or_a_record_error(line: bytes) -> None:
    outcome(line)


@given(st.dictionaries(st.text(max_size=12), JSON, max_size=5))
def test_any_object_is_an_event_or_a_record_error(content: dict[str, Any]) -> None:
    outcome(json.dumps(content).encode())


@given(
    st.dictionaries(FIELDS, JSON, max_size=6),
    st.dictionaries(st.sampled_from([*record()["userIdentity"]]), JSON),
)
def test_any_value_of_any_field_is_an_event_or_a_record_error(
    fields: dict[str, Any], identity: dict[str, Any]
) -> None:
    outcome(json.dumps(record(identity) | fields).encode())


@given(st.integers(min_value=0), st.binary(max_size=3))
def test_any_damage_of_a_record_is_an_event_or_a_record_error(place: int, damage: bytes) -> None:
    line = sample("describe-events-2023")
    at = place % len(line)

    outcome(line[:at] + damage + line[at + 1 :])
