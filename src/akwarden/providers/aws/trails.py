"""The trails of an account (AWS CloudTrail), of all regions: whether each records, and which calls.

After "DescribeTrails", "GetTrailStatus" and "GetEventSelectors" (AWS CloudTrail API Reference). A trail of
all regions or of an organisation shows in each of them, so it is told by its ARN and looked at once, at home.
"""

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from akwarden.errors import MissingRightError
from akwarden.model.facts import TrailState
from akwarden.model.trail import Trail, TrailScope
from akwarden.providers.aws import answers
from akwarden.providers.aws.answers import AdvancedSelector, EventSelectors, Trails, TrailStatus
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.permissions import DESCRIBE_TRAILS, GET_EVENT_SELECTORS, GET_TRAIL_STATUS
from akwarden.providers.aws.regions import RegionalCalls
from akwarden.providers.aws.trail_scope import default_scope, scope_of
from akwarden.providers.inventory import CloudCall

_ALL, _MANAGEMENT = "All", "Management"
_CATEGORY = "eventCategory"
Answer = TypeVar("Answer")


def list_trails(client: Client) -> Iterator[Trail]:
    """Yield all trails; one whose status can't be seen is left out, with a blind spot. Raises CloudError."""
    calls = RegionalCalls(client)
    seen: set[str] = set()
    with calls.needing(DESCRIBE_TRAILS):
        for region in calls.regions():
            for page in calls.pages(DESCRIBE_TRAILS, {"includeShadowTrails": True}, Trails, region):
                for trail in page.trails:
                    if trail.trail_arn not in seen:
                        seen.add(trail.trail_arn)
                        yield from _looked_at(client, trail, trail.home_region or region)


def _looked_at(client: Client, trail: answers.Trail, region: str) -> Iterator[Trail]:
    """Yield a trail with how much it records; nothing where that can't be told."""
    status = _asked(client, GET_TRAIL_STATUS, {"Name": trail.trail_arn}, TrailStatus, region)
    if status is None:
        return
    if not status.is_logging:
        yield _made(trail, TrailState.OFF, "it is switched off")
        return
    left = [] if trail.is_multi_region_trail else [f"only the region {region}"]
    if status.latest_delivery_error:
        left.append(f"it can't deliver: {status.latest_delivery_error}")
    scope = default_scope()
    if trail.has_custom_event_selectors:
        asked = {"TrailName": trail.trail_arn}
        chosen = _asked(client, GET_EVENT_SELECTORS, asked, EventSelectors, region)
        if chosen is None:
            return
        if not _takes_all(chosen):
            left.append("not all calls that manage the account")
        scope = scope_of(chosen)
    scope = msgspec.structs.replace(
        scope,
        regions=() if trail.is_multi_region_trail else (region,),
        target=_target(trail),
        is_signed=trail.log_file_validation_enabled,
        fault=status.latest_delivery_error or "",
    )
    yield _made(trail, TrailState.PARTLY if left else TrailState.ON, ", ".join(left), scope)


def _takes_all(chosen: EventSelectors) -> bool:
    """Say whether all calls that manage the account are recorded, those that read and those that write."""
    return any(map(_is_whole, chosen.advanced_event_selectors)) or any(
        one.include_management_events
        and one.read_write_type == _ALL
        and not one.exclude_management_event_sources
        for one in chosen.event_selectors
    )


def _is_whole(selector: AdvancedSelector) -> bool:
    """Say whether a selector takes the calls that manage the account, without a further choice among them."""
    return [(one.field, one.equals) for one in selector.field_selectors] == [(_CATEGORY, (_MANAGEMENT,))]


def _asked(
    client: Client, call: CloudCall, parameters: dict[str, str], kind: type[Answer], region: str
) -> Answer | None:
    """Return an answer; None, and a blind spot, where the call is not allowed."""
    try:
        return client.ask(call, parameters, kind, region=region)
    except MissingRightError as error:
        client.blind(call, error.reason)
        return None


def _made(trail: answers.Trail, state: TrailState, detail: str, scope: TrailScope | None = None) -> Trail:
    return Trail(name=trail.trail_arn, state=state, detail=detail, scope=scope)


def _target(trail: answers.Trail) -> str:
    prefix = f"/{trail.s3_key_prefix}" if trail.s3_key_prefix else ""
    return f"s3://{trail.s3_bucket_name}{prefix}" if trail.s3_bucket_name else ""
