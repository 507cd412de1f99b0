"""From a request to its answer: the signature, what is asked, whether it is allowed, and the answer."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from akwarden.emulator.aws import identity, regional
from akwarden.emulator.aws.asking import Asked, Raw, action_of, holder_of, parameters_of, place_of
from akwarden.emulator.aws.state import Cloud, Holder
from akwarden.emulator.aws.wire import Refusal, Written, answer, refused
from akwarden.policy.evaluate import Attached, Grants, Request, evaluate
from akwarden.policy.grammar import Language, read_policy

Content = Mapping[str, Any]
_FORBIDDEN = 403
_OK = 200


class Action(NamedTuple):
    """An action that is served."""

    right: str
    """What a policy must allow; empty for what everybody may."""
    serve: Callable[[Asked, Cloud], Content]


def _of_account(serve: Callable[[Asked], Content]) -> Callable[[Asked, Cloud], Content]:
    return lambda asked, _cloud: serve(asked)


ACTIONS: Mapping[tuple[str, str], Action] = MappingProxyType(
    {
        ("sts", "GetCallerIdentity"): Action("", _of_account(identity.caller_identity)),
        ("iam", "GetAccountAuthorizationDetails"): Action(
            "iam:GetAccountAuthorizationDetails", _of_account(identity.authorization_details)
        ),
        ("iam", "ListRoles"): Action("iam:ListRoles", _of_account(identity.roles)),
        ("iam", "ListAccessKeys"): Action("iam:ListAccessKeys", _of_account(identity.keys)),
        ("iam", "GetAccessKeyLastUsed"): Action(
            "iam:GetAccessKeyLastUsed", _of_account(identity.key_last_used)
        ),
        ("iam", "GenerateCredentialReport"): Action(
            "iam:GenerateCredentialReport", _of_account(identity.generate_report)
        ),
        ("iam", "GetCredentialReport"): Action("iam:GetCredentialReport", _of_account(identity.report)),
        ("ec2", "DescribeRegions"): Action("ec2:DescribeRegions", _of_account(regional.regions)),
        ("ec2", "DescribeAddresses"): Action("ec2:DescribeAddresses", _of_account(regional.addresses)),
        ("ec2", "DescribeNetworkInterfaces"): Action(
            "ec2:DescribeNetworkInterfaces", _of_account(regional.interfaces)
        ),
        ("ec2", "DescribeTags"): Action("ec2:DescribeTags", _of_account(regional.tags)),
        ("lambda", "ListFunctions"): Action("lambda:ListFunctions", _of_account(regional.functions)),
        ("cloudtrail", "DescribeTrails"): Action("cloudtrail:DescribeTrails", _of_account(regional.trails)),
        ("cloudtrail", "GetTrailStatus"): Action(
            "cloudtrail:GetTrailStatus", _of_account(regional.trail_status)
        ),
        ("cloudtrail", "GetEventSelectors"): Action(
            "cloudtrail:GetEventSelectors", _of_account(regional.event_selectors)
        ),
        ("cloudtrail", "LookupEvents"): Action("cloudtrail:LookupEvents", _of_account(regional.events)),
        ("s3", "ListBuckets"): Action("s3:ListAllMyBuckets", _of_account(regional.buckets)),
        ("s3", "GetBucketLogging"): Action("s3:GetBucketLogging", _of_account(regional.bucket_logging)),
        ("organizations", "ListAccounts"): Action("organizations:ListAccounts", regional.members),
    }
)
"""All actions that are served, by service and name."""


class Reply(NamedTuple):
    """An answer with its status."""

    status: int
    written: Written
    request_id: str


class Dispatcher:
    """Answers requests."""

    def __init__(self, cloud: Cloud) -> None:
        """Take the cloud that is asked."""
        self._cloud = cloud
        self._number = 0

    def reply(self, raw: Raw) -> Reply:
        """Return the answer to a request."""
        self._number += 1
        request_id = str(UUID(int=self._number, version=4))
        service = "sts"
        try:
            place = place_of(raw)
            service = place.service if any(place.service == known for known, _ in ACTIONS) else "sts"
            holder = holder_of(raw, place, self._cloud)
            name = action_of(raw, place.service)
            action = _action(place.service, name)
            self._check(holder, action.right)
            content = action.serve(
                Asked(holder, place.region, parameters_of(raw, place.service)), self._cloud
            )
            return Reply(_OK, answer(place.service, name, content, request_id), request_id)
        except Refusal as refusal:
            return Reply(refusal.status, refused(service, refusal, request_id), request_id)

    def _check(self, holder: Holder, right: str) -> None:
        """Raise Refusal unless the policies of whoever calls allow it."""
        if not right or holder.user is None:
            return
        account, user = holder.account, holder.user
        arns = [*user.policies, *(arn for name in user.groups for arn in account.groups[name].policies)]
        held = tuple(
            Attached(read_policy(account.policies[arn].text, Language.IAM), arn, f"user {user.name}")
            for arn in arns
        )
        arn = account.arn("user", user.name)
        service, _, action = right.partition(":")
        request = Request(service=service, action=action, account=account.number, principal=arn)
        if not evaluate(request, Grants(held)).allowed:
            raise Refusal("AccessDenied", f"User: {arn} is not authorized to perform: {right}", _FORBIDDEN)


def _action(service: str, name: str) -> Action:
    """Return an action; raises Refusal for one that is not served."""
    found = ACTIONS.get((service, name))
    if found is None:
        raise Refusal("InvalidAction", "Could not find operation")
    return found


def policy_text(*actions: str, resource: str = "*") -> str:
    """Return a policy that allows some actions."""
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
