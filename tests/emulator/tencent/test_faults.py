import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.emulator.tencent.by_hand import Desk, desk, form_signed, signed
from tests.emulator.tencent.cloud import account_of, ask, client, code_of
from tests.emulator.tencent.cloud import emulator as _emulator
from tests.emulator.tencent.steering import steer
from tests.emulator.tencent.test_envelope import get

from akwarden.emulator.tencent.faults import KINDS, Fault, Faults, read_fault
from akwarden.emulator.tencent.server import Emulator

running = _emulator


@pytest.fixture
def emulator(running: Emulator) -> Iterator[Emulator]:
    """Give the running emulator without faults, and leave none behind."""
    yield running
    running.faults.clear()


@pytest.fixture
def here() -> Desk:
    return desk()


def users(emulator: Emulator) -> set[str]:
    return {user.name for user in account_of(emulator).users.values()}


def test_throttled_call_is_refused_and_has_no_effect(emulator: Emulator) -> None:
    emulator.faults.add(Fault("throttle"))

    assert code_of(client("cam", emulator), "AddUser", Name="throttled") == "RequestLimitExceeded"
    assert "throttled" not in users(emulator)


@pytest.mark.parametrize("code", ["InternalError", "ResourceUnavailable"])
def test_call_with_an_error_is_refused_and_has_no_effect(emulator: Emulator, code: str) -> None:
    emulator.faults.add(Fault("error", code=code))

    assert code_of(client("cam", emulator), "AddUser", Name="refused") == code
    assert "refused" not in users(emulator)


@pytest.mark.parametrize("status", [500, 502, 429])
def test_status_is_told_without_an_envelope(emulator: Emulator, status: int) -> None:
    emulator.faults.add(Fault("status", status=status))

    assert code_of(client("cam", emulator), "ListUsers") == "ServerNetworkError"


def test_lost_answer_is_that_of_a_call_that_was_done(emulator: Emulator) -> None:
    emulator.faults.add(Fault("lost", service="cam", action="AddUser", times=1))

    assert code_of(client("cam", emulator), "AddUser", Name="lost") == "ClientNetworkError"
    assert ask(client("cam", emulator), "GetUser", Name="lost")["Name"] == "lost"


def test_lost_answer_of_a_key_leaves_a_key_whose_secret_nobody_knows(emulator: Emulator) -> None:
    on, uin = client("cam", emulator), account_of(emulator).uin
    emulator.faults.add(Fault("lost", times=1))

    code_of(on, "CreateAccessKey", TargetUin=uin)

    assert len(ask(on, "ListAccessKeys", TargetUin=uin)["AccessKeys"]) == 2
    assert code_of(on, "CreateAccessKey", TargetUin=uin) == "OperationDenied.AccessKeyOverLimit"


def test_outage_lets_nothing_in(emulator: Emulator) -> None:
    emulator.faults.add(Fault("outage", service="cam"))
    events = len(account_of(emulator).events)

    assert code_of(client("cam", emulator), "AddUser", Name="outage") == "ClientNetworkError"
    assert "outage" not in users(emulator)
    assert len(account_of(emulator).events) == events
    assert ask(client("sts", emulator), "GetCallerIdentity")


def test_slow_answer_comes_later_and_holds_nobody_up(emulator: Emulator) -> None:
    emulator.faults.add(Fault("slow", action="ListUsers", seconds=0.3))
    start = time.monotonic()

    assert "Data" in ask(client("cam", emulator), "ListUsers")
    assert time.monotonic() - start >= 0.3


def test_fault_of_one_action_leaves_the_others_alone(here: Desk) -> None:
    here.faults.add(Fault("error", service="cam", action="ListUsers"))

    assert here.code(signed(here.root, "cam", "ListUsers")) == "InternalError"
    assert here.code(signed(here.root, "cam", "ListAccessKeys")) == ""


def test_fault_fits_a_call_that_is_signed_with_v1(here: Desk) -> None:
    here.faults.add(Fault("error", service="cam", action="ListUsers"))

    said = form_signed(here.root, {"Action": "ListUsers", "Version": "2019-01-16"})

    assert here.code(get(said)) == "InternalError"


def test_outage_fits_a_call_that_is_signed_with_v1(here: Desk) -> None:
    here.faults.add(Fault("outage", service="cam", action="ListUsers"))

    said = form_signed(here.root, {"Action": "ListUsers", "Version": "2019-01-16"})

    assert here.reply(get(said)).lost


def test_fault_happens_as_often_as_was_asked_for(here: Desk) -> None:
    here.faults.add(Fault("throttle", times=2))

    codes = [here.code(signed(here.root, "cam", "ListUsers")) for _ in range(4)]

    assert codes == ["RequestLimitExceeded", "RequestLimitExceeded", "", ""]


def test_fault_happens_in_the_same_share_of_calls_each_time() -> None:
    def pattern() -> list[bool]:
        faults = Faults()
        faults.add(Fault("error", share=0.3))
        return [bool(faults.for_call("cam", "ListUsers")) for _ in range(1000)]

    first = pattern()

    assert first == pattern()
    assert 250 < sum(first) < 350


def test_slow_and_lost_happen_together(here: Desk) -> None:
    here.faults.add(Fault("slow", seconds=2))
    here.faults.add(Fault("slow", seconds=3))
    here.faults.add(Fault("lost"))

    reply = here.reply(signed(here.root, "cam", "AddUser", {"Name": "alice"}))

    assert (reply.delay, reply.lost, len(here.account.users)) == (5, True, 1)


def test_refused_call_is_recorded(here: Desk) -> None:
    here.faults.add(Fault("error"))

    here.answer(signed(here.root, "cam", "ListUsers"))

    assert here.account.events[-1].code == "InternalError"


def test_fault_is_set_and_cleared_from_outside(emulator: Emulator) -> None:
    on = client("cam", emulator)

    status, told = steer(emulator, "POST", "faults", {"kind": "throttle", "action": "ListUsers", "times": 3})
    refused = code_of(on, "ListUsers")
    _, left = steer(emulator, "GET", "faults")
    _, cleared = steer(emulator, "DELETE", "faults")

    assert (status, told["faults"][0]["times"], refused) == (200, 3, "RequestLimitExceeded")
    assert (left["faults"][0]["times"], cleared["faults"]) == (2, [])
    assert "Data" in ask(on, "ListUsers")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_set_from_outside(emulator: Emulator, kind: str) -> None:
    status, told = steer(emulator, "POST", "faults", {"kind": kind, "service": "nosuch"})

    assert (status, [one["kind"] for one in told["faults"]]) == (200, [kind])


FAULTY: list[Any] = [
    {},
    {"kind": "fire"},
    {"kind": "slow", "seconds": -1},
    {"kind": "slow", "seconds": 1e9},
    {"kind": "slow", "seconds": "1"},
    {"kind": "error", "share": 1.5},
    {"kind": "error", "share": -0.5},
    {"kind": "error", "times": 0},
    {"kind": "error", "times": 1.5},
    {"kind": "status", "status": 200},
    {"kind": "status", "status": 1000},
    {"kind": "error", "action": 7},
    {"kind": "error", "when": "now"},
    [],
    b"{",
    b"\xff",
    b"[" * 100_000,
]


@pytest.mark.parametrize("content", FAULTY, ids=[repr(one)[:40] for one in FAULTY])
def test_what_is_no_fault_is_refused(emulator: Emulator, content: Any) -> None:
    status, told = steer(emulator, "POST", "faults", content)

    assert (status, list(told)) == (400, ["error"])
    assert not emulator.faults.all


@given(
    st.dictionaries(
        st.sampled_from(["kind", "service", "action", "times", "share", "seconds", "status", "code", "x"]),
        st.none() | st.sampled_from(KINDS) | st.integers() | st.floats() | st.text() | st.booleans(),
    )
)
def test_anything_is_a_fault_or_refused(content: dict[str, Any]) -> None:
    try:
        fault = read_fault(content)
    except ValueError:
        return
    assert fault.kind in KINDS
    assert 400 <= fault.status < 600
    assert 0 <= fault.seconds <= 600
