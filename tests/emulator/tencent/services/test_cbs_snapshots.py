"""Snapshots: made, deleted, shared, listed."""

from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator

from akwarden.emulator.tencent.clock import iso
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.cbs.state import SYSTEM, add_disk, add_snapshot, add_snapshot_group

__all__ = ["emulator"]
DAY = 86_400


@pytest.fixture(scope="module")
def cbs(emulator: Emulator) -> Any:
    return client("cbs", emulator)


@pytest.fixture(scope="module")
def other(emulator: Emulator) -> tuple[str, Any]:
    """Give the uin of another account and its client."""
    account = emulator.cloud.add_account("other")
    key = emulator.cloud.add_key(account, account.uin)
    return str(account.uin), client("cbs", emulator, key.secret_id, key.secret_key)


def made(emulator: Emulator, name: str = "snapshot", **more: Any) -> str:
    return add_snapshot(emulator.cloud, account_of(emulator), name, **more).id


def described(cbs: Any, snapshot: str) -> list[dict[str, Any]]:
    return list(ask(cbs, "DescribeSnapshots", SnapshotIds=[snapshot])["SnapshotSet"])


def share(cbs: Any, snapshot: str, *accounts: str, permission: str = "SHARE") -> None:
    ask(
        cbs,
        "ModifySnapshotsSharePermission",
        SnapshotIds=[snapshot],
        AccountIds=[*accounts],
        Permission=permission,
    )


def test_snapshot_of_a_disk_is_described(cbs: Any, emulator: Emulator) -> None:
    disk = add_disk(emulator.cloud, account_of(emulator), "data", size=70)

    snapshot = ask(cbs, "CreateSnapshot", DiskId=disk.id, SnapshotName="nightly")["SnapshotId"]

    (found,) = described(cbs, snapshot)
    assert (found["SnapshotName"], found["DiskSize"], found["DiskUsage"]) == ("nightly", 70, "DATA_DISK")
    assert (found["SnapshotState"], found["Percent"], found["IsPermanent"]) == ("NORMAL", 100, True)
    of_disk = ask(cbs, "DescribeDisks", DiskIds=[disk.id])["DiskSet"][0]
    assert (of_disk["SnapshotCount"], of_disk["SnapshotSize"]) == (1, 70 * 1024)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "MissingParameter"),
        ({"DiskId": "disk-00000000"}, "InvalidDiskId.NotFound"),
        ({"DiskBackupId": "dbp-00000000"}, "ResourceNotFound.NotFound"),
    ],
)
def test_snapshot_of_nothing_is_refused(cbs: Any, asked: dict[str, Any], code: str) -> None:
    assert code_of(cbs, "CreateSnapshot", **asked) == code


@pytest.mark.parametrize(
    "more", [{"DiskUsage": "TAPE"}, {"Deadline": "soon"}, {"Deadline": "2020-01-01T00:00:00+00:00"}]
)
def test_snapshot_that_can_not_be_is_refused(cbs: Any, emulator: Emulator, more: dict[str, Any]) -> None:
    disk = add_disk(emulator.cloud, account_of(emulator), "data")

    assert code_of(cbs, "CreateSnapshot", DiskId=disk.id, **more) == "InvalidParameterValue"


def test_snapshot_goes_when_its_time_is_over(cbs: Any, emulator: Emulator) -> None:
    disk = add_disk(emulator.cloud, account_of(emulator), "data")
    deadline = iso(emulator.cloud.clock.now() + 2 * DAY)

    snapshot = ask(cbs, "CreateSnapshot", DiskId=disk.id, Deadline=deadline)["SnapshotId"]

    assert described(cbs, snapshot)[0]["IsPermanent"] is False
    emulator.cloud.clock.advance(2 * DAY + 1)
    assert described(cbs, snapshot) == []


def test_disk_that_is_given_back_takes_its_snapshots_along(cbs: Any, emulator: Emulator) -> None:
    disk = add_disk(emulator.cloud, account_of(emulator), "data")
    deadline = iso(emulator.cloud.clock.now() + 2 * DAY)
    short = ask(cbs, "CreateSnapshot", DiskId=disk.id, Deadline=deadline)["SnapshotId"]
    long = ask(cbs, "CreateSnapshot", DiskId=disk.id)["SnapshotId"]

    ask(cbs, "TerminateDisks", DiskIds=[disk.id], DeleteSnapshot=1)

    assert (described(cbs, short), len(described(cbs, long))) == ([], 1)


def test_shared_snapshot_is_seen_and_used_by_the_other(
    cbs: Any, emulator: Emulator, other: tuple[str, Any]
) -> None:
    uin, theirs = other
    snapshot = made(emulator, "shared")
    before = described(theirs, snapshot)

    share(cbs, snapshot, uin)

    assert before == []
    assert described(theirs, snapshot)[0]["SnapshotType"] == "SHARED_SNAPSHOT"
    assert described(cbs, snapshot)[0]["ShareReference"] == 1
    told = ask(cbs, "DescribeSnapshotSharePermission", SnapshotId=snapshot)["SharePermissionSet"]
    assert [one["AccountId"] for one in told] == [uin]
    placement = {"Placement": {"Zone": "ap-guangzhou-3"}, "DiskChargeType": "POSTPAID_BY_HOUR"}
    assert ask(theirs, "CreateDisks", DiskType="CLOUD_SSD", SnapshotId=snapshot, **placement)["DiskIdSet"]


def test_sharing_is_taken_back(cbs: Any, emulator: Emulator, other: tuple[str, Any]) -> None:
    uin, theirs = other
    snapshot = made(emulator)
    share(cbs, snapshot, uin)

    share(cbs, snapshot, uin, permission="CANCEL")

    assert described(theirs, snapshot) == []


def test_other_account_changes_no_shared_snapshot(
    cbs: Any, emulator: Emulator, other: tuple[str, Any]
) -> None:
    uin, theirs = other
    snapshot = made(emulator)
    share(cbs, snapshot, uin)

    assert code_of(theirs, "DeleteSnapshots", SnapshotIds=[snapshot]) == "InvalidSnapshotId.NotFound"
    refused = code_of(theirs, "DescribeSnapshotSharePermission", SnapshotId=snapshot)
    assert refused == "InvalidSnapshotId.NotFound"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"Permission": "GIVE"}, "InvalidParameterValue"),
        ({"AccountIds": []}, "InvalidParameterValue"),
        ({"AccountIds": ["bob"]}, "InvalidParameterValue"),
        ({"AccountIds": [str(n) for n in range(51)]}, "InvalidParameterValue.LimitExceeded"),
        ({"SnapshotIds": ["snap-00000000"]}, "InvalidSnapshotId.NotFound"),
        ({"SnapshotIds": ["snap-00000000"] * 101}, "InvalidParameterValue.LimitExceeded"),
    ],
)
def test_sharing_that_can_not_be_is_refused(
    cbs: Any, emulator: Emulator, more: dict[str, Any], code: str
) -> None:
    asked = {"SnapshotIds": [made(emulator)], "AccountIds": ["100000000009"], "Permission": "SHARE", **more}

    assert code_of(cbs, "ModifySnapshotsSharePermission", **asked) == code


def test_snapshot_is_shared_with_50_accounts_in_all(cbs: Any, emulator: Emulator) -> None:
    snapshot = made(emulator)
    share(cbs, snapshot, *[str(200_000 + n) for n in range(50)])

    asked = {"SnapshotIds": [snapshot], "AccountIds": ["300000"], "Permission": "SHARE"}

    assert code_of(cbs, "ModifySnapshotsSharePermission", **asked) == "InvalidParameterValue.LimitExceeded"


def test_system_disks_are_not_shared(cbs: Any, emulator: Emulator) -> None:
    asked = {"SnapshotIds": [made(emulator, usage=SYSTEM)], "AccountIds": ["1"], "Permission": "SHARE"}

    assert code_of(cbs, "ModifySnapshotsSharePermission", **asked) == "InvalidSnapshot.NotSupported"


def test_shared_snapshot_is_not_deleted_nor_one_with_an_image(cbs: Any, emulator: Emulator) -> None:
    shared, kept, plain = made(emulator, shared_with=[7]), made(emulator), made(emulator)
    with_image = add_snapshot(emulator.cloud, account_of(emulator), "imaged")
    with_image.images.append(("img-12345678", "golden"))

    refused = code_of(cbs, "DeleteSnapshots", SnapshotIds=[kept, shared])
    bound = code_of(cbs, "DeleteSnapshots", SnapshotIds=[with_image.id])
    ask(cbs, "DeleteSnapshots", SnapshotIds=[plain])
    ask(cbs, "DeleteSnapshots", SnapshotIds=[with_image.id], DeleteBindImages=True)

    assert (refused, bound) == (
        "UnsupportedOperation.SnapHasShared",
        "UnsupportedOperation.SnapshotHasBindedImage",
    )
    assert (len(described(cbs, kept)), described(cbs, plain), described(cbs, with_image.id)) == (1, [], [])


def test_snapshots_are_listed_by_filter_and_page(cbs: Any, emulator: Emulator) -> None:
    ids = [made(emulator, "paged") for _ in range(3)]
    filters = [{"Name": "snapshot-name", "Values": ["paged"]}]

    pages = [
        ask(cbs, "DescribeSnapshots", Filters=filters, Offset=n, Limit=1, Order="ASC")["SnapshotSet"]
        for n in range(4)
    ]

    assert [[one["SnapshotId"] for one in part] for part in pages] == [[one] for one in ids] + [[]]
    assert code_of(cbs, "DescribeSnapshots", Filters=filters, SnapshotIds=ids) == "InvalidParameter"
    assert code_of(cbs, "DescribeSnapshots", OrderField="SIZE") == "InvalidParameterValue"


def test_groups_are_listed_by_their_snapshots(cbs: Any, emulator: Emulator) -> None:
    account = account_of(emulator)
    snapshots = [add_snapshot(emulator.cloud, account, "grouped", usage=SYSTEM) for _ in range(2)]
    group = add_snapshot_group(emulator.cloud, account, "both", snapshots)

    filters = [{"Name": "snapshot-id", "Values": [snapshots[1].id]}]
    (found,) = ask(cbs, "DescribeSnapshotGroups", Filters=filters)["SnapshotGroupSet"]

    assert (found["SnapshotGroupId"], found["ContainRootSnapshot"]) == (group.id, True)
    assert found["SnapshotIdSet"] == [one.id for one in snapshots]
