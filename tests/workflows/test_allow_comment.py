import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.workflows.allow_comment import AllowComment, comments_near


def near(text: str, *, line: int = 7) -> tuple[AllowComment, ...]:
    """Give the comments near the mark `|` in a text, which stands in this line."""
    before, _, after = text.partition("|")
    return comments_near(before.encode(), after.encode(), line, {line})


@pytest.mark.parametrize(
    ("text", "rule", "has_reason"),
    [
        ("# akwarden:allow tencent-access-key", "tencent-access-key", False),
        ("# akwarden:allow tencent-access-key\r", "tencent-access-key", False),
        ("# akwarden:allow tencent-access-key  ...", "tencent-access-key", False),
        ("/* akwarden:allow tencent-access-key */ x = 1;", "tencent-access-key", False),
        ("<!-- akwarden:allow tencent-access-key -->", "tencent-access-key", False),
        ("# akwarden:allow tencent-acces-key made up", "tencent-acces-key", True),
        ("# akwarden:allow Tencent-Access-Key 供应商的示例", "Tencent-Access-Key", True),
        ("# akwarden:allow", "", False),
        ("# akwarden:allow */", "", False),
        ("# akwarden:allow: tencent-access-key so", "", False),
        ("# akwarden:allow tencent-access-key: so", "", False),
    ],
)
def test_a_comment_is_read_as_it_was_meant(text: str, rule: str, *, has_reason: bool) -> None:
    assert near(f"key = |value {text}") == (AllowComment(7, rule, has_reason=has_reason),)


def test_it_may_stand_on_the_line_above_and_no_further() -> None:
    comment = "# akwarden:allow aws-access-key\n"

    assert near(f"{comment}key = |value") == (AllowComment(6, "aws-access-key", has_reason=False),)
    assert near(f"{comment}\nkey = |value") == ()
    assert near(f"key = |value\n{comment}") == ()


def test_each_line_of_a_finding_counts() -> None:
    text = b"x\n# akwarden:allow aws-access-key\n"

    assert comments_near(b"id = ", b"...\n" + text + b"key = ", 7, {7, 10})[0].line == 9


@given(st.binary(max_size=80), st.binary(max_size=80))
def test_any_bytes_are_read(before: bytes, after: bytes) -> None:
    assert all(comment.line in {6, 7} for comment in comments_near(before, after, 7, {7}))
