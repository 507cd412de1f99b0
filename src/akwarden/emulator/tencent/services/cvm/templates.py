"""Versions of launch templates, after DescribeLaunchTemplateVersions of the API documents of CVM."""

import re
from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import iso
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cvm.state import CvmState, LaunchTemplate
from akwarden.emulator.tencent.services.regional import paged, region_of

_ID = re.compile(r"lt-[a-z0-9]{8}")
_RANGE = ("MinVersion", "MaxVersion", "Limit", "Offset", "DefaultVersion")
_MOST_VERSIONS = 30


@serve("cvm", "DescribeLaunchTemplateVersions")
def describe_launch_template_versions(call: Call) -> Mapping[str, Any]:
    """Return versions of a launch template: those that are named, a range of them, or the default one."""
    template, named = _template(call), call.items("LaunchTemplateVersions")
    if named and any(call.parameters.get(name) is not None for name in _RANGE):
        raise ApiError("InvalidParameter", f"LaunchTemplateVersions goes with none of {', '.join(_RANGE)}.")
    numbers = [*range(1, len(template.versions) + 1)]
    for number in named:
        if number not in numbers:
            message = f"The version {number} does not exist."
            raise ApiError("InvalidParameterValue.LaunchTemplateIdVerNotExisted", message)
    low, high = call.number("MinVersion"), call.number("MaxVersion", _MOST_VERSIONS)
    if call.parameters.get("DefaultVersion"):
        named = [template.default]
    found = [number for number in numbers if (number in named if named else low <= number <= high)]
    shown = [_described(template, number) for number in paged(call, found)]
    return {"TotalCount": len(found), "LaunchTemplateVersionSet": shown}


def _template(call: Call) -> LaunchTemplate:
    template_id = call.text("LaunchTemplateId")
    if not _ID.fullmatch(template_id):
        message = f"The id `{template_id}` is not one of a launch template."
        raise ApiError("InvalidParameterValue.LaunchTemplateIdMalformed", message)
    found = call.account.state(CvmState).regions.at(region_of(call)).templates.get(template_id)
    if found is None:
        message = f"The launch template `{template_id}` does not exist."
        raise ApiError("InvalidParameterValue.LaunchTemplateIdNotExisted", message)
    return found


def _described(template: LaunchTemplate, number: int) -> dict[str, Any]:
    return {
        "LaunchTemplateVersion": number,
        "LaunchTemplateVersionData": template.versions[number - 1],
        "CreationTime": iso(template.created),
        "LaunchTemplateId": template.id,
        "IsDefaultVersion": number == template.default,
        "LaunchTemplateVersionDescription": "",
        "CreatedBy": str(template.creator),
    }
