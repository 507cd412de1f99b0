"""What a hook says: enough to act on, short, in two languages."""

import re

import pytest
from tests.reports.samples import AWS, TENCENT, finding, key_id, location

from akwarden.model.finding import Finding
from akwarden.model.hook import HookKind
from akwarden.reports.hook_message import Message, blocked, let_through, no_reason, unchecked

COMMIT, RECEIVE = HookKind.PRE_COMMIT, HookKind.PRE_RECEIVE
CHINESE = re.compile("[\u4e00-\u9fff]")


def refused(kind: HookKind, *findings: Finding, may_skip: bool = True, ascii_only: bool = False) -> str:
    """Give the words of a refusal."""
    message = blocked(kind, findings, may_skip=may_skip, not_recorded=None)
    return "\n".join(message.lines(ascii_only=ascii_only))


def pushed(**changes: object) -> Finding:
    """Give a finding in a commit."""
    commit = {"commit": "c0ffee" * 6 + "c0ff", "committed_at": "2026-01-31T12:00:00Z"}
    return finding(location=location(**{**commit, **changes}))


def test_it_tells_what_where_and_how_to_go_on() -> None:
    words = refused(RECEIVE, pushed())

    assert "Tencent Cloud access key with its secret: AKIDah" in words
    assert "secret abcd****wxyz" in words
    assert "app/config.py:12, commit c0ffeec0ffee\n" in words
    assert "git commit --amend" in words
    assert "git rebase -i c0ffeec0ffee^" in words
    assert "akwarden:allow tencent-access-key REASON" in words
    assert "git push -o akwarden.skip=REASON" in words
    assert TENCENT not in words


@pytest.mark.parametrize("kind", HookKind)
def test_both_languages_have_the_same_steps_and_commands(kind: HookKind) -> None:
    message = blocked(kind, [pushed()], may_skip=True, not_recorded=None)

    english, chinese = "\n".join(message.english), "\n".join(message.chinese)
    assert re.findall(r"^  (\d)\.", english, re.MULTILINE) == re.findall(r"^  (\d)\.", chinese, re.MULTILINE)
    commands = (
        r"git commit --amend",
        r"git rebase -i",
        r"akwarden:allow [\w-]+",
        r"AKWARDEN_SKIP=|akwarden\.skip=",
    )
    for command in commands:
        assert re.findall(command, english)[:1] == re.findall(command, chinese)[:1]
    assert not CHINESE.search(english)


def test_it_is_shorter_than_25_lines_however_much_there_is() -> None:
    many = [
        finding(id=f"{n:064}", key_id=key_id(start=n), location=location(vpath=f"{n}.py")) for n in range(30)
    ]

    words = refused(RECEIVE, *many)

    assert words.count("\n") + 1 < 25
    assert "it holds 30 keys" in words
    assert "and 26 more keys" in words


def test_the_oldest_commit_is_the_one_to_rebase_from() -> None:
    late = finding(id="9" * 64, key_id=AWS, location=pushed(commit="b" * 40, committed_at="2027").location)

    assert "git rebase -i c0ffeec0ffee^" in refused(RECEIVE, late, pushed())


def test_long_ids_and_paths_are_cut_and_nothing_steers_a_terminal() -> None:
    words = refused(
        RECEIVE,
        pushed(vpath=f"commits/{'ab' * 20}#message"),
        finding(id="9" * 64, key_id=AWS, location=location(vpath="\x1b[2J" + "x" * 500)),
    )

    assert "commits/abababababab#message:12" in words
    assert "\x1b" not in words
    assert max(map(len, words.splitlines())) < 140


def test_a_secret_alone_and_an_id_alone_are_told_as_that() -> None:
    assert ": secret abcd****wxyz" in refused(COMMIT, finding(key_id=None))
    assert re.search(r": AKID\S+$", refused(COMMIT, finding(secret=None)), re.MULTILINE)


def test_ascii_has_the_english_words_alone() -> None:
    words = refused(COMMIT, finding(location=location(vpath="旧/配置.env")), ascii_only=True)

    assert words.isascii()
    assert "\\u65e7/\\u914d\\u7f6e.env:12" in words
    assert "What to do:" in words


def test_a_skip_is_not_offered_where_it_can_not_be_had() -> None:
    assert "akwarden.skip" not in refused(RECEIVE, pushed(), may_skip=False)


def test_why_a_skip_did_not_count_is_told() -> None:
    message = blocked(COMMIT, [finding()], may_skip=True, not_recorded="No space left on device")

    assert any("No space left on device" in line for line in message.english)


@pytest.mark.parametrize(
    "message",
    [
        unchecked(COMMIT, "a reason", is_refused=True),
        unchecked(RECEIVE, "a reason", is_refused=False),
        let_through(RECEIVE, [finding()], "a reason"),
        no_reason(COMMIT),
        no_reason(RECEIVE),
    ],
)
def test_every_other_word_is_one_line_in_each_language(message: Message) -> None:
    assert (len(message.english), len(message.chinese)) == (1, 1)
    assert message.english[0].isascii()
    assert CHINESE.search(message.chinese[0])
