import json

import pytest

from akwarden.errors import PolicyError
from akwarden.policy import parsing
from akwarden.policy.parsing import MOST_DEPTH, MOST_READ_BYTES, below, parse


class Untouchable(str):
    """A text that nobody may look into."""

    __slots__ = ()

    def __len__(self) -> int:
        return 2_000_000

    def encode(self, *_: object) -> bytes:
        raise AssertionError("it was looked into")


def test_long_text_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(PolicyError, match="wrong at"):
        parse(Untouchable("{}"))
    with pytest.raises(PolicyError, match="wrong at"):
        parse(b"\xff" * (MOST_READ_BYTES + 1))


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
def test_deep_nesting_is_refused(opening: str) -> None:
    text = opening * (MOST_READ_BYTES // len(opening))

    with pytest.raises(PolicyError) as refused:
        parse(text)

    assert refused.value.why == f"it nests deeper than {MOST_DEPTH} levels"


def test_brackets_inside_text_are_no_nesting() -> None:
    text = "[" * 40 + '"' + "{" * 40

    assert parse(json.dumps({"a": text})) == {"a": text}


@pytest.mark.parametrize(
    "text",
    ['"' + '\\"' * 65_000, '"' * 131_071, '"\\' + "a" * 131_000, "\\" * 131_072, '"' + "\\" * 131_000],
)
def test_text_without_an_end_is_walked_once(text: str) -> None:
    # Each character belongs to one token at most and no token is begun twice: the work is the text's length.
    tokens = list(parsing._TOKEN.finditer(text))  # noqa: SLF001  what is counted is no part of the module's promise

    assert sum(len(token[0]) for token in tokens) <= len(text)
    with pytest.raises(PolicyError):
        parse(text)


def test_many_names_with_one_twice_are_refused() -> None:
    names = ",".join(f'"{number}":1' for number in range(12_000))

    with pytest.raises(PolicyError, match="11999"):
        parse("{" + names + ',"11999":1}')


def test_a_number_of_many_digits_stays_text() -> None:
    digits = "9" * 100_000

    assert parse(digits) == digits


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("action", "$.action"),
        ("qcs:ip", '$["qcs:ip"]'),
        ('"', '$["\\""]'),
        ("a" * 100, '$["' + "a" * 60 + '\\u2026"]'),
        ("\x1b[31m", '$["\\u001b[31m"]'),
    ],
)
def test_a_path_shows_names_cut_and_without_control_characters(name: str, path: str) -> None:
    assert below("$", name).removeprefix("$") == path.removeprefix("$" if "[" in path else "$.")
