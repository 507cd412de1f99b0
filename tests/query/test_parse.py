import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.query.lists import KEYS

from akwarden.errors import QueryError
from akwarden.query.parse import parse
from akwarden.query.source import MOST_NESTING
from akwarden.query.spell import spell
from akwarden.query.tree import All, AnyOf, Not, Op, Query, Test, Text, Words

A, B, C, D = Words("a"), Words("b"), Words("c"), Words("d")
PARTS = [
    "owner",
    "status",
    "last",
    "age",
    "ip",
    "leaks",
    "mfa",
    "nix",
    ":",
    "<",
    ">=",
    "!=",
    "90d",
    "none",
    "active",
]
SIGNS = [
    "(",
    ")",
    '"',
    "\\",
    "*",
    ",",
    "-",
    " ",
    "or",
    " and ",
    "not",
    "2026-01-31",
    "10.0.0.0/8",
    "\u3000",
    "：",
    "é",
]


def attempt(text: str) -> tuple[Query | None, str]:
    """Give the tree, or the place that is shown as wrong."""
    try:
        return parse(text, KEYS), ""
    except QueryError as error:
        return None, error.why or ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", All(())),
        (" ", All(())),
        ("a", A),
        ("(((a)))", A),
        ("a b", All((A, B))),
        ("a and b", All((A, B))),
        ("a b or c d", AnyOf((All((A, B)), All((C, D))))),
        ("a (b or c) d", All((A, AnyOf((B, C)), D))),
        ("a or (b or c)", AnyOf((A, B, C))),
        ("a (b c)", All((A, B, C))),
        ("-a b", All((Not(A), B))),
        ("-(a or b)", Not(AnyOf((A, B)))),
        ("-(-a)", A),
        ('-"a b"', Not(Words("a b"))),
        ('"or"', Words("or")),
        ("-owner:x or a", AnyOf((Not(Test("owner", Op.EQ, (Text("x"),))), A))),
    ],
)
def test_a_query_becomes_its_tree(text: str, expected: Query) -> None:
    assert parse(text, KEYS) == expected


@pytest.mark.parametrize(
    ("text", "what", "mend"),
    [
        ("statsu:active", "no field 'statsu'", "did you mean status?"),
        ("nothing-near:1", "no field 'nothing-near'", "status, owner, remark"),
        ("12:30", "no field '12'", "put text in quotes"),
        ("a or", "breaks off", "finish it"),
        ("a and", "breaks off", "finish it"),
        ("or a", "nothing stands before this", 'write "or"'),
        ("a or or b", "nothing stands before this", 'write "or"'),
        ("a or and b", "nothing stands before this", 'write "and"'),
        ("-or", "nothing stands before this", 'write "or"'),
        ("()", "nothing stands before this bracket", ""),
        ("(a", "not closed", "put )"),
        ("a)", "no bracket is open", "take it away"),
        ("ci-*", "a star means nothing", "leave it out"),
        ("owner：bob", "a wide colon", "write owner:bob"),
    ],
)
def test_what_is_no_query_is_refused_with_a_way_out(text: str, what: str, mend: str) -> None:
    with pytest.raises(QueryError, match=what) as refused:
        parse(text, KEYS)

    assert mend in (refused.value.mend or "")


def test_a_wide_colon_without_a_field_before_it_is_text() -> None:
    assert parse("备注：x", KEYS) == Words("备注：x")


def test_nesting_has_a_limit_and_never_ends_in_a_recursion_error() -> None:
    deep = MOST_NESTING

    assert parse("(" * deep + "a" + ")" * deep, KEYS) == A
    assert parse("-(" * deep + "a" + ")" * deep, KEYS) == A
    for text in ("(" * 21 + "a" + ")" * 21, "(" * 4096, "-(" * 2000):
        with pytest.raises(QueryError):
            parse(text, KEYS)


@pytest.mark.parametrize("text", ["owner!=a " * 200, "owner:" + "b" * 4080, "last>1d or " * 99 + "a"])
def test_a_large_query_can_be_written_and_parsed_again(text: str) -> None:
    query = parse(text, KEYS)

    assert parse(spell(query), KEYS) == query


def test_a_query_whose_form_would_be_too_long_is_refused() -> None:
    with pytest.raises(QueryError, match="written out"):
        parse("owner:" + "\\" * 4000, KEYS)


@given(st.text(max_size=40) | st.lists(st.sampled_from([*PARTS, *SIGNS]), max_size=25).map("".join))
@example('owner:"\\')
@example("last>9998-12-30")
@example("ip:::ffff:0:0/95")
def test_any_text_gives_a_tree_that_can_be_written_or_a_query_error(text: str) -> None:
    query, why = attempt(text)

    if query is None:
        assert "^" in why.splitlines()[-1]
        assert why.encode()
    else:
        assert parse(spell(query), KEYS) == query
