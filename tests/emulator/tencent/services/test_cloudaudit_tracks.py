"""Tracks: made, read, changed, switched and deleted; and what a track can't be."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator

from akwarden.emulator.tencent.cos.state import add_bucket
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.cloudaudit.state import CloudAuditState
from akwarden.emulator.tencent.services.kms.state import add_key

__all__ = ["emulator"]
COS = {
    "StorageType": "cos",
    "StorageRegion": "ap-guangzhou",
    "StorageName": "logs",
    "StoragePrefix": "audit",
}
ALL = {"ActionType": "*", "ResourceType": "*", "EventNames": ["*"]}


@pytest.fixture(scope="module")
def audit(emulator: Emulator) -> Any:
    add_bucket(emulator.cloud, account_of(emulator), "logs", "ap-guangzhou")
    return client("cloudaudit", emulator)


@pytest.fixture(autouse=True)
def _no_tracks_left(emulator: Emulator) -> Iterator[None]:
    yield
    account_of(emulator).state(CloudAuditState).tracks.clear()


def create(audit: Any, name: str = "trail", **changed: Any) -> int:
    return int(ask(audit, "CreateAuditTrack", **(track(name) | changed))["TrackId"])


def track(name: str = "trail") -> dict[str, Any]:
    return {"Name": name, "Status": 1, "Storage": COS, **ALL}


def field(service: str, kind: str, *names: str) -> dict[str, Any]:
    return {"ResourceType": service, "ActionType": kind, "EventNames": [*names]}


def test_track_is_made_and_read(audit: Any) -> None:
    number = create(audit, ActionType="Write", ResourceType="cam", EventNames=["AddUser", "DeleteUser"])

    read = ask(audit, "DescribeAuditTrack", TrackId=number)

    assert (read["Name"], read["Status"], read["TrackForAllMembers"]) == ("trail", 1, 0)
    assert (read["ResourceType"], read["ActionType"]) == ("cam", "Write")
    assert read["EventNames"] == ["AddUser", "DeleteUser"]
    assert read["Storage"].items() >= COS.items()
    assert read["Filters"] == {"ResourceFields": [field("cam", "Write", "AddUser", "DeleteUser")]}
    assert len(read["CreateTime"]) == len("2021-01-14 14:43:38")


def test_track_of_several_services_is_made_and_changed(audit: Any) -> None:
    fields = [field("cam", "*", "AddUser"), field("cvm", "Read", "*")]
    made = ask(
        audit,
        "CreateEventsAuditTrack",
        Name="many",
        Status=0,
        Storage=COS,
        Filters={"ResourceFields": fields},
    )
    number = made["TrackId"]

    assert ask(audit, "DescribeAuditTrack", TrackId=number)["Filters"] == {"ResourceFields": fields}
    changed = {"ResourceFields": [field("kms", "*", "*")]}
    ask(audit, "ModifyEventsAuditTrack", TrackId=number, Filters=changed, Status=1)
    read = ask(audit, "DescribeAuditTrack", TrackId=number)
    assert (read["Filters"], read["Status"], read["ResourceType"]) == (changed, 1, "kms")
    ask(audit, "ModifyEventsAuditTrack", TrackId=number, Status=0)
    assert ask(audit, "DescribeAuditTrack", TrackId=number)["Filters"] == changed


def test_tracks_are_listed_page_by_page(audit: Any) -> None:
    numbers = [create(audit, f"trail-{number}") for number in range(3)]

    pages = [ask(audit, "DescribeAuditTracks", PageNumber=page, PageSize=2) for page in (1, 2, 3)]

    assert [[one["TrackId"] for one in page["Tracks"]] for page in pages] == [numbers[:2], numbers[2:], []]
    assert {page["TotalCount"] for page in pages} == {3}
    for wrong in ({"PageNumber": 0, "PageSize": 1}, {"PageNumber": 1, "PageSize": 0}):
        assert code_of(audit, "DescribeAuditTracks", **wrong) == "InvalidParameterValue"


def test_track_is_changed_in_part(audit: Any) -> None:
    number = create(audit)

    ask(audit, "ModifyAuditTrack", TrackId=number, ResourceType="sts", Status=0, Name="trail")

    read = ask(audit, "DescribeAuditTrack", TrackId=number)
    assert (read["ResourceType"], read["ActionType"], read["EventNames"]) == ("sts", "*", ["*"])
    assert (read["Status"], read["Storage"]["StorageName"]) == (0, "logs")


def test_track_keeps_its_name(audit: Any) -> None:
    number = create(audit)

    for action in ("ModifyAuditTrack", "ModifyEventsAuditTrack"):
        code = code_of(audit, action, TrackId=number, Name="other")
        assert code == "InvalidParameterValue.AuditTrackNameNotSupportModify"


def test_deleted_track_is_gone(audit: Any) -> None:
    number = create(audit)

    ask(audit, "DeleteAuditTrack", TrackId=number)

    for action in ("DeleteAuditTrack", "DescribeAuditTrack", "ModifyAuditTrack", "ModifyEventsAuditTrack"):
        assert code_of(audit, action, TrackId=number) == "ResourceNotFound.AuditNotExist"


def test_there_are_five_tracks_and_no_two_of_a_name(audit: Any) -> None:
    create(audit)
    assert code_of(audit, "CreateAuditTrack", **track()) == "ResourceInUse"

    for number in range(4):
        create(audit, f"more{number}")

    assert code_of(audit, "CreateAuditTrack", **track("sixth")) == "LimitExceeded.OverAmount"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"Name": "ab"}, "InvalidParameterValue"),
        ({"Name": "with space"}, "InvalidParameterValue"),
        ({"Status": 2}, "InvalidParameterValue"),
        ({"ActionType": "Both"}, "InvalidParameterValue"),
        ({"ResourceType": ""}, "InvalidParameterValue"),
        ({"EventNames": ["AddUser"]}, "InvalidParameterValue"),
        ({"EventNames": []}, "InvalidParameterValue"),
        ({"ResourceType": "cam", "EventNames": ["a"] * 11}, "InvalidParameterValue"),
        ({"TrackForAllMembers": 1}, "FailedOperation.MemberNotInOrganization"),
        ({"StorageType": "disk"}, "InvalidParameterValue"),
        ({"StorageRegion": "mars"}, "InvalidParameterValue.CosRegionError"),
        ({"StorageName": "Logs"}, "InvalidParameterValue.CosNameError"),
        ({"StorageName": "none"}, "ResourceNotFound.CosNotExist"),
        ({"StorageRegion": "ap-shanghai"}, "ResourceNotFound.CosNotExist"),
        ({"StoragePrefix": "a-b"}, "InvalidParameterValue.LogFilePrefixError"),
        ({"Compress": 3}, "InvalidParameterValue"),
        ({"StorageAppId": "1"}, "ResourceNotFound.RoleNotExist"),
        ({"StorageType": "cls", "StorageName": "none"}, "FailedOperation.CheckClsTopicIsExistFailed"),
        ({"StorageType": "ckafka"}, "InvalidParameterValue"),
    ],
)
def test_track_that_can_not_be_is_refused(audit: Any, wrong: dict[str, Any], code: str) -> None:
    stored = {name: value for name, value in wrong.items() if name.startswith(("Storage", "Compress"))}
    rest = {name: value for name, value in wrong.items() if name not in stored}

    assert code_of(audit, "CreateAuditTrack", **(track() | rest | {"Storage": COS | stored})) == code
    assert ask(audit, "DescribeAuditTracks", PageNumber=1, PageSize=1)["TotalCount"] == 0


def test_track_of_several_services_needs_some(audit: Any) -> None:
    made = {"Name": "many", "Status": 1, "Storage": COS}

    assert code_of(audit, "CreateEventsAuditTrack", **made, Filters={}) == "InvalidParameterValue"
    assert code_of(audit, "CreateEventsAuditTrack", **made) == "MissingParameter"


def test_track_may_go_to_kafka(audit: Any) -> None:
    kafka = {**COS, "StorageType": "ckafka", "StorageName": "ckafka-abc/audit_log"}

    number = create(audit, Storage=kafka)

    assert ask(audit, "DescribeAuditTrack", TrackId=number)["Storage"]["StorageType"] == "ckafka"


@pytest.mark.parametrize(("kind", "attribute"), [("Read", 1), ("Write", 2), ("*", 3)])
def test_track_is_an_audit_of_the_first_api(audit: Any, kind: str, attribute: int) -> None:
    create(audit, ActionType=kind)

    one = ask(audit, "DescribeAudit", AuditName="trail")

    assert (one["AuditStatus"], one["ReadWriteAttribute"]) == (1, attribute)
    assert (one["CosBucketName"], one["CosRegion"]) == ("logs", "ap-guangzhou")
    assert (one["LogFilePrefix"], one["IsEnableCmqNotify"], one["IsEnableKmsEncry"]) == ("audit", 0, 0)
    summary = {"AuditStatus": 1, "CosBucketName": "logs", "AuditName": "trail", "LogFilePrefix": "audit"}
    assert ask(audit, "ListAudits")["AuditSummarys"] == [summary]


def test_logging_is_stopped_and_started(audit: Any) -> None:
    number = create(audit)

    for action, status in (("StopLogging", 0), ("StopLogging", 0), ("StartLogging", 1)):
        assert ask(audit, action, AuditName="trail")["IsSuccess"] == 1
        assert ask(audit, "DescribeAuditTrack", TrackId=number)["Status"] == status


@pytest.mark.parametrize("action", ["DescribeAudit", "StartLogging", "StopLogging"])
def test_unknown_name_is_refused(audit: Any, action: str) -> None:
    assert code_of(audit, action, AuditName="none") == "ResourceNotFound.AuditNotExist"
    assert code_of(audit, action) == "MissingParameter"


def test_keys_of_kms_are_listed_by_region(emulator: Emulator, audit: Any) -> None:
    keys = [add_key(emulator.cloud, account_of(emulator), f"key-{n}", region="ap-seoul") for n in range(3)]

    page = ask(audit, "ListKeyAliasByRegion", KmsRegion="ap-seoul", Limit=2, Offset=1)

    assert page["TotalCount"] == 3
    assert page["KeyMetadatas"] == [{"KeyId": key.id, "Alias": key.alias} for key in keys[1:]]
    assert ask(audit, "ListKeyAliasByRegion", KmsRegion="ap-tokyo")["TotalCount"] == 0
    wrong = code_of(audit, "ListKeyAliasByRegion", KmsRegion="mars")
    assert wrong == "InvalidParameterValue.KmsRegionError"
    assert code_of(audit, "ListKeyAliasByRegion", KmsRegion="ap-seoul", Limit=201) == "InvalidParameterValue"


def test_user_without_policies_touches_no_track(emulator: Emulator, audit: Any) -> None:
    number = create(audit)
    made = ask(client("cam", emulator), "AddUser", Name="weak", UseApi=1)
    weak = client("cloudaudit", emulator, made["SecretId"], made["SecretKey"])
    calls: dict[str, dict[str, Any]] = {
        "CreateAuditTrack": track("other"),
        "ModifyAuditTrack": {"TrackId": number},
        "DeleteAuditTrack": {"TrackId": number},
        "DescribeAuditTrack": {"TrackId": number},
        "DescribeAuditTracks": {"PageNumber": 1, "PageSize": 1},
        "StopLogging": {"AuditName": "trail"},
        "ListAudits": {},
        "GetAttributeKey": {},
    }

    for action, parameters in calls.items():
        assert code_of(weak, action, **parameters) == "AuthFailure.UnauthorizedOperation", action
