import pytest
from tests.reports.samples import (
    TENCENT,
    allowed_finding,
    example_finding,
    finding,
    fingerprint,
    location,
)

from akwarden.model.finding import Finding, KeyType, SecretView
from akwarden.model.leak import LeakCase, SeenLeak, Validity
from akwarden.model.severity import Severity
from akwarden.model.verification import Active, Inactive, Unverified, Verification
from akwarden.workflows.leaks.seen import leak_id, seen_leaks


def the_leak(*findings: Finding) -> SeenLeak:
    (leak,) = seen_leaks(findings)
    return leak


def test_a_leak_holds_what_may_be_kept_of_a_finding() -> None:
    leak = the_leak(finding())

    assert (leak.key_id, leak.fingerprint, leak.mask) == (TENCENT, fingerprint("a"), "abcd****wxyz")
    assert (leak.rule, leak.severity, leak.case) == ("tencent-access-key", Severity.CRITICAL, LeakCase.CODE)
    (place,) = leak.places
    assert (place.source, place.vpath, place.line, place.column) == (".", "app/config.py", 12, 14)


def test_one_key_in_two_repositories_is_one_leak_with_two_places() -> None:
    other = finding(id="5" * 64, location=location(source="/src/other"))

    leak = the_leak(finding(), other)

    assert [place.source for place in leak.places] == [".", "/src/other"]


def test_the_same_place_is_one_place() -> None:
    assert len(the_leak(finding(), finding()).places) == 1


@pytest.mark.parametrize(
    "change",
    [{"source": "b"}, {"vpath": "b"}, {"line": 99}, {"commit": "c0ffee"}],
    ids=lambda one: next(iter(one)),
)
def test_another_place_has_another_id(change: dict[str, object]) -> None:
    leak = the_leak(finding(related=(location(**change),)))

    assert len({place.id for place in leak.places}) == 2


def test_the_other_places_of_a_finding_are_kept_too() -> None:
    leak = the_leak(finding(related=(location(line=20, commit="c0ffee"),)))

    assert [(place.line, place.commit) for place in leak.places] == [(12, None), (20, "c0ffee")]


def test_without_an_id_the_value_makes_the_leak() -> None:
    lone = {"key_id": None, "parts": ("secret",)}
    other = SecretView("bcde****vwxy", fingerprint("b"))

    leaks = seen_leaks([finding(**lone), finding(**lone, secret=other)])

    assert [leak.id for leak in leaks] == [
        leak_id("tencent", None, fingerprint("a")),
        leak_id("tencent", None, fingerprint("b")),
    ]


def test_the_worst_of_two_findings_of_a_key_is_told() -> None:
    bare = finding(id="5" * 64, severity=Severity.LOW, title="an id", secret=None, location=location(line=1))

    for leak in (the_leak(bare, finding()), the_leak(finding(), bare)):
        assert (leak.severity, leak.title, leak.mask) == (Severity.CRITICAL, finding().title, "abcd****wxyz")
        assert len(leak.places) == 2


@pytest.mark.parametrize(
    "unwanted", [example_finding(), allowed_finding(), finding(key_id=None, secret=None)], ids=str
)
def test_what_does_not_count_is_no_leak(unwanted: Finding) -> None:
    assert seen_leaks([unwanted]) == ()


def test_a_temporary_key_is_a_case_of_its_own_wherever_it_stands() -> None:
    assert the_leak(finding(key_type=KeyType.TEMPORARY)).case is LeakCase.TEMPORARY


def test_what_a_stream_held_counts_as_a_log() -> None:
    assert the_leak(finding(location=location(source="stdin"))).case is LeakCase.LOG_OR_SNAPSHOT


@pytest.mark.parametrize(
    ("answers", "validity"),
    [
        ([Unverified("offline"), Active("alice")], Validity.ACTIVE),
        ([Inactive("deleted"), Active("alice")], Validity.ACTIVE),
        ([Unverified("offline"), Inactive("deleted")], Validity.INACTIVE),
        ([Unverified("offline")], Validity.UNKNOWN),
    ],
)
def test_the_surest_answer_is_believed(answers: list[Verification], validity: Validity) -> None:
    assert the_leak(*(finding(verification=one) for one in answers)).validity is validity


def test_names_that_no_database_holds_are_kept_as_escapes() -> None:
    leak = the_leak(finding(location=location(vpath="a\x00b\udcff\n.py", author="\x1b[31mEve")))

    assert leak.places[0].vpath == "a\\x00b\\xff\\n.py"
    assert leak.places[0].author == "\\x1b[31mEve"
