import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.policy.variables import misplaced, template

CONTEXT = {"aws:username": ("alice",), "aws:principaltag/cost center": ("x y",), "many": ("a", "b")}


def filled(text: str) -> str | None:
    """Return a text with its variables filled in."""
    found = template(text)
    done = found.fill(lambda key: CONTEXT.get(key, ())) if found else None
    return done.text() if done else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a/${aws:username}/b", "a/alice/b"),
        ("${AWS:UserName}", "alice"),
        ("${aws:PrincipalTag/Cost Center}", "x y"),
        ("${nobody, 'it''s'}", "it''s"),
        ("${nobody, ''}", ""),
        ("${aws:username, 'other'}", "alice"),
        ("${*}${?}${$}{}", "*?${}"),
        ("${nobody}", None),
        ("${many}", None),
        ("${many, 'x'}", None),
        ("${}${aws:username}", "${}alice"),
        ("${x, y}", "${x, y}"),
    ],
)
def test_variables_are_filled_in(text: str, expected: str | None) -> None:
    assert filled(text) == expected


@pytest.mark.parametrize("text", ["", "plain", "${", "${a{b}", "$aws:username", "{a}"])
def test_a_text_without_variables_is_no_template(text: str) -> None:
    assert template(text) is None


@given(st.text("${}a*?, '", max_size=30))
def test_any_text_can_be_a_template(text: str) -> None:
    found = template(text)

    done = found.fill(lambda _: ("v",)) if found else None

    assert done is None or isinstance(done.matcher()(done.text()), bool)


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ("arn:aws:s3:::bucket/${aws:username}", False),
        ("arn:aws:sqs:${aws:region}:1:queue", True),
        ("arn:aws:iam::${aws:PrincipalAccount}:user/x", True),
        ("*", False),
    ],
)
def test_a_variable_stands_behind_the_fifth_colon(resource: str, *, expected: bool) -> None:
    assert misplaced(resource) is expected
