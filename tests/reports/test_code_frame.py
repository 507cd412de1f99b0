from tests.reports.samples import AWS, TENCENT, finding, location

from akwarden.model.finding import FrameLine
from akwarden.reports.code_frame import MarkedLine, column_count, fitted, marked_lines
from akwarden.reports.leaked_key import short_key_id


def line(text: str, mark: tuple[int, int] | None = None) -> MarkedLine:
    """Return the primary line of a frame."""
    return MarkedLine(number=1, text=text, follows_gap=False, is_primary=True, mark=mark)


def test_key_id_is_shortened_and_marked_on_the_primary_line_only() -> None:
    found = finding(frame=(FrameLine(11, TENCENT), FrameLine(12, f"\tid={TENCENT}")))

    above, primary = marked_lines(found, frozenset())

    assert (above.text, above.is_primary, above.mark) == (short_key_id(TENCENT), False, None)
    assert (primary.text, primary.is_primary) == (f"    id={short_key_id(TENCENT)}", True)
    assert primary.mark == (7, 7 + 6 + 1 + 11)


def test_secret_is_marked_where_the_key_id_is_not_on_the_line() -> None:
    found = finding(frame=(FrameLine(12, "secret = abcd****wxyz"),))

    (primary,) = marked_lines(found, frozenset())

    assert primary.mark == (9, 21)


def test_line_without_key_or_mask_has_no_mark() -> None:
    (primary,) = marked_lines(finding(frame=(FrameLine(12, "…"),)), frozenset())

    assert primary.mark is None


def test_ids_of_other_keys_are_shortened_too() -> None:
    found = finding(frame=(FrameLine(11, f"other='{AWS}' name='{'x' * 20}'"),))

    (shown,) = marked_lines(found, {AWS})

    assert shown.text == f"other='{short_key_id(AWS)}' name='{'x' * 20}'"


def test_gap_between_lines_is_told() -> None:
    found = finding(
        frame=(FrameLine(3, "a"), FrameLine(4, "b"), FrameLine(9, "c")), location=location(line=3)
    )

    assert [each.follows_gap for each in marked_lines(found, frozenset())] == [False, False, True]


def test_long_line_is_cut_with_a_sign() -> None:
    assert fitted(line("abcdefgh"), 0, 8).text == "abcdefgh"
    assert fitted(line("abcdefghi"), 0, 8).text == "abcdefg…"
    assert fitted(line("密钥密钥密"), 0, 8).text == "密钥密…"


def test_mark_moves_with_the_cut() -> None:
    assert fitted(line("0123456789", (6, 9)), 4, 10).mark == (2, 5)
    assert fitted(line("0123456789", (6, 9)), 8, 10).mark == (0, 1)
    assert fitted(line("0123456789", (6, 9)), 0, 4).mark is None


def test_columns_count_wide_and_combining_characters() -> None:
    assert column_count("key") == 3
    assert column_count("密钥") == 4
    assert column_count("e\u0301") == 1
