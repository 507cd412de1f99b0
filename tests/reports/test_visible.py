import pytest
from hypothesis import given
from tests.reports.hostile import is_calm, words

from akwarden.reports.visible import clipped, encodable, visible


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("src/配置.py", "src/配置.py"),
        ("a\tb\r\nc", "a\\tb\\r\\nc"),
        ("\x1b[31m\x9b", "\\x1b[31m\\x9b"),
        ("safe\u202ecod.exe", "safe\\u202ecod.exe"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("latin-1 \udce9t\udce9", "latin-1 \\xe9t\\xe9"),
        ("lone \ud800", "lone \\ud800"),
        ("no\u00a0break\u3000wide", "no\u00a0break\u3000wide"),
    ],
)
def test_invisible_characters_become_escapes(raw: str, shown: str) -> None:
    assert visible(raw) == shown


@given(words)
def test_visible_text_is_one_calm_line_that_utf8_can_hold(raw: str) -> None:
    shown = visible(raw)

    assert is_calm(shown)
    assert "\n" not in shown
    shown.encode()


@given(words)
def test_visible_text_is_not_changed_again(raw: str) -> None:
    assert visible(visible(raw)) == visible(raw)


def test_encodable_changes_lone_surrogates_only() -> None:
    assert encodable("a\x1b\udcff\ud800b") == "a\x1b\\xff\\ud800b"


def test_long_text_loses_its_middle() -> None:
    assert clipped("a" * 300 + "b" * 300, 11) == "aaaaa…bbbbb"
    assert clipped("short", 11) == "short"
