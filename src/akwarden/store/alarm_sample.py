"""How many alarms hold a query, as the first by their ids tell: these are digests, and mean nothing."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, case, func, select

from akwarden.model.alarm import AlarmStatus
from akwarden.model.severity import Severity
from akwarden.store.alarm_columns import is_snoozed
from akwarden.store.alarm_gathered import Counted, by_id, said_by_id
from akwarden.store.alarm_ids import BEHIND_ALL, share_up_to
from akwarden.store.alarm_mentions import up_to
from akwarden.store.alarm_walk import is_walked_alone
from akwarden.store.paging import Order, Question
from akwarden.store.tables import alarms


class _Alike(msgspec.Struct, frozen=True):
    """Some of the first alarms."""

    status: AlarmStatus
    severity: Severity
    is_snoozed: bool
    number: int
    fits: int
    """How many of them hold the query."""


class Sample(msgspec.Struct, frozen=True):
    """What the first alarms tell of all, whichever of them are shown."""

    alike: Sequence[_Alike]
    times: float
    """How many alarms each of them stands for."""

    @property
    def fits(self) -> int:
        """How many of the first alarms hold the query."""
        return sum(one.fits for one in self.alike)

    def counted(self) -> Counted:
        """Return how many alarms hold the query; exactly where all were looked at."""
        number = int if self.times == 1 else rounded
        all_ = {status: sum(one.fits for one in self.alike if one.status is status) for status in AlarmStatus}
        snoozed = sum(one.fits for one in self.alike if one.is_snoozed and one.status is AlarmStatus.OPEN)
        return Counted(
            {status: number(fits * self.times) for status, fits in all_.items()},
            number(snoozed * self.times),
            approximate=self.times > 1,
        )

    def walk_length(self, question: Question, order: Order) -> float:
        """Return about how many alarms are looked at in the order of an index until a page is full."""
        shown = [one for one in self.alike if question.with_hidden or _is_shown(one)]
        # Those of all severities stand together in some indexes, else one severity after the other.
        together = [tuple(Severity)] if is_walked_alone(order) else [(one,) for one in Severity]
        wanted, length = float(question.limit or 0), 0.0
        for some in sorted(together, key=lambda one: one[0].rank, reverse=not order.name.startswith("-")):
            of_it = sum(one.number for one in shown if one.severity in some) * self.times
            fitting = sum(one.fits for one in shown if one.severity in some) * self.times
            length += of_it if fitting <= wanted else wanted * of_it / fitting
            if order.name.removeprefix("-") == "severity":  # by time, a page is looked for in each of them
                wanted = max(wanted - fitting, 0)
        return length


def _is_shown(one: _Alike) -> bool:
    return one.status is AlarmStatus.OPEN and not one.is_snoozed


def sample(connection: Connection, question: Question, first: int) -> Sample:
    """Return what the first alarms tell, so many of them, of those that hold the query of a question."""
    ids = by_id(select(alarms.c.id)).order_by(alarms.c.id)
    last = connection.execute(ids.offset(first - 1).limit(1)).scalar()
    # What these alarms mention is looked through at once; what others mention is left alone.
    said = said_by_id(question.query, question.now, up_to(last or BEHIND_ALL))
    fits, snoozed = case((said, 1), else_=0).label("fits"), is_snoozed(question.now).label("snoozed")
    rows = by_id(select(alarms.c.id, alarms.c.status, alarms.c.severity, snoozed, fits))
    some = rows.order_by(alarms.c.id).limit(first).subquery()
    own = (some.c.status, some.c.severity, some.c.snoozed)
    query = select(*own, func.count(), func.sum(some.c.fits)).group_by(*own)
    alike = [
        _Alike(AlarmStatus(status), Severity(severity), bool(is_snoozed_), number, int(fit))
        for status, severity, is_snoozed_, number, fit in connection.execute(query)
    ]
    return Sample(alike, 1.0 if last is None else 1 / share_up_to(last))


def rounded(number: float) -> int:
    """Return a number of which only the first two digits mean something."""
    return int(float(f"{number:.2g}"))
