from datetime import UTC, datetime, timedelta

from akwarden.access.lockout import FORGOTTEN, FREE, Counted, counted, given_back, waits
from akwarden.model.login_tries import LoginTries

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def after(tries: int, by: Counted) -> LoginTries:
    found: LoginTries | None = None
    for _ in range(tries):
        found = counted(found, by, NOW)
    assert found is not None
    return found


def test_a_few_tries_wait_for_nothing_and_the_next_ones_twice_as_long_each_time() -> None:
    for by, free in FREE.items():
        assert not waits(after(free - 1, by), NOW)
        assert [waits(after(free + more, by), NOW) for more in range(4)] == [
            timedelta(seconds=30 << more) for more in range(4)
        ]
        assert waits(after(free + 500, by), NOW) == timedelta(hours=1)


def test_who_waited_is_let_through_and_counts_on() -> None:
    blocked = after(FREE[Counted.ACCOUNT], Counted.ACCOUNT)

    later = NOW + timedelta(seconds=30)
    assert not waits(blocked, later)
    assert waits(counted(blocked, Counted.ACCOUNT, later), later) == timedelta(minutes=1)


def test_all_is_forgotten_a_day_after_the_last_try() -> None:
    blocked = after(FREE[Counted.ACCOUNT] + 3, Counted.ACCOUNT)

    assert counted(blocked, Counted.ACCOUNT, NOW + FORGOTTEN).count == 1


def test_a_try_that_is_given_back_leaves_what_was_before() -> None:
    for tries in range(1, 20):
        before, by = after(tries, Counted.ADDRESS), Counted.ADDRESS

        back = given_back(counted(before, by, NOW), by)

        assert (back.count, back.blocked_until) == (before.count, before.blocked_until)
