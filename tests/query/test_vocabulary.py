import pytest
from tests.query.lists import KEYS

from akwarden.query.parse import parse
from akwarden.query.vocabulary import Field, FieldKind, Vocabulary, describe, nearest


def test_a_field_is_found_by_its_name_and_by_each_alias_in_any_case() -> None:
    assert KEYS.find("created") is KEYS.find("Age") is KEYS.find("CREATED")
    assert KEYS.find("creation") is None


@pytest.mark.parametrize("name", ["", "Owner", "own er", "1st", "or", "部门"])
def test_a_field_that_no_query_could_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="can't be the name"):
        Field(name, FieldKind.TEXT, "Something")
    with pytest.raises(ValueError, match="can't be the name"):
        Field("good", FieldKind.TEXT, "Something", aliases=(name,))


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (FieldKind.ENUM, ()),
        (FieldKind.ENUM, ("a", "A")),
        (FieldKind.TEXT, ("a",)),
        (FieldKind.ENUM, ("None",)),
    ],
)
def test_an_enum_needs_words_that_can_be_told_apart(kind: FieldKind, values: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="values"):
        Field("level", kind, "How bad it is", values)


def test_two_fields_of_one_name_are_refused() -> None:
    owner = Field("owner", FieldKind.TEXT, "Who")

    with pytest.raises(ValueError, match="two fields"):
        Vocabulary((owner, Field("person", FieldKind.TEXT, "Who", aliases=("owner",))))


def test_only_texts_that_are_searched_take_words() -> None:
    assert [field.name for field in KEYS.searched()] == ["owner", "remark", "tag"]


def test_what_is_near_is_offered_as_it_is_written() -> None:
    assert nearest("ACTVE", ("Active", "deleted")) == "Active"
    assert nearest("zzz", ("Active", "deleted")) is None
    assert nearest("x" * 100_000, KEYS.names()) is None


def test_every_field_is_described_with_examples_that_it_takes() -> None:
    rows = describe(KEYS)

    assert [row.name for row in rows] == [field.name for field in KEYS.fields]
    assert all(row.examples for row in rows)
    for row in rows:
        for example in row.examples:
            parse(example, KEYS)
