"""Every call that akwarden makes to AWS, the right that it needs, and the smallest policy that allows all."""

import json
from collections.abc import Iterable

from akwarden.providers.inventory import CloudCall, Purpose

GET_CALLER_IDENTITY = CloudCall(
    service="sts",
    action="GetCallerIdentity",
    right=None,
    purpose=Purpose.IDENTITY,
    unseen="who calls",
)
ASSUME_ROLE = CloudCall(
    service="sts",
    action="AssumeRole",
    right="sts:AssumeRole",
    purpose=Purpose.ORGANIZATION,
    unseen="accounts that are read by way of a role",
)
GET_ACCOUNT_AUTHORIZATION_DETAILS = CloudCall(
    service="iam",
    action="GetAccountAuthorizationDetails",
    right="iam:GetAccountAuthorizationDetails",
    purpose=Purpose.INVENTORY,
    unseen="users, groups, roles and policies",
)
LIST_ROLES = CloudCall(
    service="iam",
    action="ListRoles",
    right="iam:ListRoles",
    purpose=Purpose.INVENTORY,
    unseen="how long temporary keys of roles live, and the descriptions of roles",
)
GENERATE_CREDENTIAL_REPORT = CloudCall(
    service="iam",
    action="GenerateCredentialReport",
    right="iam:GenerateCredentialReport",
    purpose=Purpose.INVENTORY,
    unseen="root keys, second factors and sign-ins",
)
GET_CREDENTIAL_REPORT = CloudCall(
    service="iam",
    action="GetCredentialReport",
    right="iam:GetCredentialReport",
    purpose=Purpose.INVENTORY,
    unseen="root keys, second factors and sign-ins",
)
LIST_ACCESS_KEYS = CloudCall(
    service="iam",
    action="ListAccessKeys",
    right="iam:ListAccessKeys",
    purpose=Purpose.INVENTORY,
    unseen="the access keys of users",
)
GET_ACCESS_KEY_LAST_USED = CloudCall(
    service="iam",
    action="GetAccessKeyLastUsed",
    right="iam:GetAccessKeyLastUsed",
    purpose=Purpose.INVENTORY,
    unseen="when access keys were used",
)
DESCRIBE_REGIONS = CloudCall(
    service="ec2",
    action="DescribeRegions",
    right="ec2:DescribeRegions",
    purpose=Purpose.ADDRESSES,
    unseen="which regions are enabled: those that this version of boto3 knows are looked at",
)
LIST_FUNCTIONS = CloudCall(
    service="lambda",
    action="ListFunctions",
    right="lambda:ListFunctions",
    purpose=Purpose.FUNCTIONS,
    unseen="functions and their environment variables",
)
DESCRIBE_ADDRESSES = CloudCall(
    service="ec2",
    action="DescribeAddresses",
    right="ec2:DescribeAddresses",
    purpose=Purpose.ADDRESSES,
    unseen="reserved public addresses",
)
DESCRIBE_NETWORK_INTERFACES = CloudCall(
    service="ec2",
    action="DescribeNetworkInterfaces",
    right="ec2:DescribeNetworkInterfaces",
    purpose=Purpose.ADDRESSES,
    unseen="public addresses of instances, NAT gateways and load balancers",
)
DESCRIBE_TAGS = CloudCall(
    service="ec2",
    action="DescribeTags",
    right="ec2:DescribeTags",
    purpose=Purpose.ADDRESSES,
    unseen="the names of what has an address",
)
DESCRIBE_TRAILS = CloudCall(
    service="cloudtrail",
    action="DescribeTrails",
    right="cloudtrail:DescribeTrails",
    purpose=Purpose.TRAIL,
    unseen="whether calls are recorded and delivered",
)
GET_TRAIL_STATUS = CloudCall(
    service="cloudtrail",
    action="GetTrailStatus",
    right="cloudtrail:GetTrailStatus",
    purpose=Purpose.TRAIL,
    unseen="whether trails are switched on and deliver",
)
GET_EVENT_SELECTORS = CloudCall(
    service="cloudtrail",
    action="GetEventSelectors",
    right="cloudtrail:GetEventSelectors",
    purpose=Purpose.TRAIL,
    unseen="which calls trails with a choice of their own record",
)
LIST_BUCKETS = CloudCall(
    service="s3",
    action="ListBuckets",
    right="s3:ListAllMyBuckets",
    purpose=Purpose.TRAIL,
    unseen="buckets, and so which of them have access logs",
)
GET_BUCKET_LOGGING = CloudCall(
    service="s3",
    action="GetBucketLogging",
    right="s3:GetBucketLogging",
    purpose=Purpose.TRAIL,
    unseen="which buckets have access logs",
)
LOOKUP_EVENTS = CloudCall(
    service="cloudtrail",
    action="LookupEvents",
    right="cloudtrail:LookupEvents",
    purpose=Purpose.EVENTS,
    unseen="the calls of the last 90 days",
)
LIST_ACCOUNTS = CloudCall(
    service="organizations",
    action="ListAccounts",
    right="organizations:ListAccounts",
    purpose=Purpose.ORGANIZATION,
    unseen="the member accounts of the organisation",
)

CALLS = (
    GET_CALLER_IDENTITY,
    ASSUME_ROLE,
    GET_ACCOUNT_AUTHORIZATION_DETAILS,
    LIST_ROLES,
    GENERATE_CREDENTIAL_REPORT,
    GET_CREDENTIAL_REPORT,
    LIST_ACCESS_KEYS,
    GET_ACCESS_KEY_LAST_USED,
    DESCRIBE_REGIONS,
    LIST_FUNCTIONS,
    DESCRIBE_ADDRESSES,
    DESCRIBE_NETWORK_INTERFACES,
    DESCRIBE_TAGS,
    DESCRIBE_TRAILS,
    GET_TRAIL_STATUS,
    GET_EVENT_SELECTORS,
    LIST_BUCKETS,
    GET_BUCKET_LOGGING,
    LOOKUP_EVENTS,
    LIST_ACCOUNTS,
)
"""All of them but for those below: the client makes no other."""

LIST_OBJECTS = CloudCall(
    service="s3",
    action="ListObjectsV2",
    right="s3:ListBucket",
    purpose=Purpose.DELIVERY,
    unseen="which records a trail has delivered",
)
GET_OBJECT = CloudCall(
    service="s3",
    action="GetObject",
    right="s3:GetObject",
    purpose=Purpose.DELIVERY,
    unseen="the records that a trail has delivered",
)
DELIVERY_CALLS = (LIST_OBJECTS, GET_OBJECT)
"""The calls that read delivered records. A policy grants them for the bucket of the trail alone."""

GET_USER = CloudCall(
    service="iam",
    action="GetUser",
    right="iam:GetUser",
    purpose=Purpose.KEY_MAKING,
    unseen="whether a user is there already",
)
CREATE_USER = CloudCall(
    service="iam",
    action="CreateUser",
    right="iam:CreateUser",
    purpose=Purpose.KEY_MAKING,
    unseen="users without rights",
)
TAG_USER = CloudCall(
    service="iam",
    action="TagUser",
    right="iam:TagUser",
    purpose=Purpose.KEY_MAKING,
    unseen="the mark of users: CreateUser sets it, and needs this right for it",
)
PUT_USER_POLICY = CloudCall(
    service="iam",
    action="PutUserPolicy",
    right="iam:PutUserPolicy",
    purpose=Purpose.KEY_MAKING,
    unseen="the policy of users that denies everything",
)
CREATE_ACCESS_KEY = CloudCall(
    service="iam",
    action="CreateAccessKey",
    right="iam:CreateAccessKey",
    purpose=Purpose.KEY_MAKING,
    unseen="keys of them",
)
UPDATE_ACCESS_KEY = CloudCall(
    service="iam",
    action="UpdateAccessKey",
    right="iam:UpdateAccessKey",
    purpose=Purpose.KEY_MAKING,
    unseen="keys that are disabled before they are deleted",
)
DELETE_ACCESS_KEY = CloudCall(
    service="iam",
    action="DeleteAccessKey",
    right="iam:DeleteAccessKey",
    purpose=Purpose.KEY_MAKING,
    unseen="keys that are deleted",
)
DELETE_USER_POLICY = CloudCall(
    service="iam",
    action="DeleteUserPolicy",
    right="iam:DeleteUserPolicy",
    purpose=Purpose.KEY_MAKING,
    unseen="policies of users that are deleted",
)
DELETE_USER = CloudCall(
    service="iam",
    action="DeleteUser",
    right="iam:DeleteUser",
    purpose=Purpose.KEY_MAKING,
    unseen="users that are deleted",
)
KEY_CALLS = (
    GET_CALLER_IDENTITY,
    LIST_ACCESS_KEYS,
    GET_USER,
    CREATE_USER,
    TAG_USER,
    PUT_USER_POLICY,
    CREATE_ACCESS_KEY,
    UPDATE_ACCESS_KEY,
    DELETE_ACCESS_KEY,
    DELETE_USER_POLICY,
    DELETE_USER,
)
"""The calls that make a user without rights and its key, and take both away: in no policy for reading."""


def policy(calls: Iterable[CloudCall]) -> str:
    """Return the smallest IAM policy that allows `calls`, as JSON text."""
    rights = sorted({call.right for call in calls if call.right is not None})
    statement = {"Effect": "Allow", "Action": rights, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2) + "\n"
