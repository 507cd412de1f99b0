"""Reading CloudTrail records: in every wrapping, of every kind, and whatever a tool made of them."""

from collections import Counter
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.aws.audit.trail import (
    ACCOUNT,
    NOW,
    PERMANENT,
    ROLE,
    ROLE_ARN,
    TEMPORARY,
    USER,
    USER_ARN,
    USER_ID,
    encoded,
    event,
    read,
    real,
    record,
)

from akwarden.model.event import ActorType, Channel, ErrorClass, Event, EventFormat, ReadWrite, TimeQuality
from akwarden.model.finding import KeyType
from akwarden.providers.audit import AuditReader, RecordError
from akwarden.providers.aws.audit.cloudtrail import CloudTrailReader

READER: AuditReader = CloudTrailReader(lambda: NOW)


def test_a_record_is_read_field_by_field() -> None:
    found = record()

    assert read(found) == Event(
        format=EventFormat.CLOUDTRAIL,
        provider="aws",
        id="ev-1",
        time=1_722_587_004_000_000,
        time_quality=TimeQuality.EXACT,
        account=ACCOUNT,
        key_id=PERMANENT,
        key_type=KeyType.PERMANENT,
        principal_type=ActorType.USER,
        principal_id=USER_ID,
        principal_name="alice",
        service="s3",
        action="GetObject",
        read_write=ReadWrite.READ,
        channel=Channel.API,
        region="eu-central-1",
        source_ip="198.51.100.7",
        user_agent="aws-cli/2.17.32",
        resource="plans/2024/a.txt",
        request_id="req-1",
        raw=encoded(found).decode(),
    )


class TestWrappings:
    def test_an_entry_of_lookup_events_is_the_record_in_it(self) -> None:
        inside = encoded(record()).decode()
        entry = {
            "EventId": "ev-1",
            "EventName": "GetObject",
            "ReadOnly": "true",
            "AccessKeyId": PERMANENT,
            "EventTime": "2024-08-02T10:23:24+02:00",
            "EventSource": "s3.amazonaws.com",
            "Username": "alice",
            "Resources": [{"ResourceType": "AWS::S3::Bucket", "ResourceName": "plans"}],
            "CloudTrailEvent": inside,
        }

        assert READER.fits(encoded(entry))
        assert read(entry) == event()
        assert read(entry).raw == inside

    def test_an_envelope_of_eventbridge_is_the_record_in_it(self) -> None:
        envelope = {
            "version": "0",
            "id": "another-id",
            "detail-type": "AWS API Call via CloudTrail",
            "source": "aws.s3",
            "account": ACCOUNT,
            "time": "2024-08-02T08:23:30Z",
            "region": "eu-central-1",
            "resources": ["arn:aws:s3:::plans"],
            "detail": record(),
        }

        assert READER.fits(encoded(envelope))
        assert read(envelope) == event()

    def test_a_row_of_cloudtrail_lake_tells_the_same(self) -> None:
        found = record()
        texts = {key: _as_text(value) for key, value in found.items()}
        row = [{key: text} for key, text in texts.items()]

        assert READER.fits(encoded(row))
        assert _without_raw(read(row)) == _without_raw(event())

    def test_a_row_with_an_identity_as_athena_writes_it_tells_who_called(self) -> None:
        identity = (
            f"{{type=AssumedRole, principalid={ROLE['principalId']}, arn={ROLE['arn']}, accountid={ACCOUNT}, "
            f"invokedby=null, accesskeyid={TEMPORARY}, username=null, sessioncontext={{attributes="
            "{mfaauthenticated=true, creationdate=2024-08-02T08:00:00Z}, sessionissuer={type=Role, "
            f"principalid=x, arn={ROLE_ARN}, accountid=1, username=Deploy}}}}}}"
        )

        found = event(userIdentity=identity, eventTime="2024-08-02 08:23:24.000")

        assert found.key_id == TEMPORARY
        assert found.issuer == ROLE_ARN
        assert (found.session_name, found.mfa) == ("bob@example.com", True)

    @pytest.mark.parametrize("name", ["event", "message", "_source", "record", "log"])
    @pytest.mark.parametrize("is_text", [True, False])
    def test_what_a_tool_for_logs_or_a_collection_wraps_it_in_is_taken_off(
        self,
        name: str,
        is_text: bool,  # noqa: FBT001  a case of the table
    ) -> None:
        inside = encoded(record()).decode() if is_text else record()
        wrapped = {"rule": "a-rule", "timestamp": 1, "expected": True, name: inside}

        assert READER.fits(encoded(wrapped))
        assert read(wrapped) == event()

    @pytest.mark.parametrize("inside", ["", "{", "no JSON", "[]", 7, None, [], {}, {"event": {}}])
    def test_what_is_wrapped_and_no_record_is_not_read(self, inside: Any) -> None:
        with pytest.raises(RecordError, match=r"no time|no JSON"):
            read({"awsRegion": "x", "event": inside})

    def test_keys_in_lower_case_are_the_same_keys(self) -> None:
        found = _lowered(record(userIdentity=ROLE))

        assert READER.fits(encoded(found))
        assert _without_raw(read(found)) == _without_raw(event(userIdentity=ROLE))

    def test_an_id_of_ones_own_stands_for_a_missing_one(self) -> None:
        found = record(eventID=None)

        assert read(found).id == sha256(encoded(found)).hexdigest()


class TestTime:
    @pytest.mark.parametrize(
        ("text", "micros", "quality"),
        [
            ("2024-08-02T08:23:24Z", 1_722_587_004_000_000, TimeQuality.EXACT),
            ("2024-08-02T08:23:24.5Z", 1_722_587_004_500_000, TimeQuality.EXACT),
            ("2024-08-02T10:23:24+02:00", 1_722_587_004_000_000, TimeQuality.EXACT),
            ("2024-08-02 08:23:24", 1_722_587_004_000_000, TimeQuality.ZONE_PRESUMED),
            ("2024-08-02 08:23:24.000000000", 1_722_587_004_000_000, TimeQuality.ZONE_PRESUMED),
            ("2038-01-19T03:14:08Z", 2_147_483_648_000_000, TimeQuality.DOUBTFUL),
            ("1970-01-01T00:00:00Z", 0, TimeQuality.DOUBTFUL),
            ("2005-12-31T23:59:59Z", 1_136_073_599_000_000, TimeQuality.DOUBTFUL),
            ("2025-11-25T15:59:59Z", 1_764_086_399_000_000, TimeQuality.EXACT),
            ("2025-11-25T16:00:01Z", 1_764_086_401_000_000, TimeQuality.DOUBTFUL),
        ],
    )
    def test_a_time_is_read_and_judged(self, text: str, micros: int, quality: TimeQuality) -> None:
        found = event(eventTime=text)

        assert (found.time, found.time_quality) == (micros, quality)

    def test_a_time_that_a_log_tool_moved_is_found(self) -> None:
        assert event(eventTime=None, **{"@timestamp": "2024-08-02T08:23:24.000Z"}).time == event().time

    @pytest.mark.parametrize("text", ["yesterday", "2024-13-01T00:00:00Z", "1722587004", "9" * 100])
    def test_what_is_no_time_is_refused(self, text: str) -> None:
        with pytest.raises(RecordError, match="its time can't be read"):
            event(eventTime=text)


class TestWhere:
    @pytest.mark.parametrize("text", ["203.0.113.9", "2001:db8::1", "::ffff:192.0.2.1"])
    def test_an_address_is_told_as_it_is_written(self, text: str) -> None:
        found = event(sourceIPAddress=text)

        assert (found.source_ip, found.source_service) == (text, None)

    @pytest.mark.parametrize(
        "text", ["cloudformation.amazonaws.com", "AWS Internal", "eks-nodegroup.amazonaws.com"]
    )
    def test_a_service_that_called_for_somebody_is_no_address(self, text: str) -> None:
        found = event(sourceIPAddress=text)

        assert (found.source_ip, found.source_service) == (None, text)

    @pytest.mark.parametrize("text", ["***", "<ip>", "1.2.3", "253.252.51.07", ""])
    def test_what_is_neither_is_left_out(self, text: str) -> None:
        found = event(sourceIPAddress=text)

        assert (found.source_ip, found.source_service) == (None, None)


class TestAccess:
    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            (True, ReadWrite.READ),
            (False, ReadWrite.WRITE),
            ("true", ReadWrite.READ),
            ("false", ReadWrite.WRITE),
        ],
    )
    def test_what_the_record_says_counts(self, said: object, expected: ReadWrite) -> None:
        assert event(readOnly=said, eventName="PutObject").read_write is expected

    @pytest.mark.parametrize(
        ("action", "expected"),
        [
            ("DescribeInstances", ReadWrite.READ),
            ("ListBuckets", ReadWrite.READ),
            ("HeadObject", ReadWrite.READ),
            ("AssumeRole", ReadWrite.READ),
            ("CreateAccessKey", ReadWrite.WRITE),
            ("RunInstances", ReadWrite.WRITE),
            ("Settle", ReadWrite.UNKNOWN),
            ("Getaway", ReadWrite.UNKNOWN),
        ],
    )
    def test_the_name_tells_where_the_record_does_not(self, action: str, expected: ReadWrite) -> None:
        assert event(readOnly=None, eventName=action).read_write is expected

    def test_the_name_agrees_with_what_real_records_say(self) -> None:
        wrong = set()
        for _, found in real():
            if isinstance(found.get("readOnly"), bool) and found.get("eventTime"):
                by_name = read({**found, "readOnly": None}).read_write
                if by_name not in (ReadWrite.UNKNOWN, READER.read(encoded(found)).read_write):
                    wrong.add(found["eventName"])

        # The first is a name that AWS does not have; the others hand out credentials.
        assert wrong == {"DescribeTrail", "GetSessionToken", "GetSigninToken"}


class TestChannel:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({}, Channel.API),
            ({"eventType": "AwsConsoleSignIn", "eventName": "ConsoleLogin"}, Channel.CONSOLE),
            ({"eventType": "AwsConsoleAction"}, Channel.CONSOLE),
            ({"sessionCredentialFromConsole": "true"}, Channel.CONSOLE),
            ({"sessionCredentialFromConsole": True}, Channel.CONSOLE),
            ({"sessionCredentialFromConsole": "false"}, Channel.API),
            ({"userAgent": "console.ec2.amazonaws.com"}, Channel.CONSOLE),
            ({"userAgent": "signin.amazonaws.com"}, Channel.CONSOLE),
            ({"eventType": "AwsServiceEvent"}, Channel.SERVICE),
            ({"userIdentity": {"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}}, Channel.SERVICE),
        ],
    )
    def test_the_way_of_a_call_is_told(self, changes: dict[str, Any], expected: Channel) -> None:
        assert event(**changes).channel is expected


class TestOutcome:
    def test_a_failed_sign_in_is_a_refused_credential(self) -> None:
        sign_in = {"eventType": "AwsConsoleSignIn", "eventName": "ConsoleLogin"}
        failed = event(
            **sign_in, responseElements={"ConsoleLogin": "Failure"}, errorMessage="Failed authentication"
        )
        good = event(**sign_in, responseElements={"ConsoleLogin": "Success"})

        assert (failed.error_class, failed.error_code) == (ErrorClass.SIGNATURE, "Failure")
        assert (good.error_class, good.error_code) == (ErrorClass.NONE, None)

    def test_a_message_without_a_code_is_an_error(self) -> None:
        denied = event(errorMessage="User: x is not authorized to perform: s3:GetObject")

        assert (denied.error_class, denied.error_code) == (ErrorClass.DENIED, None)
        assert event(errorMessage="The bucket is not there").error_class is ErrorClass.REQUEST

    def test_a_code_is_told_as_it_is(self) -> None:
        found = event(errorCode="Client.UnauthorizedOperation", errorMessage="no")

        assert (found.error_class, found.error_code) == (ErrorClass.DENIED, "Client.UnauthorizedOperation")


class TestMfa:
    @pytest.mark.parametrize(("said", "expected"), [("true", True), ("false", False), (True, True)])
    def test_the_session_tells(self, said: object, expected: bool) -> None:  # noqa: FBT001
        identity = {**USER, "sessionContext": {"attributes": {"mfaAuthenticated": said}}}

        assert event(userIdentity=identity).mfa is expected

    @pytest.mark.parametrize(("said", "expected"), [("Yes", True), ("No", False)])
    def test_a_sign_in_tells(self, said: str, expected: bool) -> None:  # noqa: FBT001
        assert event(additionalEventData={"MFAUsed": said}).mfa is expected

    def test_else_nothing_is_known(self) -> None:
        assert event().mfa is None


class TestAccount:
    def test_a_caller_of_another_account_is_told_apart(self) -> None:
        found = event(recipientAccountId="444455556666")

        assert (found.account, found.principal_account) == ("444455556666", ACCOUNT)

    def test_the_account_of_the_caller_stands_for_a_missing_one(self) -> None:
        found = event(recipientAccountId=None)

        assert (found.account, found.principal_account) == (ACCOUNT, None)

    def test_a_number_is_a_text(self) -> None:
        assert event(recipientAccountId=123456789012).account == "123456789012"


class TestResource:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"resources": [{"ARN": "arn:aws:s3:::plans", "type": "AWS::S3::Bucket"}]}, "arn:aws:s3:::plans"),
            ({"resources": [{"type": "AWS::S3::Object", "ARNPrefix": "x"}, {"ARN": "arn:b"}]}, "arn:b"),
            ({"requestParameters": {"bucketName": "plans"}}, "plans"),
            ({"requestParameters": {"roleName": "Deploy", "policyArn": "arn:p"}}, "Deploy"),
            ({"requestParameters": {"userName": "bob"}}, "bob"),
            ({"requestParameters": {"instanceId": "i-1"}}, "i-1"),
            ({"requestParameters": {"key": {"id": {"S": "1"}}, "bucketName": 5}}, None),
            ({"requestParameters": None}, None),
            ({"requestParameters": "HIDDEN_DUE_TO_SECURITY_REASONS"}, None),
        ],
    )
    def test_what_a_call_was_about_is_told(self, changes: dict[str, Any], expected: str | None) -> None:
        assert event(**changes).resource == expected


def test_a_sensitive_call_is_marked() -> None:
    assert event(eventSource="iam.amazonaws.com", eventName="CreateAccessKey").sensitive
    assert not event(eventSource="iam.amazonaws.com", eventName="ListUsers").sensitive


def test_an_insight_is_an_event_of_cloudtrail_itself() -> None:
    insight = {
        "eventVersion": "1.09",
        "eventTime": "2024-08-02T08:23:00Z",
        "awsRegion": "us-east-1",
        "eventID": "in-1",
        "eventType": "AwsCloudTrailInsight",
        "recipientAccountId": ACCOUNT,
        "insightDetails": {
            "state": "Start",
            "eventSource": "iam.amazonaws.com",
            "eventName": "CreateUser",
            "insightType": "ApiCallRateInsight",
            "insightContext": {"statistics": {"baseline": {"average": 0.1}}},
        },
        "eventCategory": "Insight",
    }

    found = read(insight)

    assert READER.fits(encoded(insight))
    assert (found.service, found.action) == ("cloudtrail", "ApiCallRateInsight")
    assert (found.principal_type, found.channel) == (ActorType.SERVICE, Channel.SERVICE)
    assert found.resource == "iam.amazonaws.com/CreateUser"


class TestReal:
    def test_all_real_records_are_read_but_those_without_a_time(self) -> None:
        refused: Counter[str] = Counter()
        seen: Counter[str] = Counter()
        for source, found in real():
            seen[source] += 1
            assert READER.fits(encoded(found))
            try:
                read(found)
            except RecordError as error:
                assert not {"eventTime", "@timestamp"} & set(found)
                refused[f"{source}: {error}"] += 1

        assert seen == {"otrf": 103, "panther": 230, "stratus": 210, "traildiscover": 272}
        assert refused == {"panther: it has no time": 11}

    def test_an_attack_is_told_as_it_was(self) -> None:
        events = [read(found) for source, found in real() if source == "otrf"]
        stolen = [one for one in events if one.principal_type is ActorType.ROLE]

        assert {one.key_type for one in stolen} == {KeyType.TEMPORARY}
        assert {one.principal_name for one in stolen} == {"MordorNginxStack-BankingWAFRole-9S3E0UAE1MM0"}
        assert {one.session_name for one in stolen} == {"i-0317f6c6b66ae9c40"}
        assert {one.action for one in stolen} >= {"ListBuckets", "GetObject"}
        assert {one.time_quality for one in events} == {TimeQuality.EXACT}

    def test_a_key_of_a_console_session_is_issued_to_its_user(self) -> None:
        events = [read(found) for source, found in real() if source == "otrf"]
        people = [one for one in events if one.principal_type is ActorType.USER]

        assert {(one.key_type, one.issuer) for one in people} == {
            (KeyType.TEMPORARY, "arn:aws:iam::123456789123:user/pedro")
        }


class TestHostile:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"{",
            b"null",
            b"[]",
            b"{}",
            b"5",
            b'{"eventName": "X"}',
            b'{"eventName": "X", "eventTime": 5}',
            b'{"CloudTrailEvent": "{"}',
            b'{"CloudTrailEvent": "\\ud800"}',
            b'{"detail": {"eventName": 1}}',
            b"[" * 100_000,
            b'{"userIdentity": ' + b'{"a":' * 100_000,
            b'{"userIdentity": ' + b'{"a":' * 5000 + b"1" + b"}" * 5001,
            b'{"eventName": "\xff", "eventTime": "2024-08-02T08:23:24Z"}',
            b"\xff\xfe",
        ],
    )
    def test_what_is_no_record_is_refused(self, data: bytes) -> None:
        READER.fits(data)
        with pytest.raises(RecordError):
            READER.read(data)

    @pytest.mark.parametrize(
        "arn", ["", ":", "assumed-role/a/b", "a:b:c:d:assumed-role/x/y", "arn:aws:sts::1"]
    )
    @pytest.mark.parametrize(
        "kind", ["AssumedRole", "FederatedUser", "IAMUser", "Root", None, "Unknown", "New"]
    )
    def test_an_odd_arn_is_no_obstacle(self, arn: str, kind: str | None) -> None:
        assert event(userIdentity={"type": kind, "arn": arn, "accessKeyId": TEMPORARY}).key_id == TEMPORARY

    @given(st.data())
    def test_any_field_may_be_of_any_type(self, data: st.DataObject) -> None:
        anything = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just([1, {"a": "b"}])
        whole = record(
            userIdentity=ROLE, resources=[{"ARN": "arn:x"}], additionalEventData={"MFAUsed": "Yes"}
        )
        keys = sorted(whole)
        whole[data.draw(st.sampled_from(keys))] = data.draw(anything)
        inside = dict(whole["userIdentity"]) if isinstance(whole["userIdentity"], dict) else {}
        inside[data.draw(st.sampled_from(sorted(ROLE)))] = data.draw(anything)
        whole["userIdentity"] = inside

        try:
            found = read(whole)
        except RecordError:
            assert (
                not isinstance(whole["eventTime"], str)
                or whole["eventTime"] != "2024-08-02T08:23:24Z"
                or (not isinstance(whole["eventName"], str) or not whole["eventName"])
            )
        else:
            assert found.provider == "aws"

    @given(st.binary(max_size=300))
    def test_any_bytes_are_an_event_or_refused(self, data: bytes) -> None:
        READER.fits(data)
        try:
            READER.read(data)
        except RecordError as error:
            assert str(error)  # noqa: PT017 - it need not be raised


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _lowered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key.lower(): _lowered(one) for key, one in value.items()}
    return value


def _without_raw(found: Event) -> Event:
    return msgspec.structs.replace(found, raw="")


def test_the_console_session_of_a_user_is_issued_to_the_user() -> None:
    assert event(userIdentity={**USER, "accessKeyId": TEMPORARY}).issuer == USER_ARN
