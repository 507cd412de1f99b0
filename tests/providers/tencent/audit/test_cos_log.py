"""Reading COS access logs: each field, each variant of it, and anything at all."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from tests.providers.tencent.audit.records import (
    ACCOUNT,
    NOW,
    PERMANENT,
    ROLE,
    TEMPORARY,
    USER,
    told,
    written,
)

from akwarden.model.event import ActorType, Channel, ErrorClass, Event, ReadWrite, TimeQuality
from akwarden.model.finding import KeyType
from akwarden.providers.audit import RecordError
from akwarden.providers.tencent.audit.cos_log import CosLogReader

OTHER = "200000000001"
FIELDS = {
    "eventVersion": "1.0",
    "bucketName": "examplebucket-1250000000",
    "qcsRegion": "ap-beijing",
    "eventTime": "2018-12-01T11:02:33Z",
    "eventSource": "examplebucket-1250000000.cos.ap-beijing.myqcloud.com",
    "eventName": "UploadPart",
    "remoteIp": "192.0.2.1",
    "userSecretKeyId": PERMANENT,
    "reservedFiled": "-",
    "reqBytesSent": "83886080",
    "deltaDataSize": "808",
    "reqPath": "/folder/text.txt",
    "reqMethod": "PUT",
    "userAgent": "cos-go-sdk-v5.2.9",
    "resHttpCode": "200",
    "resErrorCode": "-",
    "resErrorMsg": "-",
    "resBytesSent": "197",
    "resTotalTime": "4295",
    "logSourceType": "USER",
    "storageClass": "STANDARD",
    "accountId": ACCOUNT,
    "resTurnAroundTime": "4295",
    "requester": f"{ACCOUNT}:{USER}",
    "requestId": "NWQ1ZjY4MTBfMjZiMjU4NjRfOWI1N180NDBiYTY=",
    "objectSize": "808",
    "versionId": "-",
    "targetStorageClass": "-",
    "referer": "-",
    "requestUri": '"PUT /folder/text.txt?partNumber=1 HTTP/1.1"',
    "vpcId": '"0"',
}


def line(*, most: int = len(FIELDS), **fields: str) -> bytes:
    """Give a line, or as many of its fields as an older version had."""
    return " ".join([*(FIELDS | fields).values()][:most]).encode()


def read(record: bytes, *sensitive: str, **settings: Any) -> Event:
    """Read a line with a clock that stands at NOW."""
    return CosLogReader(frozenset(sensitive), now=lambda: NOW, **settings).read(record)


def test_line() -> None:
    event = read(line())

    found = told(event)
    assert found.pop("key_id") == PERMANENT
    assert found.pop("id") == hashlib.sha256(line()).hexdigest()
    assert event.raw == line().decode()
    assert event.time == datetime(2018, 12, 1, 11, 2, 33, tzinfo=UTC).timestamp() * 1_000_000
    assert found == snapshot(
        {
            "format": "cos_log",
            "provider": "tencent",
            "time": 1543662153000000,
            "time_quality": "exact",
            "account": "100000000001",
            "principal_type": "user",
            "principal_id": "100000000002",
            "service": "cos",
            "action": "UploadPart",
            "read_write": "write",
            "channel": "api",
            "region": "ap-beijing",
            "source_ip": "192.0.2.1",
            "user_agent": "cos-go-sdk-v5.2.9",
            "resource": "examplebucket-1250000000/folder/text.txt",
            "request_id": "NWQ1ZjY4MTBfMjZiMjU4NjRfOWI1N180NDBiYTY=",
        }
    )


def test_name_is_that_of_the_format() -> None:
    assert CosLogReader().name == "cos_log"


def test_line_fits() -> None:
    assert CosLogReader().fits(line())
    assert CosLogReader().fits(line(most=15))


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"{}",
        written(FIELDS),
        b"192.0.2.1 - - [01/Dec/2018:11:02:33 +0000] 200",
        b"1.0 examplebucket ap-beijing 2018-12-01T11:02:33Z",
        b'{"eventVersion": 1.0, "a-1250000000": 1}',
    ],
)
def test_what_does_not_fit(record: bytes) -> None:
    assert not CosLogReader().fits(record)


def test_end_of_the_line_is_no_part_of_its_id() -> None:
    assert read(line() + b"\r\n").id == read(line()).id


def test_time_without_zone_is_of_utc() -> None:
    event = read(line(eventTime="2018-12-01T11:02:33"))

    assert (event.time, event.time_quality) == (read(line()).time, TimeQuality.EXACT)


def test_time_in_the_future_is_doubtful() -> None:
    assert read(line(eventTime="2038-01-19T03:14:08Z")).time_quality is TimeQuality.DOUBTFUL


def test_encoded_text_is_decoded() -> None:
    event = read(line(reqPath="/%E6%B5%AE%20a.txt", userAgent="Mozilla/5.0%20(X11)"))

    assert event.resource == "examplebucket-1250000000/浮 a.txt"
    assert event.user_agent == "Mozilla/5.0 (X11)"


def test_encoding_that_is_broken_is_replaced() -> None:
    assert read(line(userAgent="a%FFb%")).user_agent == "a\ufffdb%"


def test_quoted_fields_may_have_blanks() -> None:
    event = read(line(userAgent='"Mozilla/5.0 (X11)"', resErrorMsg='"The key does not exist."'))

    assert (event.user_agent, event.principal_id) == ("Mozilla/5.0 (X11)", USER)


def test_user_agent_with_blanks_and_without_quotes() -> None:
    event = read(line(userAgent="Mozilla/5.0 (X11; Linux)", resHttpCode="404", resErrorCode="NoSuchKey"))

    assert (event.user_agent, event.error_code) == ("Mozilla/5.0 (X11; Linux)", "NoSuchKey")
    assert event.principal_id == USER


def test_line_of_an_old_version_ends_early() -> None:
    event = read(line(most=15))

    assert (event.key_id, event.error_class) == (PERMANENT, ErrorClass.NONE)
    assert (event.account, event.principal_type, event.request_id) == ("", ActorType.UNKNOWN, None)


def test_line_of_a_later_version_has_more_fields() -> None:
    assert told(read(line() + b" new fields")) == told(read(line())) | {
        "id": hashlib.sha256(line() + b" new fields").hexdigest()
    }


def test_account_of_an_old_line_is_told_by_the_appid_of_its_bucket() -> None:
    assert read(line(most=15), accounts={"1250000000": ACCOUNT}).account == ACCOUNT


def test_account_is_that_of_the_caller_where_nothing_else_tells_it() -> None:
    assert read(line(accountId="-")).account == ACCOUNT


# Who called.


@pytest.mark.parametrize(
    ("requester", "kind", "id_", "other"),
    [
        (f"{ACCOUNT}:{ACCOUNT}", ActorType.ROOT, ACCOUNT, None),
        (f"{ACCOUNT}:{USER}", ActorType.USER, USER, None),
        (f"{ACCOUNT}:{ROLE}", ActorType.ROLE, ROLE, None),
        (f"{OTHER}:{USER}", ActorType.USER, USER, OTHER),
        (f"{OTHER}:{OTHER}", ActorType.ROOT, OTHER, OTHER),
        (ACCOUNT, ActorType.ROOT, ACCOUNT, None),
        (USER, ActorType.UNKNOWN, USER, None),
        ("-", ActorType.UNKNOWN, None, None),
        ("name:x", ActorType.UNKNOWN, None, None),
    ],
)
def test_requester(requester: str, kind: ActorType, id_: str | None, other: str | None) -> None:
    event = read(line(requester=requester))

    assert (event.principal_type, event.principal_id, event.principal_account) == (kind, id_, other)


def test_anonymous_request() -> None:
    event = read(line(requester="-", userSecretKeyId="-"))

    assert (event.principal_type, event.key_id, event.key_type) == (
        ActorType.ANONYMOUS,
        None,
        KeyType.UNKNOWN,
    )


def test_key_of_a_role_is_temporary() -> None:
    event = read(line(requester=f"{ACCOUNT}:{ROLE}"))

    assert (event.key_type, event.issuer) == (KeyType.TEMPORARY, ROLE)


def test_long_key_is_temporary() -> None:
    event = read(line(userSecretKeyId=TEMPORARY))

    assert (event.key_type, event.issuer) == (KeyType.TEMPORARY, f"qcs::cam::uin/{ACCOUNT}:uin/{USER}")


def test_short_key_of_a_user_may_be_either() -> None:
    event = read(line())

    assert (event.key_type, event.issuer) == (KeyType.UNKNOWN, None)


# What was done and how it ended.


@pytest.mark.parametrize(
    ("name", "method", "expected"),
    [
        ("GetObject", "GET", ReadWrite.READ),
        ("HeadObject", "HEAD", ReadWrite.READ),
        ("ListMultipartUploads", "GET", ReadWrite.READ),
        ("SelectObjectContent", "POST", ReadWrite.READ),
        ("PutObject", "PUT", ReadWrite.WRITE),
        ("UploadPart", "put", ReadWrite.WRITE),
        ("DeleteObject", "DELETE", ReadWrite.WRITE),
        ("PostObjectRestore", "POST", ReadWrite.WRITE),
        ("SomethingNew", "get", ReadWrite.READ),
        ("SomethingNew", "POST", ReadWrite.WRITE),
        ("SomethingNew", "-", ReadWrite.UNKNOWN),
    ],
)
def test_reading_and_writing(name: str, method: str, expected: ReadWrite) -> None:
    event = read(line(eventName=name, reqMethod=method))

    assert (event.action, event.read_write) == (name, expected)


def test_request_without_a_name_is_called_by_its_method() -> None:
    assert read(line(eventName="-", reqMethod="get")).action == "GET"


@pytest.mark.parametrize(
    ("status", "code", "message", "expected"),
    [
        ("200", "-", "-", ErrorClass.NONE),
        ("204", "-", "-", ErrorClass.NONE),
        ("304", "NotModified", "-", ErrorClass.NONE),
        ("403", "AccessDenied", "Access%20Denied.", ErrorClass.DENIED),
        ("403", "AccessDenied", "Request%20has%20expired", ErrorClass.SIGNATURE),
        ("403", "InvalidAccessKeyId", "-", ErrorClass.SIGNATURE),
        ("403", "SignatureDoesNotMatch", "-", ErrorClass.SIGNATURE),
        ("403", "RequestTimeTooSkewed", "-", ErrorClass.SIGNATURE),
        ("401", "-", "-", ErrorClass.DENIED),
        ("404", "NoSuchKey", "-", ErrorClass.REQUEST),
        ("409", "BucketNotEmpty", "-", ErrorClass.REQUEST),
        ("429", "-", "-", ErrorClass.THROTTLED),
        ("503", "SlowDown", "-", ErrorClass.THROTTLED),
        ("503", "ServiceUnavailable", "-", ErrorClass.SERVER),
        ("500", "-", "-", ErrorClass.SERVER),
    ],
)
def test_status_and_code(status: str, code: str, message: str, expected: ErrorClass) -> None:
    event = read(line(resHttpCode=status, resErrorCode=code, resErrorMsg=message))

    assert event.error_class is expected
    assert event.error_code == (None if expected is ErrorClass.NONE else status if code == "-" else code)


@pytest.mark.parametrize(("path", "resource"), [("/", ""), ("-", ""), ("/a/b", "/a/b"), ("a", "/a")])
def test_resource_is_the_bucket_and_the_path(path: str, resource: str) -> None:
    assert read(line(reqPath=path)).resource == f"examplebucket-1250000000{resource}"


def test_request_of_the_cdn_has_no_caller_outside() -> None:
    assert read(line(logSourceType="CDN")).channel is Channel.SERVICE


def test_action_of_our_list_is_sensitive() -> None:
    assert read(line(eventName="DeleteBucket"), "cos:deletebucket").sensitive
    assert not read(line(eventName="GetObject"), "cos:deletebucket").sensitive


# What is none.


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (b"", "it has not the fields"),
        (b"{}", "it has not the fields"),
        (line(most=14), "it has not the fields"),
        (b"a " * 500, "it has not the fields"),
        (line(resHttpCode="OK", most=15), "it has no HTTP status"),
        (line(eventTime="soon"), "it has no time"),
        (line(eventName="-", reqMethod="-"), "it names no event"),
    ],
)
def test_what_cannot_be_read(record: bytes, reason: str) -> None:
    with pytest.raises(RecordError, match=reason):
        read(record)


def outcome(record: bytes) -> None:
    """Read a line; whatever is raised but a RecordError fails the test."""
    CosLogReader().fits(record)
    try:
        event = read(record)
    except RecordError:
        return
    msgspec.json.encode(event)


@given(st.binary(max_size=300))
def test_any_bytes_are_an_event_or_a_record_error(record: bytes) -> None:
    outcome(record)


@given(st.lists(st.text(max_size=30) | st.sampled_from([*FIELDS.values()]), min_size=12, max_size=40))
def test_any_fields_are_an_event_or_a_record_error(fields: list[str]) -> None:
    outcome(" ".join(fields).encode("utf-8", "replace"))


@given(st.dictionaries(st.sampled_from([*FIELDS]), st.text(min_size=1, max_size=30), max_size=4))
def test_any_value_of_any_field_is_an_event_or_a_record_error(fields: dict[str, str]) -> None:
    outcome(" ".join((FIELDS | fields).values()).encode("utf-8", "replace"))
