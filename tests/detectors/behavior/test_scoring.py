import math

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analytics.lake import START, Row, event, executed, registered
from tests.detectors.behavior.enriching import WORLDS

from akwarden.detectors.behavior.columns import ENRICHED, PEERED, SCORED
from akwarden.detectors.behavior.scoring import Scoring, parts, score


def row(*new: str, active: int = 60, novel: int = 1, peers: int = 0, **cells: object) -> Row:
    """Give an enriched event at which some dimensions are new."""
    found = dict.fromkeys(ENRICHED) | event() | {"learning": False, "active_days": active if new else None}
    found |= {"high_risk": False}
    for name in SCORED:
        found[f"{name}_age_seconds"] = 0 if name in new else None
        found[f"{name}_novel_days"] = novel if name in new else None
    for name in PEERED:
        found[f"{name}_peers"] = peers if name in new else None
    return found | cells


def weight(found: Row, scoring: Scoring | None = None) -> float:
    return sum(reason.weight for reason in parts(found, scoring or Scoring()))


def scores(rows: list[Row]) -> list[float]:
    """Give what the engine says."""
    asked = registered(pa.Table.from_pylist(rows, schema=COLUMNS.to_pyarrow()))
    found: list[float] = executed(asked.select(found=score(asked)))["found"].to_pylist()
    return found


COLUMNS = ibis.schema(
    {
        name: ENRICHED[name]
        for name in ENRICHED
        if name in ("learning", "active_days", "high_risk")
        or (name.endswith(("_days", "_peers", "_age_seconds")) and name != "account_age_seconds")
    }
)


@st.composite
def rows_at_random(draw: st.DrawFn) -> Row:
    found = row(*draw(st.sets(st.sampled_from(SCORED))), active=draw(st.integers(0, 400)))
    for name in found:
        if name.endswith(("_novel_days", "_peers")) and found[name] is not None:
            found[name] = draw(st.integers(0, 500))
        if name.endswith("_age_seconds") and found[name] is not None:
            found[name] = draw(st.integers(0, 86_399))
    found |= {"learning": draw(st.booleans()), "high_risk": draw(st.booleans())}
    return found | {"ip_org": None, "ip_asn": 1, "region": "x"}


@given(rows=st.lists(rows_at_random(), min_size=20, max_size=40))
@WORLDS
def test_the_parts_that_are_told_add_up_to_the_score_of_the_engine(rows: list[Row]) -> None:
    found = scores([{name: one[name] for name in COLUMNS} for one in rows])

    assert all(math.isclose(ours, weight(one), abs_tol=1e-9) for ours, one in zip(found, rows, strict=True))


def test_nothing_new_has_no_score_and_no_reason() -> None:
    assert parts(row()) == ()
    assert scores([{name: row()[name] for name in COLUMNS}]) == [0.0]


def test_a_new_value_weighs_more_the_fewer_days_had_new_ones() -> None:
    weights = [weight(row("ip", novel=novel)) for novel in (1, 6, 30, 60)]

    assert weights == sorted(weights, reverse=True)
    assert weights[0] > 3 * weights[2]
    assert weights[3] == 0


def test_a_new_value_weighs_more_the_fewer_peers_have_it_but_never_nothing() -> None:
    weights = [weight(row("ip", peers=peers)) for peers in (0, 1, 5, 1000)]

    assert weights == sorted(weights, reverse=True)
    assert weights[3] > weights[0] / 11


def test_what_came_hours_ago_weighs_as_much_as_what_is_new() -> None:
    assert weight(row("ip", ip_age_seconds=7200)) == weight(row("ip"))


def test_a_new_high_risk_api_weighs_more() -> None:
    assert weight(row("action", high_risk=True)) == pytest.approx(weight(row("action")) + Scoring().risk)
    assert weight(row("ip", high_risk=True)) == weight(row("ip"))


def test_families_that_are_new_at_once_weigh_more_than_each_alone() -> None:
    two, three = Scoring().together

    assert weight(row("asn", "client")) == pytest.approx(weight(row("asn")) + weight(row("client")) + two)
    alone = sum(weight(row(name)) for name in ("asn", "client", "action"))
    assert weight(row("asn", "client", "action")) == pytest.approx(alone + three)
    assert weight(row("asn", "hour")) == pytest.approx(weight(row("asn")) + weight(row("hour")))


def test_families_that_often_meet_new_things_do_not_count_together() -> None:
    restless = {"client_novel_days": 30}

    assert weight(row("asn", "client", **restless)) == pytest.approx(
        weight(row("asn")) + weight(row("client", **restless))
    )


def test_nothing_is_surprising_on_the_first_day() -> None:
    assert weight(row(*SCORED, active=0, novel=0)) == 0


def test_what_is_new_weighs_half_while_the_subject_is_learned() -> None:
    assert weight(row("ip", learning=True)) == pytest.approx(weight(row("ip")) / 2)


def test_families_are_capped() -> None:
    scoring = Scoring()

    for family in scoring.families:
        names = [name for name, _ in family.weights]
        assert weight(row(*names, active=10_000, novel=0)) <= family.cap + 1e-9
    assert weight(row(*SCORED, active=10_000, novel=0)) == pytest.approx(
        sum(family.cap for family in scoring.families) + scoring.together[-1]
    )


def test_a_country_alone_is_a_small_part() -> None:
    assert weight(row("country", active=10_000, novel=0)) <= 0.7


def test_every_dimension_that_is_scored_has_a_weight() -> None:
    assert [name for family in Scoring().families for name, _ in family.weights] == list(SCORED)


def test_a_part_is_told_in_words() -> None:
    found = row("asn", "hour", novel=3, peers=2, ip_asn=64500, ip_org="Example", time=START.replace(hour=23))

    assert [reason.text for reason in parts(found)] == [
        (
            "first call from the operator AS64500 (Example); it was new in that way on 3 of 60 days before, "
            "and 2 others of the account had it"
        ),
        "first call on a Monday between 23:00 and 00:00 UTC; it was new in that way on 3 of 60 days before",
    ]


@pytest.mark.parametrize(
    ("age", "said"), [(1, "1 second"), (59, "59 seconds"), (120, "2 minutes"), (7300, "2 hours")]
)
def test_what_is_not_quite_new_is_told_with_its_age(age: int, said: str) -> None:
    [reason] = parts(row("client", client="curl", client_age_seconds=age))

    assert reason.text.startswith(f"since {said}, calls with the client curl; it was new in that way on 1 of")


def test_what_adds_beside_the_dimensions_is_told_in_words() -> None:
    found = row("asn", "client", "action", service="cam", action="createuser", high_risk=True, ip_asn=1)

    texts = {reason.text for reason in parts(found)}

    assert "cam:createuser can do great harm, and is new for it" in texts
    assert "where it comes from, the client and what is called are unusual at once" in texts


def test_every_dimension_is_told_and_the_greatest_part_first() -> None:
    found = row(*SCORED, ip_asn=45090, ip_org=None, ip_country="CN", network="203.0.113.0/24", region="r")

    reasons = parts(found)

    assert len(reasons) == len(SCORED) + 1
    assert [reason.weight for reason in reasons] == sorted((one.weight for one in reasons), reverse=True)
    assert any("AS45090;" in reason.text for reason in reasons)
