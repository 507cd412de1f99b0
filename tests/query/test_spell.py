import pytest
from hypothesis import given
from tests.query.lists import KEYS, queries

from akwarden.query.parse import parse
from akwarden.query.spell import spell
from akwarden.query.tree import All, AnyOf, Network, Not, Op, Query, Test, Words


@given(queries())
def test_a_tree_that_is_written_and_parsed_is_the_same(query: Query) -> None:
    assert parse(spell(query), KEYS) == query


@given(queries())
def test_a_query_has_one_form(query: Query) -> None:
    text = spell(query)

    assert spell(parse(text, KEYS)) == text


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", ""),
        ("a  AND  b", "a b"),
        ('"a" "a b" "or" "50%"', 'a "a b" "or" "50%"'),
        ("(a or b) (c)", "(a or b) c"),
        ("a b or (c)", "a b or c"),
        ("-( a )  -(a b)", "-a -(a b)"),
        ("OWNER=Bob", "owner:Bob"),
        ('owner:"ci-*","a b*","\\*",any', 'owner:ci-*,"a b*","\\*",any'),
        ("owner!=a,b", "-owner:a,b"),
        ("age>365d", "created>1y"),
        ("last>90d last<0d last<90m", "last>90d last<0s last<90m"),
        ("last:never,none", "last:never,none"),
        ("created>2026-01-31", "created>=2026-02-01"),
        ("created>=2026-01-31T00:00Z", "created>=2026-01-31"),
        ("created>2026-01-31T00:00Z", "created>2026-01-31T00:00:00Z"),
        ("created<2026-01-31T08:00:00.500+08:00", "created<2026-01-31T00:00:00.500Z"),
        ("leaks>=07.50", "leaks>=7.5"),
        ("mfa:true", "mfa:yes"),
        ("ip:10.1.2.3/8,::FFFF:10.0.0.1,2001:DB8::/32", "ip:10.0.0.0/8,10.0.0.1,2001:db8::/32"),
    ],
)
def test_what_means_the_same_is_written_the_same(text: str, form: str) -> None:
    assert spell(parse(text, KEYS)) == form


def test_a_stretch_of_addresses_is_written_as_its_networks() -> None:
    query = Test("ip", Op.EQ, (Network(0x0A000001, 0x0A000004, 4),))

    assert spell(query) == "ip:10.0.0.1,10.0.0.2/31,10.0.0.4"


@pytest.mark.parametrize(
    "part", [AnyOf(()), Not(All(())), All((Words("a"), AnyOf(()))), Test("owner", Op.EQ, ())]
)
def test_a_tree_that_no_text_gives_is_refused(part: Query) -> None:
    with pytest.raises(ValueError, match="can't be written"):
        spell(part)
