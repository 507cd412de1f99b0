"""What alarms tell of rules: which have ever fired, and how often one fired lately."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, true

from akwarden.model.alarm import AlarmStatus
from akwarden.model.detection_rule import RuleFired
from akwarden.query.tree import Holder
from akwarden.store.alarm_mentions import Mentioned, mentioned
from akwarden.store.key_alarms import FOLLOWER
from akwarden.store.lake import following
from akwarden.store.moment import rounded
from akwarden.store.shared_columns import held_by
from akwarden.store.tables import alarm_mentions, alarms


def fired(
    connection: Connection, rule: str, now: datetime, *, days: int, within: Sequence[Holder] | None = None
) -> RuleFired | None:
    """Return in how many alarms of the last days a rule fired; None as long as no calls were judged.

    `within` leaves only those of some accounts.
    """
    if following.position(connection, FOLLOWER) is None:
        return None
    rules = mentioned(Mentioned.RULE)
    since = rounded(now) - timedelta(days=days)
    query = (
        select(alarms.c.status, func.count(), func.max(alarms.c.last_at))
        .where(alarms.c.raised.is_(true()), alarms.c.last_at >= since, rules.any(rules.column == rule))
        .group_by(alarms.c.status)
    )
    if within is not None:
        query = query.where(held_by(alarms.c.provider, alarms.c.account)(within))
    found = {status: (count, last_at) for status, count, last_at in connection.execute(query)}
    counts = {one: found.get(one.value, (0, None))[0] for one in AlarmStatus}
    return RuleFired(
        days=days,
        open=counts[AlarmStatus.OPEN],
        handled=counts[AlarmStatus.HANDLED],
        ignored=counts[AlarmStatus.IGNORED],
        last_at=max((last_at for _, last_at in found.values()), default=None),
    )


def known_rules(connection: Connection) -> tuple[str, ...]:
    """Return the ids of all rules that ever fired, also where people were told of no alarm."""
    columns = alarm_mentions.c
    query = select(columns.value).where(columns.kind == Mentioned.RULE.value).distinct()
    return tuple(connection.execute(query.order_by(columns.value)).scalars())
