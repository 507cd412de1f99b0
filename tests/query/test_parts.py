from tests.query.lists import KEYS

from akwarden.query.parse import parse
from akwarden.query.parts import fields_of, has_words, parts_of
from akwarden.query.tree import Within


def test_the_parts_of_a_query_are_what_all_has_to_hold() -> None:
    names = [field.name for field in KEYS.fields][:2]
    text = f"{names[0]}:any -{names[1]}:none"

    assert [len(parts_of(parse(one, KEYS))) for one in (text, f"{names[0]}:any", "")] == [2, 1, 0]


def test_the_fields_of_a_query_are_those_that_it_tests_anywhere() -> None:
    names = [field.name for field in KEYS.fields][:3]
    text = f"({names[0]}:any or -({names[1]}:none word)) {names[2]}:any"

    assert fields_of(parse(text, KEYS)) == set(names)
    assert fields_of(Within(())) == frozenset()


def test_words_are_seen_anywhere_in_a_query() -> None:
    name = KEYS.fields[0].name
    asked = (f"{name}:any", "word", f"-({name}:any or word)", f"{name}:any (-{name}:none)")

    assert [has_words(parse(one, KEYS)) for one in asked] == [False, True, True, False]
    assert not has_words(Within(()))
