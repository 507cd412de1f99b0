import json
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from akwarden.model.policy import LARGEST_DOCUMENT
from akwarden.providers.aws.documents import read_document

VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=8)


@given(st.dictionaries(st.text(), VALUES))
def test_a_document_comes_back_as_it_was_written(content: dict[str, object]) -> None:
    text = json.dumps(content, ensure_ascii=False)

    document = read_document(quote(text))

    assert (document.text, document.fault) == (text, None)


@given(st.text())
def test_any_text_is_a_document_or_a_fault(sent: str) -> None:
    document = read_document(sent)

    assert (document.text is None) != (document.fault is None)


@given(st.text(), st.text())
def test_documents_that_differ_have_digests_that_do(one: str, other: str) -> None:
    assert (read_document(one).digest == read_document(other).digest) == (one == other)


def test_the_longest_document_is_kept_and_a_longer_one_is_not() -> None:
    longest = json.dumps({"a": "ü" * (LARGEST_DOCUMENT - 9)}, ensure_ascii=False)
    longer = json.dumps({"a": "ü" * (LARGEST_DOCUMENT - 8)}, ensure_ascii=False)

    assert len(longest) == LARGEST_DOCUMENT
    assert read_document(quote(longest)).text == longest
    assert read_document(quote(longer)).text is None
