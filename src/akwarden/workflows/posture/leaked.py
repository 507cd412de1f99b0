"""Judges the keys that leaked, so that the list of risks says of them what the inventory and people say."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from akwarden.risk.leaked import risk_of
from akwarden.store import risks
from akwarden.store.inventory.change import Change
from akwarden.store.risk_rows import leaked_ids, leaked_keys
from akwarden.store.risks import Plan
from akwarden.store.state import State


def judge_leaked(connection: Connection, keys: Sequence[str], now: datetime) -> Change:
    """Judge these keys, in the transaction of `connection`; a second time nothing is written."""
    return risks.write(connection, _plan(connection, keys), now)


def judge_leaked_of(state: State, account: int, now: datetime) -> Change:
    """Judge the leaked keys of an account, by the number of its row, and those that no account lists."""
    with state.reading() as connection:
        plan = _plan(connection, leaked_ids(connection, account))
    for part in plan.parts():
        with state.writing() as connection:
            risks.write(connection, part, now)
    return plan.change


def _plan(connection: Connection, keys: Sequence[str]) -> Plan:
    return risks.plan_leaked(connection, [risk_of(key) for key in leaked_keys(connection, keys)], keys)
