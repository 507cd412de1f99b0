import string
from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.workflows.sighted import KEY_ID, LONE_ID, PAIR, grouped, seen

from akwarden.errors import IgnoreFileError
from akwarden.model.finding import AllowedBy
from akwarden.model.secret import Secret
from akwarden.sources.exclude import excludes
from akwarden.workflows.allowing.ignore_file import Entry, IgnoreFile, parse
from akwarden.workflows.rule_check import expand

RULES = ["tencent-access-key", "aws-access-key"]
NAME = ".akwardenignore"


def ignoring(*lines: str, own_path: str | None = None) -> IgnoreFile:
    return IgnoreFile(NAME, parse("\n".join(lines), NAME), RULES, own_path=own_path)


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("aws-access-key a/b.py # why", Entry(1, "aws-access-key", "a/b.py", "why")),
        ("\t*   tests/**\t#why not", Entry(1, "*", "tests/**", "why not")),
        ("* a id=AKIDmadeup1 # x", Entry(1, "*", "a", "x", key_id="AKIDmadeup1")),
        ("* a mask=ab+/****yz== # x", Entry(1, "*", "a", "x", mask="ab+/****yz==")),
        ('* "my docs/a # b.md" # x', Entry(1, "*", "my docs/a # b.md", "x")),
        ("* a#b.md # x", Entry(1, "*", "a#b.md", "x")),
        ("* a # see #12 and #13", Entry(1, "*", "a", "see #12 and #13")),
        ("* a # 供应商的示例", Entry(1, "*", "a", "供应商的示例")),
    ],
)
def test_an_entry_is_a_rule_a_path_maybe_a_value_and_a_reason(line: str, entry: Entry) -> None:
    assert parse(line, NAME) == [entry]


def test_comments_and_empty_lines_are_passed_over_and_lines_are_counted() -> None:
    text = "# what is meant to be there\r\n\r\n   \n* a # x\n  # * b # x\n* c # x"

    assert [(entry.line, entry.path) for entry in parse(text, NAME)] == [(4, "a"), (6, "c")]


@pytest.mark.parametrize(
    ("line", "what", "mend"),
    [
        ("tencent-access-key", "without a path", "`**`"),
        ("# c\n* a", "without a reason", "` # `"),
        ("* a #", "without a reason", "` # `"),
        ("* a # ...", "without a reason", "` # `"),
        ("* a b c # x", "too many words", "quotes"),
        ('* "a # x', "stray mark", "quotes"),
        ("* a id= # x", "value", "id="),
        ("* a id=short # x", "value", "id="),
        ("* a key=AKIDmadeup1 # x", "value", "id="),
        ("* a my-secret-value # x", "value", "id="),
        ("* a mask=abcd**wxyz # x", "value", "mask="),
        ("* a mask=**** # x", "every short secret", "baseline"),
        ("* / # x", "names nothing", "`**`"),
    ],
)
def test_a_line_that_can_not_be_read_is_one_error_with_its_number_and_the_mend(
    line: str, what: str, mend: str
) -> None:
    with pytest.raises(IgnoreFileError) as refused:
        parse(line, NAME)

    number = line.count("\n") + 1
    assert refused.value.what.startswith(f"{NAME}:{number}: ")
    assert what in refused.value.what
    assert mend in (refused.value.mend or "")
    assert "RULE PATH" in (refused.value.why or "")
    assert "my-secret-value" not in str(vars(refused.value))


WORDS = st.text(st.sampled_from(string.ascii_letters + string.digits + "-_./*?"), min_size=1, max_size=12)
PATHS = st.text(st.sampled_from("ab #/*.é"), min_size=1, max_size=12).filter(lambda path: excludes([path]))
REASONS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1).map(
    lambda text: f"a{text.strip('#')}"
)


@given(
    st.lists(st.tuples(WORDS, PATHS, st.sampled_from(["", "id=AKIDmadeup1", "mask=abcd****wxyz"]), REASONS))
)
def test_whatever_is_written_down_is_read_again(entries: list[tuple[str, str, str, str]]) -> None:
    text = "\n".join(f'{rule} "{path}" {value} # {reason}' for rule, path, value, reason in entries)

    read = parse(text, NAME)

    assert [(entry.rule, entry.path, entry.reason) for entry in read] == [
        (rule, path, reason) for rule, path, _, reason in entries
    ]
    assert [bool(entry.key_id) + 2 * bool(entry.mask) for entry in read] == [
        ["", "i", "m"].index(value[:1]) for _, _, value, _ in entries
    ]


@given(st.text())
def test_any_text_gives_entries_with_a_reason_or_one_kind_of_error(text: str) -> None:
    with suppress(IgnoreFileError):
        entries = parse(text, NAME)

        assert all(entry.rule and entry.path and entry.reason for entry in entries)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("tencent-access-key conf/** # x", True),
        ("* conf/** # x", True),
        ("aws-access-key conf/** # x", False),
        ("* docs/** # x", False),
        ("* app.ini # x", True),
        ("* **/app.ini # x", True),
        ("* *.ini # x", True),
        (f"* conf id={KEY_ID} # x", True),
        ("* conf id=AKIDanother01 # x", False),
        ("* conf mask=valu****-one # x", True),
        ("* conf mask=valu****-two # x", False),
    ],
)
def test_an_entry_allows_by_rule_path_and_value(line: str, *, expected: bool) -> None:
    allowed = ignoring(line).allows(grouped())

    assert (allowed is not None) == expected
    assert allowed is None or (allowed.by, allowed.reason) == (AllowedBy.IGNORE_FILE, "x")


def test_lines_and_commits_change_nothing() -> None:
    places = [seen(commit=digit * 40, lines=()) for digit in "12"]

    assert ignoring(f"* conf id={KEY_ID} # x").allows(grouped(*places))


def test_an_entry_without_a_value_holds_for_a_new_key_and_one_with_a_value_does_not() -> None:
    new = grouped(seen(key_id="AKIDbrandnew1", secret=Secret(b"x" * 30)))

    assert ignoring("* conf # x").allows(new)
    assert ignoring(f"* conf id={KEY_ID} # x", "* conf mask=valu****-one # x").allows(new) is None


def test_every_value_of_a_finding_must_be_allowed() -> None:
    one = grouped(seen(), seen(secret=Secret(b"another-secret-of-the-same-id")))

    assert ignoring("* conf mask=valu****-one # x").allows(one) is None
    assert ignoring("* conf mask=valu****-one # x", "* conf mask=anot****e-id # y").allows(one)


def test_an_entry_for_a_container_holds_for_what_lies_in_it() -> None:
    one = grouped(seen("build/shop.zip!/conf/app.ini"))

    assert ignoring("* build/shop.zip # x").allows(one)
    assert ignoring("* build/shop.zip!/conf/* # x").allows(one)
    assert ignoring("* build/other.zip # x").allows(one) is None


def test_the_first_entry_gives_the_reason() -> None:
    allowed = ignoring("* docs # a", "* conf # b", "* conf # c").allows(grouped())

    assert allowed
    assert allowed.reason == "b"


def test_key_ids_in_the_file_itself_are_no_finding_and_secrets_are() -> None:
    ignored = ignoring("* docs id=AKIDother0001 # x", own_path=NAME)

    assert ignored.allows(grouped(seen(NAME, LONE_ID)))
    assert ignored.allows(grouped(seen(NAME, PAIR))) is None
    assert ignored.allows(grouped(seen("sub/" + NAME, LONE_ID))) is None


def test_a_rule_that_is_none_is_told_with_the_nearest() -> None:
    ignored = ignoring("* a # x", "aws-acess-key a # x", "aws-access-key a # x", "qq a # x")

    assert list(ignored.remarks(whole=False)) == [
        f"{NAME}:2: no rule of this scan is called 'aws-acess-key'; did you mean aws-access-key?",
        f"{NAME}:4: no rule of this scan is called 'qq'",
    ]


def test_a_key_where_a_rule_should_stand_is_not_repeated() -> None:
    ignored = ignoring(f"{expand('{32*A}', 1)} a # x")

    assert list(ignored.remarks(whole=False)) == [f"{NAME}:1: no rule of this scan is called '****'"]


def test_entries_that_fit_nothing_are_told_by_their_lines_once_all_was_read() -> None:
    ignored = ignoring("# c", "* conf # a", "* docs # b", "* app.ini # c", "aws-access-key ** # d")
    ignored.allows(grouped())

    assert list(ignored.remarks()) == [f"{NAME}: 2 of 4 entries used; nothing fits lines 3, 5"]
    assert list(ignored.remarks(whole=False)) == []


def test_a_long_list_of_entries_that_fit_nothing_is_cut() -> None:
    (words,) = ignoring(*["* docs # x"] * 11).remarks()

    assert words.endswith("nothing fits lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …")


def test_nothing_is_told_where_each_entry_is_of_use() -> None:
    ignored = ignoring("* conf # a")
    ignored.allows(grouped())

    assert list(ignored.remarks()) == []


def test_a_secret_without_an_id_is_known_by_its_mask() -> None:
    lone = msgspec.structs.replace(PAIR, key_id=None)

    assert ignoring("* ** mask=valu****-one # x").allows(grouped(seen(match=lone)))
    assert ignoring(f"* ** id={KEY_ID} # x").allows(grouped(seen(match=lone))) is None
