import base64
from typing import Any

import pytest
from tests.analytics.lake import START, Row, event
from tests.detectors.behavior.sigma.rules import AWS, compiled, fault, fired, rows_of, rule

AGENTS = (
    "Boto3/1.0",
    "boto3/1.0",
    "S3 Browser 9",
    "a%b_c\\d'e\"f",
    "a*b?c",
    "STRAßE İstanbul ΟΔΟΣ",
    "云服务",
    "line\nbreak",
    "",
    None,
    "10",
    "5d",
    "-3.5",
    "true",
    f"x {base64.b64encode(b'whoami').decode()} y",
    "cmd /c -enc",
)
"""Texts that engines and writers of rules stumble over."""

TEXTS: list[tuple[str, Any, set[int]]] = [
    ("user_agent", "BOTO3/1.0", {0, 1}),
    ("user_agent|cased", "Boto3/1.0", {0}),
    ("user_agent", ["boto3/1.0", "s3 BROWSER 9"], {0, 1, 2}),
    ("user_agent|cased", ["boto3/1.0", "S3 browser 9"], {1}),
    ("user_agent", "boto*", {0, 1}),
    ("user_agent", "*BROWSER*", {2}),
    ("user_agent", "*1.0", {0, 1}),
    ("user_agent", "b*3*0", {0, 1}),
    ("user_agent", "boto?/1.?", {0, 1}),
    ("user_agent", "?", set()),
    ("user_agent", "??", {10, 11}),
    ("user_agent|contains", "3/1", {0, 1}),
    ("user_agent|startswith", "s3 b", {2}),
    ("user_agent|endswith", "R 9", {2}),
    ("user_agent|contains|all", ["s3", "9"], {2}),
    ("user_agent|contains", ["browser", "boto"], {0, 1, 2}),
    ("user_agent|contains", "%b_c", {3}),
    ("user_agent|contains", "\\d'e\"", {3}),
    ("user_agent", r"a\*b\?c", {4}),
    ("user_agent", "a*b?c", {4}),
    ("user_agent|contains", "straße i", {5}),
    ("user_agent|endswith", "οδος", {5}),
    ("user_agent|contains", "İSTANBUL", {5}),
    ("user_agent|contains", "服", {6}),
    ("user_agent", "line?break", {7}),
    ("user_agent", "line*", {7}),
    ("user_agent", "", {8}),
    ("user_agent", None, {9}),
    ("user_agent", [None, ""], {8, 9}),
    ("user_agent", "*", {*range(16)} - {9}),
    ("user_agent|contains", "*", {*range(16)} - {9}),
    ("user_agent|exists", True, {*range(16)} - {9}),
    ("user_agent|exists", False, {9}),
    ("user_agent", 10, {10}),
    ("user_agent", True, {13}),
    ("user_agent|gt", 5, {10}),
    ("user_agent|gte", 10, {10}),
    ("user_agent|lt", 0, {12}),
    ("user_agent|lte", -3.5, {12}),
    ("user_agent|neq", "boto3/1.0", {*range(16)} - {0, 1}),
    ("user_agent|re", r"^[A-Z]oto\d", {0}),
    ("user_agent|re|i", r"^[A-Z]oto\d", {0, 1}),
    ("user_agent|re", "e.b", set()),
    ("user_agent|re|s", "e.b", {7}),
    ("user_agent|re", ["^云", "^10$"], {6, 10}),
    ("user_agent|base64|contains", "whoami", {14}),
    ("user_agent|base64offset|contains", "whoami", {14}),
    ("user_agent|windash|contains", "/enc", {15}),
    ("user_agent|windash|contains", " -c ", {15}),
]


@pytest.mark.parametrize(("field", "value", "expected"), TEXTS)
def test_texts_are_compared_as_sigma_says(field: str, value: Any, expected: set[int]) -> None:
    found = fired(compiled(rule({field: value, "action": "run"})), _events())

    assert found == sorted(expected)


@pytest.mark.parametrize(("field", "value", "expected"), TEXTS)
def test_not_gives_all_other_events_also_those_without_a_value(
    field: str, value: Any, expected: set[int]
) -> None:
    one = rule({field: value}, condition="other and not selection")
    one["detection"]["other"] = {"action": "run"}

    found = fired(compiled(one), _events())

    assert found == sorted({*range(len(AGENTS))} - expected)


def _events() -> list[Row]:
    return rows_of("user_agent", AGENTS, action="run")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("ip_asn", 45090, {0}),
        ("ip_asn", "45090", {0}),
        ("ip_asn", [45090, 1], {0, 1}),
        ("ip_asn|gt", 1, {0}),
        ("ip_asn|gte", 1, {0, 1}),
        ("ip_asn|lt", 1.5, {1}),
        ("ip_asn", None, {2}),
        ("ip_asn", "*", {0, 1}),
    ],
)
def test_numbers_are_compared_as_numbers(field: str, value: Any, expected: set[int]) -> None:
    rows = rows_of("ip_asn", (45090, 1, None))

    assert fired(compiled(rule({field: value})), rows) == sorted(expected)


@pytest.mark.parametrize(
    ("value", "expected"), [(True, [0]), ("False", [1]), (None, [2]), ([True, False], [0, 1])]
)
def test_flags_are_true_or_false_or_not_set(value: Any, expected: list[int]) -> None:
    assert fired(compiled(rule({"mfa": value})), rows_of("mfa", (True, False, None))) == expected


V4 = ("10.0.0.0", "10.0.0.255", "10.0.1.0", "9.255.255.255", "::ffff:0:0", None)
V6 = ("2001:db8::", "2001:db8::1", "2001:db8:0:1::", "2001:db9::", "::", "10.0.0.1")


@pytest.mark.parametrize(
    ("addresses", "network", "expected"),
    [
        (V4, "10.0.0.0/24", {0, 1}),
        (V4, "10.0.0.0/8", {0, 1, 2}),
        (V4, "0.0.0.0/0", {0, 1, 2, 3}),
        (V4, "10.0.1.0/32", {2}),
        (V4, "::ffff:10.0.0.0/120", {0, 1}),
        (V4, ["9.0.0.0/8", "10.0.1.0/24"], {2, 3}),
        (V6, "2001:db8::/32", {0, 1, 2}),
        (V6, "2001:db8::/64", {0, 1}),
        (V6, "2001:db8::/127", {0, 1}),
        (V6, "2001:db8::1/128", {1}),
        (V6, "::/0", {0, 1, 2, 3, 4}),
        (V6, "::/128", {4}),
    ],
)
def test_a_network_holds_its_addresses_and_no_others(
    addresses: tuple[str | None, ...], network: Any, expected: set[int]
) -> None:
    rows = rows_of("source_ip", addresses)

    inside = fired(compiled(rule({"source_ip|cidr": network})), rows)
    outside = fired(compiled(rule({"source_ip|cidr": network}, condition="not selection")), rows)

    assert inside == sorted(expected)
    assert outside == sorted({*range(len(addresses))} - expected)


def test_an_address_may_be_written_in_another_form() -> None:
    rows = rows_of("source_ip", ("2001:db8::1", "10.0.0.1"))

    assert fired(compiled(rule({"source_ip": "2001:0DB8:0:0::1"})), rows) == [0]
    assert fired(compiled(rule({"source_ip": ["2001:0DB8:0:0::1", "::ffff:10.0.0.1"]})), rows) == [0, 1]


@pytest.mark.parametrize(
    ("part", "number"),
    [("minute", 59), ("hour", 23), ("day", 31), ("month", 12), ("year", 2024), ("week", 1)],
)
def test_parts_of_times_are_those_of_utc(part: str, number: int) -> None:
    late = START.replace(year=2024, month=12, day=31, hour=23, minute=59, second=59)
    rows = rows_of("time", (late, START))

    assert fired(compiled(rule({f"time|{part}": number})), rows) == [0]


@pytest.mark.parametrize(
    ("modifiers", "expected"), [("", [0, 1]), ("|startswith", [0, 1, 2]), ("|contains", [0, 1, 2, 3])]
)
def test_a_field_is_compared_with_another_of_its_event(modifiers: str, expected: list[int]) -> None:
    names = ("ops", "OPS", "ops-2", "my-ops", "dev", None)
    rows = rows_of("session_name", names, principal_name="Ops")

    found = fired(compiled(rule({f"session_name|fieldref{modifiers}": "principal_name"})), rows)

    assert found == expected


def test_a_value_without_a_field_is_looked_for_in_the_record() -> None:
    raws = ('{"a": "say \\"Hi\\""}', '{"a": "C:\\\\tmp"}', '{"a": 10}', "{}")

    def found(selection: Any) -> list[int]:
        return fired(compiled(rule(selection)), rows_of("raw", raws))

    assert found(['say "HI"']) == [0]
    assert found(["c:\\tmp"]) == [1]
    assert found([10, "say"]) == [0, 2]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("a and b", [0]),
        ("a or b", [0, 1, 2]),
        ("a and not b", [1]),
        ("not (a or b)", [3]),
        ("1 of *", [0, 1, 2]),
        ("all of them", [0]),
        (["a and b", "not a and not b"], [0, 3]),
    ],
)
def test_conditions_join_selections(condition: Any, expected: list[int]) -> None:
    one = rule({"region": "x"}, condition=condition)
    one["detection"] = {"a": {"region": "r"}, "b": {"issuer": "i"}, "condition": condition}
    cells = (("r", "i"), ("r", None), (None, "i"), (None, None))
    rows = [event(event_hash=at, region=one, issuer=two) for at, (one, two) in enumerate(cells)]

    assert fired(compiled(one), rows) == expected


@pytest.mark.parametrize(
    ("selection", "reason"),
    [
        ({"regoin": "x"}, "unknown field `regoin`; near to it: region"),
        ({"region|like": "x"}, "Unknown modifier 'like'"),
        ({"region": []}, "`region` is compared with an empty list"),
        ({"region|contains": ""}, "`region` has `contains` of an empty text, which fits everything"),
        ({"region|startswith": ["a", ""]}, "`region` has `startswith` of an empty text"),
        ({"service": "*"}, "the condition fits every event"),
        ({"sensitive": [True, False]}, "the condition fits every event"),
        ({"service": None}, "the condition can fit no event"),
        ({"region|expand": "%home%"}, "the placeholder `%home%` stands for nothing that is known"),
        ({"region|re|expand": "a%home%"}, "the placeholder `%home%` stands for nothing that is known"),
        ({"region|re": "a(?=b)"}, "the pattern `a(?=b)` is wrong: invalid perl operator: (?="),
        ({"region|re": r"\bx"}, r"the pattern `\bx` has `\b`, which engines read differently"),
        ({"region|re|m": "^x"}, "the pattern `^x` has `^` for the ends of lines"),
        (
            {"action|re": "^Get"},
            "a pattern with capitals is looked for in a field that is kept in lower case",
        ),
        ({"action|cased": "GetUser"}, "a text with capitals is compared with a field that is kept in lower"),
        ({"source_ip|cidr": "10.0.0.1/8"}, "Invalid CIDR expression: 10.0.0.1/8 has host bits set"),
        ({"source_ip|cidr": "home"}, "Invalid CIDR expression: 'home' does not appear to be"),
        ({"region|cidr": "10.0.0.0/8"}, "`region` holds texts, and is compared with a network"),
        ({"ip_asn": "Tencent"}, "`ip_asn` holds numbers, and is compared with the text `Tencent`"),
        ({"ip_asn|re": "4.*"}, "`ip_asn` holds numbers, and is compared with a pattern"),
        ({"mfa": 1}, "`mfa` holds true or false, and is compared with a number"),
        ({"mfa|gt": 1}, "`mfa` holds true or false, and is compared with a number"),
        ({"region|hour": 1}, "`region` holds texts, and is compared with the hour of a time"),
        ({"time": "2026"}, "`time` holds times, and is compared with the text `2026`"),
        ({"time": True}, "`time` holds times, and is compared with true or false"),
        ({"region|fieldref": "nowhere"}, "unknown field `nowhere`"),
        ({"region|fieldref": "ip_asn"}, "`region` and `ip_asn` are of types that can't be compared"),
        ({"region|gt": "x"}, "Modifier SigmaGreaterThanModifier incompatible to value type of 'x'"),
        ({"|re": "a"}, "a pattern needs a field"),
        (["*"], "a value without a field fits every event: it is empty or `*` alone"),
    ],
)
def test_what_would_mean_nothing_is_refused(selection: Any, reason: str) -> None:
    assert fault(rule(selection)).startswith(reason)


@pytest.mark.parametrize("condition", ["selection or not selection", "not (selection and not selection)"])
def test_a_condition_that_is_always_true_is_refused(condition: str) -> None:
    assert fault(rule({"region": "x"}, condition=condition)) == "the condition fits every event"


def test_a_condition_that_is_never_true_is_refused() -> None:
    told = fault(rule({"region": "x"}, condition="selection and not selection"))

    assert told == "the condition can fit no event"


@pytest.mark.parametrize(
    "logsource",
    [{"product": "windows"}, {"product": "aws", "service": "guardduty"}, {"category": "process_creation"}],
)
def test_an_unknown_logsource_is_refused(logsource: dict[str, str]) -> None:
    told = fault(rule({"region": "x"}, logsource=logsource))

    assert told.startswith("unknown logsource")
    assert "`product: aws` with `service: cloudtrail`" in told


def test_an_unknown_field_of_cloudtrail_names_the_nearest() -> None:
    told = fault(rule({"eventname": "x"}, logsource=AWS))

    assert told.startswith("unknown field `eventname`; near to it: eventName")
