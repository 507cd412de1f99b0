import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.model.policy import LARGEST_DOCUMENT
from akwarden.providers.tencent.documents import fault_of


def test_a_document_that_is_an_object_has_no_fault() -> None:
    assert fault_of('{"version": "2.0", "statement": []}') is None


@pytest.mark.parametrize("text", ["", "null", "[]", "7", "{", "{} {}", "[" * 9_999, '{"a": "\ud800"}'])
def test_what_is_no_object_of_json_has_a_fault(text: str) -> None:
    assert fault_of(text) is not None


def test_the_longest_document_is_one_that_is_kept() -> None:
    frame = len('{"a": ""}')

    assert fault_of(json.dumps({"a": "x" * (LARGEST_DOCUMENT - frame)})) is None
    assert "are the most" in str(fault_of(json.dumps({"a": "x" * (LARGEST_DOCUMENT - frame + 1)})))


@given(st.text())
def test_any_text_has_a_fault_or_none(text: str) -> None:
    assert fault_of(text) is None or isinstance(fault_of(text), str)
