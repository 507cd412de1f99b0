"""Instances, images, launch templates and regions, which a scenario makes."""

from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator

from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.cvm.state import add_image, add_instance, add_launch_template

__all__ = ["emulator"]


@pytest.fixture(scope="module")
def cvm(emulator: Emulator) -> Any:
    for number in range(3):
        add_instance(emulator.cloud, account_of(emulator), f"web{number}", tags={"n": str(number)})
    add_instance(
        emulator.cloud,
        account_of(emulator),
        "db",
        role="backup",
        zone="ap-guangzhou-6",
        public_ips=["203.0.113.9"],
    )
    add_instance(emulator.cloud, account_of(emulator), "far", region="ap-tokyo")
    return client("cvm", emulator)


def names(cvm: Any, **asked: Any) -> list[str]:
    return [one["InstanceName"] for one in ask(cvm, "DescribeInstances", **asked)["InstanceSet"]]


def test_regions_are_listed(cvm: Any) -> None:
    answer = ask(cvm, "DescribeRegions")

    assert answer["TotalCount"] == len(answer["RegionSet"])
    assert {"ap-guangzhou", "ap-singapore"} <= {one["Region"] for one in answer["RegionSet"]}


def test_region_that_is_not_there_is_refused(emulator: Emulator) -> None:
    on = client("cvm", emulator)
    on.region = "ap-atlantis"
    nowhere = client("cvm", emulator)
    nowhere.region = ""

    assert code_of(on, "DescribeInstances") == "UnsupportedRegion"
    assert code_of(nowhere, "DescribeInstances") == "MissingParameter"


def test_instances_of_the_region_are_listed_page_by_page(cvm: Any) -> None:
    assert names(cvm) == ["web0", "web1", "web2", "db"]
    assert names(cvm, Offset=1, Limit=2) == ["web1", "web2"]
    assert ask(cvm, "DescribeInstances", Limit=1)["TotalCount"] == 4
    assert code_of(cvm, "DescribeInstances", Limit=101) == "InvalidParameterValue"


@pytest.mark.parametrize(
    ("name", "values", "found"),
    [
        ("instance-name", ["db", "web1"], ["web1", "db"]),
        ("zone", ["ap-guangzhou-6"], ["db"]),
        ("tag:n", ["2"], ["web2"]),
        ("tag-key", ["n"], ["web0", "web1", "web2"]),
        ("public-ip-address", ["203.0.113.9"], ["db"]),
        ("instance-state", ["STOPPED"], []),
    ],
)
def test_instances_are_filtered(cvm: Any, name: str, values: list[str], found: list[str]) -> None:
    assert names(cvm, Filters=[{"Name": name, "Values": values}]) == found


def test_instances_are_filtered_by_time(cvm: Any, emulator: Emulator) -> None:
    future = local(emulator.cloud.clock.now() + 3600)

    assert names(cvm, Filters=[{"Name": "creation-start-time", "Values": [future]}]) == []
    assert len(names(cvm, Filters=[{"Name": "creation-end-time", "Values": [future]}])) == 4
    wrong = [{"Name": "creation-end-time", "Values": ["soon"]}]
    assert code_of(cvm, "DescribeInstances", Filters=wrong) == "InvalidFilter"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"InstanceIds": ["ins-00000000"]}, "InvalidInstanceId.NotFound"),
        ({"InstanceIds": ["ins-00000000"] * 101}, "InvalidParameterValue.LimitExceeded"),
        ({"Filters": [{"Name": "colour", "Values": ["red"]}]}, "InvalidFilter"),
        ({"Filters": [{"Name": "zone", "Values": ["a"]}] * 11}, "InvalidFilterValue.LimitExceeded"),
        ({"Filters": [{"Name": "zone", "Values": ["a"] * 6}]}, "InvalidFilterValue.LimitExceeded"),
        (
            {"InstanceIds": ["ins-00000000"], "Filters": [{"Name": "zone", "Values": ["a"]}]},
            "InvalidParameter",
        ),
    ],
)
def test_list_that_can_not_be_is_refused(cvm: Any, asked: dict[str, Any], code: str) -> None:
    assert code_of(cvm, "DescribeInstances", **asked) == code


def test_instance_tells_its_role_and_disk(cvm: Any) -> None:
    (found,) = ask(cvm, "DescribeInstances", Filters=[{"Name": "instance-name", "Values": ["db"]}])[
        "InstanceSet"
    ]

    assert (found["CamRoleName"], found["InstanceState"]) == ("backup", "RUNNING")
    assert found["SystemDisk"]["DiskSize"] == 50
    assert ask(cvm, "DescribeInstances", InstanceIds=[found["InstanceId"]])["TotalCount"] == 1


def images(on: Any, **asked: Any) -> dict[str, str]:
    return {one["ImageName"]: one["ImageType"] for one in ask(on, "DescribeImages", **asked)["ImageSet"]}


def test_image_is_seen_by_those_it_is_shared_with(cvm: Any, emulator: Emulator) -> None:
    other = emulator.cloud.add_account("other")
    key = emulator.cloud.add_key(other, other.uin)
    image = add_image(emulator.cloud, account_of(emulator), "golden", shared_with=[other.uin])
    add_image(emulator.cloud, account_of(emulator), "private")
    on = client("cvm", emulator, key.secret_id, key.secret_key)

    assert images(cvm)["golden"] == "PRIVATE_IMAGE"
    assert images(on)["golden"] == "SHARED_IMAGE"
    assert "private" not in images(on)
    shared = ask(cvm, "DescribeImageSharePermission", ImageId=image.id)["SharePermissionSet"]
    assert [one["AccountId"] for one in shared] == [str(other.uin)]
    refused = code_of(on, "DescribeImageSharePermission", ImageId=image.id)
    assert refused == "UnauthorizedOperation.ImageNotBelongToAccount"


def test_images_are_filtered(cvm: Any, emulator: Emulator) -> None:
    image = add_image(emulator.cloud, account_of(emulator), "filtered-image")
    by_type = [{"Name": "image-type", "Values": ["PUBLIC_IMAGE"]}]

    assert {*images(cvm, Filters=by_type).values()} == {"PUBLIC_IMAGE"}
    assert [*images(cvm, Filters=[{"Name": "image-name", "Values": ["filtered-"]}])] == ["filtered-image"]
    assert [*images(cvm, ImageIds=[image.id])] == ["filtered-image"]


@pytest.mark.parametrize(
    ("action", "asked", "code"),
    [
        ("DescribeImages", {"ImageIds": ["img-00000000"]}, "InvalidImageId.NotFound"),
        ("DescribeImages", {"ImageIds": ["ubuntu"]}, "InvalidImageId.Malformed"),
        (
            "DescribeImages",
            {"ImageIds": ["img-00000000"], "Filters": [{"Name": "image-id", "Values": ["a"]}]},
            "InvalidParameter.InvalidParameterCoexistImageIdsFilters",
        ),
        ("DescribeImageSharePermission", {"ImageId": "img-00000000"}, "InvalidImageId.NotFound"),
        (
            "DescribeLaunchTemplateVersions",
            {"LaunchTemplateId": "lt-00000000"},
            "InvalidParameterValue.LaunchTemplateIdNotExisted",
        ),
        (
            "DescribeLaunchTemplateVersions",
            {"LaunchTemplateId": "template"},
            "InvalidParameterValue.LaunchTemplateIdMalformed",
        ),
    ],
)
def test_what_is_not_there_is_refused(cvm: Any, action: str, asked: dict[str, Any], code: str) -> None:
    assert code_of(cvm, action, **asked) == code


def test_versions_of_a_launch_template_tell_their_user_data(cvm: Any, emulator: Emulator) -> None:
    versions = [{"InstanceName": "a", "UserData": f"ZGF0YTE{n}"} for n in range(3)]
    template = add_launch_template(emulator.cloud, account_of(emulator), versions)

    def found(**asked: Any) -> list[int]:
        rows = ask(cvm, "DescribeLaunchTemplateVersions", LaunchTemplateId=template.id, **asked)
        return [one["LaunchTemplateVersion"] for one in rows["LaunchTemplateVersionSet"]]

    assert found() == [1, 2, 3]
    assert found(MinVersion=2, Limit=1) == [2]
    assert found(LaunchTemplateVersions=[3]) == [3]
    assert found(DefaultVersion=True) == [1]
    asked = {"LaunchTemplateId": template.id, "LaunchTemplateVersions": [1]}
    assert code_of(cvm, "DescribeLaunchTemplateVersions", Limit=1, **asked) == "InvalidParameter"
    asked["LaunchTemplateVersions"] = [9]
    refused = code_of(cvm, "DescribeLaunchTemplateVersions", **asked)
    assert refused == "InvalidParameterValue.LaunchTemplateIdVerNotExisted"
