"""How nobody should send: each is refused in bounded time, and the next caller is answered.

Deadlines are shortened by the emulator's own argument; nothing here measures time.
"""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tencentcloud.common.exception import TencentCloudSDKException
from tests.emulator.tencent.by_hand import POST, call, drain, on_the_wire, pour, statuses, talk
from tests.emulator.tencent.cloud import account_of, ask, client
from tests.emulator.tencent.steering import steer

from akwarden.emulator.tencent.connection import MOST_HEAD_BYTES, MOST_WAITING, Patience
from akwarden.emulator.tencent.faults import Fault
from akwarden.emulator.tencent.server import Emulator, empty_cloud
from akwarden.emulator.tencent.state import User

HASTY = Patience(head=0.7, body=0.7, idle=1, answer=0.7)


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """Give an emulator that waits as long as it is made to."""
    with Emulator(empty_cloud(seed=1)[0], rate_scale=0) as running:
        yield running


@pytest.fixture(scope="module")
def hasty() -> Iterator[Emulator]:
    """Give an emulator that waits for nobody."""
    with Emulator(empty_cloud(seed=1)[0], rate_scale=0, patience=HASTY) as running:
        yield running


@pytest.fixture(autouse=True)
def _next_caller_is_answered(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    running = request.getfixturevalue("hasty" if "hasty" in request.fixturenames else "emulator")
    # The hasty one gives up a caller that a busy machine holds up, too; then the next one is answered.
    for _ in range(5):
        with suppress(TencentCloudSDKException):
            assert ask(client("sts", running), "GetCallerIdentity")
            return
    pytest.fail("nobody is answered any more")


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"P",
        b"POST / HTTP/1.1\r\n",
        b"POST / HTTP/1.1\r\nHost: h\r\nX-Slow: ",
        b"\r\n\r\n",
    ],
)
def test_head_that_never_ends_is_given_up(hasty: Emulator, start: bytes) -> None:
    assert talk(hasty.address, start) == b""


def test_head_that_comes_byte_by_byte_is_given_up(hasty: Emulator) -> None:
    host, _, port = hasty.address.rpartition(":")

    with socket.create_connection((host, int(port)), timeout=60) as caller:
        caller.sendall(b"GET / HTTP/1.1\r\nX: ")

        assert pour(caller, b"x") < 1_000_000


def test_second_head_that_never_ends_is_given_up(hasty: Emulator) -> None:
    good = on_the_wire(call(hasty, "ListUsers"), close=False)

    answer = talk(hasty.address, good, b"POST / HTTP/1.1\r\nHost: h\r\nX-Slow: ")

    assert statuses(answer) == [200]


@pytest.mark.parametrize("how", ["Content-Length: 100", "Transfer-Encoding: chunked"])
def test_body_that_never_ends_is_given_up(hasty: Emulator, how: str) -> None:
    assert talk(hasty.address, f"{POST}{how}\r\n\r\n".encode(), b"5\r\nabcde\r\n") == b""


def test_answer_that_nobody_takes_is_given_up(hasty: Emulator) -> None:
    for number in range(1000):
        account_of(hasty).users[number] = User(number, number, f"user-{number}", 0, remark="r" * 1000)
    good = on_the_wire(call(hasty, "ListUsers"), close=False)
    host, _, port = hasty.address.rpartition(":")

    with socket.socket() as caller:
        caller.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        caller.settimeout(60)
        caller.connect((host, int(port)))
        caller.sendall(good * (MOST_WAITING - 1))
        time.sleep(3 * HASTY.answer)
        taken = len(drain(caller))

    assert 0 < taken < 1_000_000 * (MOST_WAITING - 2)


@pytest.mark.parametrize(
    "start",
    [
        "GET /",
        f"{POST}X-Long: ",
        f"{POST}X-",
        f"{POST}Transfer-Encoding: chunked\r\n\r\n5;",
        f"{POST}Transfer-Encoding: chunked\r\n\r\n0\r\nX-Trailer: ",
    ],
)
def test_head_without_end_is_refused_before_its_time_is_over(emulator: Emulator, start: str) -> None:
    host, _, port = emulator.address.rpartition(":")

    with socket.create_connection((host, int(port)), timeout=60) as caller:
        caller.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 16)
        caller.sendall(start.encode())

        assert pour(caller, b"x" * MOST_HEAD_BYTES, most=1000) < 200


def test_requests_in_a_row_are_answered_in_their_order(emulator: Emulator) -> None:
    names = [f"row-{number}" for number in range(MOST_WAITING)]
    calls = [on_the_wire(call(emulator, "AddUser", {"Name": n}), close=n == names[-1]) for n in names]

    answer = talk(emulator.address, b"".join(calls))

    assert re.findall(rb'"Name":"(row-\d+)"', answer) == [name.encode() for name in names]


def test_requests_without_end_before_an_answer_are_refused(emulator: Emulator) -> None:
    emulator.faults.add(Fault("slow", times=1, seconds=0.5))
    good = on_the_wire(call(emulator, "ListUsers"), close=False)
    events = len(account_of(emulator).events)

    talk(emulator.address, good * 5_000)

    assert len(account_of(emulator).events) - events < 100


def test_many_half_open_connections_hold_nobody_up(emulator: Emulator) -> None:
    host, _, port = emulator.address.rpartition(":")
    with ExitStack() as stack:
        for number in range(300):
            caller = stack.enter_context(socket.create_connection((host, int(port)), timeout=60))
            caller.sendall(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n"[: number % 50])

        assert ask(client("sts", emulator), "GetCallerIdentity")


def test_half_open_connections_are_given_up(hasty: Emulator) -> None:
    host, _, port = hasty.address.rpartition(":")
    with ExitStack() as stack:
        callers = []
        for _ in range(100):
            callers.append(stack.enter_context(socket.create_connection((host, int(port)), timeout=60)))
            callers[-1].sendall(b"POST / HT")

        assert [drain(caller) for caller in callers] == [b""] * 100


def test_caller_that_goes_in_the_middle_of_a_body_is_forgotten(emulator: Emulator) -> None:
    events = len(account_of(emulator).events)
    host, _, port = emulator.address.rpartition(":")

    with socket.create_connection((host, int(port)), timeout=60) as caller:
        caller.sendall(on_the_wire(call(emulator, "AddUser", {"Name": "gone"}))[:-1])

    assert steer(emulator, "GET", "clock")[0] == 200
    assert account_of(emulator).user_named("gone") is None
    assert len(account_of(emulator).events) == events


def test_expectation_is_met_before_a_body_is_sent(emulator: Emulator) -> None:
    raw = on_the_wire(call(emulator, "ListUsers"), "Expect: 100-continue")

    assert statuses(talk(emulator.address, raw)) == [100, 200]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.binary(max_size=300))
def test_any_bytes_are_answered_or_given_up(hasty: Emulator, sent: bytes) -> None:
    assert 500 not in statuses(talk(hasty.address, sent))


def test_nothing_is_logged_of_answers_that_go_nowhere(
    emulator: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    emulator.faults.add(Fault("lost", times=1))
    talk(emulator.address, on_the_wire(call(emulator, "ListUsers")))
    emulator.faults.add(Fault("slow", times=1, seconds=0.2))
    host, _, port = emulator.address.rpartition(":")

    with socket.create_connection((host, int(port)), timeout=60) as caller:
        caller.sendall(on_the_wire(call(emulator, "ListUsers"), close=False) * 3)
    with socket.create_connection((host, int(port)), timeout=60) as caller:
        caller.sendall(on_the_wire(call(emulator, "ListUsers"))[:-1])
    time.sleep(0.5)

    assert not caplog.records
