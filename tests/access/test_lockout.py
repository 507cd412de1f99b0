from datetime import UTC, datetime, timedelta

from akwarden.access.lockout import FORGOTTEN, LIMITS, Counted, counted, counts, given_back, waits
from akwarden.model.login_tries import LoginTries

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def after(tries: int, by: Counted) -> LoginTries:
    found: LoginTries | None = None
    for _ in range(tries):
        found = counted(found, by, NOW)
    assert found is not None
    return found


def test_a_few_tries_wait_for_nothing_and_the_next_ones_twice_as_long_each_time() -> None:
    for by, limit in LIMITS.items():
        assert not waits(after(limit.free - 1, by), NOW)
        assert [waits(after(limit.free + more, by), NOW) for more in range(4)] == [
            timedelta(seconds=30 << more) for more in range(4)
        ]
        assert waits(after(limit.free + 500, by), NOW) == limit.longest


def test_what_holds_for_everybody_who_tries_a_login_is_softer_than_what_holds_for_one() -> None:
    everybody, one = LIMITS[Counted.LOGIN], LIMITS[Counted.PAIR]

    assert everybody.free > one.free
    assert everybody.longest < one.longest


def test_guesses_of_many_networks_stay_far_below_a_hundred_an_hour() -> None:
    found, now, guesses = None, NOW, 0
    while now < NOW + timedelta(days=1):
        found = counted(found, Counted.LOGIN, now)
        now, guesses = max(found.blocked_until, now), guesses + 1

    assert guesses < 150


def test_a_known_browser_is_counted_alone_and_a_known_network_without_what_others_do() -> None:
    assert counts(known_device=True, known_network=True) == (Counted.DEVICE,)
    assert counts(known_device=True, known_network=False) == (Counted.DEVICE,)
    assert Counted.LOGIN not in counts(known_device=False, known_network=True)
    assert set(counts(known_device=False, known_network=False)) == set(Counted) - {Counted.DEVICE}


def test_who_waited_is_let_through_and_counts_on() -> None:
    blocked = after(LIMITS[Counted.PAIR].free, Counted.PAIR)

    later = NOW + timedelta(seconds=30)
    assert not waits(blocked, later)
    assert waits(counted(blocked, Counted.PAIR, later), later) == timedelta(minutes=1)


def test_all_is_forgotten_a_day_after_the_last_try() -> None:
    blocked = after(LIMITS[Counted.LOGIN].free + 3, Counted.LOGIN)

    assert counted(blocked, Counted.LOGIN, NOW + FORGOTTEN).count == 1


def test_a_try_that_is_given_back_leaves_what_was_before() -> None:
    for tries in range(1, 30):
        before, by = after(tries, Counted.NETWORK), Counted.NETWORK

        back = given_back(counted(before, by, NOW), by)

        assert (back.count, back.blocked_until) == (before.count, before.blocked_until)
