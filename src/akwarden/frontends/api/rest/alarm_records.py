"""`/api/v1/alarms/…`: what audit records tell of one alarm, and what its rule says and would have done."""

from typing import Annotated, Final

from litestar import Router, get
from litestar.params import FromPath, QueryParameter
from sqlalchemy import Connection

from akwarden.access.roles import Right
from akwarden.analytics.calls import Asked, fitting
from akwarden.errors import UsageError
from akwarden.frontends.api.given import GivenServer, Now, Within
from akwarden.frontends.api.guards import needs
from akwarden.frontends.api.lake_turn import ANSWER_SECONDS, lake_turn
from akwarden.frontends.api.problems import ProblemError, missing
from akwarden.frontends.api.rest.rules import loaded_rules
from akwarden.model.alarm_activity import AlarmActivity
from akwarden.model.backtest import Backtest
from akwarden.model.detection_rule import DetectionRulePage
from akwarden.query.tree import All
from akwarden.store.alarm_listing import ListedAlarm
from akwarden.workflows.access.scope import Scope, scoped
from akwarden.workflows.alarm_row import alarm_row
from akwarden.workflows.detection.activity import activity, around
from akwarden.workflows.detection.backtest import backtest
from akwarden.workflows.detection.page import find_seen
from akwarden.workflows.detection.rule_pages import find_rule, rule_page
from akwarden.workflows.detection.ruleset import DetectionRule
from akwarden.workflows.events.deadline import within_seconds
from akwarden.workflows.events.opening import events_of

REPLAY_DAYS: Final = 30
REPLAY_SECONDS: Final = 20.0
OfRule = Annotated[
    str | None, QueryParameter(max_length=200, description="Which of its rules; its gravest one by default.")
]


@get("/{alarm_id:str}/calls", opt=needs(Right.READ), sync_to_thread=True)
def alarm_calls(server: GivenServer, within: Within, alarm_id: FromPath[str]) -> AlarmActivity:
    """Show the calls of one alarm, a lane for each address, and what was usual beside what is."""
    with server.state.reading() as connection:
        found = _seen(connection, alarm_id, within)
        lake = server.lake_if_any(connection)
        if lake is None:
            return activity(connection, found.kept, None)
        events = around(lake, found.kept)
        command = f"akwarden alarms show {found.kept.gathered.id[:12]}"
        with lake_turn(command), within_seconds(events, ANSWER_SECONDS, mend=command):
            return activity(connection, found.kept, events)


@get("/{alarm_id:str}/rule", opt=needs(Right.READ), sync_to_thread=True)
def alarm_rule(
    server: GivenServer, within: Within, now: Now, alarm_id: FromPath[str], rule: OfRule = None
) -> DetectionRulePage:
    """Show the rule of one alarm as it is written, and how often it fired where you may see it."""
    with server.state.reading() as connection:
        wanted = _rule(_seen(connection, alarm_id, within), rule)
        return rule_page(connection, wanted, now, scope=within)


@get("/{alarm_id:str}/replay", opt=needs(Right.READ), sync_to_thread=True)
def alarm_replay(
    server: GivenServer, within: Within, now: Now, alarm_id: FromPath[str], rule: OfRule = None
) -> Backtest:
    """Say how often the rule of one alarm would have fired in the last 30 days, on whose calls."""
    with server.state.reading() as connection:
        wanted = _rule(_seen(connection, alarm_id, within), rule)
        lake = server.lake_if_any(connection)
        if lake is None:
            raise ProblemError(
                503,
                "there are no audit records to look at",
                mend="import or pull some: akwarden audit import, akwarden audit pull",
            )
        events = fitting(events_of(lake), Asked(query=scoped(All(()), within), now=now))
        command = f"akwarden detect backtest {wanted.rule.id} --days {REPLAY_DAYS}"
        with lake_turn(command), within_seconds(events, REPLAY_SECONDS, mend=command):
            return backtest(connection, events, wanted, now, days=REPLAY_DAYS)


def _seen(connection: Connection, name: str, within: Scope) -> ListedAlarm:
    try:
        return find_seen(connection, name, within)
    except UsageError:
        raise missing("alarm") from None


def _rule(found: ListedAlarm, name: str | None) -> DetectionRule:
    """Return the rule of an alarm that is meant."""
    alarm = alarm_row(found)
    wanted = name or alarm.rule
    if wanted not in alarm.rules:
        raise missing("rule of this alarm")
    try:
        return find_rule(loaded_rules(), wanted)
    except UsageError:
        raise ProblemError(
            404,
            f"the text of {wanted} is not here",
            why="it does not come with akwarden: a rule or a policy of your own raised the alarm",
            mend="akwarden watch list shows policies; a rule of your own is in the folder that --rules names",
        ) from None


ROUTES = Router("/alarms", route_handlers=[alarm_calls, alarm_rule, alarm_replay], tags=["alarms"])
