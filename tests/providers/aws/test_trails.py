import json

import pytest
from tests.emulator.aws.asked import Said
from tests.emulator.aws.cloud import Cloud
from tests.providers.aws.collector import add_trail, collector, opened

from akwarden.errors import MissingRightError
from akwarden.model.facts import TrailState
from akwarden.model.trail import DataCalls, Trail, TrailScope
from akwarden.providers.aws.permissions import CALLS

STATUS, SELECTORS = "cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors"
JSON = "application/x-amz-json-1.1"


def found(cloud: Cloud) -> list[Trail]:
    """Give the trails of the account."""
    return list(opened(cloud).trails())


def test_a_trail_of_all_regions_is_told_once_and_records(cloud: Cloud) -> None:
    arn = add_trail(cloud)

    scope = TrailScope(target="s3://records-of-audit", is_signed=False)
    assert found(cloud) == [Trail(name=arn, state=TrailState.ON, scope=scope)]


def test_a_trail_that_is_switched_off_records_nothing(cloud: Cloud) -> None:
    add_trail(cloud, logging=False)

    (trail,) = found(cloud)

    assert (trail.state, trail.detail, trail.scope) == (TrailState.OFF, "it is switched off", None)


def test_a_trail_of_one_region_is_found_there_and_is_not_enough(cloud: Cloud) -> None:
    arn = add_trail(cloud, region="eu-west-1", everywhere=False)

    (trail,) = found(cloud)

    assert (trail.name, trail.state, trail.detail) == (arn, TrailState.PARTLY, "only the region eu-west-1")
    assert trail.scope is not None
    assert trail.scope.regions == ("eu-west-1",)


def test_the_data_events_that_a_trail_takes_are_told(cloud: Cloud) -> None:
    add_trail(cloud, read_write="All")
    objects = {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}
    functions = {"Type": "AWS::Lambda::Function", "Values": ["arn:aws:lambda:eu-west-1:1:function:one"]}
    chosen = {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": [objects, functions]}
    cloud.client("cloudtrail").put_event_selectors(TrailName="audit", EventSelectors=[chosen])

    (trail,) = found(cloud)

    assert trail.scope is not None
    assert trail.scope.data == (
        DataCalls(kind="AWS::Lambda::Function", whole=False),
        DataCalls(kind="AWS::S3::Object", whole=True),
    )


@pytest.mark.parametrize(("read_write", "state"), [("All", TrailState.ON), ("WriteOnly", TrailState.PARTLY)])
def test_a_choice_of_calls_is_looked_at(cloud: Cloud, read_write: str, state: TrailState) -> None:
    add_trail(cloud, read_write=read_write)

    (trail,) = found(cloud)

    assert trail.state is state


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ([{"Field": "eventCategory", "Equals": ["Management"]}], TrailState.ON),
        (
            [
                {"Field": "eventCategory", "Equals": ["Management"]},
                {"Field": "readOnly", "Equals": ["false"]},
            ],
            TrailState.PARTLY,
        ),
        ([{"Field": "eventCategory", "Equals": ["Data"]}], TrailState.PARTLY),
    ],
)
def test_a_choice_in_the_newer_form_is_looked_at(
    cloud: Cloud, fields: list[dict[str, object]], state: TrailState
) -> None:
    add_trail(cloud, read_write="All")
    answer = {"AdvancedEventSelectors": [{"FieldSelectors": fields}]}
    cloud.faults.say(SELECTORS, Said(200, json.dumps(answer).encode(), JSON))

    (trail,) = found(cloud)

    assert trail.state is state


def test_a_trail_that_can_not_deliver_is_not_enough(cloud: Cloud) -> None:
    add_trail(cloud)
    answer = b'{"IsLogging": true, "LatestDeliveryError": "AccessDenied"}'
    cloud.faults.say(STATUS, Said(200, answer, JSON))

    (trail,) = found(cloud)

    assert (trail.state, trail.detail) == (TrailState.PARTLY, "it can't deliver: AccessDenied")
    assert trail.scope is not None
    assert trail.scope.fault == "AccessDenied"


def test_an_account_without_trails_has_none(cloud: Cloud) -> None:
    assert found(cloud) == []


@pytest.mark.parametrize("right", [STATUS, SELECTORS])
def test_a_trail_that_can_not_be_looked_at_is_a_blind_spot_and_not_off(cloud: Cloud, right: str) -> None:
    add_trail(cloud, read_write="All")
    inventory = opened(cloud, collector(cloud, [call for call in CALLS if call.right != right]))

    assert list(inventory.trails()) == []
    assert [spot.right for spot in inventory.tally.blind_spots] == [right]


def test_without_the_right_to_list_them_it_is_missing_and_not_none(cloud: Cloud) -> None:
    right = "cloudtrail:DescribeTrails"
    inventory = opened(cloud, collector(cloud, [call for call in CALLS if call.right != right]))

    with pytest.raises(MissingRightError, match=right):
        list(inventory.trails())
