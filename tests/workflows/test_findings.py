import re
from collections.abc import Mapping, Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.secrets.scanning import rules

from akwarden.model.finding import Allowed, AllowedBy, Finding, FrameLine, KeyType
from akwarden.model.match import Line, Match, Position
from akwarden.model.rule import PartName, RuleId
from akwarden.model.secret import Secret
from akwarden.model.severity import Confidence, Severity
from akwarden.model.verification import Active, Unverified
from akwarden.sources.protocol import Place
from akwarden.workflows.findings import (
    MOST_RELATED,
    Choice,
    Chosen,
    choose,
    findings,
    group,
    sightings,
    worst,
)
from akwarden.workflows.hits import Hit

KEY = b"k" * 32
KNOWN = Allowed(AllowedBy.BASELINE, "known")
ALL = Choice(examples=False, unreachable=False, why_allowed=lambda _: None)
PAIR = Match(
    rule=RuleId("tencent-access-key"),
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    title="Tencent Cloud access key",
    key_id="AKIDone",
    key_type=KeyType.PERMANENT,
    secret=Secret(b"value-one-value-one-value-one"),
    parts=(PartName.KEY_ID, PartName.SECRET),
    position=Position(40, 3, 5),
    frame=(FrameLine(3, "SecretId: AKIDone"),),
    example=False,
    allowed=None,
)


def changed(match: Match = PAIR, **fields: object) -> Match:
    return msgspec.structs.replace(match, **fields)


def lone(value: str, offset: int = 0) -> Match:
    return changed(
        key_id=None,
        secret=Secret(value.encode()),
        parts=(PartName.SECRET,),
        position=Position(offset, offset + 1, 1),
    )


Placed = Mapping[str, Sequence[Place]]


def found(hits: Sequence[Hit], places: Placed | None = None, choice: Choice = ALL) -> list[Finding]:
    return findings(chosen(hits, places, choice).shown, rules().ruleset, KEY)


def chosen(hits: Sequence[Hit], places: Placed | None = None, choice: Choice = ALL) -> Chosen:
    known = {hit.name: (Place(hit.name),) for hit in hits} if places is None else places
    return choose(group(sightings(hits, ["folder"], [known])), choice)


def at(path: str, match: Match = PAIR, inside: str = "") -> Hit:
    return Hit(0, path, inside, match)


def commit(path: str, number: int) -> Place:
    return Place(path, commit=f"{number:040x}", committed_at=f"2026-01-{number:02}T00:00:00Z", in_head=True)


def test_finding_says_what_where_and_what_to_do_but_not_the_value() -> None:
    (finding,) = found([at("a/b.py")])

    assert (finding.rule, finding.provider, finding.key_id) == ("tencent-access-key", "tencent", "AKIDone")
    assert (finding.severity, finding.confidence) == (Severity.CRITICAL, Confidence.HIGH)
    assert finding.secret
    assert finding.secret.mask == "valu****-one"
    assert finding.secret.fingerprint == Secret(b"value-one-value-one-value-one").fingerprint(KEY)
    assert (finding.location.source, finding.location.vpath) == ("folder", "a/b.py")
    assert (finding.location.line, finding.location.column, finding.location.offset) == (3, 5, 40)
    assert finding.verification == Unverified("offline")
    assert finding.remediation
    assert finding.frame == PAIR.frame
    assert b"value-one-value" not in msgspec.json.encode(finding)


def test_one_key_in_one_path_is_one_finding_with_all_its_places() -> None:
    hits = [at("a", changed(position=Position(offset, 1, offset + 1))) for offset in (9, 2, 5)]

    (finding,) = found(hits)

    assert finding.occurrences == 3
    assert finding.location.offset == 2
    assert [place.offset for place in finding.related] == [5, 9]


def test_one_key_in_two_paths_is_two_findings() -> None:
    assert len({f.id for f in found([at("a"), at("b"), at("a", inside="!/x")])}) == 3


def test_related_places_are_bounded_and_counted() -> None:
    hits = [at("a", changed(position=Position(offset, 1, 1))) for offset in range(200)]

    (finding,) = found(hits)

    assert finding.occurrences == 200
    assert len(finding.related) == MOST_RELATED


def test_same_place_seen_twice_counts_once() -> None:
    (finding,) = found([at("a"), at("a")])

    assert (finding.occurrences, finding.related) == (1, ())


def test_oldest_commit_is_the_primary_place_and_a_file_comes_last() -> None:
    places = {"blob1": [commit("a", 5)], "blob2": [commit("a", 2), commit("a", 7)], "a": [Place("a")]}

    (finding,) = found([at("a"), at("blob1"), at("blob2")], places)

    assert finding.location.committed_at == "2026-01-02T00:00:00Z"
    assert [p.committed_at for p in finding.related] == [
        "2026-01-05T00:00:00Z",
        "2026-01-07T00:00:00Z",
        None,
    ]


def test_best_match_says_what_is_known() -> None:
    alone = changed(severity=Severity.LOW, parts=(PartName.KEY_ID,), secret=None, frame=())

    for hits in ([at("a", alone), at("a")], [at("a"), at("a", alone)]):
        (finding,) = found(hits)
        assert finding.severity is Severity.CRITICAL
        assert finding.parts == ("key_id", "secret")
        assert finding.frame == PAIR.frame


def test_id_is_the_same_wherever_in_the_file_and_whenever_it_stands() -> None:
    (one,) = found([at("a")])
    moved = changed(position=Position(999, 77, 3), secret=Secret(b"another-value"), frame=())
    (other,) = found([at("blob", moved)], {"blob": [commit("a", 3)]})

    assert one.id == other.id
    assert re.fullmatch(r"[0-9a-f]{64}", one.id)


def test_id_differs_with_rule_path_and_key() -> None:
    hits = [
        at("a"),
        at("b"),
        at("a", changed(key_id="AKIDtwo")),
        at("a", changed(rule=RuleId("tencent-temporary-key"))),
        at("a", lone("x")),
    ]

    assert len({f.id for f in found(hits)}) == len(hits)


def test_id_is_what_it_was_in_the_first_version() -> None:
    """The id stands in baselines of other tools and in tickets: it never changes."""
    (finding,) = found([at("a/b.py")])

    assert finding.id == "fad8cce047283984653487f8aec35e119d3626b312ae368cbe6bd7df7033a7a2"


def test_secrets_without_id_are_numbered_in_the_order_of_their_places() -> None:
    first, second = lone("first-value", 10), lone("second-value", 20)

    ids = [[f.id for f in found([at("a", m) for m in order])] for order in ((first, second), (second, first))]

    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2


def test_number_of_a_secret_does_not_change_when_others_are_set_aside() -> None:
    hits = [at("a", lone("first-value", 10)), at("a", lone("second-value", 20))]
    second = found(hits)[1]
    without_first = Choice(
        examples=False,
        unreachable=False,
        why_allowed=lambda g: KNOWN if Secret(b"first-value") in g.values else None,
    )

    assert found(hits, choice=without_first) == [second]


def test_number_of_a_secret_does_not_depend_on_other_paths() -> None:
    alone = found([at("b", lone("value"))])

    assert [
        f for f in found([at("a", lone("x")), at("b", lone("value"))]) if f.location.vpath == "b"
    ] == alone


def test_worst_come_first_then_by_place() -> None:
    low = changed(key_id="AKIDlow", severity=Severity.LOW)
    hits = [at("b"), at("a", low), at("a", changed(key_id="AKID2")), at("c", low), at("a")]

    assert [(f.severity, f.location.vpath) for f in found(hits)] == [
        (Severity.CRITICAL, "a"),
        (Severity.CRITICAL, "a"),
        (Severity.CRITICAL, "b"),
        (Severity.LOW, "a"),
        (Severity.LOW, "c"),
    ]


@given(st.permutations(range(8)))
def test_findings_do_not_depend_on_the_order_of_hits(order: list[int]) -> None:
    hits = [
        *(at("a", changed(position=Position(n, 1, n + 1))) for n in range(3)),
        *(at("b", lone(f"value-{n}", n)) for n in range(3)),
        at("blob", changed(severity=Severity.LOW, secret=None, parts=(PartName.KEY_ID,))),
        at("blob"),
    ]
    places = {"a": [Place("a")], "b": [Place("b")], "blob": [commit("a", 4), commit("b", 2)]}

    assert found([hits[n] for n in order], places) == found(hits, places)


def test_keys_that_still_work_come_before_worse_ones() -> None:
    mild = changed(key_id="AKIDmild", severity=Severity.LOW)
    groups = chosen([at("a"), at("b", mild)]).shown

    first, second = findings(groups, rules().ruleset, KEY, [Unverified("x"), Active("alice")])

    assert (first.key_id, second.key_id) == ("AKIDmild", PAIR.key_id)


@pytest.mark.parametrize(
    ("before", "character"),
    [(b"id = ", 6), ("密钥 = ".encode(), 6), ("\ufeff密钥=".encode(), 4), ("密钥=".encode("gb18030"), None)],
)
def test_columns_are_told_in_characters_too_where_the_line_is_utf_8(
    before: bytes, character: int | None
) -> None:
    line = Line(3, Secret(before + b"AKIDone"))

    (finding,) = found([at("a", changed(lines=(line,), position=Position(40, 3, len(before) + 1)))])

    assert (finding.location.column, finding.location.character) == (len(before) + 1, character)


def test_characters_are_not_told_where_the_beginning_of_the_line_is_not_at_hand() -> None:
    cut = changed(lines=(Line(3, Secret(b"x = AKIDone")),), position=Position(4000, 3, 900))

    (finding,) = found([at("a", cut)])

    assert finding.location.character is None


def test_example_is_set_aside_and_counted_unless_asked_for() -> None:
    hits = [at("a", changed(example=True, severity=Severity.INFO))]

    assert (chosen(hits).shown, chosen(hits).examples) == ([], 1)
    assert [f.example for f in found(hits, choice=Choice(True, False, ALL.why_allowed))] == [True]  # noqa: FBT003


@pytest.mark.parametrize("by", AllowedBy)
def test_what_is_allowed_is_set_aside_and_counted_by_what_allows_it(by: AllowedBy) -> None:
    choice = Choice(examples=False, unreachable=False, why_allowed=lambda _: Allowed(by, "so"))

    some = chosen([at("a"), at("b")], choice=choice)

    assert (some.shown, some.allowed) == ([], {by: 2})


def test_what_is_allowed_is_shown_with_the_reason_on_request_and_counted_all_the_same() -> None:
    choice = Choice(examples=False, unreachable=False, why_allowed=lambda _: KNOWN, allowed=True)

    assert [f.allowed for f in found([at("a")], choice=choice)] == [KNOWN]
    assert chosen([at("a")], choice=choice).allowed == {AllowedBy.BASELINE: 1}


def test_an_example_that_is_allowed_counts_as_an_example() -> None:
    choice = Choice(examples=False, unreachable=False, why_allowed=lambda _: KNOWN, allowed=True)

    some = chosen([at("a", changed(example=True))], choice=choice)

    assert (some.shown, some.examples, some.allowed) == ([], 1, {})


def test_what_nothing_leads_to_is_set_aside_and_counted_unless_asked_for() -> None:
    hits = [at("blob")]

    assert (chosen(hits, {}).shown, chosen(hits, {}).unreachable) == ([], 1)
    (finding,) = found(hits, {}, Choice(False, True, ALL.why_allowed))  # noqa: FBT003
    assert finding.location.vpath == "blob"


def test_path_that_is_not_unicode_has_an_id() -> None:
    (finding,) = found([at("a\udcff.txt")])

    assert finding.location.vpath == "a\udcff.txt"


@pytest.mark.parametrize(
    ("severities", "expected"),
    [([], None), ([Severity.LOW, Severity.HIGH, Severity.INFO], Severity.HIGH)],
)
def test_worst_is_the_highest_severity(severities: list[Severity], expected: Severity | None) -> None:
    hits = [at(str(n), changed(severity=severity)) for n, severity in enumerate(severities)]

    assert worst(found(hits)) is expected


def test_worst_passes_over_what_is_allowed() -> None:
    (finding,) = found([at("a")])

    assert worst([msgspec.structs.replace(finding, allowed=KNOWN)]) is None
