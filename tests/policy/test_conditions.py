from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.policy.conditions import Context, ready
from akwarden.policy.document import Condition, Language, Quantifier
from akwarden.policy.operators import OPERATORS, Family

CAM, IAM = Language.CAM, Language.IAM
ALL, ANY = Quantifier.ALL, Quantifier.ANY


def holds(condition: Condition, context: Mapping[str, tuple[str, ...]], language: Language = IAM) -> bool:
    """Say whether a condition holds for a request."""
    return ready(condition, language, variables=language is IAM).holds(
        Context(context), folded=language is IAM
    )


def compared(operator: str, wanted: str, given_value: str) -> bool:
    """Say whether an operator holds for one value, in the language that has it."""
    language = IAM if operator in OPERATORS[IAM] else CAM
    return holds(Condition(operator, "k", (wanted,)), {"k": (given_value,)}, language)


TRUE = [
    ("StringEquals", "a*", "a*"),
    ("StringEqualsIgnoreCase", "Straße", "STRASSE"),
    ("StringLike", "a?c*", "abc"),
    ("StringNotLike", "a*", "ba"),
    ("NumericEquals", "10", "10.0"),
    ("NumericLessThan", "10000000000000000000000001", "10000000000000000000000000"),
    ("NumericGreaterThanEquals", "1.5", "1.50"),
    ("DateEquals", "2026-01-01T08:00:00+08:00", "1767225600"),
    ("DateLessThan", "2026-01-01", "2025-12-31T23:59:59.999Z"),
    ("Bool", "true", "True"),
    ("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "QmluYXJ5VmFsdWVJbkJhc2U2NA=="),
    ("IpAddress", "203.0.113.0/24", "203.0.113.255"),
    ("IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5678::1"),
    ("NotIpAddress", "203.0.113.0/24", "2001:db8::1"),
    ("ArnLike", "arn:aws:s3:::a?c*", "arn:aws:s3:::abc/d:e"),
    ("ArnEquals", "arn:aws:*:*:1:x", "arn:aws:sqs:eu:1:x"),
    ("string_equal", "a?", "a?"),
    ("string_like", "image/*", "image/png"),
    ("string_like", "a?", "a?"),
    ("binary_equal", "a", "a"),
    ("ip_equal", "10.217.182.3/24", "10.217.182.200"),
    ("date_less_than", "2016-06-01T00:01:00Z", "2016-06-01T00:00:59Z"),
    ("bool_equal", "false", "false"),
]
FALSE = [
    ("StringEquals", "a", "A"),
    ("StringLike", "a", "ab"),
    ("NumericEquals", "10", "ten"),
    ("NumericLessThan", "ten", "1"),
    ("DateEquals", "2026", "yesterday"),
    ("Bool", "yes", "yes"),
    ("IpAddress", "203.0.113.0/24", "::ffff:203.0.113.1"),
    ("IpAddress", "203.0.113.0/24", "lambda.amazonaws.com"),
    ("NotIpAddress", "0.0.0.0/0", "8.8.8.8"),
    # The example of "IAM JSON policy elements: Condition operators": a star stays between its colons.
    (
        "ArnLike",
        "arn:aws:someservice:*:111122223333:finance/*",
        "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt",
    ),
    ("ArnLike", "*", "arn:aws:s3:::a"),
    ("string_like", "a?", "ab"),
    ("date_equal", "1767225600", "2026-01-01T00:00:00Z"),
]


@pytest.mark.parametrize(("operator", "wanted", "given_value"), TRUE)
def test_an_operator_holds(operator: str, wanted: str, given_value: str) -> None:
    assert compared(operator, wanted, given_value)


@pytest.mark.parametrize(("operator", "wanted", "given_value"), FALSE)
def test_an_operator_does_not_hold(operator: str, wanted: str, given_value: str) -> None:
    assert not compared(operator, wanted, given_value)


def test_a_star_of_a_string_operator_reaches_over_colons() -> None:
    # The same example: "With a StringLike condition, the match succeeds."
    value = "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt"

    assert compared("StringLike", "arn:aws:someservice:*:111122223333:finance/*", value)


@pytest.mark.parametrize("language", Language)
def test_every_operator_with_its_suffix_holds_without_the_key(language: Language) -> None:
    for operator, kind in OPERATORS[language].items():
        if kind.family is not Family.NULL:
            assert holds(Condition(operator, "k", ("1",), if_exists=True), {}, language)


def test_without_the_key_a_condition_of_iam_is_false_and_a_negated_one_true() -> None:
    for operator, kind in OPERATORS[IAM].items():
        if kind.family is not Family.NULL:
            assert holds(Condition(operator, "k", ("1",)), {}) is kind.negated


def test_without_the_key_no_condition_of_cam_holds() -> None:
    # COS, "Bucket policy: condition keys": with "allow + string_equal_if_exist" and "deny +
    # string_not_equal" a request without the parameter is let through.
    for operator, kind in OPERATORS[CAM].items():
        if kind.family is not Family.NULL:
            assert not holds(Condition(operator, "k", ("1",)), {}, CAM)


@pytest.mark.parametrize(
    ("language", "operator"), [(CAM, "string_not_equal"), (CAM, "ip_not_equal"), (IAM, "StringNotEquals")]
)
def test_a_negated_operator_holds_when_none_of_its_values_matches(language: Language, operator: str) -> None:
    condition = Condition(operator, "k", ("10.0.0.1", "10.0.0.2"))

    assert holds(condition, {"k": ("10.0.0.3",)}, language)
    assert not holds(condition, {"k": ("10.0.0.2",)}, language)


MANY = [
    ("StringEquals", ALL, ("a", "b"), True),
    ("StringEquals", ALL, ("a", "c"), False),
    ("StringEquals", ANY, ("a", "c"), True),
    ("StringEquals", ANY, ("c", "d"), False),
    ("StringEquals", None, ("a", "c"), True),
    ("StringNotEquals", ALL, ("c", "d"), True),
    ("StringNotEquals", ALL, ("a", "c"), False),
    ("StringNotEquals", ANY, ("a", "c"), True),
    ("StringNotEquals", ANY, ("a", "b"), False),
    ("StringNotEquals", None, ("a", "c"), False),
    ("StringEquals", ALL, (), True),
    ("StringEquals", ANY, (), False),
    ("StringNotEquals", ANY, (), False),
    ("StringEquals", ALL, ("",), True),
    ("StringEquals", ANY, ("",), False),
]


@pytest.mark.parametrize(("operator", "quantifier", "values", "expected"), MANY)
def test_several_values_of_a_request(
    operator: str, quantifier: Quantifier | None, values: tuple[str, ...], *, expected: bool
) -> None:
    assert holds(Condition(operator, "k", ("a", "b"), quantifier), {"k": values}) is expected


few = st.lists(st.sampled_from("abc"), max_size=3)


@given(own=few, wanted=few.filter(bool), negated=st.booleans())
def test_quantifiers_are_all_and_any_over_the_values(
    *, own: list[str], wanted: list[str], negated: bool
) -> None:
    operator = "StringNotEquals" if negated else "StringEquals"
    passed = [(value in wanted) is not negated for value in own]
    context = {"k": tuple(own)}

    assert holds(Condition(operator, "k", tuple(wanted), ALL), context) is all(passed)
    assert holds(Condition(operator, "k", tuple(wanted), ANY), context) is any(passed)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1)), st.integers(-5, 5))  # noqa: DTZ001  made UTC below
def test_dates_compare_as_moments(at: datetime, seconds: int) -> None:
    at = at.replace(tzinfo=UTC, microsecond=0)
    other = at + timedelta(seconds=seconds)
    context = {"k": (str(int(other.timestamp())),)}

    for operator, expected in (("DateGreaterThan", seconds > 0), ("DateLessThanEquals", seconds <= 0)):
        assert holds(Condition(operator, "k", (at.isoformat(),)), context) is expected


def test_presence() -> None:
    for language, operator in ((IAM, "Null"), (CAM, "null_equal")):
        absent, present = (Condition(operator, "k", (value,)) for value in ("true", "false"))
        assert holds(absent, {}, language)
        assert not holds(absent, {"k": ("v",)}, language)
        assert holds(present, {"k": ("v",)}, language)
        assert not holds(present, {}, language)


def test_an_empty_text_is_absent_for_cam_alone() -> None:
    assert holds(Condition("null_equal", "k", ("true",)), {"k": ("",)}, CAM)
    assert not holds(Condition("Null", "k", ("true",)), {"k": ("",)}, IAM)


def test_the_case_of_a_key_counts_for_cam_alone() -> None:
    context = {"aws:SourceIP": ("10.0.0.1",)}

    assert holds(Condition("IpAddress", "AWS:sourceip", ("10.0.0.1",)), context, IAM)
    assert not holds(Condition("ip_equal", "AWS:sourceip", ("10.0.0.1",)), context, CAM)


def test_variables_in_text_and_names() -> None:
    context = {"aws:username": ("a*",), "k": ("home/a*/x",)}

    assert holds(Condition("StringLike", "k", ("home/${aws:UserName}/*",)), context)
    assert not holds(
        Condition("StringLike", "k", ("home/${aws:username}/*",)), {**context, "k": ("home/ab/x",)}
    )
    assert holds(Condition("StringEquals", "k", ("home/${aws:username}/x",)), context)
    assert holds(Condition("StringEqualsIgnoreCase", "k", ("HOME/${aws:username}/X",)), context)
    assert holds(Condition("StringEquals", "k", ("${*}${?}${$}",)), {"k": ("*?$",)})
    assert holds(Condition("StringLike", "k", ("a${*}c",)), {"k": ("a*c",)})
    assert not holds(Condition("StringLike", "k", ("a${*}c",)), {"k": ("abc",)})
    assert holds(Condition("StringEquals", "k", ("${aws:username, 'nobody'}",)), {"k": ("nobody",)})
    assert holds(
        Condition("ArnLike", "k", ("arn:aws:iam::1:user/${aws:username}",)),
        {**context, "k": ("arn:aws:iam::1:user/a*",)},
    )


def test_a_variable_without_a_value_matches_nothing() -> None:
    assert not holds(Condition("StringEquals", "k", ("${aws:username}",)), {"k": ("${aws:username}",)})
    assert holds(Condition("StringNotEquals", "k", ("${aws:username}",)), {"k": ("x",)})
    assert not holds(Condition("StringEquals", "k", ("${a}",)), {"k": ("x",), "a": ("x", "y")})


def test_cam_and_old_versions_have_no_variables() -> None:
    assert holds(Condition("string_equal", "k", ("${a}",)), {"k": ("${a}",), "a": ("x",)}, CAM)
    old = ready(Condition("StringEquals", "k", ("${a}",)), IAM, variables=False)
    assert old.holds(Context({"k": ("${a}",)}), folded=True)


@pytest.mark.parametrize("operator", ["StringNotEquals", "StringEquals", "stringlike"])
def test_an_operator_of_another_language_matches_nothing(operator: str) -> None:
    assert not holds(Condition(operator, "k", ("v",)), {"k": ("v",)}, CAM)
