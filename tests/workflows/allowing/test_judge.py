from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from tests.workflows.sighted import grouped, seen

from akwarden.model.finding import Allowed, AllowedBy
from akwarden.model.rule import RuleId
from akwarden.workflows.allow_comment import AllowComment
from akwarden.workflows.allowing.judge import Allowing, Inline, OfTarget
from akwarden.workflows.findings import Group, Sighting
from akwarden.workflows.rule_check import expand


@dataclass
class Always:
    """A ground that allows everything, or nothing; the one fake of this port."""

    reason: str | None = "always"

    def allows(self, one: Group) -> Allowed | None:
        return Allowed(AllowedBy.IGNORE_FILE, self.reason) if one.sightings and self.reason else None

    def remarks(self, *, whole: bool = True) -> Iterator[str]:
        yield f"{self.reason} was asked" + ("" if whole else " about a part")


def test_a_comment_allows_what_it_stands_beside_in_every_place() -> None:
    allowed = seen(allowed="a sandbox")

    assert Inline().allows(grouped(allowed)) == Allowed(AllowedBy.INLINE, "a sandbox")
    assert Inline().allows(grouped(allowed, seen())) is None
    assert Inline().allows(grouped()) is None


RULES = ["tencent-access-key", "aws-access-key"]


@pytest.mark.parametrize(
    ("rule", "has_reason", "words"),
    [
        ("tencent-access-key", False, "without a reason does not count"),
        (
            "tencent-acces-key",
            True,
            "does not count: no rule of this scan is called 'tencent-acces-key'; did you mean {0}?",
        ),
        ("made", True, "does not count: no rule of this scan is called 'made'"),
        ("", False, "does not count: write the rule and a reason behind it"),
    ],
)
def test_a_comment_beside_a_finding_that_does_not_count_is_told_with_its_line(
    rule: str, words: str, *, has_reason: bool
) -> None:
    inline = Inline(RULES)

    assert inline.allows(grouped(slipped(AllowComment(2, rule, has_reason=has_reason)))) is None
    assert list(inline.remarks()) == [f"conf/app.ini:2: akwarden:allow {words.format(RULES[0])}"]


def test_a_comment_about_another_rule_an_example_or_an_old_version_is_left_in_peace() -> None:
    inline = Inline(RULES)
    bare = AllowComment(2, "tencent-access-key", has_reason=False)

    inline.allows(grouped(slipped(AllowComment(2, "aws-access-key", has_reason=True))))
    inline.allows(grouped(slipped(bare, example=True)))
    inline.allows(grouped(slipped(bare, commit="1" * 40)))

    assert list(inline.remarks()) == []


def test_many_comments_that_do_not_count_are_counted() -> None:
    inline = Inline(RULES)

    inline.allows(grouped(slipped(*(AllowComment(n, "", has_reason=False) for n in range(6)))))

    *told, rest = inline.remarks()
    assert len(told) == 5
    assert rest == "and 1 more akwarden:allow comment that does not count"


def test_what_could_be_a_key_in_the_place_of_the_rule_is_not_repeated() -> None:
    value = expand("{40*A}")
    inline = Inline(RULES)

    inline.allows(grouped(slipped(AllowComment(2, value, has_reason=True))))

    assert value not in "".join(inline.remarks())


def slipped(*comments: AllowComment, commit: str | None = None, **changes: object) -> Sighting:
    """Give a sighting with comments beside it that do not allow it."""
    return replace(seen(commit=commit, **changes), comments=comments)  # type: ignore[arg-type]


def test_comments_count_where_nothing_else_is_said() -> None:
    assert Allowing().why(grouped(seen(allowed="so")))
    assert Allowing(()).why(grouped(seen(allowed="so"))) is None


def test_the_first_ground_that_allows_gives_the_reason() -> None:
    why = Allowing((Always(None), Always("second"), Always("third"))).why(grouped())

    assert why
    assert why.reason == "second"


def test_a_ground_of_one_target_says_nothing_about_others() -> None:
    ground = OfTarget("one", Always())

    assert ground.allows(grouped(seen(source="one")))
    assert ground.allows(grouped(seen(source="other"))) is None


def test_each_remark_is_made_once() -> None:
    allowing = Allowing((Always("a"), OfTarget("one", Always("b")), OfTarget("other", Always("a")), Inline()))

    assert list(allowing.remarks()) == ["a was asked", "b was asked"]
    assert next(allowing.remarks(whole=False)) == "a was asked about a part"


@pytest.mark.parametrize(
    ("path", "expected"),
    [("conf/.env", True), (".env", True), ("conf/app.ini", False), ("a.zip!/b/.env", True)],
)
def test_a_rule_may_look_at_some_paths_only(path: str, *, expected: bool) -> None:
    allowing = Allowing(paths={RuleId("tencent-access-key"): r"(^|[/!])\.env$"})

    assert allowing.is_looked_at(seen(path)) == expected
    assert Allowing().is_looked_at(seen(path))
