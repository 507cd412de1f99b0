from collections.abc import Sequence

import msgspec
import pytest
from sqlalchemy import Connection, insert
from tests.store.databases import postgresql, state
from tests.store.rows import (
    NOW,
    add_account,
    add_group,
    add_key,
    add_leak,
    add_policy,
    add_principal,
    add_risk,
    attach,
    key_id,
)
from tests.workflows.keys.inventory import EVERYTHING, LITTLE, add_inventory
from tests.workflows.reach.graphs import graph, named, worst_names

from akwarden.errors import UsageError
from akwarden.model.key_graph import EdgeKind, GraphLayer, LinkKind, NodeKind
from akwarden.store.state import State
from akwarden.store.tables import leak_places
from akwarden.workflows.reach.key_graph import whole_graph
from akwarden.workflows.reach.view import MOST_SHOWN

__all__ = ["postgresql", "state"]
ONE = key_id(1)
TRUSTED = (
    '{"version":"2.0","statement":[{"effect":"allow","action":"name/sts:AssumeRole",'
    '"principal":{"qcs":["qcs::cam::uin/100000000009:root"]}}]}'
)
TAKES = '{"version":"2.0","statement":[{"effect":"allow","action":"sts:AssumeRole","resource":"*"}]}'
HOSTILE = "a\u202e\x1b[2J<b>\n, which holds {said}: 'x' \U0001f512" + "y" * 300


@pytest.fixture
def inventory(state: State) -> State:
    """Give a state with a small inventory."""
    with state.writing() as connection:
        add_inventory(connection)
    return state


def holder(connection: Connection, *documents: str, name: str = "carol") -> int:
    """Add an account, a user with a key and policies of these documents, and give the user's row."""
    account = add_account(connection, "shop", number="100000000009")
    user = add_principal(connection, account, name)
    add_key(connection, 1, account_id=account, principal_id=user)
    for number, document in enumerate(documents):
        attach(connection, user, add_policy(connection, account, f"p-{number}", document=document))
    return user


def allowing(action: str, resource: str = "*", effect: str = "allow") -> str:
    """Give a policy of one statement."""
    statement = {"effect": effect, "action": action, "resource": resource}
    return msgspec.json.encode({"version": "2.0", "statement": [statement]}).decode()


def test_the_worst_path_goes_from_the_leak_to_everything_and_is_told_in_a_sentence(inventory: State) -> None:
    found = graph(inventory, ONE)

    assert worst_names(found) == ["config/app.ini:3", ONE, "alice", "AdministratorAccess", "*"]
    assert found.sentence == (
        "The key stands in config/app.ini:3 and works: as alice it holds AdministratorAccess, which allows "
        "everything in the account."
    )
    assert [node.id for node in found.nodes] == list(found.worst)


def test_what_is_left_out_is_counted_and_comes_when_it_is_asked_for(inventory: State) -> None:
    first = graph(inventory, ONE)
    alice = named(first, "alice")
    more = graph(inventory, ONE, alice.id)

    assert alice.hidden == 3
    assert {one.layer.value: one.left_out for one in first.layers if one.left_out} == {
        "identity": 1,
        "policy": 3,
        "resource": 1,
    }
    assert {node.name for node in more.nodes} - {node.name for node in first.nodes} == {
        "ops",
        "fence",
        "reader",
    }
    assert named(more, "alice").hidden == 0


def test_policies_come_directly_through_groups_and_as_boundaries(inventory: State) -> None:
    with inventory.reading() as connection:
        found = whole_graph(connection, ONE, NOW)
    names = {node.id: node.name for node in found.nodes}

    told = {(names[one.source], names[one.target]): one.kind for one in found.edges}

    assert told[("alice", "fence")] is EdgeKind.LIMITED_BY
    assert told[("alice", "ops")] is EdgeKind.IS_IN
    assert told[("ops", "all")] is EdgeKind.HAS
    assert told[("reader", "cvm")] is EdgeKind.READS


def test_each_node_leads_to_its_page_where_there_is_one(inventory: State) -> None:
    found = graph(inventory, ONE)

    links = {node.layer: node.link and (node.link.kind, node.link.id) for node in found.nodes}

    assert links == {
        GraphLayer.PLACE: (LinkKind.LEAK, f"leak-{ONE}"),
        GraphLayer.KEY: (LinkKind.KEY, ONE),
        GraphLayer.IDENTITY: (LinkKind.PRINCIPAL, "100000000001:id-alice"),
        GraphLayer.POLICY: None,
        GraphLayer.RESOURCE: None,
    }


def test_a_root_key_opens_everything_without_a_policy(inventory: State) -> None:
    found = graph(inventory, key_id(2))

    assert [node.kind for node in found.nodes] == [NodeKind.KEY, NodeKind.ROOT, NodeKind.EVERYTHING]
    assert found.sentence == (
        "No leak of the key is known and it works: it is a root key, which may do everything in the account."
    )


def test_of_a_key_that_no_account_lists_the_place_is_told_and_that_the_rest_is_not_known(
    inventory: State,
) -> None:
    found = graph(inventory, key_id(5))

    assert worst_names(found) == ["config/app.ini:3", key_id(5)]
    assert found.sentence.endswith("no account lists it, so what it opens is not known.")


@pytest.mark.parametrize(
    ("status", "words"), [("inactive", "and is disabled"), ("deleted", "and is deleted")]
)
def test_a_key_that_is_off_says_so(state: State, status: str, words: str) -> None:
    with state.writing() as connection:
        add_leak(connection, add_key(connection, 7, status=status))

    assert f"The key stands in config/app.ini:3 {words}: " in graph(state, key_id(7)).sentence


def test_a_risk_shows_at_the_policy_and_at_the_service_that_it_is_about_and_decides_the_worst_path(
    state: State,
) -> None:
    with state.writing() as connection:
        user = holder(connection, allowing("cos:*"), allowing("kms:*"))
        evidence = '[{"policy":"p-1","statement":1,"action":"kms:Decrypt","resource":"*"}]'
        add_risk(connection, "9" * 64, 1, principal_id=user, evidence=evidence, severity="high")

    found = graph(state, ONE)

    assert worst_names(found)[-2:] == ["p-1", "kms"]
    signs = {node.name: (node.severity, node.link and node.link.id) for node in found.nodes[-2:]}
    assert signs == {"p-1": ("high", "9" * 64), "kms": ("high", "9" * 64)}
    assert found.sentence.endswith("as carol it holds p-1, which allows all of kms.")


@pytest.mark.parametrize(
    ("documents", "words"),
    [
        ((), "as carol it holds no policy that is known."),
        ((allowing("cos:PutObject"),), "which lets it call cos:PutObject."),
        ((allowing("cos:GetObject"),), "which lets it read cos."),
        ((allowing("*:Describe*"),), "which lets it read every service."),
        (
            (allowing("cos:PutObject", "qcs::cos:ap-guangzhou:uid/1:shop-1/*"),),
            "which lets it change shop-1/* of cos.",
        ),
    ],
)
def test_the_sentence_says_what_the_policy_allows(state: State, documents: Sequence[str], words: str) -> None:
    with state.writing() as connection:
        holder(connection, *documents)

    assert graph(state, ONE).sentence.endswith(words)


def test_what_is_denied_as_a_whole_is_not_reached(state: State) -> None:
    with state.writing() as connection:
        holder(connection, allowing("cos:*"), allowing("kms:*"), allowing("cos:*", effect="deny"))

    found = graph(state, ONE)

    assert worst_names(found)[-1] == "kms"
    assert sum(one.shown + one.left_out for one in found.layers if one.layer == "resource") == 1


def test_whom_a_denial_keeps_from_rights_is_not_said_to_reach_everything(state: State) -> None:
    with state.writing() as connection:
        holder(connection, EVERYTHING, allowing("cam:*", effect="deny"))

    assert graph(state, ONE).sentence.endswith("as carol it holds p-0, which lets it change every service.")


def test_behind_a_boundary_everything_is_what_the_boundary_lets_in(state: State) -> None:
    with state.writing() as connection:
        user = holder(connection, EVERYTHING)
        attach(connection, user, add_policy(connection, 1, "fence", document=allowing("cos:*")), "boundary")

    assert worst_names(graph(state, ONE))[-1] == "cos"


def test_a_role_that_may_be_taken_is_reached_with_what_it_holds(state: State) -> None:
    with state.writing() as connection:
        holder(connection, TAKES)
        role = add_principal(connection, 1, "breakglass", type="role", trust=TRUSTED)
        attach(connection, role, add_policy(connection, 1, "all", document=EVERYTHING))
        add_principal(connection, 1, "closed", type="role", trust='{"version":"2.0","statement":[]}')

    found = graph(state, ONE)

    assert worst_names(found)[-3:] == ["breakglass", "all", "*"]
    assert found.sentence.endswith(
        "as carol it may take the role breakglass that holds all, which allows everything in the account."
    )
    assert "closed" not in {node.name for node in found.nodes}


def test_roles_that_take_each_other_do_not_go_round(state: State) -> None:
    with state.writing() as connection:
        holder(connection, TAKES)
        for name in ("one", "two"):
            attach(connection, add_principal(connection, 1, name, type="role", trust=TRUSTED), "p-0")

    with state.reading() as connection:
        found = whole_graph(connection, ONE, NOW)

    assert {one.name for one in found.nodes if one.kind is NodeKind.ROLE} == {"one", "two"}


def test_hundreds_of_policies_and_resources_stay_within_sixty_nodes(state: State) -> None:
    with state.writing() as connection:
        resources = [f"qcs::cos:ap-guangzhou:uid/1:bucket-{at}/*" for at in range(900)]
        statement = {"effect": "allow", "action": "cos:PutObject", "resource": resources}
        wide = msgspec.json.encode({"version": "2.0", "statement": [statement]}).decode()
        holder(connection, wide, *(allowing(f"s{at}:*") for at in range(300)))
        places = [
            {"id": f"p{at}", "leak_id": f"leak-{ONE}", "finding_id": "f", "source": "shop"}
            | {"vpath": f"file-{at}", "line": 1, "first_seen_at": at}
            for at in range(500)
        ]
        add_leak(connection, ONE)
        connection.execute(insert(leak_places).values(places))

    first = graph(state, ONE)
    asked = [node.id for node in first.nodes] * 20
    full = graph(state, ONE, *asked)

    assert len(first.nodes) <= 6
    assert (len(full.nodes), full.is_full) == (MOST_SHOWN, True)
    counts = {one.layer.value: (one.shown + one.left_out, one.is_more) for one in full.layers}
    assert counts["policy"] == (301, False)
    assert counts["resource"] == (700, True)
    assert counts["place"] == (501, False)


def test_hostile_names_are_kept_as_they_are_and_make_no_id(state: State) -> None:
    with state.writing() as connection:
        user = holder(connection, name=HOSTILE)
        add_group(connection, 1, user, HOSTILE, add_policy(connection, 1, HOSTILE, document=EVERYTHING))

    found = graph(state, ONE)

    assert HOSTILE in {node.name for node in found.nodes}
    assert all(node.id.isascii() and len(node.id) < 30 for node in found.nodes)
    assert msgspec.json.decode(msgspec.json.encode(found), type=type(found)) == found


def test_a_policy_that_can_not_be_read_ends_the_way_and_hides_no_other(state: State) -> None:
    with state.writing() as connection:
        holder(connection, '{"statement":[', LITTLE)

    found = graph(state, ONE)

    assert sum(one.shown + one.left_out for one in found.layers if one.layer == "policy") == 2
    assert found.sentence.endswith("which lets it read cvm.")


def test_nothing_of_another_account_is_in_it_be_it_of_the_same_name(inventory: State) -> None:
    with inventory.writing() as connection:
        namesake = add_principal(connection, 2, "alice", cloud_id="id-alice-too")
        attach(connection, namesake, add_policy(connection, 2, "8", name="of dev", document=EVERYTHING))
        role = add_principal(connection, 2, "of dev", type="role", trust=TRUSTED)
        attach(connection, role, "8")
        add_group(connection, 2, namesake, "ops-of-dev", "8")
        for number, owner in enumerate((namesake, role)):
            add_risk(connection, str(number) * 64, 2, principal_id=owner, detail="of dev", severity="high")

    with inventory.reading() as connection:
        found = whole_graph(connection, ONE, NOW)

    assert "of dev" not in msgspec.json.encode(found).decode()
    assert all(node.link is None or "100000000002" not in node.link.id for node in found.nodes)


def test_an_unknown_key_is_led_to_the_nearest(inventory: State) -> None:
    with pytest.raises(UsageError) as refused:
        graph(inventory, ONE[:-5] + "x0001")

    assert refused.value.mend is not None
    assert ONE in refused.value.mend
