"""Forms without an edge: blocks and addresses that say themselves where a value begins and ends."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.secrets.scanning import rules

from akwarden.detectors.secrets.forms import FORM_REACH
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


def finder_of_ids(*forms: Form) -> ValueFinder:
    """Give a finder with one rule whose key id has these forms."""
    ruleset = rules().ruleset
    part = Part(forms=forms, random=False, alone=Alone(Severity.LOW, Confidence.HIGH, "an id"))
    changed = msgspec.structs.replace(ruleset.rules[0], key_id=part, secret=None, token=None)
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


def test_anchor_may_end_behind_the_value_where_the_form_goes_on() -> None:
    """What tells a data source name, `@tcp(`, stands behind the password."""
    password = expand("aB3{6*A}9xT2")
    form = Form(value=r"[a-z]{1,10}:([0-9A-Za-z]{10,40})@tcp\(")
    data = f'dsn := "app:{password}@tcp(db:3306)/shop"'.encode()

    holds, _ = finder(form).at(data, data.index(b"tcp(") + 4)

    assert holds


def test_context_of_a_form_must_stand_near() -> None:
    value = expand("{20*A}")
    form = Form(value="[0-9A-Za-z]{20}", edge="0-9A-Za-z", context="acme")

    assert [v.text for v in found(f"acme: {value}", form)] == [value]
    assert [v.text for v in found(f"{value} of acme", form)] == [value]
    assert found(f"other: {value}", form) == []
    assert found("acme: " + " " * FORM_REACH + value, form) == []


@pytest.mark.parametrize(("password", "counts"), [("aB3dE5fG7hJ9", True), ("Summer2024!!", False)])
def test_form_may_ask_that_kinds_of_characters_alternate(password: str, counts: bool) -> None:  # noqa: FBT001
    form = Form(value=ADDRESS.value, min_changes=6)

    assert bool(found(f"acme://robot:{password}@host", form)) is counts


def test_name_of_a_secret_is_none_of_an_id() -> None:
    """`secret_access_key` ends like `access_key`."""
    value = expand("{20*A}")
    form = Form(value="[0-9A-Za-z]{20}", edge="0-9A-Za-z", named="access_key(_id)?$")
    as_id = finder_of_ids(form)

    assert as_id.find(f"access_key = {value}".encode())
    assert as_id.find(f"secret_access_key_id = {value}".encode())
    assert as_id.find(f"secret_access_key = {value}".encode()) == []


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

    # What says that it is a value may stand behind it: the @.
    for position in (len(before) + 1, len(before) + 20, len(before) + 21):
        assert finder(ADDRESS).at(data, position) == (True, len(before) + 20)
    for position in (len(before), len(before) + 22):
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
