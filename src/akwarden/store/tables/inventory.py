"""Tables of what is in accounts: principals, keys, groups, policies, functions, addresses and buckets."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text, UniqueConstraint

from akwarden.store.moment import Moment
from akwarden.store.tables.metadata import METADATA, belongs_to, numbered

principals = Table(
    "principals",
    METADATA,
    numbered(),
    belongs_to("accounts", "account_id"),
    Column("cloud_id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("arn", Text),
    Column("note", Text, nullable=False),
    Column("created_at", Moment),
    Column("console_login", Boolean),
    Column("mfa", Boolean),
    Column("last_login_at", Moment),
    Column("last_login_ip", Text),
    Column("trust", Text),
    Column("session_seconds", BigInteger),
    Column("quarantine", Text),
    Column("deleted_at", Moment),
    UniqueConstraint("account_id", "cloud_id"),
    # Callers are known by their names.
    Index("ix_principals_account_id_name", "account_id", "name"),
)
"""Who can hold keys and rights; who is gone stays, with the time when that was seen.

`quarantine` names those of its policies by which AWS says that a key of it leaked. It stands here as well as
in `principal_grants` since every list of keys asks for it.
"""

user_groups = Table(
    "user_groups",
    METADATA,
    numbered(),
    belongs_to("accounts", "account_id"),
    Column("cloud_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("created_at", Moment),
    UniqueConstraint("account_id", "cloud_id"),
)
"""Groups of users."""

memberships = Table(
    "memberships",
    METADATA,
    belongs_to("principals", "principal_id", key=True),
    Column("group_id", Text, primary_key=True),
)
"""Who is in which group, by the group's id at the cloud."""

policies = Table(
    "policies",
    METADATA,
    numbered(),
    belongs_to("accounts", "account_id"),
    Column("cloud_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("document", Text),
    Column("fault", Text),
    Column("updated_at", Moment),
    UniqueConstraint("account_id", "cloud_id"),
)
"""Policies with their documents, as the account has them now."""

principal_grants = Table(
    "principal_grants",
    METADATA,
    belongs_to("principals", "principal_id", key=True),
    Column("policy", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
)
"""Which policy is attached to whom, by the policy's id at the cloud."""

group_grants = Table(
    "group_grants",
    METADATA,
    belongs_to("user_groups", "group_id", key=True),
    Column("policy", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
)
"""Which policy is attached to a group."""

access_keys = Table(
    "access_keys",
    METADATA,
    Column("key_id", Text, primary_key=True),
    Column("provider", Text, nullable=False),
    belongs_to("accounts", "account_id", optional=True),
    belongs_to("principals", "principal_id", optional=True),
    Column("key_type", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("guess", Text),
    Column("created_at", Moment),
    Column("note", Text, nullable=False),
    Column("last_used_at", Moment),
    Column("last_used_service", Text),
    Column("last_used_region", Text),
    Column("last_use_known", Boolean, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("deleted_at", Moment),
    Index("ix_access_keys_last_used_at_key_id", "last_used_at", "key_id"),
    Index("ix_access_keys_status_key_id", "status", "key_id"),
)
"""Every key that is known of, also those that no account lists and those that are gone.

A `last_used_at` of NULL means "never" where `last_use_known` is true, and "not known" otherwise.
"""

functions = Table(
    "functions",
    METADATA,
    numbered(),
    belongs_to("accounts", "account_id"),
    Column("cloud_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("role", Text),
    Column("modified_at", Moment),
    Column("variables", Text, nullable=False),
    UniqueConstraint("account_id", "cloud_id"),
)
"""Functions; `variables` are the names of the environment variables as JSON, never their values.

The version is that whose variables were looked through.
"""

addresses = Table(
    "addresses",
    METADATA,
    numbered(),
    belongs_to("accounts", "account_id", optional=True),
    Column("network", Text, nullable=False),
    Column("low", Text, nullable=False),
    Column("high", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("resource", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("region", Text),
    Index("ix_addresses_low_high", "low", "high"),
)
"""Our own addresses; without an account for those of a file.

`low` and `high` are the ends of the network as 32 hex digits, an IPv4 address as its IPv6 form.
"""

buckets = Table(
    "buckets",
    METADATA,
    numbered(),
    belongs_to("accounts", "account_id"),
    Column("name", Text, nullable=False),
    Column("region", Text),
    Column("log_target", Text, nullable=False),
    Column("is_log_known", Boolean, nullable=False),
    UniqueConstraint("account_id", "name"),
)
"""Buckets; `log_target` is where access logs go, empty for nowhere. It says nothing where it is not known."""
