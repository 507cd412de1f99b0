"""Forms without an edge: blocks and addresses that say themselves where a value begins and ends."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.secrets.scanning import rules

from akwarden.detectors.secrets.shape import Shape
from akwarden.detectors.secrets.values import Value, ValueFinder
from akwarden.model.rule import Alone, Form, Part
from akwarden.model.severity import Confidence, Severity
from akwarden.workflows.rule_check import expand

BLOCK = Form(value=r"<<KEY>>\s{0,4}([0-9a-f\s]{20,200}?)\s{0,4}<<END>>")
ADDRESS = Form(value=r"acme://[a-z]{1,10}:([^\s@]{8,40})@")


def finder(*forms: Form, random: bool = False) -> ValueFinder:
    """Give a finder with one rule whose secret has these forms."""
    ruleset = rules().ruleset
    changed = msgspec.structs.replace(
        ruleset.rules[0],
        key_id=None,
        secret=Part(forms=forms, random=random, alone=Alone(Severity.HIGH, Confidence.HIGH, "a key")),
        token=None,
    )
    return ValueFinder(msgspec.structs.replace(ruleset, rules=(changed,)))


def found(text: str, *forms: Form, random: bool = False) -> list[Value]:
    return finder(*forms, random=random).find(text.encode())


def test_first_group_is_the_value() -> None:
    body = expand("{40*h}\n{40*h}")

    (value,) = found(f"key = '<<KEY>>\n{body}\n<<END>>'", BLOCK)

    assert value.text == body


def test_value_of_an_address_is_its_password() -> None:
    password = expand("{20*A}")

    (value,) = found(f'url = "acme://robot:{password}@host/db"', ADDRESS)

    assert value.text == password


def test_block_without_an_end_is_none() -> None:
    assert found("<<KEY>>" + expand("{300*h}") + "<<END>>", BLOCK) == []
    assert found("<<KEY>>" + expand("{60*h}"), BLOCK) == []


def test_forms_of_both_kinds_are_found_in_one_text() -> None:
    run = Form(value="acme_[0-9A-Za-z]{20}", edge="0-9A-Za-z_")
    texts = [expand("acme_{20*A}"), expand("{20*A}", 2)]

    values = found(f"{texts[0]} acme://robot:{texts[1]}@host", run, ADDRESS)

    assert [v.text for v in values] == texts


def test_what_is_not_random_may_look_like_anything_but_a_placeholder() -> None:
    (real,) = found(f"acme://robot:{expand('{32*h}')}@host", ADDRESS)
    (zeros,) = found(f"acme://robot:{'0' * 32}@host", ADDRESS)
    (word,) = found("acme://robot:changeme-please@host", ADDRESS)

    assert (real.shape, zeros.shape, word.shape) == (Shape.RANDOM, Shape.PLACEHOLDER, Shape.PLACEHOLDER)


def test_what_must_be_random_is_judged() -> None:
    assert found(f"acme://robot:{expand('{32*h}')}@host", ADDRESS, random=True) == []


@pytest.mark.parametrize("offset", [0, 1, 3000])
def test_place_inside_a_value_is_in_it_and_one_beside_it_is_not(offset: int) -> None:
    password = expand("{20*A}")
    before = b"x" * offset + b" acme://robot:"
    data = before + password.encode() + b"@host and more" + b"y" * 5000

    for position in (len(before) + 1, len(before) + 20):
        assert finder(ADDRESS).at(data, position) == (True, len(before) + 20)
    for position in (len(before), len(before) + 21):
        holds, until = finder(ADDRESS).at(data, position)
        assert not holds
        assert until >= position


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 5))
def test_answer_about_a_place_holds_up_to_where_it_says(before: int, between: int, asked: int) -> None:
    """Whoever has many places to ask about skips what the last answer holds for."""
    one = expand("acme://robot:{20*A}@host", asked)
    data = (" " * before + one + " " * between + one + " " * 50).encode()
    look = finder(ADDRESS)
    position = before + asked

    holds, until = look.at(data, position)

    for other in range(position, min(until, len(data))):
        assert look.at(data, other)[0] == holds
