from itertools import pairwise

from akwarden.model.severity import Confidence, Severity


def test_scales_begin_with_the_worst_and_the_surest() -> None:
    assert [s.value for s in Severity] == ["critical", "high", "medium", "low", "info"]
    assert [c.value for c in Confidence] == ["high", "medium", "low"]


def test_ranks_fall_from_member_to_member_down_to_zero() -> None:
    for scale in (list(Severity), list(Confidence)):
        ranks = [level.rank for level in scale]
        assert all(a == b + 1 for a, b in pairwise(ranks))
        assert ranks[-1] == 0


def test_severity_is_at_least_itself_and_what_is_milder() -> None:
    assert Severity.HIGH.at_least(Severity.HIGH)
    assert Severity.HIGH.at_least(Severity.INFO)
    assert not Severity.HIGH.at_least(Severity.CRITICAL)
