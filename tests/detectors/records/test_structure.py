import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from akwarden.detectors.records.structure import escaped, is_json, leaves, unescaped


def named(document: Any) -> list[tuple[str, str, str]]:
    """Return name, path and text of every value of a document."""
    text = json.dumps(document)
    return [
        (leaf.name, leaf.path, text[leaf.start : leaf.end]) for leaf in leaves(text, "") if not leaf.is_key
    ]


def test_values_are_called_by_their_keys() -> None:
    assert named({"a": {"b": "x", "n": [1, {"c": "y"}]}}) == [
        ("b", "a.b", '"x"'),
        ("n", "a.n[]", "1"),
        ("c", "a.n[].c", '"y"'),
    ]


def test_a_value_beside_a_name_is_called_by_it_in_either_order() -> None:
    pairs = [
        {"Key": "DB_PASSWORD", "Value": "x"},
        {"value": "y", "name": "api_token"},
        {"Key": "MODE", "Value": "z"},
    ]

    found = [(name, text) for name, _, text in named(pairs) if text in {'"x"', '"y"', '"z"'}]

    assert found == [("DB_PASSWORD", '"x"'), ("api_token", '"y"'), ("MODE", '"z"')]


def test_what_follows_an_option_in_a_list_is_called_by_it() -> None:
    assert [name for name, _, _ in named(["run", "--password", "x", "y"])] == ["", "", "--password", ""]


def test_a_list_under_a_name_hands_it_on() -> None:
    assert [name for name, _, _ in named({"Authorization": ["a", "b"]})] == ["Authorization", "Authorization"]


def test_only_whole_documents_are_json() -> None:
    assert [is_json(text) for text in ("{}", ' ["a"]', '"a"', "{", "1", "", "{}x", '{"a":"b"c"}')] == [
        *(True, True, True, False, False, False, False, False)
    ]
    assert not is_json("[" * 100_000 + "]" * 100_000)


@given(st.text())
def test_strings_come_back_as_they_were(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert json.loads(escaped(text)) == text


_values = st.recursive(
    st.text(max_size=8) | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)


@given(_values.map(lambda value: {"a": value}))
def test_every_string_of_a_document_is_found_once(document: Any) -> None:
    text = json.dumps(document)

    found = [unescaped(text[leaf.start : leaf.end]) for leaf in leaves(text, "") if text[leaf.start] == '"']

    assert sorted(found) == sorted(strings(document))


def strings(value: Any) -> list[str]:
    """Return keys and texts of a document."""
    if isinstance(value, dict):
        return [*value, *(text for one in value.values() for text in strings(one))]
    if isinstance(value, list):
        return [text for one in value for text in strings(one)]
    return [value] if isinstance(value, str) else []
