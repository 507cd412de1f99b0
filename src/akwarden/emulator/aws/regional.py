"""What accounts have beside people: regions, addresses, functions, trails and their events, buckets, members.

After the API references of Amazon EC2, AWS Lambda, AWS CloudTrail, Amazon S3 and AWS Organizations.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from akwarden.emulator.aws.asking import Asked
from akwarden.emulator.aws.state import Cloud, Trail
from akwarden.emulator.aws.wire import Refusal

Content = Mapping[str, Any]
_MOST_EVENTS = 50
_NOT_FOUND = 404


def regions(asked: Asked) -> Content:
    """Answer DescribeRegions."""
    return {
        "Regions": [
            {
                "RegionName": name,
                "Endpoint": f"ec2.{name}.amazonaws.com",
                "OptInStatus": "opt-in-not-required",
            }
            for name in asked.account.regions
        ]
    }


def addresses(asked: Asked) -> Content:
    """Answer DescribeAddresses, of the region that is asked."""
    here = [one for one in asked.account.addresses if one.region == asked.region]
    return {
        "Addresses": [
            {"PublicIp": one.ip, "AllocationId": one.id, "Domain": "vpc", "NetworkInterfaceId": ""}
            for one in here
        ]
    }


def interfaces(asked: Asked) -> Content:  # noqa: ARG001  every action takes what is asked
    """Answer DescribeNetworkInterfaces: there are none."""
    return {"NetworkInterfaces": []}


def tags(asked: Asked) -> Content:
    """Answer DescribeTags: the names of addresses."""
    here = [one for one in asked.account.addresses if one.region == asked.region]
    return {
        "Tags": [
            {"Key": "Name", "ResourceId": one.id, "ResourceType": "elastic-ip", "Value": one.name}
            for one in here
        ]
    }


def functions(asked: Asked) -> Content:
    """Answer ListFunctions, of the region that is asked."""
    account = asked.account
    return {
        "Functions": [
            {
                "FunctionName": one.name,
                "FunctionArn": f"arn:aws:lambda:{one.region}:{account.number}:function:{one.name}",
                "Role": account.arn("role", one.role),
                "Runtime": "python3.12",
                "LastModified": datetime.fromtimestamp(one.modified, UTC).isoformat(timespec="milliseconds"),
                "RevisionId": f"{one.name}-1",
                "Environment": {"Variables": one.variables} if one.variables else None,
            }
            for one in account.functions
            if one.region == asked.region
        ]
    }


def trails(asked: Asked) -> Content:
    """Answer DescribeTrails: those of all regions show in each."""
    return {
        "trailList": [
            {
                "Name": one.name,
                "S3BucketName": one.bucket,
                "TrailARN": _trail_arn(asked, one),
                "HomeRegion": one.region,
                "IsMultiRegionTrail": True,
                "IncludeGlobalServiceEvents": True,
                "LogFileValidationEnabled": True,
                "HasCustomEventSelectors": False,
            }
            for one in asked.account.trails
        ]
    }


def trail_status(asked: Asked) -> Content:
    """Answer GetTrailStatus; raises Refusal for a trail that there is not."""
    return {"IsLogging": _trail(asked, asked.text("Name")).is_logging}


def event_selectors(asked: Asked) -> Content:
    """Answer GetEventSelectors: every call that manages the account."""
    trail = _trail(asked, asked.text("TrailName"))
    chosen = {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}
    return {"TrailARN": _trail_arn(asked, trail), "EventSelectors": [chosen]}


def events(asked: Asked) -> Content:
    """Answer LookupEvents: those of a region in a span of time, the newest first."""
    start = _moment(asked.parameters.get("StartTime"), 0.0)
    end = _moment(asked.parameters.get("EndTime"), 4_102_444_800.0)
    found = [one for one in tuple(asked.account.events) if one.region == asked.region]
    found = sorted((one for one in found if start <= one.moment <= end), key=lambda one: -one.moment)
    text = asked.parameters.get("NextToken", "0")
    first = int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004  more than there can be
    page = found[first : first + _MOST_EVENTS]
    more = first + _MOST_EVENTS < len(found)
    return {
        "Events": [{"EventTime": one.moment, "CloudTrailEvent": one.record} for one in page],
        "NextToken": str(first + _MOST_EVENTS) if more else None,
    }


def buckets(asked: Asked) -> Content:
    """Answer ListBuckets."""
    account = asked.account
    listed = [
        {"Name": name, "CreationDate": account.created, "BucketRegion": region}
        for name, region in sorted(account.buckets.items())
    ]
    return {"Buckets": listed, "Owner": {"ID": account.number}}


def bucket_logging(asked: Asked) -> Content:
    """Answer GetBucketLogging: no bucket has access logs. Raises Refusal for one that there is not."""
    if asked.text("Bucket") not in asked.account.buckets:
        raise Refusal("NoSuchBucket", "The specified bucket does not exist", _NOT_FOUND)
    return {}


def members(asked: Asked, cloud: Cloud) -> Content:
    """Answer ListAccounts; raises Refusal for an account that manages no organisation."""
    if asked.account.number != cloud.management:
        raise Refusal("AccessDeniedException", "You don't have permissions to access this resource.")
    return {
        "Accounts": [
            {
                "Id": one.number,
                "Name": one.name,
                "Arn": f"arn:aws:organizations::{cloud.management}:account/o-acme/{one.number}",
                "Status": "ACTIVE",
                "JoinedMethod": "CREATED",
                "JoinedTimestamp": one.created,
            }
            for one in cloud.accounts.values()
        ]
    }


def _trail(asked: Asked, name: str) -> Trail:
    for one in asked.account.trails:
        if name in {one.name, _trail_arn(asked, one)}:
            return one
    raise Refusal("TrailNotFoundException", f"Unknown trail: {name[:200]}")


def _trail_arn(asked: Asked, trail: Trail) -> str:
    return f"arn:aws:cloudtrail:{trail.region}:{asked.account.number}:trail/{trail.name}"


def _moment(text: str | None, otherwise: float) -> float:
    try:
        return float(text) if text else otherwise
    except ValueError:
        raise Refusal("InvalidTimeRangeException", "A time is a number of seconds.") from None
