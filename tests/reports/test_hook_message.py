"""What a hook says: enough to act on, short, in two languages."""

import re

import pytest
from tests.reports.samples import AWS, TENCENT, finding, key_id, location

from akwarden.model.finding import Finding
from akwarden.model.hook import Choices, HookKind
from akwarden.reports.hook_message import Message, blocked, let_through, no_reason, unchecked

COMMIT, RECEIVE = HookKind.PRE_COMMIT, HookKind.PRE_RECEIVE
CHINESE = re.compile("[\u4e00-\u9fff]")


def refused(
    kind: HookKind, *findings: Finding, choices: Choices | None = None, ascii_only: bool = False
) -> str:
    """Give the words of a refusal."""
    message = blocked(kind, findings, choices or Choices())
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
    message = blocked(kind, [pushed()], Choices())

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


@pytest.mark.parametrize("kind", HookKind)
def test_what_can_not_be_had_is_not_offered(kind: HookKind) -> None:
    silent = refused(kind, pushed(), choices=Choices(may_skip=False))
    unheard = refused(kind, pushed(), choices=Choices(may_allow=False))

    assert "akwarden.skip" not in silent
    assert "AKWARDEN_SKIP" not in silent
    assert "akwarden:allow" not in unheard
    assert re.findall(r"^  (\d)\.", unheard, re.MULTILINE) == ["1", "2", "3", "1", "2", "3"]


@pytest.mark.parametrize(
    ("kind", "mend", "mend_zh"), [(COMMIT, "mend that first", "先修复"), (RECEIVE, "administrator", "管理员")]
)
def test_why_a_skip_did_not_count_is_told_with_who_can_mend_it(
    kind: HookKind, mend: str, mend_zh: str
) -> None:
    choices = Choices(may_skip=False, not_recorded="/nope/skips.jsonl: No such file or directory")

    words = refused(kind, pushed(), choices=choices)
    refused_unchecked = unchecked(kind, "late", is_refused=True, not_recorded=choices.not_recorded)

    (line,) = (one for one in words.splitlines() if "/nope/skips.jsonl: No such file or directory" in one)
    assert mend in line
    assert mend_zh in words
    assert line in refused_unchecked.english


class TestWhereAKeyOfAPushStands:
    def test_before_a_first_commit_there_is_nothing_to_rebase_on(self) -> None:
        root = pushed()
        late = finding(id="9" * 64, key_id=AWS, location=pushed(commit="b" * 40).location)

        words = refused(RECEIVE, late, root, choices=Choices(roots={str(root.location.commit)}))

        assert words.count("git rebase -i --root") == 2
        assert "^" not in words

    def test_where_the_commit_is_not_known_none_is_named(self) -> None:
        words = refused(RECEIVE, pushed(vpath=f"objects/{'ab' * 20}", commit=None))

        assert "git rebase -i for older ones" in words

    def test_the_name_of_a_ref_is_renamed_and_takes_no_comment(self) -> None:
        words = refused(RECEIVE, finding(location=location(vpath=f"refs/heads/use-{TENCENT}#name")))

        assert "the name of refs/heads/use-AKIDah…" in words
        assert TENCENT not in words
        assert words.count("git branch -m") == 2
        assert not re.search(r"rebase|amend|akwarden:allow|git tag -d, then", words)

    @pytest.mark.parametrize("vpath", ["refs/tags/v1#message", "refs/tags/v1", "deep.txt"])
    def test_a_tag_or_what_a_ref_names_is_made_anew(self, vpath: str) -> None:
        words = refused(RECEIVE, finding(location=location(vpath=vpath)))

        assert f"    {vpath}:12\n" in words
        assert "git tag -d, then git tag" in words
        assert not re.search(r"rebase|amend|branch -m", words)

    def test_all_of_them_at_once_have_room(self) -> None:
        vpaths = ("refs/heads/x#name", "refs/tags/v1#message", "a", "b", "c")
        named = [
            finding(id=f"{n:064}", key_id=key_id(start=n), location=location(vpath=vpath))
            for n, vpath in enumerate(vpaths)
        ]

        plain = refused(RECEIVE, pushed(), *named)
        unrecorded = refused(RECEIVE, pushed(), *named, choices=Choices(may_skip=False, not_recorded="x"))

        for words in (plain, unrecorded):
            assert len(words.splitlines()) < 25
            assert re.search(r"(?s)rebase.*branch -m.*git tag -d, then", words)


class TestLetThrough:
    def words(self, *found: Finding, failure: str | None = None) -> list[str]:
        """Give what is said, one line a language."""
        return list(let_through(RECEIVE, found, "known", failure).lines(ascii_only=False))

    def test_keys_are_counted_and_still_to_be_rotated(self) -> None:
        english, chinese = self.words(finding())

        assert "goes through with 1 key; on record with the reason: known" in english
        assert "密钥仍须轮换" in chinese

    def test_without_a_key_nothing_is_to_be_rotated(self) -> None:
        english, chinese = self.words()

        assert "goes through, no key was found; on record" in english
        assert "轮换" not in chinese

    def test_what_was_not_checked_is_called_so(self) -> None:
        english, chinese = self.words(failure="late")
        partly, partly_zh = self.words(finding(), failure="late")

        assert "goes through unchecked; on record with the reason: known" in english
        assert "未经检查" in chinese
        assert "轮换" not in chinese
        assert "goes through with 1 key and the rest unchecked; on record" in partly
        assert "密钥仍须轮换" in partly_zh


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
