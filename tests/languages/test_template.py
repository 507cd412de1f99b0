import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.languages.template import Template


def test_what_fills_a_template_is_found_again() -> None:
    template = Template.of("holds {names} directly and {n} more")

    assert template.values("holds a, b directly and 1,204 more") == ("a, b", "1,204")


@pytest.mark.parametrize(
    "text",
    [
        "holds a directly and many more",
        "holds  directly and 1 more",
        "he holds a directly and 1 more",
        "holds a directly and 1 more of them",
        "holds a directly",
        "",
    ],
)
def test_what_is_another_text_does_not_fit(text: str) -> None:
    template = Template.of("holds {name} directly and {n} more")

    assert template.values(text) is None


def test_a_text_without_places_fits_itself_alone() -> None:
    assert Template.of("never used").values("never used") == ()
    assert Template.of("never used").values("never used yet") is None


def test_a_text_that_is_too_short_for_both_its_ends_does_not_fit() -> None:
    assert Template.of("aba{name}aba").values("aba") is None


def test_a_place_that_is_there_twice_has_one_value() -> None:
    template = Template.of("{a} and {a}")

    assert template.values("x and x") == ("x", "x")
    assert template.values("x and y") is None


def test_braces_that_name_no_place_are_letters() -> None:
    template = Template.of('write {"a": 1} or {1,24} for {name}')

    assert template.places == ("name",)
    assert template.values('write {"a": 1} or {1,24} for me') == ("me",)


def test_a_long_text_costs_no_more_than_its_length() -> None:
    template = Template.of("{a} x {b} x {c} x {d} x {e} y")
    text = "a x " * 100_000

    began = time.process_time()
    found = template.values(text)

    assert found is None
    assert time.process_time() - began < 0.5


@given(st.lists(st.text(alphabet="ab {}", min_size=1), min_size=2, max_size=2))
def test_what_fits_fills_the_template_to_the_same_text(values: list[str]) -> None:
    template = Template.of("first {one}, then {two}.")
    text = template.filled({"one": values[0], "two": values[1]})

    found = template.values(text)

    assert found is not None
    assert template.filled(dict(zip(template.places, found, strict=True))) == text


def test_a_space_comes_between_chinese_and_a_value_that_is_not() -> None:
    template = Template.of("由{name}创建，在 {where} 有效")

    assert template.filled({"name": "alice", "where": "prod"}) == "由 alice 创建，在 prod 有效"
    assert template.filled({"name": "用户", "where": "所有账号"}) == "由用户创建，在所有账号有效"
