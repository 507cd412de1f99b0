"""What AWS answers, as far as akwarden looks at it; what else an answer has is passed over.

Names are those of the API references of IAM, STS, Amazon EC2, AWS Lambda and AWS Organizations.
What may be a secret is a Secret from here on.
"""

from datetime import datetime
from typing import Any

import msgspec

from akwarden.model.secret import Secret


class Shape(msgspec.Struct, frozen=True, rename="pascal"):
    """A part of an answer: `user_name` here is `UserName` there."""


# STS


class CallerIdentity(Shape, frozen=True, kw_only=True):
    """GetCallerIdentity."""

    account: str
    arn: str


class SessionKey(Shape, frozen=True, kw_only=True):
    """The key of a session."""

    access_key_id: str
    secret_access_key: Secret
    session_token: Secret
    expiration: datetime


class AssumedRole(Shape, frozen=True, kw_only=True):
    """AssumeRole."""

    credentials: SessionKey


# IAM


class AttachedPolicy(Shape, frozen=True, kw_only=True):
    """A managed policy at its holder."""

    policy_arn: str


class Boundary(Shape, frozen=True, kw_only=True):
    """The boundary of a user or role."""

    permissions_boundary_arn: str


class InlinePolicy(Shape, frozen=True, kw_only=True):
    """A policy inside its holder."""

    policy_name: str
    policy_document: str = ""


class _Holder(Shape, frozen=True, kw_only=True):
    """What a user, a group and a role have in common."""

    path: str = "/"
    arn: str
    create_date: datetime | None = None
    attached_managed_policies: tuple[AttachedPolicy, ...] = ()


class UserDetail(_Holder, frozen=True, kw_only=True):
    """One user."""

    user_name: str
    user_id: str
    user_policy_list: tuple[InlinePolicy, ...] = ()
    group_list: tuple[str, ...] = ()
    """Names of groups."""
    permissions_boundary: Boundary | None = None


class GroupDetail(_Holder, frozen=True, kw_only=True):
    """One group."""

    group_name: str
    group_id: str
    group_policy_list: tuple[InlinePolicy, ...] = ()


class RoleDetail(_Holder, frozen=True, kw_only=True):
    """One role."""

    role_name: str
    role_id: str
    assume_role_policy_document: str | None = None
    role_policy_list: tuple[InlinePolicy, ...] = ()
    permissions_boundary: Boundary | None = None


class PolicyVersion(Shape, frozen=True, kw_only=True):
    """One version of a managed policy."""

    version_id: str
    document: str = ""
    is_default_version: bool = False


class ManagedPolicy(Shape, frozen=True, kw_only=True):
    """One managed policy with its versions."""

    arn: str
    default_version_id: str
    attachment_count: int = 0
    permissions_boundary_usage_count: int = 0
    update_date: datetime | None = None
    policy_version_list: tuple[PolicyVersion, ...] = ()


class AccountDetails(Shape, frozen=True, kw_only=True):
    """One page of GetAccountAuthorizationDetails."""

    user_detail_list: tuple[UserDetail, ...] = ()
    group_detail_list: tuple[GroupDetail, ...] = ()
    role_detail_list: tuple[RoleDetail, ...] = ()
    policies: tuple[ManagedPolicy, ...] = ()


class Role(Shape, frozen=True, kw_only=True):
    """What only ListRoles tells of a role."""

    role_id: str
    description: str = ""
    max_session_duration: int | None = None


class Roles(Shape, frozen=True, kw_only=True):
    """One page of ListRoles."""

    roles: tuple[Role, ...] = ()


class ReportState(Shape, frozen=True, kw_only=True):
    """GenerateCredentialReport."""

    state: str


class ReportContent(Shape, frozen=True, kw_only=True):
    """GetCredentialReport."""

    content: bytes


class KeyMetadata(Shape, frozen=True, kw_only=True):
    """One access key."""

    access_key_id: str
    status: str
    create_date: datetime | None = None


class AccessKeys(Shape, frozen=True, kw_only=True):
    """One page of ListAccessKeys."""

    access_key_metadata: tuple[KeyMetadata, ...] = ()


class KeyLastUsed(Shape, frozen=True, kw_only=True):
    """When a key was used; N/A stands for what is not known."""

    last_used_date: datetime | None = None
    service_name: str = "N/A"
    region: str = "N/A"


class LastUsed(Shape, frozen=True, kw_only=True):
    """GetAccessKeyLastUsed."""

    access_key_last_used: KeyLastUsed | None = None


# AWS Lambda


class VariablesFault(Shape, frozen=True, kw_only=True):
    """Why the variables of a function can't be shown: most often its key may not be used."""

    error_code: str = ""


class Environment(Shape, frozen=True, kw_only=True):
    """The variables of a function."""

    variables: dict[str, Secret] = {}
    error: VariablesFault | None = None


class Function(Shape, frozen=True, kw_only=True):
    """One function."""

    function_name: str
    function_arn: str
    role: str | None = None
    last_modified: str = ""
    revision_id: str = ""
    environment: Environment | None = None


class Functions(Shape, frozen=True, kw_only=True):
    """One page of ListFunctions."""

    functions: tuple[Function, ...] = ()


# Amazon EC2


class Region(Shape, frozen=True, kw_only=True):
    """One region that the account has enabled."""

    region_name: str


class Regions(Shape, frozen=True, kw_only=True):
    """DescribeRegions."""

    regions: tuple[Region, ...] = ()


class Tag(Shape, frozen=True, kw_only=True):
    """One tag of one thing."""

    resource_id: str
    value: str = ""


class Tags(Shape, frozen=True, kw_only=True):
    """One page of DescribeTags."""

    tags: tuple[Tag, ...] = ()


class Address(Shape, frozen=True, kw_only=True):
    """One reserved address."""

    public_ip: str | None = None
    carrier_ip: str | None = None
    allocation_id: str = ""
    instance_id: str = ""
    network_interface_id: str = ""


class Addresses(Shape, frozen=True, kw_only=True):
    """DescribeAddresses, which has no pages."""

    addresses: tuple[Address, ...] = ()


class Association(Shape, frozen=True, kw_only=True):
    """The public address of an interface."""

    public_ip: str | None = None
    carrier_ip: str | None = None
    allocation_id: str = ""


class PrivateAddress(Shape, frozen=True, kw_only=True):
    """A private address of an interface, with the public one in front of it."""

    association: Association | None = None


class Ipv6Address(msgspec.Struct, frozen=True, kw_only=True, rename={"address": "Ipv6Address"}):
    """An IPv6 address of an interface."""

    address: str


class Attachment(Shape, frozen=True, kw_only=True):
    """What an interface is plugged into."""

    instance_id: str = ""


class NetworkInterface(Shape, frozen=True, kw_only=True):
    """One network interface."""

    network_interface_id: str
    description: str = ""
    interface_type: str = "interface"
    requester_id: str = ""
    attachment: Attachment | None = None
    association: Association | None = None
    private_ip_addresses: tuple[PrivateAddress, ...] = ()
    ipv6_addresses: tuple[Ipv6Address, ...] = ()


class NetworkInterfaces(Shape, frozen=True, kw_only=True):
    """One page of DescribeNetworkInterfaces."""

    network_interfaces: tuple[NetworkInterface, ...] = ()


# AWS CloudTrail


class Trail(Shape, frozen=True, kw_only=True):
    """One trail."""

    name: str
    trail_arn: str = msgspec.field(name="TrailARN")
    home_region: str = ""
    is_multi_region_trail: bool = False
    s3_bucket_name: str = msgspec.field(name="S3BucketName", default="")
    s3_key_prefix: str = msgspec.field(name="S3KeyPrefix", default="")
    log_file_validation_enabled: bool = False
    has_custom_event_selectors: bool = False


class Trails(msgspec.Struct, frozen=True, kw_only=True):
    """DescribeTrails, which has no pages."""

    trails: tuple[Trail, ...] = msgspec.field(name="trailList", default=())


class TrailStatus(Shape, frozen=True, kw_only=True):
    """GetTrailStatus."""

    is_logging: bool = False
    latest_delivery_error: str | None = None


class DataResource(Shape, frozen=True, kw_only=True):
    """Resources of one kind whose data events a trail records, by their ARNs or what those begin with."""

    type: str
    values: tuple[str, ...] = ()


class EventSelector(Shape, frozen=True, kw_only=True):
    """Which calls a trail records, in the older form."""

    read_write_type: str = "All"
    include_management_events: bool = True
    exclude_management_event_sources: tuple[str, ...] = ()
    data_resources: tuple[DataResource, ...] = ()


class FieldSelector(Shape, frozen=True, kw_only=True):
    """One field of a selector of the newer form, with what it takes."""

    field: str
    equals: tuple[str, ...] = ()
    not_equals: tuple[str, ...] = ()
    starts_with: tuple[str, ...] = ()
    not_starts_with: tuple[str, ...] = ()
    ends_with: tuple[str, ...] = ()
    not_ends_with: tuple[str, ...] = ()


class AdvancedSelector(Shape, frozen=True, kw_only=True):
    """Which calls a trail records, in the newer form."""

    field_selectors: tuple[FieldSelector, ...] = ()


class EventSelectors(Shape, frozen=True, kw_only=True):
    """GetEventSelectors."""

    event_selectors: tuple[EventSelector, ...] = ()
    advanced_event_selectors: tuple[AdvancedSelector, ...] = ()


class LookedUpEvent(Shape, frozen=True, kw_only=True):
    """One event of LookupEvents."""

    event_time: datetime | None = None
    cloud_trail_event: str = ""
    """The record, as JSON."""


class LookedUpEvents(Shape, frozen=True, kw_only=True):
    """One page of LookupEvents."""

    events: tuple[LookedUpEvent, ...] = ()
    next_token: str = ""


# Amazon S3


class ListedBucket(Shape, frozen=True, kw_only=True):
    """One bucket in a list."""

    name: str
    bucket_region: str | None = None


class ListedBuckets(Shape, frozen=True, kw_only=True):
    """One page of ListBuckets."""

    buckets: tuple[ListedBucket, ...] = ()
    continuation_token: str = ""


class LoggingTarget(Shape, frozen=True, kw_only=True):
    """Where the access logs of a bucket go."""

    target_bucket: str = ""
    target_prefix: str = ""


class BucketLogging(Shape, frozen=True, kw_only=True):
    """GetBucketLogging."""

    logging_enabled: LoggingTarget | None = None


class ListedObject(Shape, frozen=True, kw_only=True):
    """One object in a list."""

    key: str
    e_tag: str = msgspec.field(name="ETag", default="")
    size: int = 0
    last_modified: datetime


class ListedFolder(Shape, frozen=True, kw_only=True):
    """What several keys begin with."""

    prefix: str


class ListedObjects(Shape, frozen=True, kw_only=True):
    """One page of ListObjectsV2."""

    contents: tuple[ListedObject, ...] = ()
    common_prefixes: tuple[ListedFolder, ...] = ()


class ObjectContent(Shape, frozen=True, kw_only=True):
    """GetObject."""

    body: Any
    """A stream of its bytes."""


# AWS Organizations


class MemberAccount(Shape, frozen=True, kw_only=True):
    """One account of an organisation."""

    id: str
    name: str = ""
    status: str = "ACTIVE"
    joined_timestamp: datetime | None = None


class MemberAccounts(Shape, frozen=True, kw_only=True):
    """One page of ListAccounts."""

    accounts: tuple[MemberAccount, ...] = ()
