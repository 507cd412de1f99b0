"""Tables of who may use akwarden: people, what they may do, how they come in, and what calls it for them.

Whatever opens a door is kept as a digest, or sealed among the secrets of the vault, and never in clear.
"""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from akwarden.store.moment import Moment
from akwarden.store.tables.metadata import METADATA, belongs_to, numbered

persons = Table(
    "persons",
    METADATA,
    numbered(),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("email", Text),
    Column("active", Boolean, nullable=False),
    Column("password", Text),
    Column("issuer", Text),
    Column("subject", Text),
    Column("one_time_code", Text),
    Column("last_step", Integer),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("last_seen_at", Moment),
    UniqueConstraint("issuer", "subject"),
)
"""One row a person.

`password` is an Argon2id hash. `one_time_code` names the sealed secret of the codes, `last_step` the last one
that was used. `issuer` and `subject` say who the person is at an identity provider.
"""

person_grants = Table(
    "person_grants",
    METADATA,
    belongs_to("persons", "person_id", key=True),
    Column("role", Text, primary_key=True),
    Column("account_group", Text, primary_key=True),
)
"""What a person may do; an empty account group stands for all accounts."""

account_groups = Table(
    "account_groups",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("created_at", Moment, nullable=False),
)
"""Named sets of accounts."""

account_group_members = Table(
    "account_group_members",
    METADATA,
    Column("account_group", Text, primary_key=True),
    Column("provider", Text, primary_key=True),
    Column("number", Text, primary_key=True),
)
"""The accounts of a group, also such as are not added yet."""

person_sessions = Table(
    "person_sessions",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False, unique=True),
    belongs_to("persons", "person_id"),
    Column("how", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
)
"""Sessions of browsers that have not ended; of what the cookie holds, its SHA-256."""

api_tokens = Table(
    "api_tokens",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False, unique=True),
    belongs_to("persons", "person_id"),
    Column("name", Text, nullable=False),
    Column("grants", Text, nullable=False),
    Column("networks", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_at", Moment),
    Column("used_at", Moment),
    Column("used_from", Text),
    Column("revoked_at", Moment),
)
"""API tokens; of the token, its SHA-256. `grants` and `networks` are JSON."""

wire_keys = Table(
    "wire_keys",
    METADATA,
    Column("id", Text, primary_key=True),
    belongs_to("persons", "person_id"),
    Column("name", Text, nullable=False),
    Column("grants", Text, nullable=False),
    Column("networks", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_at", Moment),
    Column("used_at", Moment),
    Column("used_from", Text),
    Column("revoked_at", Moment),
)
"""Pairs of SecretId, which is `id`, and SecretKey, which lies among the sealed secrets under that id."""

passkeys = Table(
    "passkeys",
    METADATA,
    Column("id", Text, primary_key=True),
    belongs_to("persons", "person_id"),
    Column("name", Text, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", Integer, nullable=False),
    Column("transports", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("used_at", Moment),
)
"""Passkeys of people; `id` is the credential's own, in base64url."""

recovery_codes = Table(
    "recovery_codes",
    METADATA,
    belongs_to("persons", "person_id", key=True),
    Column("digest", LargeBinary, primary_key=True),
)
"""Codes that let a person in once in the place of a one-time code; used ones are gone."""

login_links = Table(
    "login_links",
    METADATA,
    Column("digest", LargeBinary, primary_key=True),
    belongs_to("persons", "person_id", optional=True),
    Column("kind", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)
"""Links with which somebody sets a password, once; used ones are gone. Without a person: the first start."""

login_steps = Table(
    "login_steps",
    METADATA,
    Column("digest", LargeBinary, primary_key=True),
    Column("kind", Text, nullable=False),
    belongs_to("persons", "person_id", optional=True),
    Column("content", LargeBinary, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)
"""What the server must remember between two requests of one login; taken away by the second."""

login_devices = Table(
    "login_devices",
    METADATA,
    Column("digest", LargeBinary, primary_key=True),
    belongs_to("persons", "person_id"),
    Column("network", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
)
"""Browsers that people came in with, by the SHA-256 of a cookie that lets nobody in; `network` is that of the
last login.
"""

login_tries = Table(
    "login_tries",
    METADATA,
    Column("subject", Text, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("tried_at", Moment, nullable=False),
    Column("blocked_until", Moment, nullable=False),
    Index("ix_login_tries_tried_at", "tried_at"),
)
"""Logins that failed, or are under way: by login, address and browser, each as a digest."""
