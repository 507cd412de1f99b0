import re
import time
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from akwarden.languages.language import Language
from akwarden.languages.said import said
from akwarden.workflows.posture.ruleset import load_posture

_ENGLISH, _CHINESE = Language.ENGLISH, Language.CHINESE
_NAMES: Final = st.from_regex(r"[a-z][a-z0-9.-]{0,20}", fullmatch=True)


@given(st.text(max_size=200))
def test_english_stays_as_it_is(text: str) -> None:
    assert said(text, _ENGLISH) == text


@given(st.text(max_size=300))
def test_whatever_is_given_something_is_said(text: str) -> None:
    assert said(text, _CHINESE) or not text


@given(name=_NAMES, group=_NAMES, count=st.integers(1, 10**9))
def test_nothing_that_was_filled_in_is_lost(name: str, group: str, count: int) -> None:
    texts = {
        f"holds {name} directly and not through a group": (name,),
        f"{name} gave the rights of an administrator ({group}), and had never given rights before": (
            name,
            group,
        ),
        f"Find out whose {count:,} leaked keys are": (f"{count:,}",),
        f"{count} open risks at the group {name}: {group}": (str(count), name, group),
    }

    for text, values in texts.items():
        told = said(text, _CHINESE)
        assert re.search(r"[\u4e00-\u9fff]", told), text
        assert all(value in told for value in values), told


def test_commands_stay_as_they_are() -> None:
    commands = [
        line
        for rule in load_posture()
        for remedy in rule.remediation.values()
        for lines in (remedy.cli, *remedy.instead.values())
        for line in lines
        if not line.startswith("#")
    ]

    assert len(commands) > 100
    assert [line for line in commands if said(line, _CHINESE) != line] == []


def test_times_stay_as_they_are() -> None:
    assert said("last scan on 2026-11-16 09:00 UTC", _CHINESE) == "最近扫描于 2026-11-16 09:00 UTC"


def test_a_text_that_is_made_to_take_long_does_not() -> None:
    parts = (
        "never used",
        "; mend: ",
        ": ",
        "; ",
        " and 2 more",
        ", ",
        "made on 2026-01-02",
        " does not take ",
    )
    text = "".join(parts[n * n % 8] + parts[n % 8] for n in range(200))

    began = time.process_time()
    said(text, _CHINESE)

    assert time.process_time() - began < 1


def test_a_text_of_any_length_is_given_back() -> None:
    text = "made on " * 100_000

    assert said(text, _CHINESE) == text
