from typing import Annotated, Any, Generic, TypeVar

import msgspec

from akwarden.languages.answers import in_language
from akwarden.languages.language import Language
from akwarden.model.said import Said, said_under

_T = TypeVar("_T")
_TEXT, _TOLD = "never used", "从未使用"


class Row(msgspec.Struct, frozen=True):
    name: str
    text: Said
    reasons: tuple[Said, ...] = ()
    maybe: Said | None = None
    beside: dict[str, Any] = {}


class Page(msgspec.Struct, Generic[_T], frozen=True):
    rows: tuple[_T, ...]
    total: int


class Whole(msgspec.Struct, frozen=True):
    page: Page[Row] | None
    by_name: dict[str, Row]


def test_marked_texts_are_said_and_all_others_stay() -> None:
    row = Row(name=_TEXT, text=_TEXT, reasons=(_TEXT, "other"), maybe=_TEXT, beside={"said": _TEXT})

    told = in_language(row, Language.CHINESE)

    assert told == Row(name=_TEXT, text=_TOLD, reasons=(_TOLD, "other"), maybe=_TOLD, beside={"said": _TEXT})


def test_texts_are_found_in_whatever_holds_them() -> None:
    whole = Whole(page=Page(rows=(Row("a", _TEXT),), total=1), by_name={"b": Row("b", _TEXT)})

    told = in_language([whole], Language.CHINESE)

    assert told == [Whole(page=Page(rows=(Row("a", _TOLD),), total=1), by_name={"b": Row("b", _TOLD)})]


def test_what_is_given_is_not_changed() -> None:
    row = Row("a", _TEXT)

    in_language(row, Language.CHINESE)

    assert row.text == _TEXT


def test_english_is_the_same_object() -> None:
    row = Row("a", _TEXT)

    assert in_language(row, Language.ENGLISH) is row


def test_what_says_nothing_is_the_same_object() -> None:
    page = Page(rows=(Row("a", "nothing of ours"),), total=1)
    in_language(Row("a", "nothing of ours!"[:-1]), Language.CHINESE)  # equal, and another object

    assert in_language(page, Language.CHINESE) is page


def test_texts_of_what_has_no_type_are_said_under_the_keys_that_are_named() -> None:
    class Done(msgspec.Struct, frozen=True):
        result: Annotated[dict[str, Any] | None, said_under("error")]

    done = Done({"name": _TEXT, "accounts": [{"error": _TEXT, "name": _TEXT}, {"error": None}]})

    told = in_language(done, Language.CHINESE)

    assert told == Done({"name": _TEXT, "accounts": [{"error": _TOLD, "name": _TEXT}, {"error": None}]})
    assert in_language(Done(None), Language.CHINESE) == Done(None)


def test_fields_keep_the_names_that_they_have_on_the_wire() -> None:
    class Renamed(msgspec.Struct, frozen=True, rename="pascal", tag="one"):
        some_text: Said

    told = msgspec.json.encode(in_language(Renamed(_TEXT), Language.CHINESE))

    assert told.decode() == f'{{"type":"one","SomeText":"{_TOLD}"}}'
