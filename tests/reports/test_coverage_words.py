import msgspec
from tests.reports.samples import coverage, partial_coverage, report

from akwarden.model.artifact import Skipped
from akwarden.reports.coverage_words import (
    allowed_counts,
    aside_sentences,
    left_out,
    saw_everything,
    scanned_words,
    set_aside,
    skipped_by_reason,
    skipped_place,
)


def test_scanned_names_amount_time_and_targets() -> None:
    assert scanned_words(report()) == "Scanned 1,204 items (12.3 MiB) in 2.1 s: ."


def test_scanned_names_five_targets_and_counts_the_others() -> None:
    shown = scanned_words(report(targets=tuple("abcdefg")))

    assert shown.endswith(": a, b, c, d, e and 2 more targets")


def test_targets_are_called_as_a_person_does() -> None:
    both = report(targets=(".", "lib"), names=("shop", "lib"))

    assert scanned_words(both).endswith(": shop, lib")
    assert skipped_place(Skipped("a.zip", "encrypted", "."), both) == "shop: a.zip"


def test_reasons_are_counted_by_their_first_clause() -> None:
    reasons = ["too large: 3 GiB", "too large: 4 GiB", "encrypted", "too deep; raise it", ""]
    skipped = tuple(Skipped("x", reason) for reason in reasons)

    assert skipped_by_reason(coverage(skipped=skipped)) == [
        ("too large", 2),
        ("encrypted", 1),
        ("too deep", 1),
        ("no reason given", 1),
    ]


def test_what_was_set_aside_names_how_to_see_it() -> None:
    words = list(set_aside(partial_coverage()))

    assert [each.split()[0] for each in words] == ["1", "5", "4", "1,200", "3", "2"]
    assert all("--show-allowed" in each for each in words[:4])
    assert "--show-examples" in words[4]
    assert list(set_aside(coverage())) == []


def test_what_was_not_read_on_purpose_is_not_among_what_was_found() -> None:
    seen = coverage(excluded=("docs", "*.lock"), unchanged=3, examples=1)

    assert list(left_out(seen)) == [
        "Left out by --exclude: whatever matches docs, *.lock.",
        "Not read again: 3 git objects, found clean before (read again with --no-remember).",
    ]
    assert [words.split()[0] for words in set_aside(seen)] == ["1"]
    assert [words.partition(":")[0] for words in aside_sentences(seen)] == [
        "Left out by --exclude",
        "Not read again",
        "Not shown",
    ]


def test_all_was_seen_where_nothing_was_skipped_excluded_or_cut_short() -> None:
    gaps = {"excluded": ("docs",), "skipped": (Skipped("a", "b"),), "interrupted": True}

    assert saw_everything(coverage(unchanged=3, examples=1))
    assert not any(saw_everything(coverage(**{name: value})) for name, value in gaps.items())


def test_what_is_allowed_is_not_among_what_is_not_shown_where_it_is_shown() -> None:
    shown = msgspec.structs.replace(partial_coverage(), allowed_shown=True)

    assert [each.split()[0] for each in set_aside(shown)] == ["3", "2"]
    assert [each.split()[0] for each in allowed_counts(shown)] == ["1", "5", "4", "1,200"]
