import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden import __version__
from akwarden.model.verification import (
    CLIENT,
    MARKER,
    Active,
    Inactive,
    Unverified,
    Verification,
    surest,
)

ANSWERS: list[Verification] = [
    Active("alice"),
    Inactive("deleted"),
    Unverified("busy", asked=True),
    Unverified("offline"),
]


@pytest.mark.parametrize(
    ("state", "written"),
    [
        (Active("a root account"), {"state": "active", "identity": "a root account"}),
        (Inactive("deleted"), {"state": "inactive", "reason": "deleted"}),
        (Unverified("offline"), {"state": "unverified", "reason": "offline"}),
        (Unverified("busy", asked=True), {"state": "unverified", "reason": "busy", "asked": True}),
    ],
)
def test_state_is_written_with_its_name_and_read_back(state: Verification, written: dict[str, str]) -> None:
    assert msgspec.to_builtins(state) == written
    assert msgspec.convert(written, Verification) == state


@given(st.permutations(ANSWERS))
def test_the_surest_answer_counts_in_any_order(answers: list[Verification]) -> None:
    ordered = []
    while answers:
        ordered.append(surest(answers))
        answers = [answer for answer in answers if answer != ordered[-1]]

    assert ordered == ANSWERS


def test_the_mark_is_one_word_with_the_version() -> None:
    assert f"{MARKER}/{__version__}" == CLIENT
