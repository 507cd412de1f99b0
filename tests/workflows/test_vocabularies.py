import pytest
from tests.store.rows import NOW

from akwarden.errors import UsageError
from akwarden.model.facet import ListName
from akwarden.query.parse import parse
from akwarden.query.source import MOST_CHARACTERS
from akwarden.query.tree import All
from akwarden.store.facets.lists import counted
from akwarden.workflows.vocabularies import QueryPlace, check_query, vocabulary_page


@pytest.mark.parametrize("name", ListName)
def test_every_example_of_a_list_is_a_query_of_it(name: ListName) -> None:
    page = vocabulary_page(name.value, NOW)
    vocabulary = counted(name, NOW).vocabulary

    assert [field.name for field in page.fields] == [field.name for field in vocabulary.fields]
    for field in page.fields:
        for example in field.examples:
            assert parse(example, vocabulary) != All(())
    assert set(page.facets) <= {field.name for field in page.fields}


def test_a_list_tells_its_orders() -> None:
    assert vocabulary_page("alarms", NOW).sorts == ("severity", "last", "first", "count")
    assert "advice" in vocabulary_page("keys", NOW).sorts


def test_calls_have_a_vocabulary_and_the_facets_of_the_call_log() -> None:
    page = vocabulary_page("calls", NOW)

    assert {"service", "action"} <= {field.name for field in page.fields}
    assert {"key", "account", "action", "ip", "result", "region"} == set(page.facets)


def test_a_list_that_there_is_not_is_led_to_the_nearest() -> None:
    with pytest.raises(UsageError) as refused:
        vocabulary_page("kyes", NOW)

    assert refused.value.mend == "did you mean keys?"


def test_a_query_that_a_list_understands_comes_back_in_its_one_form() -> None:
    assert check_query("keys", " Status:ACTIVE   (type:root)").query == "status:active type:root"
    assert check_query("keys", "").query == ""


def test_a_wrong_query_says_where_and_what_to_write() -> None:
    found = check_query("alarms", "type:leak sevrity:high")

    assert (found.ok, found.query) == (False, None)
    assert found.fault is not None
    assert found.fault.at == QueryPlace(10, 17)
    assert found.fault.mend == "did you mean severity?"


@pytest.mark.parametrize(
    "text", ["(" * 100, 'key:"', "-", "a" * (MOST_CHARACTERS + 1), "\0", "key:\ud800", "or"]
)
def test_no_text_is_more_than_wrong(text: str) -> None:
    found = check_query("keys", text)

    assert not found.ok
    assert found.fault is not None
    assert found.fault.what
