import http.client
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.emulator.tencent.by_hand import HOST, Desk, desk, form_signed, refused_with, signed
from tests.emulator.tencent.cloud import ask, client, emulator

from akwarden.emulator.tencent.envelope import MOST_QUERY_BYTES, Raw, json_parameters, query_parameters
from akwarden.emulator.tencent.server import Emulator

__all__ = ["emulator"]
FORM = "application/x-www-form-urlencoded"
V1 = {"Action": "GetUser", "Version": "2019-01-16"}


@pytest.fixture
def here() -> Desk:
    return desk()


def get(parameters: dict[str, str]) -> Raw:
    return Raw("GET", "/", urlencode(parameters), {"host": HOST}, b"", "192.0.2.1")


def post(parameters: dict[str, str]) -> Raw:
    body = urlencode(parameters).encode()
    return Raw("POST", "/", "", {"host": HOST, "content-type": FORM}, body, "192.0.2.1")


def over_http(emulator: Emulator, raw: Raw) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(emulator.address, timeout=100)
    connection.request(raw.method, "/" + (raw.query and f"?{raw.query}"), raw.body, dict(raw.headers))
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def test_success_has_the_plain_content_type(emulator: Emulator) -> None:
    key = next(iter(emulator.cloud.keys.values()))

    response, body = over_http(
        emulator,
        signed(key, "sts", "GetCallerIdentity", now=emulator.cloud.clock.now(), host=emulator.address),
    )

    assert (response.status, response.headers["Content-Type"]) == (200, "application/json")
    assert json.loads(body)["Response"]["Type"] == "RootAccount"


def test_error_has_status_200_and_the_plain_content_type(emulator: Emulator) -> None:
    response, body = over_http(emulator, Raw("POST", "/", "", {}, b"{}", ""))

    content = json.loads(body)["Response"]
    assert (response.status, response.headers["Content-Type"]) == (200, "application/json")
    assert content.keys() == {"Error", "RequestId"}
    assert content["Error"].keys() == {"Code", "Message"}


def test_each_answer_has_a_request_id_of_its_own(here: Desk) -> None:
    raw = signed(here.root, "sts", "GetCallerIdentity")
    wrong = signed(here.root, "sts", "NoSuchAction")

    ids = [here.answer(one)["RequestId"] for one in (raw, raw, wrong, wrong)]

    assert len({*ids}) == 4
    assert all(len(one) == 36 for one in ids)


def test_event_has_the_request_id_of_the_answer(here: Desk) -> None:
    answer = here.answer(signed(here.root, "sts", "GetCallerIdentity"))

    assert here.account.events[-1].request_id == answer["RequestId"]


def test_answer_has_all_fields_that_the_sdk_knows(here: Desk) -> None:
    answer = here.answer(signed(here.root, "cam", "AddUser", {"Name": "alice"}))

    made = {"Uin", "Name", "Uid", "Password", "SecretId", "SecretKey", "PhoneNumVerifyLink", "RequestId"}
    assert answer.keys() == made
    assert answer["SecretId"] is None


def test_query_of_get_is_a_request(here: Desk) -> None:
    here.answer(signed(here.root, "cam", "AddUser", {"Name": "alice@example.com"}))

    raw = signed(
        here.root, "cam", "GetUser", method="GET", query="Name=alice%40example.com", content_type=FORM
    )

    assert here.answer(raw)["Name"] == "alice@example.com"


def test_numbers_and_lists_of_a_query_become_what_their_fields_are(here: Desk) -> None:
    one, two = here.root.secret_id, "AKIDnothere"
    query = urlencode({"SecretIdList.1": two, "SecretIdList.0": one})

    raw = signed(here.root, "cam", "GetSecurityLastUsed", method="GET", query=query, content_type=FORM)

    assert [row["SecretId"] for row in here.answer(raw)["SecretIdLastUsedRows"]] == [one]


def test_numbers_of_a_query_are_numbers(here: Desk) -> None:
    raw = signed(here.root, "cam", "ListAccessKeys", method="GET", query=f"TargetUin={here.account.uin}")

    assert len(here.answer(raw)["AccessKeys"]) == 1


@pytest.mark.parametrize("number", ["", "--1", "1.0", "one", "-1", "9" * 5000, "1" + "0" * 20, "²"])
def test_text_that_is_no_number_is_refused(here: Desk, number: str) -> None:
    raw = signed(here.root, "cam", "ListAccessKeys", method="GET", query=urlencode({"TargetUin": number}))

    assert here.code(raw) == "InvalidParameter"


@pytest.mark.parametrize("make", [get, post])
def test_parameters_of_v1_are_a_request(here: Desk, make: Any) -> None:
    here.answer(signed(here.root, "cam", "AddUser", {"Name": "alice"}))
    method = make({}).method

    assert (
        here.answer(make(form_signed(here.root, {**V1, "Name": "alice"}, method=method)))["Name"] == "alice"
    )


def test_form_that_is_signed_with_tc3_is_a_request(here: Desk) -> None:
    raw = signed(here.root, "cam", "AddUser", b"Name=alice&Remark=a+b", content_type=FORM)

    here.answer(raw)

    assert [(user.name, user.remark) for user in here.account.users.values()] == [("alice", "a b")]


@pytest.mark.parametrize(
    "query",
    [
        "Name=a&Name.x=b",
        "Name.x=b&Name=a",
        "Name.x=a&Name.y=b",
        "Name.=a",
        "Name=a&" + "Name" + ".x" * 9 + "=b",
        "Name" + ".x" * 5000 + "=b",
    ],
)
def test_names_of_a_query_that_contradict_are_refused(here: Desk, query: str) -> None:
    assert here.code(signed(here.root, "cam", "GetUser", method="GET", query=query)) == "InvalidParameter"


@pytest.mark.parametrize("query", ["SecretIdList=a", "SecretIdList.x=a", "SecretIdList." + "1" * 5000 + "=a"])
def test_list_of_a_query_that_is_none_is_refused(here: Desk, query: str) -> None:
    raw = signed(here.root, "cam", "GetSecurityLastUsed", method="GET", query=query)

    assert here.code(raw) == "InvalidParameter"


@pytest.mark.parametrize(
    ("action", "parameters", "code"),
    [
        ("GetUser", {}, "MissingParameter"),
        ("GetUser", {"Name": None}, "MissingParameter"),
        ("GetUser", {"Name": "a", "Nmae": "a"}, "UnknownParameter"),
        ("GetUser", {"Name": "a", "name": "a"}, "UnknownParameter"),
        ("GetUser", {"Name": 7}, "InvalidParameter"),
        ("GetUser", {"Name": ["a"]}, "InvalidParameter"),
        ("ListAccessKeys", {"TargetUin": "1"}, "InvalidParameter"),
        ("ListAccessKeys", {"TargetUin": True}, "InvalidParameter"),
        ("ListAccessKeys", {"TargetUin": 1.0}, "InvalidParameter"),
        ("ListAccessKeys", {"TargetUin": -1}, "InvalidParameter"),
        ("ListAccessKeys", {"TargetUin": 1 << 64}, "InvalidParameter"),
        ("GetSecurityLastUsed", {"SecretIdList": "a"}, "InvalidParameter"),
        ("GetSecurityLastUsed", {"SecretIdList": [7]}, "InvalidParameter"),
        ("GetSecurityLastUsed", {"SecretIdList": [None]}, "InvalidParameter"),
        ("GetSecurityLastUsed", {"SecretIdList": {"0": "a"}}, "InvalidParameter"),
    ],
)
def test_faulty_parameters_are_refused_with_the_code_of_the_cloud(
    here: Desk, action: str, parameters: dict[str, Any], code: str
) -> None:
    assert here.code(signed(here.root, "cam", action, parameters)) == code


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"7", b"null", b'"text"', b"\x00", b'{"Name": "\xff"}', b"[" * 100_000]
)
def test_body_that_is_no_object_of_json_is_refused(here: Desk, body: bytes) -> None:
    assert here.code(signed(here.root, "cam", "GetUser", body)) == "InvalidRequest"


def test_body_may_be_empty(here: Desk) -> None:
    assert here.code(signed(here.root, "sts", "GetCallerIdentity", b"")) == ""


@pytest.mark.parametrize(
    ("service", "action", "version", "code"),
    [
        ("nosuch", "GetUser", "2019-01-16", "NoSuchProduct"),
        ("cam", "GetUser", "2018-01-16", "NoSuchVersion"),
        ("cam", "GetUser", "", "NoSuchVersion"),
        ("cam", "NoSuchAction", "2019-01-16", "InvalidAction"),
        ("cam", "", "2019-01-16", "InvalidAction"),
        ("sts", "GetUser", "2018-08-13", "InvalidAction"),
    ],
)
def test_what_there_is_not_is_refused(here: Desk, service: str, action: str, version: str, code: str) -> None:
    raw = signed(here.root, service, action, more={"x-tc-version": version})

    assert here.code(raw) == code


def test_unknown_action_of_v1_is_refused(here: Desk) -> None:
    assert (
        here.code(get(form_signed(here.root, {"Action": "No", "Version": "2019-01-16"}))) == "InvalidAction"
    )


def test_too_long_query_is_refused(here: Desk) -> None:
    query = "Name=" + "a" * MOST_QUERY_BYTES

    assert (
        here.code(signed(here.root, "cam", "GetUser", method="GET", query=query))
        == "RequestSizeLimitExceeded"
    )


def test_form_that_is_no_utf8_is_refused(here: Desk) -> None:
    assert here.code(signed(here.root, "cam", "GetUser", b"Name=\xff", content_type=FORM)) == "InvalidRequest"


def test_names_that_nobody_knows_are_not_repeated_at_length(here: Desk) -> None:
    raw = signed(
        here.root, "cam", "GetUser", {"Name": "a", "x" * 100_000: 1}, more={"x-tc-action": "GetUser"}
    )

    assert len(here.reply(raw).body) < 1000
    assert len(here.account.events[-1].message) < 1000


def test_lists_in_lists_leave_an_event_behind(here: Desk) -> None:
    deep = b'{"Name": ' + b"[" * 900 + b"]" * 900 + b"}"

    assert here.code(signed(here.root, "cam", "GetUser", deep)) in {"InvalidParameter", "InvalidRequest"}
    assert here.account.events[-1].code


def test_sdk_reads_what_it_wrote(emulator: Emulator) -> None:
    on = client("cam", emulator)
    ask(on, "AddUser", Name="unicode", Remark="值 <&> \"'\\ \u0007")

    assert ask(on, "GetUser", Name="unicode")["Remark"] == "值 <&> \"'\\ \u0007"


@given(st.binary(max_size=200))
def test_any_body_is_an_object_or_refused(body: bytes) -> None:
    with refused_with("InvalidRequest"):
        assert isinstance(json_parameters(Raw("POST", "/", "", {}, body, "")), dict)


@given(st.binary(max_size=200), st.sampled_from(["GET", "POST"]))
def test_any_query_is_parameters_or_refused(text: bytes, method: str) -> None:
    raw = Raw(method, "/", text.decode("latin-1"), {}, text, "")

    with refused_with("InvalidRequest"):
        for name, value in query_parameters(raw).items():
            assert (name + value).encode() or not name


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_parameters_survive_a_query(parameters: dict[str, str]) -> None:
    encodable = {n: v for n, v in parameters.items() if (n + v).isprintable()}

    assert query_parameters(Raw("GET", "/", urlencode(encodable), {}, b"", "")) == encodable
