import msgspec
from tests.reports.samples import (
    AWS,
    TENCENT,
    allowed_finding,
    example_finding,
    finding,
    fingerprint,
    location,
)

from akwarden.model.finding import SecretView
from akwarden.model.severity import Confidence, Severity
from akwarden.model.verification import Active, Inactive, Unverified
from akwarden.reports.leaked_key import count_by_severity, counting, group_by_key, short_key_id


def test_findings_of_one_key_id_are_one_key() -> None:
    first, second = finding(id="1"), finding(id="2", location=location(vpath="other.py"))

    (key,) = group_by_key([first, second])

    assert key.findings == (first, second)


def test_secret_without_id_joins_the_key_it_was_found_with_elsewhere() -> None:
    alone = finding(id="2", key_id=None, parts=("secret",))

    (key,) = group_by_key([alone, finding(id="1")])

    assert key.key_id == TENCENT


def test_findings_without_id_group_by_fingerprint_else_stand_alone() -> None:
    same = [finding(id=str(n), key_id=None) for n in range(2)]
    other = finding(id="3", key_id=None, secret=SecretView("****", fingerprint("c")))
    bare = [finding(id=str(n), key_id=None, secret=None) for n in range(4, 6)]

    keys = group_by_key([*same, other, *bare])

    assert [len(key.findings) for key in keys] == [2, 1, 1, 1]


def test_worst_key_comes_first_then_the_surest_then_the_order_given() -> None:
    low = finding(id="low", key_id="a", severity=Severity.LOW, secret=None)
    unsure = finding(id="unsure", key_id="b", confidence=Confidence.LOW, secret=None)
    sure = finding(id="sure", key_id="c", secret=None)
    late = finding(id="late", key_id="d", secret=None)

    keys = group_by_key([low, unsure, sure, late])

    assert [key.worst.id for key in keys] == ["sure", "late", "unsure", "low"]


def test_a_key_that_still_works_comes_before_worse_ones_and_behind_them_where_it_is_allowed() -> None:
    works = finding(id="works", key_id="a", severity=Severity.LOW, secret=None, verification=Active("alice"))
    allowed = msgspec.structs.replace(allowed_finding(), key_id="b", secret=None, verification=Active("bob"))

    keys = group_by_key([allowed, finding(id="worse", secret=None), works])

    assert [key.worst.id for key in keys] == ["works", "worse", allowed.id]


def test_worst_finding_speaks_for_its_key() -> None:
    (key,) = group_by_key([finding(id="1", severity=Severity.LOW), finding(id="2")])

    assert (key.severity, key.worst.id) == (Severity.CRITICAL, "2")


def test_surest_word_on_validity_counts() -> None:
    answers = (Unverified("offline"), Inactive("deleted"), Active("alice"))

    (key,) = group_by_key([finding(verification=answer) for answer in answers])

    assert key.verification == Active("alice")


def test_places_are_listed_once_and_primary_first() -> None:
    here, there = location(), location(vpath="there")
    first = finding(id="1", related=(there, location(vpath="far")))
    second = finding(id="2", location=there)

    (key,) = group_by_key([first, second])

    assert [place.vpath for place in key.places] == [here.vpath, "there", "far"]


def test_occurrences_are_never_fewer_than_the_places_listed() -> None:
    few = finding(occurrences=1, related=(location(vpath="a"), location(vpath="b")))
    many = finding(occurrences=70)

    assert group_by_key([few])[0].occurrences == 3
    assert group_by_key([many])[0].occurrences == 70


def test_working_copy_of_what_head_has_is_no_place_of_its_own() -> None:
    committed = location(commit="c0ffee", in_head=True)
    (key,) = group_by_key([finding(location=committed, related=(location(),), occurrences=2)])

    assert key.places == (committed,)
    assert key.occurrences == 1


def test_working_copy_of_what_head_has_no_more_is_a_place() -> None:
    committed = location(commit="c0ffee", in_head=False)
    (key,) = group_by_key([finding(location=committed, related=(location(),), occurrences=2)])

    assert key.places == (committed, location())


def test_primary_place_is_always_listed() -> None:
    committed = location(commit="c0ffee", in_head=True)
    (key,) = group_by_key([finding(related=(committed,), occurrences=2)])

    assert key.places == (location(), committed)


def test_masks_and_advice_are_told_once() -> None:
    other = SecretView("efgh****stuv", fingerprint("c"))

    (key,) = group_by_key([finding(), finding(secret=other, remediation=""), finding()])

    assert key.masks == ("abcd****wxyz", "efgh****stuv")
    assert len(key.remediations) == 1


def test_counts_name_every_severity_worst_first() -> None:
    counts = count_by_severity(group_by_key([finding()]))

    assert list(counts.items())[:2] == [(Severity.CRITICAL, 1), (Severity.HIGH, 0)]
    assert list(counts) == list(Severity)


def test_short_key_id_is_six_and_eleven_and_never_the_whole() -> None:
    assert short_key_id(TENCENT) == f"{TENCENT[:6]}…{TENCENT[-11:]}"
    assert short_key_id(AWS) == f"{AWS[:6]}…{AWS[-11:]}"
    assert short_key_id("abcdefghijklmnopq") == "abcde…mnopq"
    assert short_key_id("ab") == "…"
    assert short_key_id("") == "…"


def test_what_is_allowed_stands_apart_from_the_same_key_and_behind_what_counts() -> None:
    mild = example_finding()

    keys = group_by_key([allowed_finding(), mild, finding()])

    assert [(key.severity, key.allowed is None) for key in keys] == [
        (Severity.CRITICAL, True),
        (Severity.INFO, True),
        (Severity.CRITICAL, False),
    ]
    assert counting(keys) == keys[:2]
