from collections.abc import Sequence
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import RowMapping, select, update
from tests.store.databases import postgresql, state
from tests.store.rows import NOW

from akwarden.model.leak import LeakCase, LeakStatus, SeenLeak, SeenPlace, Validity
from akwarden.model.secret import Fingerprint
from akwarden.model.severity import Severity
from akwarden.store.leaks import Written, kept, merge, set_status, would_write
from akwarden.store.state import State
from akwarden.store.tables import leak_places, leaks

__all__ = ["postgresql", "state"]

SEEN = SeenLeak(
    id="1" * 64,
    provider="tencent",
    rule="tencent-access-key",
    key_id="AKID" + "a1" * 16,
    is_temporary=False,
    fingerprint=Fingerprint("hmac-sha256:" + "a" * 64),
    mask="abcd****wxyz",
    case=LeakCase.CODE,
    severity=Severity.HIGH,
    title="an access key",
    validity=Validity.UNKNOWN,
    places=(SeenPlace(id="p1", finding_id="f1", source="/src/shop", vpath="a.ini", line=3, column=1),),
)
LATER = NOW + timedelta(hours=2)
NEXT_DAY = NOW + timedelta(days=1)


def seen(**changes: object) -> SeenLeak:
    return msgspec.structs.replace(SEEN, **changes)


def saved(state: State, *found: SeenLeak, at: object = NOW) -> Written:
    with state.writing() as connection:
        return merge(connection, found, kept(connection, found), at)  # type: ignore[arg-type]  # a time


def row(state: State) -> RowMapping:
    with state.reading() as connection:
        return connection.execute(select(leaks)).mappings().one()


def places(state: State) -> Sequence[str]:
    with state.reading() as connection:
        return connection.execute(select(leak_places.c.id).order_by(leak_places.c.id)).scalars().all()


def test_a_new_leak_is_open_and_has_its_places(state: State) -> None:
    written = saved(state, SEEN)

    assert written == Written(leaks=1)
    assert (row(state)["status"], row(state)["first_seen_at"], row(state)["last_seen_at"]) == (
        "open",
        NOW,
        NOW,
    )
    assert places(state) == ["p1"]


def test_what_was_seen_a_second_time_on_one_day_writes_nothing(state: State) -> None:
    saved(state, SEEN)
    with state.reading() as connection:
        needed = would_write([SEEN], kept(connection, [SEEN]), LATER)

    written = saved(state, SEEN, at=LATER)

    assert not needed
    assert not written
    assert row(state)["last_seen_at"] == NOW


def test_a_day_later_only_the_time_changes(state: State) -> None:
    saved(state, SEEN)

    written = saved(state, SEEN, at=NEXT_DAY)

    assert written == Written(changed=1)
    assert (row(state)["first_seen_at"], row(state)["last_seen_at"]) == (NOW, NEXT_DAY)


def test_a_new_place_of_a_known_leak_is_added(state: State) -> None:
    saved(state, SEEN)
    other = msgspec.structs.replace(SEEN.places[0], id="p2", line=9)

    written = saved(state, seen(places=(*SEEN.places, other)), at=LATER)

    assert written == Written(places=1)
    assert places(state) == ["p1", "p2"]


@pytest.mark.parametrize(
    ("change", "column", "value"),
    [
        ({"severity": Severity.CRITICAL}, "severity", "critical"),
        ({"severity": Severity.LOW}, "severity", "high"),
        ({"severity": Severity.CRITICAL, "title": "worse"}, "title", "worse"),
        ({"severity": Severity.LOW, "title": "better"}, "title", "an access key"),
        ({"case": LeakCase.CLIENT}, "case", "client"),
        ({"validity": Validity.ACTIVE}, "validity", "active"),
    ],
)
def test_a_leak_gets_worse_and_better_known_but_never_better(
    state: State, change: dict[str, object], column: str, value: str
) -> None:
    saved(state, SEEN)

    saved(state, seen(**change), at=LATER)

    assert row(state)[column] == value


def test_an_answer_of_the_cloud_is_not_forgotten_by_a_scan_that_did_not_ask(state: State) -> None:
    saved(state, seen(validity=Validity.INACTIVE))

    saved(state, SEEN, at=NEXT_DAY)

    assert row(state)["validity"] == "inactive"


def test_a_secret_that_is_found_later_adds_its_mask(state: State) -> None:
    saved(state, seen(fingerprint=None, mask=None))

    saved(state, SEEN, at=LATER)

    assert (row(state)["fingerprint"], row(state)["mask"]) == (SEEN.fingerprint, "abcd****wxyz")


def test_what_somebody_decided_stays_when_it_is_seen_again(state: State) -> None:
    saved(state, SEEN)
    with state.writing() as connection:
        set_status(connection, SEEN.id, LeakStatus.IGNORED)

    saved(state, seen(severity=Severity.CRITICAL), at=NEXT_DAY)

    assert row(state)["status"] == "ignored"


def test_what_another_server_added_in_between_is_left_as_it_is(state: State) -> None:
    with state.reading() as connection:
        held = kept(connection, [SEEN])
    saved(state, SEEN)
    with state.writing() as connection:
        connection.execute(update(leaks).values(status="fixed"))

    with state.writing() as connection:
        merge(connection, [SEEN], held, LATER)

    assert row(state)["status"] == "fixed"
    assert places(state) == ["p1"]


def test_more_leaks_than_one_statement_takes_are_held_against_what_is_there(state: State) -> None:
    many = [
        seen(
            id=f"{number:064}",
            key_id=None,
            places=(msgspec.structs.replace(SEEN.places[0], id=f"place-{number}"),),
        )
        for number in range(1100)
    ]

    first, second = saved(state, *many), saved(state, *many, at=LATER)

    assert (first.leaks, bool(second)) == (1100, False)
