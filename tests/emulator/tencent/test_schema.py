from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from tests.emulator.tencent.by_hand import refused_with

from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.schema import Checker, Field, Service, Shape, parsed, services

INNER = (Field("Name", "string", required=True), Field("Values", "list<string>"))
REQUEST = (
    Field("Text", "string", required=True),
    Field("Count", "uint64"),
    Field("Off", "int64"),
    Field("Share", "float"),
    Field("On", "bool"),
    Field("Filters", "list<Filter>"),
    Field("Filter", "Filter"),
    Field("Numbers", "list<int64>"),
    Field("Rows", "list<list<string>>"),
)
SHAPE = Shape(
    REQUEST, (Field("Filters", "list<Filter>"), Field("Total", "uint64"), Field("RequestId", "string"))
)
SERVICE = Service("made", "2026-01-01", {"Do": SHAPE}, {"Filter": INNER})
CHECKER = Checker(SERVICE, SHAPE)
CODES = {"UnknownParameter", "MissingParameter", "InvalidParameter"}

texts = st.text(max_size=8)
filters = st.fixed_dictionaries({"Name": texts}, optional={"Values": st.lists(texts, min_size=1, max_size=3)})
requests = st.fixed_dictionaries(
    {"Text": texts},
    optional={
        "Count": st.integers(0, 2**64 - 1),
        "Off": st.integers(-(2**63), 2**63 - 1),
        "Share": st.floats(allow_nan=False, allow_infinity=False),
        "On": st.booleans(),
        "Filters": st.lists(filters, min_size=1, max_size=3),
        "Filter": filters,
        "Numbers": st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=3),
        "Rows": st.lists(st.lists(texts, min_size=1, max_size=2), min_size=1, max_size=2),
    },
)
names = st.sampled_from(
    [*(field.name for field in REQUEST), "Name", "Values", "0", "1", "01", "-1", "x", "", "²", "9" * 5000]
)
paths = st.lists(names, min_size=1, max_size=14).map(".".join) | st.text(max_size=12)


def anything() -> SearchStrategy[Any]:
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts
    keys = names | texts
    return st.recursive(
        scalars, lambda one: st.lists(one, max_size=3) | st.dictionaries(keys, one, max_size=3)
    )


def flat(prefix: str, value: Any) -> dict[str, str]:
    """Give the parameters of a query, as the SDK makes them of a request."""
    if isinstance(value, Mapping):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = [(str(number), item) for number, item in enumerate(value)]
    else:
        return {prefix: str(value)}
    found: dict[str, str] = {}
    for name, item in pairs:
        found |= flat(f"{prefix}.{name}" if prefix else name, item)
    return found


@given(requests)
def test_good_request_is_taken(request: dict[str, Any]) -> None:
    CHECKER.check(request)


@given(requests)
def test_query_gives_the_request_that_it_was_made_of(request: dict[str, Any]) -> None:
    assert parsed(SERVICE, REQUEST, flat("", request)) == request


@given(st.dictionaries(names | texts, anything(), max_size=4))
def test_any_request_is_taken_or_refused_with_a_code_of_the_cloud(request: dict[str, Any]) -> None:
    with refused_with(*CODES):
        CHECKER.check(request)
        assert isinstance(request["Text"], str)
        assert request.keys() <= {field.name for field in REQUEST}


@given(st.dictionaries(paths, texts | st.just("-1") | st.just("true") | st.just("nan"), max_size=5))
def test_any_query_is_a_request_or_refused_with_a_code_of_the_cloud(query: dict[str, str]) -> None:
    with refused_with(*CODES):
        request = parsed(SERVICE, REQUEST, query)
        CHECKER.check(request)
        msgspec.json.encode(request)


@given(st.dictionaries(st.sampled_from(["Filters", "Total"]), st.none(), max_size=2))
def test_answer_is_completed_with_nothing(answer: dict[str, Any]) -> None:
    assert CHECKER.complete(answer) == {"Filters": None, "Total": None, "RequestId": None}


def test_answer_is_completed_at_every_depth() -> None:
    found = CHECKER.complete({"Filters": [{"Name": "a"}, {"Values": ["b"]}]})

    assert found["Filters"] == [{"Name": "a", "Values": None}, {"Name": None, "Values": ["b"]}]


@pytest.mark.parametrize("answer", [{"Toatl": 1}, {"Filters": [{"Nmae": "a"}]}])
def test_field_that_an_answer_does_not_have_is_a_defect(answer: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        CHECKER.complete(answer)


@pytest.mark.parametrize("filters", [[{}], [{"Name": "a", "Nmae": "b"}], [[]], ["a"], [None], {}])
def test_fault_is_found_at_every_depth(filters: Any) -> None:
    with pytest.raises(ApiError):
        CHECKER.check({"Text": "", "Filters": filters})


def test_message_says_where_the_fault_is() -> None:
    with pytest.raises(ApiError) as refused:
        CHECKER.check({"Text": "", "Filters": [{"Name": "a"}, {"Name": "a", "Values": ["b", 7]}]})

    assert "`Filters.1.Values.1`" in refused.value.message


def test_items_of_a_list_are_in_the_order_of_their_numbers() -> None:
    query = {f"Numbers.{number}": str(number) for number in (10, 9, 2, 0)}

    assert parsed(SERVICE, REQUEST, query) == {"Numbers": [0, 2, 9, 10]}


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1e999"])
def test_number_that_json_has_not_is_refused(text: str) -> None:
    with pytest.raises(ApiError):
        CHECKER.check(parsed(SERVICE, REQUEST, {"Text": "", "Share": text}))


def test_whole_number_larger_than_any_fraction_is_refused() -> None:
    with pytest.raises(ApiError):
        CHECKER.check({"Text": "", "Share": 10**400})


def test_every_type_of_the_recorded_shapes_is_known() -> None:
    for service in services().values():
        shapes = [fields for shape in service.actions.values() for fields in (shape.request, shape.response)]
        for field in {field for fields in [*shapes, *service.types.values()] for field in fields}:
            checker = Checker(service, Shape((Field("One", field.type),), ()))
            with pytest.raises(ApiError):
                checker.check({"One": object()})
