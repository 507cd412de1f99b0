from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from tests.workflows.sighted import grouped, seen

from akwarden.model.finding import Allowed, AllowedBy
from akwarden.model.rule import RuleId
from akwarden.workflows.allowing.judge import Allowing, Inline, OfTarget
from akwarden.workflows.findings import Group


@dataclass
class Always:
    """A ground that allows everything, or nothing; the one fake of this port."""

    reason: str | None = "always"

    def allows(self, one: Group) -> Allowed | None:
        return Allowed(AllowedBy.IGNORE_FILE, self.reason) if one.sightings and self.reason else None

    def remarks(self) -> Iterator[str]:
        yield f"{self.reason} was asked"


def test_a_comment_allows_what_it_stands_beside_in_every_place() -> None:
    allowed = seen(allowed="a sandbox")

    assert Inline().allows(grouped(allowed)) == Allowed(AllowedBy.INLINE, "a sandbox")
    assert Inline().allows(grouped(allowed, seen())) is None
    assert Inline().allows(grouped()) is None


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


@pytest.mark.parametrize(
    ("path", "expected"),
    [("conf/.env", True), (".env", True), ("conf/app.ini", False), ("a.zip!/b/.env", True)],
)
def test_a_rule_may_look_at_some_paths_only(path: str, *, expected: bool) -> None:
    allowing = Allowing(paths={RuleId("tencent-access-key"): r"(^|[/!])\.env$"})

    assert allowing.is_looked_at(seen(path)) == expected
    assert Allowing().is_looked_at(seen(path))
