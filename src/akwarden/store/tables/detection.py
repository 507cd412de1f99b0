"""Tables of detection: alarms, what is usual for whom, and what people say of both.

Times of events in `baselines` are microseconds since 1970, as in the files of the lake.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from akwarden.store.moment import Moment
from akwarden.store.tables.metadata import METADATA, numbered

_GIVEN = text("owner IS NOT NULL")
alarms = Table(
    "alarms",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("provider", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("story", Text, nullable=False),
    Column("key_id", Text),
    Column("principal", Text),
    Column("raised", Boolean, nullable=False),
    Column("rule", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("first_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text),
    Column("opened_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", Text),
    Column("snoozed_until", Moment),
    Column("owner", Text),
    Column("gathered", Text, nullable=False),
    Index(
        "ix_alarms_raised_status_severity",
        *("raised", "status", "severity", "last_at", "id"),
        # What lists are asked for: it is looked through without the rows, which are large.
        *("type", "story", "provider", "account", "key_id", "principal", "first_at", "count"),
        *("snoozed_until", "owner"),
    ),
    # Those that were given to somebody, who are few.
    Index("ix_alarms_owner_id", "owner", "id", sqlite_where=_GIVEN, postgresql_where=_GIVEN),
    Index(
        "ix_alarms_id",
        # Where ids are known, lists look the alarms up here and not among the rows.
        *("id", "raised", "status", "severity", "last_at", "snoozed_until", "type", "story", "provider"),
        *("account", "key_id", "principal", "first_at", "count", "owner"),
    ),
    Index("ix_alarms_opened_at", "opened_at"),
    Index(
        "ix_alarms_raised_status_severity_type",
        # The narrowest that tells how many alarms there are of each kind, for facets and totals.
        *("raised", "status", "severity", "type", "provider", "account", "snoozed_until"),
    ),
    # What was opened and closed on each day.
    Index("ix_alarms_raised_opened_at", "raised", "opened_at", "provider", "account"),
    Index("ix_alarms_raised_status_changed_at", "raised", "status", "changed_at", "provider", "account"),
    Index("ix_alarms_key_id", "key_id", "raised", "status"),
    # In the orders of the list that the first does not have.
    Index("ix_alarms_raised_status_count", "raised", "status", "count", "last_at", "id"),
    Index("ix_alarms_raised_status_first_at", "raised", "status", "first_at", "id"),
    Index("ix_alarms_provider_account_subject", "provider", "account", "subject", "id"),
)
"""One row a subject, story and day, from the first signal on; people see those that are `raised`.

`gathered` is JSON: what the rules saw. The columns beside it are what it comes to, for lists. It is long and
stands last, so that SQLite reads the others without it.
"""

alarm_mentions = Table(
    "alarm_mentions",
    METADATA,
    Column("alarm_id", Text, ForeignKey("alarms.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Index("ix_alarm_mentions_kind_value", "kind", "value", "alarm_id"),
    sqlite_with_rowid=False,
)
"""What an alarm names several of, one a line, for lists: its rules, techniques, keys, principals, addresses.

An address is the 32 hexadecimal digits of its number.
"""

alarm_words = Table(
    "alarm_words",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("text", Text, primary_key=True),
    sqlite_with_rowid=False,
)
"""Each value of `alarm_mentions` once, so that a search looks through them, and not through all alarms.

`text` is how people read it, where that is not the value itself: the title of a rule, an address as it is
written. A value that no alarm mentions any more stays, and finds nothing.
"""

baselines = Table(
    "baselines",
    METADATA,
    Column("provider", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("dimension", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("days", Integer, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("weight", BigInteger, nullable=False),
)
"""What is usual: how often a subject was seen with a value of a dimension, such as an address.

`days` is how many days it was seen on, `weight` the count as it fades, in thousandths, at the time of `last`.
The dimension `any` with an empty value is the subject itself; the subject `account` is everybody of the
account.
"""

allow_entries = Table(
    "allow_entries",
    METADATA,
    numbered(),
    Column("query", Text, nullable=False),
    Column("rule", Text),
    Column("reason", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("until", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("removed_at", Moment),
    Column("removed_by", Text),
    sqlite_autoincrement=True,
)
"""Calls that make no alarms: which, of which rule (NULL: of any), why, whose word it is, and until when."""

watch_policies = Table(
    "watch_policies",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("query", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
)
"""Policies that people made: calls that one finds raise an alarm of type `custom`.

`query` is JSON: the query, and the keys and networks of files.
"""

canaries = Table(
    "canaries",
    METADATA,
    Column("key_id", Text, primary_key=True),
    Column("provider", Text, nullable=False),
    Column("account", Text),
    Column("place", Text, nullable=False),
    Column("minted", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("removed_at", Moment),
)
"""Keys without rights that nobody uses: any use of one is a theft. `place` says where it was put."""

detection_progress = Table(
    "detection_progress",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("until", BigInteger),
)
"""How far a detection has read the past: events before `until`, of the files up to `position` that were there
when it began. `until` is NULL once the past is read; what comes in later is followed (`lake_followers`).
"""

step_memory = Table(
    "step_memory",
    METADATA,
    numbered(),
    Column("last", BigInteger, nullable=False, index=True),
    Column("kept_at", Moment, nullable=False),
    Column("events", LargeBinary, nullable=False),
)
"""Events that fit a step of a sequence for what was new about them, as they were judged: an Arrow stream for
each batch. `last` is the time of the last of them, in microseconds since 1970."""
