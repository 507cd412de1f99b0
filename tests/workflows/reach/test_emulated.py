"""Graphs of the keys of the made-up company `acme`, read from its emulator and judged by all rules."""

from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import select
from tests.workflows.posture.company import read_company
from tests.workflows.sync.cloud import now

from akwarden.emulator.tencent.scenario import load_scenario
from akwarden.emulator.tencent.server import Emulator
from akwarden.model.key_graph import GraphLayer, KeyGraph, NodeKind
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.store.tables import access_keys
from akwarden.workflows.posture.judging import judge_stored
from akwarden.workflows.posture.ruleset import load_posture
from akwarden.workflows.reach.key_graph import whole_graph


@pytest.fixture(scope="module")
def company() -> Iterator[Emulator]:
    """Give the emulated company."""
    with Emulator(load_scenario("acme", seed=7), rate_scale=0) as running:
        yield running


@pytest.fixture(scope="module")
def read(company: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[State]:
    """Give a state into which the company was read and judged."""
    state = open_state(tmp_path_factory.mktemp("graphs"), None)
    for account in read_company(company, state, "acme").values():
        judge_stored(state, account.id, load_posture(), now())
    yield state
    state.close()


@pytest.fixture(scope="module")
def graphs(read: State) -> Sequence[KeyGraph]:
    """Give the graph of each key, with as much as may be shown."""
    with read.reading() as connection:
        keys = connection.execute(select(access_keys.c.key_id)).scalars().all()
        return [whole_graph(connection, key, now()) for key in keys]


def of(graphs: Sequence[KeyGraph], name: str) -> KeyGraph:
    """Give the graph of the first key of somebody of this name that works."""
    return next(
        one
        for one in graphs
        if any(node.name == name and node.id in one.worst for node in one.nodes) and "works" in one.sentence
    )


def test_every_key_has_a_path_that_stays_in_its_account(graphs: Sequence[KeyGraph]) -> None:
    assert len(graphs) > 200
    for found in graphs:
        accounts = {
            node.link.id.partition(":")[0]
            for node in found.nodes
            if node.layer is GraphLayer.IDENTITY and node.link is not None
        }
        assert len(accounts) <= 1
        assert len(found.nodes) <= 60
        assert {one.source for one in found.edges} | {one.target for one in found.edges} <= {
            node.id for node in found.nodes
        }


def test_the_key_of_a_program_that_may_do_everything_says_so(graphs: Sequence[KeyGraph]) -> None:
    assert of(graphs, "order-api").sentence.endswith(
        "as order-api it holds AdministratorAccess, which allows everything in the account."
    )


def test_who_can_make_keys_for_others_ends_there(graphs: Sequence[KeyGraph]) -> None:
    found = of(graphs, "iam-helper")

    assert found.sentence.endswith(
        "as iam-helper it holds key-helper, which lets it call cam:CreateAccessKey."
    )
    policy = next(node for node in found.nodes if node.name == "key-helper")
    assert policy.severity == "high"


def test_rights_that_come_through_a_group_are_told_with_it(graphs: Sequence[KeyGraph]) -> None:
    through = [one for one in graphs if " it is in the group " in one.sentence]

    assert len(through) > 50
    for found in through:
        assert any(node.kind is NodeKind.GROUP and node.is_worst for node in found.nodes)
