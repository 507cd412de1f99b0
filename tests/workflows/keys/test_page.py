import msgspec
import pytest
from sqlalchemy import update
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_key, add_policy, attach, key_id
from tests.workflows.keys.inventory import add_inventory

from akwarden.errors import UsageError
from akwarden.model.note import NoteField
from akwarden.store.state import State
from akwarden.store.tables import access_keys, principals
from akwarden.workflows.keys.page import KeyPage, key_page
from akwarden.workflows.notes.saving import Saying, say_of_key

__all__ = ["postgresql", "state"]


@pytest.fixture
def inventory(state: State) -> State:
    """Give a state with a small inventory."""
    with state.writing() as connection:
        add_inventory(connection)
    return state


def page(state: State, number: int) -> KeyPage:
    """Give the page of a key."""
    with state.reading() as connection:
        return key_page(connection, key_id(number), NOW)


def test_a_leaked_key_that_works_says_so_first_and_what_to_do(inventory: State) -> None:
    found = page(inventory, 1)

    assert (found.key.advice, found.key.reasons[0]) == ("act_now", "leaked, and it still works")
    assert found.next_action.startswith("Disable the key of alice in account prod")
    assert [risk.rule for risk in found.risks] == ["leaked-key-active"]
    assert [place.vpath for leak in found.leaks for place in leak.places] == ["config/app.ini"]


def test_policies_are_told_with_the_way_they_come_by_and_what_is_dangerous(inventory: State) -> None:
    found = page(inventory, 1)

    told = {one.policy: (one.kind, one.via, one.warning) for one in found.permissions}
    assert told == {
        "AdministratorAccess": ("preset", "direct", "it may do everything in the account"),
        "all": ("custom", "group ops", "it allows every action on every resource, on all terms"),
        "reader": ("custom", "direct", None),
        "fence": ("custom", "boundary", None),
    }


@pytest.mark.parametrize(
    ("values", "warning"),
    [
        ({"document": None, "fault": "it is not JSON"}, "what it allows is not known: it is not JSON"),
        ({"document": None}, "what it allows is not known: its document was not read"),
        ({"document": '{"statement":['}, "what it allows is not known: it is no JSON: line 1, column 15"),
    ],
)
def test_a_policy_that_can_not_be_read_is_told_and_not_taken_for_harmless(
    inventory: State, values: dict[str, str], warning: str
) -> None:
    with inventory.writing() as connection:
        attach(connection, 3, add_policy(connection, 2, "66", name="odd", **values))

    (found,) = page(inventory, 3).permissions

    assert found.warning == warning


def test_a_policy_of_another_account_with_the_same_id_is_not_mistaken_for_it(inventory: State) -> None:
    with inventory.writing() as connection:
        attach(connection, 3, "1")

    (found,) = page(inventory, 3).permissions

    assert (found.policy, found.kind) == ("1", None)
    assert found.warning == "what it allows is not known: its document was not read"


def test_only_blind_spots_that_matter_for_the_key_are_told(inventory: State) -> None:
    of_alice, of_root, unlisted = (page(inventory, number).blind_spots for number in (1, 2, 5))

    assert [spot.right for spot in of_alice] == ["cam:ListUsers"]
    assert [spot.right for spot in of_root] == ["cam:ListUsers", "root identity"]
    assert [spot.right for spot in unlisted] == ["root identity"]


def test_an_unlisted_key_says_what_it_may_be(inventory: State) -> None:
    found = page(inventory, 5)

    assert found.guess == "root"
    assert found.guess_words is not None
    assert "root key" in found.guess_words
    assert found.permissions == ()


def test_what_people_said_is_history_with_who_and_how_to_undo(inventory: State) -> None:
    saying = Saying(actor="ann", now=NOW, dry_run=False)
    say_of_key(inventory, key_id(1), NoteField.OWNER, ["team-a"], saying)
    say_of_key(inventory, key_id(1), NoteField.OWNER, ["team-b"], saying)

    found = page(inventory, 1)

    assert found.key.owner == "team-b"
    told = [(one.actor, one.field, one.before, one.after, one.edit) for one in found.history]
    assert told == [("ann", "owner", "team-a", "team-b", 2), ("ann", "owner", None, "team-a", 1)]


@pytest.mark.parametrize(
    ("number", "next_action"),
    [
        (2, "Make a user with the few rights"),
        (3, "Find out whose it is, then disable it"),
        (4, "Say whose it is"),
    ],
)
def test_the_next_step_is_one_that_can_be_taken_back(inventory: State, number: int, next_action: str) -> None:
    assert page(inventory, number).next_action.startswith(next_action)


def test_a_key_of_a_quarantined_user_is_told_how_it_is_dealt_with_and_has_no_risk_for_it(
    inventory: State,
) -> None:
    with inventory.writing() as connection:
        connection.execute(update(principals).values(quarantine="AWSCompromisedKeyQuarantineV3"))
        connection.execute(update(access_keys).values(last_used_at=NOW))

    found = page(inventory, 3)

    assert found.key.advice == "harden"
    (reason,) = found.key.reasons
    assert reason.startswith("AWS attached AWSCompromisedKeyQuarantineV3 to its user")
    assert found.next_action.startswith("Read in the mail of AWS which key it saw")
    assert (found.key.risks, found.risks) == (0, ())


def test_a_key_that_is_fine_and_has_an_owner_needs_nothing(inventory: State) -> None:
    with inventory.writing() as connection:
        add_key(connection, 6)
    say_of_key(inventory, key_id(6), NoteField.OWNER, ["ann"], Saying(actor="ann", now=NOW, dry_run=False))

    assert page(inventory, 6).next_action == "Nothing has to be done."


def test_an_unknown_key_is_led_to_the_nearest(inventory: State) -> None:
    mistyped = key_id(1)[:-5] + "x0001"

    with inventory.reading() as connection, pytest.raises(UsageError) as refused:
        key_page(connection, mistyped, NOW)

    assert refused.value.what == f"no key '{mistyped}' is known"
    assert refused.value.mend is not None
    assert key_id(1) in refused.value.mend


def test_the_page_is_json_with_its_schema(inventory: State) -> None:
    written = msgspec.json.decode(msgspec.json.encode(page(inventory, 1)))

    assert (written["schema"], written["key"]["schema"]) == ("akwarden.key-page/1", "akwarden.key/1")
    assert written["key"]["calls_24h"] is None
