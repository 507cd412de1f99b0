"""What nobody should send: each is refused in bounded time, and the next caller is answered."""

import json
import re
import socket
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.emulator.tencent.by_hand import POST, call, on_the_wire, pour, signed, statuses, talk
from tests.emulator.tencent.cloud import account_of, ask, client, root_key

from akwarden.emulator.tencent.envelope import MOST_BODY_BYTES
from akwarden.emulator.tencent.server import Emulator, empty_cloud


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """Give an emulator that waits as long as it is made to."""
    with Emulator(empty_cloud(seed=1)[0], rate_scale=0) as running:
        yield running


@pytest.fixture(autouse=True)
def _next_caller_is_answered(emulator: Emulator) -> Iterator[None]:
    yield
    assert ask(client("sts", emulator), "GetCallerIdentity")


def test_body_that_says_it_is_too_large_is_not_read(emulator: Emulator) -> None:
    answer = talk(emulator.address, f"{POST}Content-Length: {MOST_BODY_BYTES + 1}\r\n\r\n".encode())

    assert b"RequestSizeLimitExceeded" in answer


def test_body_that_says_it_is_endless_is_not_read(emulator: Emulator) -> None:
    answer = talk(emulator.address, f"{POST}Content-Length: {10**18}\r\n\r\n".encode(), b"x" * 100_000)

    assert b"RequestSizeLimitExceeded" in answer


def test_body_in_chunks_is_read_up_to_the_limit(emulator: Emulator) -> None:
    chunk = b"100000\r\n" + b" " * (1 << 20) + b"\r\n"
    host, _, port = emulator.address.rpartition(":")

    with socket.create_connection((host, int(port)), timeout=60) as caller:
        caller.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 16)
        caller.sendall(f"{POST}Transfer-Encoding: chunked\r\n\r\n".encode())

        assert pour(caller, chunk, most=1000) < 50


def test_body_as_large_as_may_be_is_read(emulator: Emulator) -> None:
    body = b'{"Name":"' + b"a" * (MOST_BODY_BYTES - 11) + b'"}'

    answer = talk(emulator.address, on_the_wire(call(emulator, "GetUser", body)))

    assert len(body) == MOST_BODY_BYTES
    assert b"UserNotExist" in answer


@pytest.mark.parametrize(
    "head",
    [
        "POST / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2, 2\r\n\r\n{}",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n{}",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +2\r\n\r\n{}",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0x2\r\n\r\n{}",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999999\r\n\r\n{}",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\n Folded: yes\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nX: a\r\n folded\r\n\r\n",
        "POST / HTTP/1.1\r\nHost : h\r\n\r\n",
        "POST / HTTP/1.1\r\nHo st: h\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n",
        "POST / HTTP/1.1\rHost: h\r\n\r\n",
        "POST / HTTP/1.1\r\nX: a\rHost: h\r\n\r\n",
        "POST / HTTP/9.9\r\n\r\n",
        "FETCH / HTTP/1.1\r\n\r\n",
        "GET http://[ HTTP/1.1\r\n\r\n",
        "GET \\ HTTP/1.1\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_bytes_that_are_no_request_are_refused(emulator: Emulator, head: str) -> None:
    answer = talk(emulator.address, head.encode("latin-1"))

    assert statuses(answer) == [400]
    assert answer.endswith(b"Invalid HTTP request received.")


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/../../etc/passwd", 404),
        ("GET", "/%2e%2e/%2e%2e/etc/passwd", 404),
        ("GET", "//etc/passwd", 404),
        ("GET", "/_emulator/../", 403),
        ("GET", "/_emulator/accounts", 403),
        ("GET", "/%5femulator/accounts", 403),
        ("PUT", "/", 404),
        ("DELETE", "/", 404),
        ("HEAD", "/", 404),
        ("OPTIONS", "/", 404),
        ("TRACE", "/", 404),
    ],
)
def test_place_that_is_not_served_is_not_found(
    emulator: Emulator, method: str, target: str, status: HTTPStatus
) -> None:
    answer = talk(
        emulator.address, f"{method} {target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".encode()
    )

    assert statuses(answer) == [status]
    assert b"root:" not in answer
    assert root_key(emulator).secret_id.encode() not in answer


def test_request_behind_a_broken_one_is_not_read(emulator: Emulator) -> None:
    good = on_the_wire(call(emulator, "AddUser", {"Name": "smuggled"}))

    answer = talk(emulator.address, b"POST / HTTP/1.1\r\nX: a\0b\r\n\r\n" + good)

    assert statuses(answer) == [400]
    assert account_of(emulator).user_named("smuggled") is None


def test_request_behind_a_too_large_one_is_not_read(emulator: Emulator) -> None:
    good = on_the_wire(call(emulator, "AddUser", {"Name": "smuggled"}))

    answer = talk(emulator.address, f"{POST}Content-Length: {10**9}\r\n\r\n".encode() + good)

    assert statuses(answer) == [200]
    assert account_of(emulator).user_named("smuggled") is None


def test_request_in_the_body_of_another_is_not_read(emulator: Emulator) -> None:
    inner = on_the_wire(call(emulator, "AddUser", {"Name": "smuggled"}))

    answer = talk(emulator.address, on_the_wire(call(emulator, "GetUser", inner)))

    assert statuses(answer) == [200]
    assert account_of(emulator).user_named("smuggled") is None


def test_header_that_comes_twice_is_not_believed(emulator: Emulator) -> None:
    raw = call(emulator, "AddUser", {"Name": "twice"})

    for name in ("X-TC-Action", "Host", "Authorization", "Content-Type"):
        answer = talk(emulator.address, on_the_wire(raw, f"{name}: {raw.headers[name.lower()]}"))

        assert b'"Error"' in answer
    assert account_of(emulator).user_named("twice") is None


@pytest.mark.parametrize("upgrade", ["websocket", "h2c"])
def test_connection_is_not_upgraded(emulator: Emulator, upgrade: str) -> None:
    head = f"GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, close\r\nUpgrade: {upgrade}\r\n\r\n"

    answer = talk(emulator.address, head.encode(), b"\x81\x05hello")

    assert 101 not in statuses(answer)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"Name":' * 100_000,
        b'{"Name": "\xff\xfe"}',
        b'{"Name": "\\ud800"}',
        b'{"Name": 1' + b"0" * 1_000_000 + b"}",
        b'{"Name": 1e999999999}',
        b'{"Name": "a", ' + b'"' + b"x" * 1_000_000 + b'": 1}',
        json.dumps({f"P{n}": n for n in range(10_000)}).encode(),
        json.dumps({"Name": ["a"] * 100_000}).encode(),
        b"\xef\xbb\xbf{}",
        b"PK\x03\x04",
    ],
    ids=lambda body: body[:12],
)
def test_hostile_body_is_refused(emulator: Emulator, body: bytes) -> None:
    answer = talk(emulator.address, on_the_wire(call(emulator, "GetUser", body)))

    assert statuses(answer) == [200]
    assert re.search(rb'"Code":"(InvalidRequest|InvalidParameter|UnknownParameter|MissingParameter)"', answer)
    assert len(answer) < 2_000


@pytest.mark.parametrize("count", [10_000, 100_000])
def test_form_of_many_parameters_is_refused(emulator: Emulator, count: int) -> None:
    body = "&".join(f"P{n}={n}" for n in range(count)).encode()
    raw = call(emulator, "GetUser", body, content_type="application/x-www-form-urlencoded")

    assert b'"Code":"InvalidRequest"' in talk(emulator.address, on_the_wire(raw))


POLICIES = {
    "2 MB": json.dumps({"version": "2.0", "statement": {"effect": "allow", "action": "a" * 2_000_000}}),
    "2 MB of statements": json.dumps(
        {"version": "2.0", "statement": [{"effect": "allow", "action": "cam:*", "resource": "*"}] * 28_000}
    ),
    "nested": "[" * 100_000,
    "globs": json.dumps(
        {"version": "2.0", "statement": {"effect": "allow", "action": "cam:" + "*a" * 2_000, "resource": "*"}}
    ),
    "no policy": "{}",
    "no text": "\0" * 100,
}


@pytest.mark.parametrize("text", POLICIES.values(), ids=POLICIES.keys())
@pytest.mark.parametrize(
    ("service", "action", "name"),
    [("cam", "CreatePolicy", "PolicyDocument"), ("sts", "GetFederationToken", "Policy")],
)
def test_hostile_policy_is_refused(
    emulator: Emulator, service: str, action: str, name: str, text: str
) -> None:
    body = {name: text, "PolicyName" if service == "cam" else "Name": "hostile"}

    answer = talk(emulator.address, on_the_wire(call(emulator, action, body, service)), seconds=60)

    assert statuses(answer) == [200]
    assert b'"Error"' in answer or len(text) < 6_000


def test_policy_of_globs_is_judged_in_bounded_time(emulator: Emulator) -> None:
    root = client("cam", emulator)
    made = ask(root, "AddUser", Name="globs", UseApi=1)
    actions = ["cam:" + "*s" * 40 + f"*x{number}" for number in range(40)]
    text = {"version": "2.0", "statement": {"effect": "allow", "action": actions, "resource": "*"}}
    policy = ask(root, "CreatePolicy", PolicyName="globs", PolicyDocument=json.dumps(text))["PolicyId"]
    ask(root, "AttachUserPolicy", PolicyId=policy, AttachUin=made["Uin"])
    key = emulator.cloud.keys[made["SecretId"]]

    raw = signed(key, "cam", "ListUsers", now=emulator.cloud.clock.unmoved(), host=emulator.address)

    assert b"UnauthorizedOperation" in talk(emulator.address, on_the_wire(raw), seconds=60)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.binary(max_size=60),
    st.binary(max_size=20),
    st.sampled_from(["authorization", "x-tc-action", "x", "host"]),
)
def test_any_query_and_header_are_answered(emulator: Emulator, query: bytes, value: bytes, name: str) -> None:
    head = b"GET /?" + query + b" HTTP/1.1\r\n" + name.encode() + b": " + value

    assert 500 not in statuses(talk(emulator.address, head + b"\r\nConnection: close\r\n\r\n"))
