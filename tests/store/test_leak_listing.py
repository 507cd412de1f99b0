import pytest
from sqlalchemy import insert
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_account, add_key, add_leak, ago, key_id

from akwarden.errors import UsageError
from akwarden.query.parse import parse
from akwarden.query.tree import All, Holder, Within
from akwarden.store import leak_listing
from akwarden.store.leak_listing import LeakCounts, LeakQuestion
from akwarden.store.leak_rows import VOCABULARY
from akwarden.store.state import State
from akwarden.store.tables import leak_places

__all__ = ["postgresql", "state"]

ALIVE, DEAD, FOREIGN, TOKEN = f"leak-{key_id(1)}", f"leak-{key_id(2)}", f"leak-{key_id(3)}", "leak-token"
PROD = (Holder("tencent", "100000000001"),)


@pytest.fixture
def filled(state: State) -> State:
    """Give a state with leaks of two accounts and of none, one of them closed."""
    with state.writing() as connection:
        prod = add_account(connection, "prod", number="100000000001")
        lab = add_account(connection, "lab", number="200000000002")
        add_leak(connection, add_key(connection, 1, account_id=prod), first_seen_at=ago(9))
        add_leak(connection, add_key(connection, 2, account_id=prod, status="inactive"), status="fixed")
        add_leak(connection, add_key(connection, 3, account_id=lab), severity="low")
        add_leak(connection, "token", key_id=None, fingerprint="abc", owner="team-pay")
    return state


def listed(state: State, **asked: object) -> list[str]:
    """Give the ids of a list, a leak at a time."""
    found: list[str] = []
    after = None
    while True:
        question = LeakQuestion(now=NOW, limit=1, after=after, **asked)  # type: ignore[arg-type]
        with state.reading() as connection:
            page = list(leak_listing.listed(connection, question))
        if not page:
            return found
        found.append(page[0].row.leak.id)
        after = page[0].cursor


@pytest.mark.parametrize(
    ("sort", "ids"),
    [
        ("severity", [ALIVE, FOREIGN, TOKEN, DEAD]),
        ("-severity", [DEAD, TOKEN, FOREIGN, ALIVE]),
        ("first", [DEAD, FOREIGN, TOKEN, ALIVE]),
        ("key", [ALIVE, DEAD, FOREIGN, TOKEN]),
        ("owner", [TOKEN, ALIVE, FOREIGN, DEAD]),
        ("account", [FOREIGN, ALIVE, DEAD, TOKEN]),
        ("case", [ALIVE, FOREIGN, TOKEN, DEAD]),
        ("last", [ALIVE, DEAD, FOREIGN, TOKEN]),
        ("places", [ALIVE, DEAD, FOREIGN, TOKEN]),
    ],
)
def test_leaks_are_listed_in_every_order(filled: State, sort: str, ids: list[str]) -> None:
    assert listed(filled, sort=sort, with_hidden=True) == ids


def test_what_was_closed_is_left_out_and_counted(filled: State) -> None:
    with filled.reading() as connection:
        counts = leak_listing.counts(connection, LeakQuestion(now=NOW))
        everything = leak_listing.counts(connection, LeakQuestion(now=NOW, with_hidden=True))

    assert listed(filled) == [ALIVE, FOREIGN, TOKEN]
    assert (counts, everything) == (LeakCounts(3, 1), LeakCounts(4))


def test_a_list_is_cut_to_accounts(filled: State) -> None:
    assert listed(filled, query=Within(PROD), with_hidden=True) == [ALIVE, DEAD]
    assert listed(filled, query=Within(()), with_hidden=True) == []
    with filled.reading() as connection:
        every = [ALIVE, DEAD, FOREIGN, TOKEN, "none"]
        assert leak_listing.seen(connection, every, PROD) == {ALIVE, DEAD}
        assert leak_listing.seen(connection, every, None) == {ALIVE, DEAD, FOREIGN, TOKEN}


def test_equal_secrets_are_found(filled: State) -> None:
    assert listed(filled, query=parse("fingerprint:abc", VOCABULARY)) == [TOKEN]
    assert listed(filled, query=parse("fingerprint:none", VOCABULARY)) == [ALIVE, FOREIGN]


def test_a_row_tells_its_first_places_and_how_many_there_are(filled: State) -> None:
    place = {"leak_id": ALIVE, "finding_id": "f", "source": "shop", "line": 1, "first_seen_at": ago(1)}
    with filled.writing() as connection:
        more = [{**place, "id": f"more-{at}", "vpath": f"{at:02d}.env"} for at in range(20)]
        connection.execute(insert(leak_places), more)

    with filled.reading() as connection:
        some = next(leak_listing.listed(connection, LeakQuestion(now=NOW, places=2))).row
        whole = next(leak_listing.listed(connection, LeakQuestion(now=NOW))).row

    assert ([one.vpath for one in some.leak.places], some.places_in_all) == (["config/app.ini", "00.env"], 21)
    assert (len(whole.leak.places), whole.places_in_all) == (21, 21)


def test_ids_are_of_what_was_there(filled: State) -> None:
    question = LeakQuestion(query=All(()), now=ago(5), with_hidden=True)
    with filled.reading() as connection:
        assert leak_listing.ids(connection, question) == [ALIVE]
        assert leak_listing.still(connection, LeakQuestion(now=NOW), [ALIVE, DEAD]) == [ALIVE]


def test_a_cursor_of_another_order_is_refused(filled: State) -> None:
    with filled.reading() as connection:
        cursor = next(leak_listing.listed(connection, LeakQuestion(now=NOW))).cursor
        with pytest.raises(UsageError, match="none of this list"):
            next(leak_listing.listed(connection, LeakQuestion(now=NOW, sort="first", after=cursor)))
