"""Disks: bought, put into instances, taken out, given back, listed."""

from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator
from tests.emulator.tencent.services.granted import granted

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.cbs.state import SYSTEM, add_backup, add_disk, add_snapshot
from akwarden.emulator.tencent.services.cvm.state import Instance, add_instance

__all__ = ["emulator"]
WANTED = {
    "Placement": {"Zone": "ap-guangzhou-3"},
    "DiskChargeType": "POSTPAID_BY_HOUR",
    "DiskType": "CLOUD_PREMIUM",
    "DiskSize": 20,
}


@pytest.fixture(scope="module")
def cbs(emulator: Emulator) -> Any:
    return client("cbs", emulator)


def made(cbs: Any, **more: Any) -> list[str]:
    return list(ask(cbs, "CreateDisks", **{**WANTED, **more})["DiskIdSet"])


def described(cbs: Any, disk: str) -> dict[str, Any]:
    found: dict[str, Any] = ask(cbs, "DescribeDisks", DiskIds=[disk])["DiskSet"][0]
    return found


def instance(emulator: Emulator, zone: str = "ap-guangzhou-3") -> Instance:
    return add_instance(emulator.cloud, account_of(emulator), "host", zone=zone)


def test_disks_that_were_bought_are_described(cbs: Any) -> None:
    ids = made(cbs, DiskCount=2, DiskName="data", Tags=[{"Key": "a", "Value": "b"}])

    found = described(cbs, ids[1])

    assert (len(ids), found["DiskName"], found["DiskState"]) == (2, "data", "UNATTACHED")
    assert (found["DiskSize"], found["Tags"]) == (20, [{"Key": "a", "Value": "b"}])


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"DiskType": "CLOUD_TSSD"}, "InvalidParameter.DiskConfigNotSupported"),
        ({"DiskChargeType": "FREE"}, "InvalidParameterValue"),
        ({"Placement": {"Zone": "ap-tokyo-1"}}, "InvalidParameterValue"),
        ({"DiskSize": 21}, "InvalidParameterValue"),
        ({"DiskSize": 32_010}, "InvalidParameterValue"),
        ({"DiskName": "n" * 61}, "InvalidParameterValue"),
        ({"DiskCount": 0}, "InvalidParameterValue"),
        ({"DiskChargeType": "PREPAID"}, "MissingParameter"),
        ({"DiskChargeType": "PREPAID", "DiskChargePrepaid": {"Period": 13}}, "InvalidParameterValue"),
        ({"SnapshotId": "snap-00000000"}, "InvalidSnapshotId.NotFound"),
        ({"KmsKeyId": "key"}, "InvalidParameterValue"),
        ({"Encrypt": "ENCRYPT", "Shareable": True}, "UnsupportedOperation.DiskEncrypt"),
        ({"ClientToken": "t" * 65}, "InvalidParameter.InvalidClientToken"),
        ({"DiskSize": None}, "MissingParameter"),
    ],
)
def test_disk_that_can_not_be_is_refused(cbs: Any, more: dict[str, Any], code: str) -> None:
    assert code_of(cbs, "CreateDisks", **{**WANTED, **more}) == code


def test_same_token_gives_the_same_disks(cbs: Any) -> None:
    assert made(cbs, ClientToken="once") == made(cbs, ClientToken="once") != made(cbs)


def test_disk_of_a_snapshot_is_as_large_at_least(cbs: Any, emulator: Emulator) -> None:
    snapshot = add_snapshot(emulator.cloud, account_of(emulator), "base", size=50)

    (same,) = made(cbs, SnapshotId=snapshot.id, DiskSize=None)

    assert described(cbs, same)["DiskSize"] == 50
    smaller = code_of(cbs, "CreateDisks", **{**WANTED, "SnapshotId": snapshot.id, "DiskSize": 40})
    assert smaller == "InvalidParameter.DiskSizeNotMatch"
    root = add_snapshot(emulator.cloud, account_of(emulator), "root", usage=SYSTEM)
    refused = code_of(cbs, "CreateDisks", **{**WANTED, "SnapshotId": root.id})
    assert refused == "InvalidSnapshot.NotSupported"


def test_disk_of_an_encrypted_disks_snapshot_is_encrypted(cbs: Any) -> None:
    (disk,) = made(cbs, Encrypt="ENCRYPT")
    snapshot = ask(cbs, "CreateSnapshot", DiskId=disk)["SnapshotId"]

    (copy,) = made(cbs, SnapshotId=snapshot)

    assert (described(cbs, disk)["Encrypt"], described(cbs, copy)["Encrypt"]) == (True, True)


def test_disk_goes_into_an_instance_and_out(cbs: Any, emulator: Emulator) -> None:
    host, (disk,) = instance(emulator), made(cbs)
    cvm = client("cvm", emulator)

    ask(cbs, "AttachDisks", InstanceId=host.id, DiskIds=[disk])
    within = described(cbs, disk)
    shown = ask(cvm, "DescribeInstances", InstanceIds=[host.id])["InstanceSet"][0]["DataDisks"]
    ask(cbs, "DetachDisks", DiskIds=[disk])

    assert (within["DiskState"], within["InstanceId"]) == ("ATTACHED", host.id)
    assert [one["DiskId"] for one in shown] == [disk]
    after = described(cbs, disk)
    assert (after["DiskState"], after["LastAttachInsId"]) == ("UNATTACHED", host.id)
    assert ask(cvm, "DescribeInstances", InstanceIds=[host.id])["InstanceSet"][0]["DataDisks"] == []


def test_all_disks_go_in_or_none(cbs: Any, emulator: Emulator) -> None:
    host, other = instance(emulator), instance(emulator, "ap-guangzhou-6")
    first, second = made(cbs, DiskCount=2)
    ask(cbs, "AttachDisks", InstanceId=host.id, DiskIds=[first])

    twice = code_of(cbs, "AttachDisks", InstanceId=host.id, DiskIds=[second, first])

    assert twice == "ResourceUnavailable.Attached"
    assert described(cbs, second)["Attached"] is False
    zone = code_of(cbs, "AttachDisks", InstanceId=other.id, DiskIds=[second])
    assert zone == "ResourceUnavailable.ZoneNotMatch"
    nowhere = code_of(cbs, "AttachDisks", InstanceId="ins-00000000", DiskIds=[second])
    assert nowhere == "InvalidInstanceId.NotFound"


def test_instance_has_20_disks_and_a_call_10(cbs: Any, emulator: Emulator) -> None:
    host, ids = instance(emulator), made(cbs, DiskCount=21)

    many = code_of(cbs, "AttachDisks", InstanceId=host.id, DiskIds=ids[:11])
    for part in (ids[:10], ids[10:20]):
        ask(cbs, "AttachDisks", InstanceId=host.id, DiskIds=part)

    assert many == "InvalidParameterValue.LimitExceeded"
    full = code_of(cbs, "AttachDisks", InstanceId=host.id, DiskIds=ids[20:])
    assert full == "LimitExceeded.InstanceAttachedDisk"


def test_system_disk_is_listed_and_stays(cbs: Any, emulator: Emulator) -> None:
    host = instance(emulator)
    (found,) = ask(
        cbs,
        "DescribeDisks",
        Filters=[{"Name": "instance-id", "Values": [host.id]}, {"Name": "disk-usage", "Values": [SYSTEM]}],
    )["DiskSet"]

    assert (found["Portable"], found["Attached"]) == (False, True)
    assert code_of(cbs, "DetachDisks", DiskIds=[found["DiskId"]]) == "InvalidDisk.NotPortable"
    refused = code_of(cbs, "TerminateDisks", DiskIds=[found["DiskId"]])
    assert refused == "ResourceUnavailable.NotSupportRefund"


def test_disk_is_given_back_when_it_is_out(cbs: Any, emulator: Emulator) -> None:
    host, (disk,) = instance(emulator), made(cbs)
    ask(cbs, "AttachDisks", InstanceId=host.id, DiskIds=[disk])
    early = code_of(cbs, "TerminateDisks", DiskIds=[disk])
    wrong = code_of(cbs, "DetachDisks", DiskIds=[disk], InstanceId="ins-00000000")

    ask(cbs, "DetachDisks", DiskIds=[disk], InstanceId=host.id)
    ask(cbs, "TerminateDisks", DiskIds=[disk])

    assert (early, wrong) == ("ResourceUnavailable.Attached", "UnsupportedOperation.StateError")
    assert ask(cbs, "DescribeDisks", DiskIds=[disk])["TotalCount"] == 0
    assert code_of(cbs, "TerminateDisks", DiskIds=[disk]) == "InvalidDiskId.NotFound"


def test_shared_disk_is_in_several_instances(cbs: Any, emulator: Emulator) -> None:
    one, two, (disk,) = instance(emulator), instance(emulator), made(cbs, Shareable=True)

    for host in (one, two):
        ask(cbs, "AttachDisks", InstanceId=host.id, DiskIds=[disk])

    assert described(cbs, disk)["InstanceIdList"] == [one.id, two.id]
    assert code_of(cbs, "DetachDisks", DiskIds=[disk]) == "MissingParameter"
    assert code_of(cbs, "CreateSnapshot", DiskId=disk) == "UnsupportedOperation.ShareDiskNotSupportSnap"


def test_disks_are_listed_in_order_by_filter_and_page(cbs: Any, emulator: Emulator) -> None:
    ids = []
    for number in range(3):
        ids.append(add_disk(emulator.cloud, account_of(emulator), "listed", size=30 + number).id)
        emulator.cloud.clock.advance(1)
    filters = [{"Name": "disk-name", "Values": ["listed"]}]

    def found(**asked: Any) -> list[str]:
        return [one["DiskId"] for one in ask(cbs, "DescribeDisks", Filters=filters, **asked)["DiskSet"]]

    assert (found(Order="ASC"), found()) == (ids, ids[::-1])
    assert found(Order="ASC", Offset=1, Limit=1) == [ids[1]]
    assert code_of(cbs, "DescribeDisks", Order="UP") == "InvalidParameterValue"
    assert code_of(cbs, "DescribeDisks", Filters=[{"Name": "no", "Values": ["a"]}]) == "InvalidFilter"
    assert code_of(cbs, "DescribeDisks", Filters=filters, DiskIds=ids) == "InvalidParameter"
    assert code_of(cbs, "DescribeDisks", Limit=101) == "InvalidParameterValue"


def test_backup_point_becomes_a_snapshot(cbs: Any, emulator: Emulator) -> None:
    disk = add_disk(emulator.cloud, account_of(emulator), "backed-up")
    backup = add_backup(emulator.cloud, account_of(emulator), disk)
    filters = [{"Name": "disk-id", "Values": [disk.id]}]
    before = ask(cbs, "DescribeDiskBackups", Filters=filters)["TotalCount"]

    snapshot = ask(cbs, "CreateSnapshot", DiskBackupId=backup.id)["SnapshotId"]

    assert (before, ask(cbs, "DescribeDiskBackups", DiskBackupIds=[backup.id])["TotalCount"]) == (1, 0)
    found = ask(cbs, "DescribeSnapshots", SnapshotIds=[snapshot])["SnapshotSet"]
    assert [one["DiskId"] for one in found] == [disk.id]
    again = code_of(cbs, "CreateSnapshot", DiskBackupId=backup.id)
    assert again == "ResourceNotFound.NotFound"


def test_policy_for_one_disk_opens_no_other(cbs: Any, emulator: Emulator) -> None:
    mine, other = made(cbs, DiskCount=2)
    uin = account_of(emulator).uin
    user = granted(emulator, "one-disk", "cbs:TerminateDisks", f"qcs::cvm::uin/{uin}:volume/{mine}")

    refused = code_of(user, "TerminateDisks", DiskIds=[mine, other])
    ask(user, "TerminateDisks", DiskIds=[mine])

    assert refused == "AuthFailure.UnauthorizedOperation"
