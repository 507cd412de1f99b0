from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.workflows.accounts.template.hcl_reading import read

from akwarden.workflows.accounts.template.hcl import Block, Encoded, Expression, Template, written

# Without the other control characters and lone surrogates, which nothing in a template has.
TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\r\t"))
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(value=VALUES)
def test_any_value_comes_back_as_it_was(value: Any) -> None:
    text = written((Block('resource "a" "b"', {"plain": value, "encoded": Encoded(value)}),))

    (block,) = read(text)

    assert block.labels == ("resource", "a", "b")
    assert block.attributes == {"plain": value, "encoded": value}


@pytest.mark.parametrize("text", ["${var.secret}", "%{ if true }", "$${x}", "$$${x}", '"; exit', "\\${x}"])
def test_what_would_be_a_template_stays_text(text: str) -> None:
    (block,) = read(written((Block("a", {"value": text}),)), {"var.secret": "taken"})

    assert block.attributes == {"value": text}


def test_a_template_is_filled_in() -> None:
    text = written((Block("a", {"value": Template("at ${var.place}"), "alone": Template("${var.place}")}),))

    (block,) = read(text, {"var.place": "home"})

    assert block.attributes == {"value": "at home", "alone": "home"}
    assert "alone = var.place" in text


def test_blocks_are_laid_out_as_terraform_fmt_does() -> None:
    inner = Block("inner", {"code": Expression("var.x")})
    outer = Block("outer", {"a": 1, "long": True, "list": ["x"], "empty": {}}, (inner, Block("none")))

    assert written((outer, Block('data "d" "e"'))) == (
        "outer {\n"
        "  a    = 1\n"
        "  long = true\n"
        "  list = [\n"
        '    "x",\n'
        "  ]\n"
        "  empty = {}\n"
        "\n"
        "  inner {\n"
        "    code = var.x\n"
        "  }\n"
        "\n"
        "  none {}\n"
        "}\n"
        "\n"
        'data "d" "e" {}\n'
    )
