"""What can be reached with one key, as a graph that begins with its worst path."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from sqlalchemy import Connection, select

from akwarden.detectors.posture.protocol import Judging
from akwarden.model.access_key import AccessKeyId
from akwarden.model.facts import PrincipalFact
from akwarden.model.key_graph import KeyGraph
from akwarden.model.key_row import KeyFacts
from akwarden.model.risk import LEAKED_RULES, Risk
from akwarden.risk.leaked import risk_of
from akwarden.store import key_risks, key_rows, leak_rows, risk_rows
from akwarden.store.facts import taker_facts
from akwarden.store.moment import rounded
from akwarden.store.tables import leaks, principals
from akwarden.workflows.notes.finding import find_key
from akwarden.workflows.reach.parts import Known, net_of
from akwarden.workflows.reach.roles import MOST_ROLES, taken
from akwarden.workflows.reach.view import view_of
from akwarden.workflows.reach.words import sentence
from akwarden.workflows.reach.worst import worst_path

MOST_EXPANDED: Final = 60
"""Parts that may be asked for at once."""


def key_graph(connection: Connection, text: str, now: datetime, expand: Sequence[str] = ()) -> KeyGraph:
    """Return the graph of the key that a person means; raises UsageError with the nearest ones.

    `expand` holds the ids of nodes beside which more is to be shown, as often as more is wanted; an id that
    is not shown changes nothing.
    """
    key_id = find_key(connection, text)
    net = net_of(known := _known(connection, key_id, rounded(now)))
    worst = worst_path(net)
    view = view_of(net, worst, expand[:MOST_EXPANDED])
    return KeyGraph(
        key_id=key_id,
        sentence=sentence(net, worst, known.key),
        nodes=view.nodes,
        edges=view.edges,
        worst=worst,
        layers=view.layers,
        is_full=view.is_full,
    )


def whole_graph(connection: Connection, text: str, now: datetime) -> KeyGraph:
    """Return the same with as much beside the worst path as may be shown at once."""
    key_id = find_key(connection, text)
    found = key_graph(connection, key_id, now)
    asked: list[str] = []
    while not found.is_full and len(asked) < MOST_EXPANDED:
        more = [node.id for node in found.nodes if node.hidden]
        if not more:
            break
        asked += more
        found = key_graph(connection, key_id, now, asked)
    return found


def _known(connection: Connection, key_id: AccessKeyId, now: datetime) -> Known:
    """Return what the state knows of a key, its leaks, and whom it is of."""
    key = key_rows.one(connection, key_id, now)
    assert key is not None  # noqa: S101  it was found in the same view of the state
    judging = _judging(connection, key, now)
    whose = None if judging is None else _whose(connection, key, judging)
    roles = tuple(islice(taken(judging, whose), MOST_ROLES + 1)) if judging and whose else ()
    return Known(
        key=key,
        leaks=tuple(leak_rows.select_rows(connection, leaks.c.key_id == key_id)),
        risks=_risks(connection, key, now),
        judging=judging,
        whose=whose,
        roles=roles,
        role_risks=_role_risks(connection, key, [one.role.id for one in roles], now),
    )


def _judging(connection: Connection, key: KeyFacts, now: datetime) -> Judging | None:
    """Return the account of a key with its principal and all roles."""
    if key.account_id is None or key.principal_id is None:
        return None
    return Judging(taker_facts(connection, key.account_id, key.principal_id, now), now)


def _whose(connection: Connection, key: KeyFacts, judging: Judging) -> PrincipalFact | None:
    """Return the principal of a key; None for one that is gone."""
    query = select(principals.c.cloud_id).where(principals.c.id == key.principal_id)
    cloud_id = connection.execute(query).scalar_one()
    return next((one for one in judging.facts.principals if one.id == cloud_id), None)


def _risks(connection: Connection, key: KeyFacts, now: datetime) -> Sequence[Risk]:
    """Return what is wrong with a key, with its leak first, and while it works with its principal."""
    leaked = risk_rows.leaked_key(connection, key.key_id) if key.leaks else None
    others = (one for one in key_risks.of_key(connection, key, now) if one.rule not in LEAKED_RULES)
    return (*(() if leaked is None else (risk_of(leaked),)), *others)


def _role_risks(
    connection: Connection, key: KeyFacts, ids: Sequence[str], now: datetime
) -> Mapping[str, Sequence[Risk]]:
    if key.account_id is None or not ids:
        return {}
    return key_risks.of_principals(connection, key.account_id, ids, now)
