from typing import Any

import msgspec
import pytest

from akwarden.model.trail import DataCalls, TrailScope
from akwarden.providers.aws.answers import EventSelectors
from akwarden.providers.aws.trail_scope import scope_of

KMS = "kms.amazonaws.com"
MANAGEMENT = {"Field": "eventCategory", "Equals": ["Management"]}
DATA = {"Field": "eventCategory", "Equals": ["Data"]}
OBJECTS = {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}


def old(*selectors: dict[str, Any]) -> TrailScope:
    """Give what selectors of the older form take."""
    return scope_of(msgspec.convert({"EventSelectors": selectors}, EventSelectors))


def new(*selectors: list[dict[str, Any]]) -> TrailScope:
    """Give what selectors of the newer form take."""
    told = {"AdvancedEventSelectors": [{"FieldSelectors": fields} for fields in selectors]}
    return scope_of(msgspec.convert(told, EventSelectors))


@pytest.mark.parametrize(
    ("kind", "reads", "writes"), [("All", True, True), ("ReadOnly", True, False), ("WriteOnly", False, True)]
)
def test_an_older_selector_takes_reads_writes_or_both(kind: str, reads: bool, writes: bool) -> None:  # noqa: FBT001
    scope = old({"ReadWriteType": kind})

    assert (scope.reads, scope.writes, scope.is_narrowed) == (reads, writes, False)


def test_a_call_is_taken_when_any_selector_takes_it() -> None:
    scope = old({"ReadWriteType": "ReadOnly"}, {"ReadWriteType": "WriteOnly"})

    assert (scope.reads, scope.writes) == (True, True)


def test_a_trail_of_data_events_alone_takes_no_call_that_manages_the_account() -> None:
    scope = old({"IncludeManagementEvents": False})

    assert (scope.reads, scope.writes) == (False, False)


def test_what_one_selector_leaves_out_and_another_takes_is_not_left_out() -> None:
    excluding = {"ExcludeManagementEventSources": [KMS]}

    assert old(excluding).left_out == (KMS,)
    assert old(excluding, {}).left_out == ()


@pytest.mark.parametrize(
    ("fields", "scope"),
    [
        ([], TrailScope()),
        ([{"Field": "readOnly", "Equals": ["true"]}], TrailScope(writes=False)),
        ([{"Field": "readOnly", "Equals": ["false"]}], TrailScope(reads=False)),
        ([{"Field": "eventSource", "NotEquals": [KMS]}], TrailScope(left_out=(KMS,))),
        ([{"Field": "eventSource", "Equals": [KMS]}], TrailScope(is_narrowed=True)),
        ([{"Field": "eventName", "NotEquals": ["Decrypt"]}], TrailScope(is_narrowed=True)),
        ([{"Field": "readOnly", "NotEquals": ["true"]}], TrailScope(is_narrowed=True)),
        ([{"Field": "something new", "StartsWith": ["x"]}], TrailScope(is_narrowed=True)),
    ],
)
def test_a_newer_selector_takes_what_its_fields_say(fields: list[dict[str, Any]], scope: TrailScope) -> None:
    assert new([MANAGEMENT, *fields]) == scope


def test_a_narrow_selector_beside_a_whole_one_takes_nothing_away() -> None:
    narrow = [MANAGEMENT, {"Field": "eventName", "Equals": ["Decrypt"]}]

    assert new(narrow, [MANAGEMENT]) == TrailScope()


@pytest.mark.parametrize(
    ("values", "kind", "whole"),
    [
        (["arn:aws:s3"], "All", True),
        (["arn:aws-cn:s3:::"], "All", True),
        (["arn:aws:s3"], "WriteOnly", False),
        (["arn:aws:s3:::data/"], "All", False),
        ([], "All", False),
    ],
)
def test_older_data_resources_are_whole_only_for_all_of_a_service(
    values: list[str], kind: str, *, whole: bool
) -> None:
    chosen = {"ReadWriteType": kind, "DataResources": [{"Type": "AWS::S3::Object", "Values": values}]}

    assert old(chosen).data == (DataCalls(kind="AWS::S3::Object", whole=whole),)


@pytest.mark.parametrize(
    ("more", "whole"),
    [([], True), ([{"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::data/"]}], False)],
)
def test_newer_data_events_are_whole_without_a_further_choice(
    more: list[dict[str, Any]], *, whole: bool
) -> None:
    assert new([DATA, OBJECTS, *more]).data == (DataCalls(kind="AWS::S3::Object", whole=whole),)


def test_a_kind_is_whole_when_any_selector_takes_all_of_it() -> None:
    narrow = [DATA, OBJECTS, {"Field": "readOnly", "Equals": ["false"]}]

    assert new(narrow, [DATA, OBJECTS]).data == (DataCalls(kind="AWS::S3::Object", whole=True),)
