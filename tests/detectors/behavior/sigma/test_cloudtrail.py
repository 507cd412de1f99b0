import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.analytics.lake import event, executed, registered
from tests.detectors.behavior.sigma.rules import AWS, compiled, fault, fired, rule

from akwarden.model.network import NetworkFacts, NetworkKind
from akwarden.networks.address import canonical_text, parse_address, signed_halves
from akwarden.providers.aws.audit.cloudtrail import CloudTrailReader
from akwarden.store.lake.columns import table_of

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def record(**keys: Any) -> dict[str, Any]:
    """Give a record of CloudTrail; a key that is None is left out."""
    whole = {
        "eventTime": "2026-03-01T23:30:00Z",
        "eventSource": "s3.amazonaws.com",
        "eventName": "GetObject",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.7",
        "userIdentity": {"type": "IAMUser", "principalId": "AIDA1", "userName": "Ann", "accountId": "1"},
    } | keys
    return {key: value for key, value in whole.items() if value is not None}


def fit(selection: Any, *records: dict[str, Any], condition: str = "selection") -> list[int]:
    """Give the places of the records that a rule fires on, as the lake keeps them."""
    reader = CloudTrailReader()
    read = [reader.read(json.dumps(one | {"eventID": f"E{at}"}).encode()) for at, one in enumerate(records)]
    events = registered(table_of(read, _facts, lambda _: "cli", NOW))
    one = compiled(rule(selection, logsource=AWS, condition=condition))
    hits = set(executed(one.hits(events)).column("event_hash").to_pylist())
    ids = executed(events.select("event_hash", "event_id")).to_pylist()
    return sorted(int(row["event_id"][1:]) for row in ids if row["event_hash"] in hits)


def _facts(text: str) -> NetworkFacts | None:
    address = parse_address(text)
    if address is None:
        return None
    halves = signed_halves(address)
    return NetworkFacts(
        family=address.family,
        text=canonical_text(address),
        high=halves.high,
        low=halves.low,
        kind=NetworkKind.INTERNET,
        country=None,
        asn=None,
        org=None,
    )


@pytest.mark.parametrize(
    ("selection", "key", "values", "expected"),
    [
        ({"eventName": "getobject"}, "eventName", ("GetObject", "PutObject"), [0]),
        ({"eventName|cased": "getObject"}, "eventName", ("GetObject", "getObject"), [1]),
        ({"eventName|re": "^Get"}, "eventName", ("GetObject", "getObject"), [0]),
        ({"eventSource": "S3.amazonaws.com"}, "eventSource", ("s3.amazonaws.com", "s3.x", None), [0]),
        ({"eventSource": ["a.amazonaws.com", "b.amazonaws.com"]}, "eventSource", ("b.amazonaws.com",), [0]),
        ({"eventSource": "kms.amazonaws.com.cn"}, "eventSource", ("kms.amazonaws.com.cn", None), [0]),
        ({"eventSource": ["x", "s3.amazonaws.com"]}, "eventSource", ("s3.amazonaws.com", "x"), [0]),
        (
            {"eventSource|startswith": "s3"},
            "eventSource",
            ("s3.amazonaws.com", "s3tables.amazonaws.com"),
            [0, 1],
        ),
        ({"eventSource|endswith": "s3.amazonaws.com"}, "eventSource", ("s3.amazonaws.com", None), [0]),
        ({"eventSource": None}, "eventSource", ("s3.amazonaws.com", None), [1]),
        ({"awsRegion": "US-EAST-1"}, "awsRegion", ("us-east-1", "eu-west-1", None), [0]),
        ({"userAgent|contains": "S3 browser"}, "userAgent", ("[S3 Browser 9]", None), [0]),
        ({"sourceIPAddress": "AWS Internal"}, "sourceIPAddress", ("AWS Internal", "192.0.2.1"), [0]),
        ({"sourceIPAddress": "::FFFF:192.0.2.1"}, "sourceIPAddress", ("AWS Internal", "192.0.2.1"), [1]),
        (
            {"sourceIPAddress|startswith": "192.0."},
            "sourceIPAddress",
            ("ec2.amazonaws.com", "192.0.2.1"),
            [1],
        ),
        (
            {"sourceIPAddress|cidr": "192.0.2.0/24"},
            "sourceIPAddress",
            ("192.0.2.9", "ec2.amazonaws.com"),
            [0],
        ),
        ({"errorCode": None}, "errorCode", ("AccessDenied", None), [1]),
        ({"errorCode|contains": "*"}, "errorCode", ("AccessDenied", None), [0]),
        ({"errorMessage": "no MATCH"}, "errorMessage", ("No match", "No match at all", None), [0]),
        ({"readOnly": True}, "readOnly", (True, False, "true", None), [0, 2]),
        ({"eventTime|hour": 23}, "eventTime", ("2026-03-01T23:59:59Z", "2026-03-01T22:59:59Z"), [0]),
        ({"requestID": "ABC-1"}, "requestID", ("abc-1", None), [0]),
        ({"status": "success"}, "status", ("Success", None), [0]),
    ],
)
def test_fields_of_cloudtrail_are_those_of_the_record(
    selection: dict[str, Any], key: str, values: tuple[Any, ...], expected: list[int]
) -> None:
    records = [record(**{key: value}) for value in values]

    assert fit(selection, *records) == expected
    assert fit(selection, *records, condition="not selection") == [
        at for at in range(len(records)) if at not in expected
    ]


PARAMETERS = (
    {"a": {"b": "Yes"}, "n": 5, "list": [{"c": "x"}, {"c": "Y"}], "flag": True},
    {"a": "b", "text": 'say "Suspended" C:\\x', "none": None},
    None,
)


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("requestParameters.a.b", "YES", [0]),
        ("requestParameters.n", 5, [0]),
        ("requestParameters.n|gt", 4.5, [0]),
        ("requestParameters.flag", True, [0]),
        ("requestParameters.list[1].c", "y", [0]),
        ("requestParameters.list|contains", '"c":"y"', [0]),
        ("requestParameters.list.c", "*", []),
        ("requestParameters|contains", "suspended", [1]),
        ("requestParameters|contains|all", ['"text":', "SUSPENDED"], [1]),
        ("requestParameters.text|re", r"C:\\x$", [1]),
        ("requestParameters.text|re", "say.*Suspended", [1]),
        ("requestParameters.a.b|re", "^(?:No|Yes)$", [0]),
        ("requestParameters.none", None, [0, 1, 2]),
        ("requestParameters", None, [2]),
        ("requestParameters.a|exists", True, [0, 1]),
    ],
)
def test_a_path_leads_into_the_record(path: str, value: Any, expected: list[int]) -> None:
    records = [record(requestParameters=one) for one in PARAMETERS]

    assert fit({path: value}, *records) == expected


def test_a_pattern_is_found_though_json_writes_it_with_backslashes() -> None:
    told = json.dumps(record(requestParameters={"policy": "arn/assumed-role/aws"}))
    reader = CloudTrailReader()
    read = [
        reader.read(told.replace("assumed-role/aws", "assumed-role\\/aws").encode()),
        reader.read(told.replace("assumed-role", "\\u0061ssumed-role").replace("AIDA1", "AIDA2").encode()),
    ]
    events = registered(table_of(read, _facts, lambda _: "cli", NOW))

    one = compiled(rule({"requestParameters.policy|re": "assumed-role/aws$"}, logsource=AWS))

    assert executed(one.hits(events)).num_rows == 2


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        ({"type": "Root", "accountId": "1", "principalId": "1"}, "Root"),
        ({"type": "IAMUser", "principalId": "AIDA1", "userName": "Ann"}, "IAMUser"),
        (
            {"type": "AssumedRole", "principalId": "AROA1:s", "arn": "arn:aws:sts::1:assumed-role/r/s"},
            "AssumedRole",
        ),
        ({"type": "AssumedRole"}, "AssumedRole"),
        ({"type": "Role", "principalId": "AROA1"}, "Role"),
        ({"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}, "AWSService"),
        ({"type": "AWSAccount", "principalId": "x", "accountId": "2"}, "AWSAccount"),
        ({"type": "AWSAccount", "principalId": "x", "accountId": "ANONYMOUS_PRINCIPAL"}, "AWSAccount"),
        ({"type": "SAMLUser", "principalId": "x"}, "SAMLUser"),
        ({"type": "WebIdentityUser", "principalId": "x"}, "WebIdentityUser"),
        ({"type": "FederatedUser", "principalId": "1:f"}, "FederatedUser"),
        ({"type": "Nobody", "principalId": "x"}, "Nobody"),
    ],
)
def test_the_type_of_who_called_is_that_of_the_record(identity: dict[str, Any], expected: str) -> None:
    one = record(userIdentity=identity)

    assert fit({"userIdentity.type": expected.upper()}, one) == [0]
    assert fit({"userIdentity.type|cased": expected}, one) == [0]
    assert fit({"userIdentity.type": "Other"}, one, condition="not selection") == [0]


def test_a_failed_sign_in_has_the_error_code_of_its_record() -> None:
    keys = {
        "eventSource": "signin.amazonaws.com",
        "eventName": "ConsoleLogin",
        "eventType": "AwsConsoleSignIn",
    }
    one = record(**keys, responseElements={"ConsoleLogin": "Failure"}, errorMessage="Failed authentication")

    assert fit({"errorCode": None, "errorMessage": "failed authentication"}, one) == [0]
    assert fit({"errorCode": "Failure"}, one) == []


def test_events_of_other_clouds_do_not_fit() -> None:
    one = compiled(rule({"eventName": "GetObject"}, logsource=AWS, condition="not selection"))
    rows = [event(event_hash=at, provider=name) for at, name in enumerate(("tencent", "aws"))]

    assert fired(one, rows) == [1]


@pytest.mark.parametrize("value", ["s3", ".amazonaws.com", "amazonaws.com"])
def test_a_source_that_is_no_host_is_refused(value: str) -> None:
    assert fault(rule({"eventSource": value}, logsource=AWS)) == "the condition can fit no event"


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("requestparameters.a", "unknown field `requestparameters.a`"),
        ("EventName", "unknown field `EventName`; near to it: eventName"),
        ("region", "unknown field `region`; near to it: awsRegion"),
        ("requestParameters.a[*]", "`requestParameters.a[*]` is no path"),
        ("requestParameters..a", "`requestParameters..a` is no path"),
        ("requestParameters.a b", "`requestParameters.a b` is no path"),
        ("requestParameters.a'b", "`requestParameters.a'b` is no path"),
    ],
)
def test_what_is_no_field_of_cloudtrail_is_refused(field: str, reason: str) -> None:
    assert fault(rule({field: "x"}, logsource=AWS)).startswith(reason)
