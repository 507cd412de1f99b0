import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.access import random_text


def test_tokens_have_their_form_and_are_never_the_same() -> None:
    made = [random_text.api_token() for _ in range(200)]

    assert len(set(made)) == len(made)
    assert all(random_text.is_token(one) and len(one) == 53 for one in made)


def test_a_token_with_one_other_character_is_none() -> None:
    token = random_text.api_token()

    for at, letter in enumerate(token):
        other = "0" if letter != "0" else "1"
        assert not random_text.is_token(token[:at] + other + token[at + 1 :])


@given(st.text(max_size=80))
def test_no_other_text_is_a_token(text: str) -> None:
    assert not random_text.is_token(text)
    assert not random_text.is_token(f"akw_{text}")


def test_a_derived_secret_tells_nothing_of_another_and_nothing_of_the_first() -> None:
    first = random_text.secret_text()

    assert random_text.derived(first, "one") != random_text.derived(first, "two")
    assert first not in random_text.derived(first, "one")


@pytest.mark.parametrize("_", range(20))
def test_the_id_of_a_pair_looks_like_no_key_of_a_cloud(_: int) -> None:
    assert random_text.wire_id().startswith("AKWI")
    assert len(random_text.wire_secret()) == 32
