import re

from hypothesis import given
from hypothesis import strategies as st

from akwarden.emulator.traffic.dice import ALNUM, Dice


def test_same_name_gives_the_same_draws() -> None:
    one, other = Dice("a"), Dice("a")

    assert [one.below(1000) for _ in range(50)] == [other.below(1000) for _ in range(50)]


def test_draws_are_the_same_on_any_machine() -> None:
    dice = Dice("akwarden")

    # Drawn on Python 3.11, 3.12 and 3.13; random() and getrandbits() are promised to stay as they are.
    assert [dice.below(1000) for _ in range(5)] == [669, 593, 797, 252, 644]
    assert dice.uuid() == "3c570e0d-9cd0-48e1-abb0-ce5a1975071f"


def test_stream_apart_does_not_move_the_first() -> None:
    one, other = Dice("a"), Dice("a")

    one.apart("b").text(ALNUM, 100)

    assert one.uuid() == other.uuid()


def test_uuid_is_of_version_4() -> None:
    pattern = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}"

    assert re.fullmatch(pattern, Dice("u").uuid())


@given(st.integers(-50, 50), st.integers(0, 100))
def test_between_holds_both_ends(low: int, more: int) -> None:
    dice = Dice(f"{low}")

    assert all(low <= dice.between(low, low + more) <= low + more for _ in range(30))


def test_shuffled_has_all() -> None:
    assert sorted(Dice("s").shuffled(range(30))) == [*range(30)]
