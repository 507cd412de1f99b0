"""What a track may be: names, kinds of events and places to deliver to.

After the field texts of "CreateAuditTrack" and "Storage" in CloudAudit's API documents.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.cos.state import NAME as BUCKET_NAME
from akwarden.emulator.tencent.cos.state import CosState
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.services.cloudaudit.state import ANY, Selection, Storage
from akwarden.emulator.tencent.services.cls.state import topic_of
from akwarden.emulator.tencent.services.organization.state import organization_of
from akwarden.emulator.tencent.services.regional import REGIONS

MOST_NAMES = 10
KINDS = ("Read", "Write", ANY)
_NAME = re.compile(r"[A-Za-z0-9_-]{3,48}")
_PREFIX = re.compile(r"[A-Za-z0-9]{3,40}")
_KAFKA = re.compile(r"ckafka-[a-z0-9]{1,32}/[A-Za-z0-9._-]{1,128}")


def refused(message: str) -> ApiError:
    """Return the error for a value that can't be."""
    return ApiError("InvalidParameterValue", message)


def name_of(call: Call) -> str:
    """Return the name of a new track; raises ApiError for one that can't be."""
    name = call.text("Name")
    if not _NAME.fullmatch(name):
        raise refused("The parameter `Name` has 3 to 48 letters, digits, `-` and `_`.")
    return name


def flag_of(call: Call, name: str, *, default: bool = False) -> bool:
    """Return a parameter that is 0 or 1."""
    return bool(call.within(name, 0, 1, int(default)))


def for_all_members(call: Call, *, default: bool = False) -> bool:
    """Return whether events of members are wanted; only who manages an organization may want them."""
    wanted = flag_of(call, "TrackForAllMembers", default=default)
    organization = organization_of(call.cloud, call.account.uin)
    if wanted and (organization is None or organization.host != call.account.uin):
        message = "Only the account that manages an organization delivers the events of members."
        raise ApiError("FailedOperation.MemberNotInOrganization", message)
    return wanted


def selection_of(service: str, kind: str, names: Sequence[str]) -> Selection:
    """Return which events are wanted; raises ApiError for what can't be."""
    if kind not in KINDS:
        raise refused("The parameter `ActionType` is Read, Write or *.")
    if not service:
        raise refused("The parameter `ResourceType` is a product or *.")
    if not names or len(names) > MOST_NAMES or (service == ANY and list(names) != [ANY]):
        raise refused(
            f"The parameter `EventNames` has up to {MOST_NAMES} names, and only * for all products."
        )
    return Selection(service, kind, tuple(names))


def selections_of(filters: Mapping[str, Any]) -> tuple[Selection, ...]:
    """Return which events a filter wants; raises ApiError for what can't be."""
    fields = filters.get("ResourceFields") or []
    if not fields:
        raise refused("The parameter `Filters.ResourceFields` is empty.")
    return tuple(
        selection_of(str(one["ResourceType"]), str(one["ActionType"]), one["EventNames"]) for one in fields
    )


def storage_of(call: Call) -> Storage:
    """Return where to deliver to; raises ApiError for a place that can't be, or that is not there."""
    given = call.parameters["Storage"]
    found = Storage(
        type=given["StorageType"],
        region=given["StorageRegion"],
        name=given["StorageName"],
        prefix=given["StoragePrefix"],
        account_id=given.get("StorageAccountId"),
        app_id=given.get("StorageAppId"),
        compress=given.get("Compress"),
    )
    check = _CHECKS.get(found.type)
    if check is None:
        raise refused("The parameter `StorageType` is cos, cls or ckafka.")
    if found.region not in REGIONS:
        message = f"The region `{found.region}` is not supported."
        raise ApiError("InvalidParameterValue.CosRegionError", message)
    if found.compress not in {None, 1, 2}:
        raise refused("The parameter `Compress` is 1 or 2.")
    own = {"", None, str(call.account.uin), str(call.account.appid)}
    if not {found.account_id, found.app_id} <= own:
        message = "The account that is to store the events has no role for it."
        raise ApiError("ResourceNotFound.RoleNotExist", message)
    check(call, found)
    return found


def _check_cos(call: Call, storage: Storage) -> None:
    if not BUCKET_NAME.fullmatch(storage.name):
        raise ApiError("InvalidParameterValue.CosNameError", "The name of the bucket is not valid.")
    if not _PREFIX.fullmatch(storage.prefix):
        message = "The prefix of log files has 3 to 40 letters and digits."
        raise ApiError("InvalidParameterValue.LogFilePrefixError", message)
    bucket = call.account.state(CosState).buckets.get(f"{storage.name}-{call.account.appid}")
    if bucket is None or bucket.region != storage.region:
        raise ApiError("ResourceNotFound.CosNotExist", "The bucket does not exist.")


def _check_cls(call: Call, storage: Storage) -> None:
    if topic_of(call.cloud, call.account, storage.region, storage.name) is None:
        raise ApiError("FailedOperation.CheckClsTopicIsExistFailed", "The log topic does not exist.")


def _check_kafka(_call: Call, storage: Storage) -> None:
    if not _KAFKA.fullmatch(storage.name):
        raise refused("The parameter `StorageName` is an instance and a topic: ckafka-xxxxxx/topic.")


_CHECKS = {"cos": _check_cos, "cls": _check_cls, "ckafka": _check_kafka}
