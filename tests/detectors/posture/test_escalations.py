"""Every known way to more rights: seen with the narrowest policy, and not seen without any part of it."""

import pytest
from tests.detectors.posture.accounts import (
    account,
    eve,
    minimal,
    paths,
    principal,
    seen_at,
    statement,
    ways_of,
    world,
)

from akwarden.detectors.posture.escalations import Path, load_escalations

CASES = [pytest.param(*one, id=f"{one[0]}-{one[1].id}") for one in paths()]
every_path = pytest.mark.parametrize(("provider", "path"), CASES)


@pytest.mark.parametrize("provider", ["aws", "tencent"])
def test_at_least_25_paths_of_each_cloud_are_known(provider: str) -> None:
    known = load_escalations(provider)

    assert len({path.id for path in known}) == len(known) >= 25


@every_path
def test_the_narrowest_policy_opens_the_path(provider: str, path: Path) -> None:
    facts = world(provider, path, eve(provider, path, *minimal(provider, path)))

    found = ways_of(facts)

    assert path.id in found


@every_path
def test_the_evidence_names_each_action_that_the_path_needs(provider: str, path: Path) -> None:
    facts = world(provider, path, eve(provider, path, *minimal(provider, path)))

    seen = [one for one in seen_at(facts) if one.subject == path.gains.replace(" ", "-")]

    wanted = {need.any[0] for need in path.needs}
    told = {proof.action for one in seen for proof in one.evidence if proof.policy == "held"}
    assert path.only_in_chain or wanted <= told


@every_path
def test_no_needed_action_may_be_missing(provider: str, path: Path) -> None:
    statements = minimal(provider, path)
    for action in {need.any[0] for need in path.needs}:
        rest = [one for one in statements if action not in (one.get("Action"), one.get("action"))]
        facts = world(provider, path, eve(provider, path, *rest or [statement(provider, "none:None")]))

        assert path.id not in ways_of(facts), action


@every_path
def test_each_alternative_of_a_need_will_do(provider: str, path: Path) -> None:
    for at, need in enumerate(path.needs):
        for action in need.any[1:]:
            statements = minimal(provider, path)
            statements[at] = {**statements[at], ("Action" if provider == "aws" else "action"): action}
            facts = world(provider, path, eve(provider, path, *statements))

            assert path.id in ways_of(facts), action


@every_path
def test_an_explicit_denial_of_any_needed_action_closes_the_path(provider: str, path: Path) -> None:
    for action in {need.any[0] for need in path.needs}:
        denial = statement(provider, action, effect="deny")
        facts = world(provider, path, eve(provider, path, *minimal(provider, path), denial))

        assert path.id not in ways_of(facts), action


@every_path
def test_a_boundary_without_a_needed_action_closes_the_path(provider: str, path: Path) -> None:
    for action in {need.any[0] for need in path.needs}:
        limit = [statement(provider, "*"), statement(provider, action, effect="deny")]
        facts = world(provider, path, eve(provider, path, *minimal(provider, path), limit=limit))

        assert path.id not in ways_of(facts), action


@every_path
def test_a_path_that_depends_on_the_address_counts_less(provider: str, path: Path) -> None:
    condition = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
    if provider == "tencent":
        condition = {"ip_equal": {"qcs:ip": "192.0.2.0/24"}}
    plain = minimal(provider, path)
    bound = [{**one, "Condition" if provider == "aws" else "condition": condition} for one in plain]

    found, bounded = (
        [
            one
            for one in seen_at(world(provider, path, eve(provider, path, *statements)))
            if one.subject == path.gains.replace(" ", "-")
        ]
        for statements in (plain, bound)
    )

    if not path.only_in_chain:
        assert bounded[0].severity
        assert found[0].severity
        assert bounded[0].severity.rank < found[0].severity.rank or bounded[0].severity.value == "low"
        assert any(proof.conditional and proof.condition for proof in bounded[0].evidence)


@every_path
def test_an_administrator_and_the_root_need_no_path(provider: str, path: Path) -> None:
    admin = eve(provider, path, statement(provider, "*"), limit=[statement(provider, "*")])

    found = ways_of(world(provider, path, admin))

    assert not found


@every_path
def test_alone_in_an_account_nobody_becomes_somebody_else(provider: str, path: Path) -> None:
    alone = account(provider, eve(provider, path, *minimal(provider, path)))
    about_others = {"any user", "any role", "role of a service"}

    found = ways_of(alone)

    assert path.gains not in about_others or path.id not in found


@pytest.mark.parametrize("provider", ["aws", "tencent"])
def test_paths_say_where_they_were_published_and_how_they_are_closed(provider: str) -> None:
    for path in load_escalations(provider):
        assert path.source.title
        assert (path.source.url or "https://").startswith("https://")
        assert path.explanation.endswith(".")
        assert path.explanation.count(". ") == 0
        assert path.fix
        assert not path.fix.endswith(".")
        assert path.title[0].isupper()


def test_names_of_principals_are_found_where_the_cloud_does_not_say_them() -> None:
    path = load_escalations("aws")[0]
    facts = world("aws", path, eve("aws", path, *minimal("aws", path)))
    nameless = account("aws", facts.principals[0], principal("aws", "bob", arn=None))

    found = ways_of(nameless)

    assert path.id in found
