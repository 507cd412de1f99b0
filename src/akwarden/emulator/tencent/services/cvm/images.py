"""Images: public ones, the account's own, and those that others share with it.

After the API documents of CVM (DescribeImages, DescribeImageSharePermission).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import iso
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cvm.asking import checked_filters
from akwarden.emulator.tencent.services.cvm.state import OFFICIAL, CvmState, Image
from akwarden.emulator.tencent.services.regional import (
    Values,
    filtered,
    only_one,
    paged,
    pairs,
    region_of,
)

_ID = re.compile(r"img-[a-z0-9]{8}")
_PUBLIC, _PRIVATE, _SHARED = "PUBLIC_IMAGE", "PRIVATE_IMAGE", "SHARED_IMAGE"
_MADE = 1_600_732_800.0
"""When the public images came."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """An image as one account sees it."""

    image: Image
    kind: str


_FIELDS: Mapping[str, Values[_Seen]] = {
    "image-id": lambda seen: [seen.image.id],
    "image-type": lambda seen: [seen.kind],
    "tag-key": lambda seen: seen.image.tags,
    "tag-value": lambda seen: seen.image.tags.values(),
    "tag:": lambda seen: (f"{key}={value}" for key, value in seen.image.tags.items()),
}
_FUZZY: Mapping[str, Callable[[_Seen], str]] = {
    "image-name": lambda seen: seen.image.name,
    "platform": lambda seen: seen.image.platform,
}


@serve("cvm", "DescribeImages")
def describe_images(call: Call) -> Mapping[str, Any]:
    """Return the images that fit; those that are named must be there."""
    if call.items("ImageIds") and call.items("Filters"):
        raise ApiError("InvalidParameter.InvalidParameterCoexistImageIdsFilters", "Give ImageIds or Filters.")
    only_one(call, "ImageIds")
    found, ids = [*_visible(call)], call.items("ImageIds")
    for one in ids:
        _check_id(one)
        if all(seen.image.id != one for seen in found):
            raise ApiError("InvalidImageId.NotFound", f"The image `{one}` does not exist.")
    found = [seen for seen in found if not ids or seen.image.id in ids]
    asked = checked_filters(call)
    for one in asked:
        if one["Name"] in _FUZZY:
            text = _FUZZY[one["Name"]]
            found = [seen for seen in found if any(value in text(seen) for value in one["Values"])]
    found = filtered(found, [one for one in asked if one["Name"] not in _FUZZY], _FIELDS)
    return {"TotalCount": len(found), "ImageSet": [_described(seen) for seen in paged(call, found)]}


@serve("cvm", "DescribeImageSharePermission")
def describe_image_share_permission(call: Call) -> Mapping[str, Any]:
    """Return whom an image of the account's own is shared with."""
    image_id = call.text("ImageId")
    _check_id(image_id)
    image = call.account.state(CvmState).regions.at(region_of(call)).images.get(image_id)
    if image is None:
        if any(seen.image.id == image_id for seen in _visible(call)):
            raise ApiError(
                "UnauthorizedOperation.ImageNotBelongToAccount", "The image is not the account's own."
            )
        raise ApiError("InvalidImageId.NotFound", f"The image `{image_id}` does not exist.")
    found = [{"AccountId": uin, "CreatedTime": iso(since)} for uin, since in image.shared.items()]
    return {"SharePermissionSet": found}


def _check_id(image_id: str) -> None:
    if not _ID.fullmatch(image_id):
        raise ApiError("InvalidImageId.Malformed", f"The id `{image_id}` is not one of an image.")


def _visible(call: Call) -> Iterator[_Seen]:
    region, uin = region_of(call), str(call.account.uin)
    for image_id, name, platform in OFFICIAL:
        yield _Seen(Image(image_id, name, _MADE, 0, platform=platform, system=name), _PUBLIC)
    for account in call.cloud.accounts.values():
        for image in account.state(CvmState).regions.at(region).images.values():
            if account is call.account:
                yield _Seen(image, _PRIVATE)
            elif uin in image.shared:
                yield _Seen(image, _SHARED)


def _described(seen: _Seen) -> dict[str, Any]:
    image, is_public = seen.image, seen.kind == _PUBLIC
    return {
        "ImageId": image.id,
        "OsName": image.system,
        "ImageType": seen.kind,
        "CreatedTime": iso(image.created),
        "ImageName": image.name,
        "ImageDescription": image.description,
        "ImageSize": image.size,
        "Architecture": "x86_64",
        "ImageState": "NORMAL",
        "Platform": image.platform,
        "ImageCreator": "tencent" if is_public else str(image.creator),
        "ImageSource": "OFFICIAL" if is_public else "CREATE_IMAGE",
        "SyncPercent": None,
        "IsSupportCloudinit": True,
        "SnapshotSet": [
            {"SnapshotId": snapshot, "DiskUsage": usage, "DiskSize": size}
            for snapshot, usage, size in image.snapshots
        ],
        "Tags": pairs(image.tags),
        "LicenseType": "TencentCloud",
        "ImageFamily": "",
        "ImageDeprecated": False,
        "CdcCacheStatus": "",
    }
