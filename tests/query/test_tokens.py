import pytest

from akwarden.errors import QueryError
from akwarden.query.source import MOST_TOKENS, Source
from akwarden.query.tokens import Mark, Pair, Piece, Sign, tokens


def read(text: str) -> list[str]:
    """Give the tokens in a short form."""
    return [_short(token) for token in tokens(Source(text))]


def _short(token: Mark | Piece | Pair) -> str:
    """Give one token in a short form."""
    match token:
        case Mark(sign=sign):
            return f"<{sign}>"
        case Piece():
            return f"{token.raw!r}" if token.is_quoted else token.raw
        case Pair():
            return f"{token.name.raw} {token.operator} {' | '.join(map(_short, token.values))}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("   ", []),
        ("one  two", ["one", "two"]),
        ("one\u3000two\u00a0three", ["one", "two", "three"]),
        ("a-b c,d wow!", ["a-b", "c,d", "wow!"]),
        ("-a", ["<->", "a"]),
        ("-(a or b)", ["<->", "<(>", "a", "<or>", "b", "<)>"]),
        ("a AND b Or c", ["a", "<and>", "b", "<or>", "c"]),
        ('"or" "a b"', ["'or'", "'a b'"]),
        ("owner:bob", ["owner : bob"]),
        ("level:high,critical", ["level : high | critical"]),
        ('owner:"a, b",c', ["owner : 'a, b' | c"]),
        ("leaks>=1 leaks<=2 leaks>3 leaks<4", ["leaks >= 1", "leaks <= 2", "leaks > 3", "leaks < 4"]),
        ("a=b a!=b", ["a = b", "a != b"]),
        ("ip:2001:db8::/32", ["ip : 2001:db8::/32"]),
        ("ip:::1)", ["ip : ::1", "<)>"]),
        ("a:b=c>d!=e", ["a : b=c>d!=e"]),
    ],
)
def test_text_is_cut_into_tokens(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("-", "a minus stands before"),
        ("a - b", "a minus stands before"),
        ("--a", "a minus stands before"),
        ("(-)", "a minus stands before"),
        ("not a", "there is no 'not'"),
        (":a", "no field stands before :"),
        ("a:", "a value is missing behind :"),
        ("a: b", "a value is missing behind :"),
        ("a:b,", "a value is missing behind ,"),
        ("a:b,,c", "a value is missing behind ,"),
        ('"a', "a quote is not closed"),
        ('"a\\"', "a quote is not closed"),
        ('""', "nothing stands between the quotes"),
        ('a"b"', "\" can't stand here"),
        ('"a"b', "b can't stand here"),
        ('a:"b"c', "c can't stand here"),
        ("a(b)", r"\( can't stand here"),
        ("a:b(c)", r"\( can't stand here"),
    ],
)
def test_what_is_no_token_is_refused(text: str, what: str) -> None:
    with pytest.raises(QueryError, match=what):
        read(text)


def test_words_and_values_are_counted() -> None:
    assert len(read("a " * MOST_TOKENS)) == MOST_TOKENS
    assert read("a:" + ",".join("b" * MOST_TOKENS))

    assert len(read("-a " * MOST_TOKENS)) == 2 * MOST_TOKENS

    for text in ("a " * (MOST_TOKENS + 1), "a:" + ",".join("b" * (MOST_TOKENS + 1))):
        with pytest.raises(QueryError, match="more than 200"):
            read(text)


def test_the_sign_of_a_mark_keeps_its_place() -> None:
    first, second = tokens(Source(" -a"))

    assert isinstance(first, Mark)
    assert (first.sign, first.span.start, second.span.end) == (Sign.MINUS, 1, 3)
