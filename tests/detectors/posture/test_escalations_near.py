"""Policies that almost open a way to more rights and do not: one for each known way, written by hand."""

from functools import cache
from pathlib import Path as File
from typing import Any

import msgspec
import pytest
import yaml
from tests.detectors.posture.accounts import (
    ACCOUNTS,
    Statement,
    eve,
    paths,
    services_of,
    statement,
    trust,
    ways_of,
    world,
)

from akwarden.detectors.posture.escalations import Path, load_escalations
from akwarden.detectors.posture.rights import Rights
from akwarden.model.facts import AccountFacts
from akwarden.model.policy import GroupId
from akwarden.model.principal import PrincipalType

Json = dict[str, Any]
CASES = [pytest.param(*one, id=f"{one[0]}-{one[1].id}") for one in paths()]


@cache
def near_misses() -> dict[str, dict[str, Json]]:
    """Return the cases by cloud and path."""
    found: dict[str, dict[str, Json]] = yaml.safe_load(
        (File(__file__).parent / "near_misses.yml").read_text("utf-8")
    )
    return found


def statements(provider: str, effect: str, wanted: Json) -> list[Statement]:
    """Return the statements of a short form."""
    return [_statement(provider, effect, action, where) for action, where in wanted.items()]


def _statement(provider: str, effect: str, action: str, where: str | Json) -> Statement:
    if isinstance(where, str):
        return statement(provider, action, where, effect=effect)
    more = {"condition": where["if"]} if "if" in where else {}
    made = statement(provider, action, where.get("on", "*"), effect=effect, **more)
    if "not" in where:
        del made["Resource"]
        made["NotResource"] = where["not"]
    return made


def facts_of(provider: str, path: Path, case: Json) -> AccountFacts:
    """Return the account of a case."""
    held = [
        *statements(provider, "allow", case["allow"]),
        *statements(provider, "deny", case.get("deny", {})),
    ]
    limit = statements(provider, "allow", case["limit"]) if "limit" in case else None
    her, keep = eve(provider, path, *held, limit=limit), case.get("keep", {})
    if "groups" in keep:
        her = msgspec.structs.replace(her, groups=tuple(map(GroupId, keep["groups"])))
    if keep.get("boundary") == "none":
        her = msgspec.structs.replace(her, boundary=None)
    if keep.get("kind") == "user":
        her = msgspec.structs.replace(her, type=PrincipalType.USER)
    facts = world(provider, path, her, trust=_trust(provider, path, case.get("trust")))
    if "function_role" in keep:
        functions = tuple(msgspec.structs.replace(one, role=None) for one in facts.functions)
        facts = msgspec.structs.replace(facts, functions=functions)
    return facts


def _trust(provider: str, path: Path, whom: str | list[str] | None) -> str:
    """Return whom the role trusts: what the path needs, or what the case says and then not the account."""
    if whom is None:
        return trust(provider, *services_of(path))
    nobody = f"arn:aws:iam::{ACCOUNTS['aws']}:user/nobody"
    if provider == "tencent":
        nobody = f"qcs::cam::uin/{ACCOUNTS['tencent']}:uin/nobody"
    if isinstance(whom, str):
        return trust(provider, whom=whom)
    return trust(provider, *whom, whom=nobody)


@pytest.mark.parametrize("provider", list(ACCOUNTS))
def test_every_path_has_a_near_miss_and_no_other_has(provider: str) -> None:
    known = {path.id for path in load_escalations(provider)}

    assert near_misses()[provider].keys() == known


@pytest.mark.parametrize(("provider", "path"), CASES)
def test_what_almost_opens_the_path_does_not(provider: str, path: Path) -> None:
    case = near_misses()[provider][path.id]

    found = ways_of(facts_of(provider, path, case))

    assert path.id not in found, case["why"]


@pytest.mark.parametrize(("provider", "path"), CASES)
def test_a_near_miss_holds_something_of_the_path(provider: str, path: Path) -> None:
    case = near_misses()[provider][path.id]
    facts = facts_of(provider, path, {**case, "deny": {}, "limit": {"*": "*"}})

    holding = Rights(provider, facts.number).held(facts.principals[0])

    assert holding
    assert any(
        holding.allows_some(action) or holding.mentions(action) for need in path.needs for action in need.any
    )
