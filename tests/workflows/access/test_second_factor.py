from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import func, select
from tests.store.databases import postgresql, state
from tests.workflows.access.somebody import (
    NOW,
    ROOT,
    actions,
    add,
    coming,
    keyhole,
    later,
    local,
    records,
    stored,
    typed,
)

from akwarden.errors import AccessError
from akwarden.model.secret import Secret
from akwarden.store.access import persons
from akwarden.store.access.persons import StoredPerson
from akwarden.store.state import State
from akwarden.store.tables import recovery_codes, sealed_secrets
from akwarden.workflows.access.acting import Acting
from akwarden.workflows.access.links import Chosen, follow
from akwarden.workflows.access.logging_in import log_in
from akwarden.workflows.access.outcome import LoggedIn, Outcome, Refused, SecondFactorNeeded
from akwarden.workflows.access.people import new_link
from akwarden.workflows.access.second_factor import MOST_TRIES, begin_codes, finish_codes, stop_codes

__all__ = ["local", "postgresql", "state"]


def set_up(state: State, home: Path, at: datetime = NOW) -> tuple[pyotp.TOTP, list[str]]:
    """Let ada log in with one-time codes, and give what makes them and her recovery codes."""
    add(state)
    begun = begin_codes(keyhole(state, home), stored(state), ROOT)
    totp = pyotp.TOTP(begun.secret.reveal().decode())
    step = begun.step.reveal().decode()
    codes = finish_codes(keyhole(state, home), stored(state), step, totp.at(at), ROOT)
    return totp, [one.reveal().decode() for one in codes]


def enter(state: State, home: Path, code: str | None, at: datetime) -> Outcome:
    return log_in(keyhole(state, home), typed(code=code), coming(at))


def test_a_login_asks_for_a_code_and_takes_each_code_once(local: State, tmp_path: Path) -> None:
    totp, _ = set_up(local, tmp_path)
    at = later(minutes=5)

    assert enter(local, tmp_path, None, at) == SecondFactorNeeded()
    assert isinstance(enter(local, tmp_path, totp.at(at), at), LoggedIn)
    assert enter(local, tmp_path, totp.at(at), at) == Refused(), "it was read over a shoulder"


def test_the_code_that_set_it_up_does_not_let_in(local: State, tmp_path: Path) -> None:
    totp, _ = set_up(local, tmp_path)

    assert enter(local, tmp_path, totp.at(NOW), NOW) == Refused()


def test_an_earlier_code_is_worth_nothing_after_a_later_one(local: State, tmp_path: Path) -> None:
    totp, _ = set_up(local, tmp_path)
    at = later(minutes=5)

    assert isinstance(enter(local, tmp_path, totp.at(later(minutes=5, seconds=30)), at), LoggedIn)
    assert enter(local, tmp_path, totp.at(at), at) == Refused()


def test_one_code_that_is_used_at_once_by_many_lets_one_in(state: State, tmp_path: Path) -> None:
    totp, _ = set_up(state, tmp_path)
    at = later(minutes=5)

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: enter(state, tmp_path, totp.at(at), at), range(4)))

    assert sum(isinstance(one, LoggedIn) for one in outcomes) == 1


def test_a_recovery_code_lets_in_once(local: State, tmp_path: Path) -> None:
    _, codes = set_up(local, tmp_path)
    code = codes[3].replace("-", " ").upper()

    assert isinstance(enter(local, tmp_path, code, NOW), LoggedIn)
    assert enter(local, tmp_path, codes[3], NOW) == Refused()
    assert isinstance(enter(local, tmp_path, codes[4], NOW), LoggedIn)


def test_a_thousand_guesses_of_a_code_are_few(local: State, tmp_path: Path) -> None:
    set_up(local, tmp_path)

    for number in range(1000):
        enter(local, tmp_path, f"{number:06d}", NOW)

    assert actions(local).count("login.refused") <= 10


def test_who_asks_for_the_second_factor_is_never_made_to_wait_for_it(local: State, tmp_path: Path) -> None:
    set_up(local, tmp_path)

    assert {enter(local, tmp_path, None, NOW) for _ in range(20)} == {SecondFactorNeeded()}


def test_what_codes_are_made_from_is_sealed_and_no_code_lies_in_clear(local: State, tmp_path: Path) -> None:
    totp, codes = set_up(local, tmp_path)

    content = b"".join(path.read_bytes() for path in (tmp_path / "home").iterdir())
    for secret in (totp.secret, *codes, *(code.replace("-", "") for code in codes)):
        assert secret.encode() not in content
    assert all(secret not in str(records(local)) for secret in (totp.secret, *codes))


@contextmanager
def begun(state: State, home: Path) -> Iterator[tuple[StoredPerson, str, pyotp.TOTP]]:
    add(state)
    found = begin_codes(keyhole(state, home), stored(state), ROOT)
    yield stored(state), found.step.reveal().decode(), pyotp.TOTP(found.secret.reveal().decode())
    assert not stored(state).person.one_time_codes


def wrong(totp: pyotp.TOTP) -> str:
    """Give a code that does not fit."""
    near = {totp.at(NOW, counter_offset=offset) for offset in range(-2, 3)}
    return next(one for one in (f"{number:06d}" for number in range(6)) if one not in near)


def test_a_wrong_first_code_lets_the_right_one_be_typed(local: State, tmp_path: Path) -> None:
    add(local)
    hole = keyhole(local, tmp_path)
    found = begin_codes(hole, stored(local), ROOT)
    step, totp = found.step.reveal().decode(), pyotp.TOTP(found.secret.reveal().decode())

    for _ in range(MOST_TRIES - 1):
        with pytest.raises(AccessError, match="code is wrong"):
            finish_codes(hole, stored(local), step, wrong(totp), ROOT)
        assert not stored(local).person.one_time_codes
    assert finish_codes(hole, stored(local), step, totp.at(NOW), ROOT)

    assert stored(local).person.one_time_codes
    with pytest.raises(AccessError, match="too long, or was done"):
        finish_codes(hole, stored(local), step, totp.at(NOW), ROOT)


def test_nothing_counts_without_the_first_code_and_too_many_wrong_ones_end_it(
    local: State, tmp_path: Path
) -> None:
    hole = keyhole(local, tmp_path)
    with begun(local, tmp_path) as (person, step, totp):
        for number in range(MOST_TRIES):
            with pytest.raises(AccessError, match="code is wrong") as refused:
                finish_codes(hole, person, step, wrong(totp), ROOT)
            assert ("begin anew" in (refused.value.mend or "")) is (number == MOST_TRIES - 1)
        with pytest.raises(AccessError, match="too long, or was done"):
            finish_codes(hole, person, step, totp.at(NOW), ROOT)


def test_a_wrong_first_code_gives_no_more_time(local: State, tmp_path: Path) -> None:
    hole = keyhole(local, tmp_path)
    with begun(local, tmp_path) as (person, step, totp):
        near, over = later(minutes=9), later(minutes=11)
        with pytest.raises(AccessError, match="code is wrong"):
            finish_codes(hole, person, step, wrong(totp), Acting(actor="root", now=near))
        with pytest.raises(AccessError, match="too long, or was done"):
            finish_codes(hole, person, step, totp.at(over), Acting(actor="root", now=over))


def test_many_first_codes_at_once_are_no_more_tries(state: State, tmp_path: Path) -> None:
    hole = keyhole(state, tmp_path)

    def tried(_: int) -> bool:
        try:
            finish_codes(hole, person, step, wrong(totp), ROOT)
        except AccessError as error:
            return error.what == "the code is wrong"
        return False

    with begun(state, tmp_path) as (person, step, totp):
        with ThreadPoolExecutor(4) as pool:
            looked_at = sum(pool.map(tried, range(4 * MOST_TRIES)))
        assert looked_at <= MOST_TRIES


def test_what_somebody_else_began_is_not_finished_for_oneself(local: State, tmp_path: Path) -> None:
    add(local, "mallory")
    with begun(local, tmp_path) as (_, step, totp), pytest.raises(AccessError, match="too long, or was done"):
        finish_codes(keyhole(local, tmp_path), stored(local, "mallory"), step, totp.at(NOW), ROOT)
    assert not stored(local, "mallory").person.one_time_codes


def test_the_picture_is_an_image_of_the_address_and_loads_nothing(local: State, tmp_path: Path) -> None:
    add(local)

    svg = begin_codes(keyhole(local, tmp_path), stored(local), ROOT).svg.reveal().decode()

    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "script" not in svg
    assert "http" not in svg.replace("http://www.w3.org/", "")


def test_who_gives_codes_up_logs_in_without_and_its_secret_is_gone(local: State, tmp_path: Path) -> None:
    set_up(local, tmp_path)

    with local.writing() as connection:
        stop_codes(connection, stored(local), ROOT)

    assert isinstance(enter(local, tmp_path, None, NOW), LoggedIn)
    with local.reading() as connection:
        for table in (sealed_secrets, recovery_codes):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_a_link_is_no_way_around_the_codes(local: State, tmp_path: Path) -> None:
    totp, _ = set_up(local, tmp_path)
    link = new_link(local, "ada", ROOT).link.reveal().decode()

    done = follow(local, link, Chosen(Secret(b"a different one, longer")), coming())

    assert done == SecondFactorNeeded()
    assert stored(local).person.one_time_codes
    lost = new_link(local, "ada", ROOT, forget_codes=True)
    assert not lost.person.one_time_codes
    assert isinstance(
        follow(local, lost.link.reveal().decode(), Chosen(Secret(b"a different one, longer")), coming()),
        LoggedIn,
    )
    assert totp.secret


def test_a_step_is_used_forwards_only(local: State) -> None:
    person = add(local)
    with local.writing() as connection:
        assert [persons.use_step(connection, person.id, step) for step in (5, 5, 4, 6)] == [
            True,
            False,
            False,
            True,
        ]
