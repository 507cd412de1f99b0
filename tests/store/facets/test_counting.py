import pytest
from sqlalchemy import insert
from tests.store.databases import postgresql, state
from tests.store.raised import closed, of_key, put, signal
from tests.store.rows import NOW, add_account, add_key, add_leak, add_principal, add_risk, ago, ignore, key_id

from akwarden.model.alarm import AlarmStatus, AlarmSubject, AlarmType
from akwarden.model.facet import Facet, ListName
from akwarden.model.severity import Severity
from akwarden.query.parse import parse
from akwarden.query.tree import Holder, Within
from akwarden.store.facets import counting
from akwarden.store.facets.counting import CountQuestion, count_up_to, facets
from akwarden.store.facets.lists import counted
from akwarden.store.state import State
from akwarden.store.tables import notes

__all__ = ["postgresql", "state"]

E = of_key(5, "handled", 7, story="recon")
PROD = Within((Holder("tencent", "100000000001"),))


@pytest.fixture
def filled(state: State) -> State:
    """Give a state with two accounts, and something of every list in each."""
    with state.writing() as connection:
        prod = add_account(connection, "prod", number="100000000001", department="pay")
        test = add_account(connection, "test", number="100000000002")
        alice = add_principal(connection, prod, "alice", mfa=True)
        root = add_principal(connection, test, "root", type="root", mfa=False, deleted_at=ago(1))
        add_key(connection, 1, account_id=prod, principal_id=alice)
        add_key(connection, 2, account_id=prod, principal_id=alice, status="inactive")
        add_key(connection, 3, account_id=test, principal_id=root)
        add_key(connection, 4, account_id=test, principal_id=root, status="deleted")
        add_key(connection, 5, status="unlisted")
        add_leak(connection, key_id(1))
        add_leak(connection, key_id(3), status="ignored", severity="high")
        add_risk(connection, "a", prod, principal_id=alice, key_id=key_id(1), severity="high")
        add_risk(connection, "b", test, rule="root-key")
        ignore(connection, add_risk(connection, "c", test))
        put(
            connection,
            of_key(1, "abuse", 0, techniques=("T1078.004", "T1098")),
            of_key(1, "abuse", 0, story="other", severity=Severity.CRITICAL),
            of_key(3, "leaked", 3, type=AlarmType.LEAK, account="100000000002", principals=("x", "y")),
            signal("spray", 5, kind=AlarmSubject.IP, subject="198.51.100.7", key_ids=(), principals=()),
            E,
        )
        closed(connection, E, AlarmStatus.HANDLED, "rotated")
        for kind, subject, owner, tags in (
            ("key", key_id(1), "team pay", '["pay","prod"]'),
            ("key", key_id(3), "none", '["pay"]'),
            ("principal", "mainland/100000000001/id-alice", "li.wei", '["prod"]'),
        ):
            row = {"remark": "", "owner": owner, "tags": tags, "changed_at": NOW, "changed_by": "bob"}
            connection.execute(insert(notes).values({"kind": kind, "subject": subject, **row}))
    return state


def counts_of(state: State, name: ListName, query: str, field: str, **asked: object) -> dict[str | None, int]:
    """Give the values of one field with their counts."""
    of_list = counted(name, NOW)
    question = CountQuestion(query=parse(query, of_list.vocabulary), now=NOW, **asked)  # type: ignore[arg-type]
    with state.reading() as connection:
        (found,) = facets(connection, of_list, question, [field])
    return {one.value: one.count for one in found.values}


@pytest.mark.parametrize("name", ListName)
@pytest.mark.parametrize("within", [None, PROD])
def test_each_count_is_that_of_the_list_with_the_value_asked_for(
    filled: State, name: ListName, within: Within | None
) -> None:
    of_list = counted(name, NOW)
    with filled.reading() as connection:
        question = CountQuestion(query=parse("", of_list.vocabulary), within=within, now=NOW)
        found = facets(connection, of_list, question, tuple(of_list.by))
        values = [value for facet in found for value in facet.values]
        asked = [parse(value.query, of_list.vocabulary) for value in values]
        listed = [
            count_up_to(connection, of_list, CountQuestion(query=one, within=within, now=NOW))
            for one in asked
        ]

    assert len(values) >= len(of_list.by)
    assert [one.total for one in listed] == [value.count for value in values]


def test_a_field_counts_as_if_the_query_did_not_test_it(filled: State) -> None:
    assert counts_of(filled, ListName.KEYS, "type:root", "type") == {"user": 2, "root": 1, None: 1}
    assert counts_of(filled, ListName.KEYS, "type:root", "account") == {"test": 1}


def test_a_test_inside_of_another_part_stays(filled: State) -> None:
    query = "(type:root or status:unlisted)"

    assert counts_of(filled, ListName.KEYS, query, "type") == {"root": 2, None: 1}


def test_the_field_that_hides_rows_shows_all_of_its_values(filled: State) -> None:
    assert counts_of(filled, ListName.ALARMS, "", "status") == {"open": 4, "handled": 1}
    assert counts_of(filled, ListName.ALARMS, "", "story") == {"key-abuse": 3, "other": 1}
    assert counts_of(filled, ListName.ALARMS, "", "story", with_hidden=True)["recon"] == 1


def test_nothing_of_other_accounts_is_counted_for_whoever_sees_only_some(filled: State) -> None:
    assert counts_of(filled, ListName.KEYS, "", "account", within=PROD) == {"prod": 2}
    assert counts_of(filled, ListName.KEYS, "account:test", "account", within=PROD) == {"prod": 2}
    assert counts_of(filled, ListName.LEAKS, "", "account", within=Within(())) == {}


def test_an_alarm_with_several_values_counts_for_each(filled: State) -> None:
    assert counts_of(filled, ListName.ALARMS, "", "principal") == {"alice": 2, "x": 1, "y": 1}
    assert counts_of(filled, ListName.ALARMS, "", "technique") == {"T1078.004": 1, "T1098": 1}


def test_an_owner_that_reads_like_a_keyword_is_told_from_no_owner(filled: State) -> None:
    of_list = counted(ListName.KEYS, NOW)
    with filled.reading() as connection:
        question = CountQuestion(query=parse("", of_list.vocabulary), now=NOW)
        (found,) = facets(connection, of_list, question, ["owner"])

    assert {(one.value, one.query) for one in found.values} == {
        (None, "owner:none"),
        ("none", 'owner:"none"'),
        ("team pay", 'owner:"team pay"'),
    }


def test_only_the_most_frequent_values_are_told(state: State) -> None:
    with state.writing() as connection:
        for number in range(30):
            account = add_account(connection, f"account {number:02d}")
            for one in range(2 if number == 7 else 1):
                add_key(connection, number * 2 + one, account_id=account)

    of_list = counted(ListName.KEYS, NOW)
    with state.reading() as connection:
        question = CountQuestion(query=parse("", of_list.vocabulary), now=NOW)
        (found,) = facets(connection, of_list, question, ["account"])

    assert (found.values[0].value, found.values[0].count) == ("account 07", 2)
    assert (len(found.values), found.more) == (counting.TOLD, True)


def test_very_many_alarms_are_counted_by_what_an_index_holds_together(filled: State) -> None:
    few, many = _facets(filled), _facets(filled, most=2)

    for field in ("status", "severity", "type", "provider", "account"):
        assert many[field].values == few[field].values
        assert not many[field].approximate
    assert many["rule"].approximate
    assert {one.value for one in many["rule"].values} == {one.value for one in few["rule"].values}


def _facets(state: State, most: int | None = None) -> dict[str, Facet]:
    of_list = counted(ListName.ALARMS, NOW)
    question = CountQuestion(query=parse("", of_list.vocabulary), now=NOW, most=most)
    with state.reading() as connection:
        return {one.field: one for one in facets(connection, of_list, question, tuple(of_list.by))}
