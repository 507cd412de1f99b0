from dataclasses import fields

import pytest

from akwarden.unpackers.budget import SETTING_PREFIX, Budget, BudgetError, Limits, in_words, mend

MIB = 1 << 20


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def budget(limits: Limits, container_bytes: int = 1 << 40) -> Budget:
    return Budget(limits, Clock(), container_bytes=container_bytes)


def test_bytes_are_allowed_up_to_the_limit_and_not_one_more() -> None:
    ours = budget(Limits(max_bytes=100))
    ours.charge(60)
    ours.charge(40)

    with pytest.raises(BudgetError, match="more than 100 bytes") as stop:
        ours.charge(1)

    assert stop.value.mend == "raise scan.unpack_max_bytes to read more"


def test_refused_charge_is_not_booked() -> None:
    ours = budget(Limits(max_bytes=100))

    with pytest.raises(BudgetError):
        ours.charge(101)

    ours.charge(100)


def test_nested_containers_spend_from_the_same_purse() -> None:
    outer = budget(Limits(max_bytes=100, max_members=3))
    inner = outer.nested(50)
    outer.charge(60)
    outer.count_member()
    inner.count_member()
    inner.nested(5).count_member()

    with pytest.raises(BudgetError, match="bytes"):
        inner.charge(41)
    with pytest.raises(BudgetError, match="more than 3 members"):
        inner.count_member()


def test_bytes_paid_for_by_the_layer_around_are_free_once() -> None:
    outer = budget(Limits(max_bytes=100))
    outer.charge(80)
    inner = outer.nested(80, paid=80)
    inner.charge(80)
    inner.charge(20)

    with pytest.raises(BudgetError):
        inner.charge(1)


def test_ratio_counts_once_eight_mebibytes_have_come_out() -> None:
    ours = budget(Limits(max_ratio=10), container_bytes=10)
    ours.charge(8 * MIB)

    with pytest.raises(BudgetError, match="more than 10 times") as stop:
        ours.charge(1)

    assert "scan.unpack_max_ratio" in str(stop.value.mend)


def test_ratio_is_that_of_each_container_alone() -> None:
    outer = budget(Limits(max_ratio=10), container_bytes=MIB)
    outer.charge(10 * MIB)
    inner = outer.nested(10 * MIB)

    inner.charge(100 * MIB)

    with pytest.raises(BudgetError):
        inner.charge(1)


def test_time_runs_from_the_opening_of_the_outermost_container() -> None:
    clock = Clock()
    outer = Budget(Limits(max_seconds=60), clock, container_bytes=1)
    clock.now += 59
    inner = outer.nested(1)
    inner.check_time()
    clock.now += 2

    for check in (inner.check_time, inner.count_member, lambda: inner.charge(1)):
        with pytest.raises(BudgetError, match="more than 60 seconds"):
            check()


def test_every_limit_is_a_setting_with_a_mend() -> None:
    assert {mend(limit.name) for limit in fields(Limits)} == {
        f"raise {SETTING_PREFIX}{limit.name} to read more" for limit in fields(Limits)
    }


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (1024, "1 KiB"),
        (1536, "1.5 KiB"),
        (256 << 20, "256 MiB"),
        (1 << 30, "1 GiB"),
    ],
)
def test_sizes_are_said_as_a_person_does(size: int, words: str) -> None:
    assert in_words(size) == words
