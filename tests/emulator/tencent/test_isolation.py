import socket
import threading
import time
from collections.abc import Iterator

import pytest
from tests.emulator.tencent.by_hand import desk, on_the_wire, signed
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, root_key

from akwarden.emulator.tencent.faults import Fault
from akwarden.emulator.tencent.server import Emulator, empty_cloud


@pytest.fixture(scope="module")
def two() -> Iterator[tuple[Emulator, Emulator]]:
    """Give two emulators side by side, with keys that differ."""
    with (
        Emulator(empty_cloud(seed=1)[0], rate_scale=0) as one,
        Emulator(empty_cloud(seed=2)[0], rate_scale=0) as other,
    ):
        yield one, other


def test_users_of_one_are_not_in_the_other(two: tuple[Emulator, Emulator]) -> None:
    one, other = two

    ask(client("cam", one), "AddUser", Name="alice")

    assert code_of(client("cam", other), "GetUser", Name="alice").endswith("UserNotExist")


def test_key_of_one_is_unknown_to_the_other(two: tuple[Emulator, Emulator]) -> None:
    one, other = two
    key = root_key(one)

    on = client("sts", other, key.secret_id, key.secret_key)

    assert code_of(on, "GetCallerIdentity") == "AuthFailure.SecretIdNotFound"


def test_faults_clock_and_events_of_one_are_not_those_of_the_other(two: tuple[Emulator, Emulator]) -> None:
    one, other = two
    events = len(account_of(other).events)

    one.faults.add(Fault("error", times=1))
    one.cloud.clock.advance(86_400)

    assert code_of(client("cam", one), "ListUsers") == "InternalError"
    assert other.cloud.clock.offset == 0
    assert len(account_of(other).events) == events
    assert "Data" in ask(client("cam", other), "ListUsers")


def test_limits_of_one_are_not_those_of_the_other() -> None:
    one, other = desk(scale=0.05), desk(scale=0.05)
    raw = signed(one.root, "cam", "ListUsers")

    assert [one.code(raw), one.code(raw), other.code(raw)] == ["", "RequestLimitExceeded", ""]


def test_rights_in_one_are_not_those_in_the_other() -> None:
    one, other = desk(), desk()
    made = [
        here.answer(signed(here.root, "cam", "AddUser", {"Name": "a", "UseApi": 1})) for here in (one, other)
    ]
    assert made[0]["SecretId"] == made[1]["SecretId"]
    raw = signed(one.cloud.keys[made[0]["SecretId"]], "cam", "ListUsers")
    admin = next(p.id for p in one.cloud.presets.values() if p.name == "AdministratorAccess")

    grant = {"PolicyId": admin, "AttachUin": made[0]["Uin"]}
    assert one.code(signed(one.root, "cam", "AttachUserPolicy", grant)) == ""

    assert [one.code(raw), other.code(raw)] == ["", "AuthFailure.UnauthorizedOperation"]


def test_one_seed_gives_the_same_keys_however_often_it_was_called() -> None:
    quiet, busy = desk(), desk()
    for _ in range(10):
        busy.answer(signed(busy.root, "cam", "ListUsers"))

    made = [here.answer(signed(here.root, "cam", "CreateAccessKey"))["AccessKey"] for here in (quiet, busy)]

    assert made[0] == made[1]


def test_no_seed_gives_keys_that_nobody_had() -> None:
    ids = {key for _ in range(2) for key in empty_cloud()[0].keys}

    assert len(ids) == 2


def test_port_of_an_emulator_is_taken_before_it_starts() -> None:
    one = Emulator(empty_cloud(seed=1)[0])
    port = int(one.address.rpartition(":")[2])

    with pytest.raises(OSError, match="in use"):
        Emulator(empty_cloud(seed=1)[0], port=port)
    one.stop()


def test_nothing_listens_when_it_has_stopped() -> None:
    with Emulator(empty_cloud(seed=1)[0]) as one:
        host, _, port = one.address.rpartition(":")

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=5)


def test_it_stops_though_an_answer_is_slow() -> None:
    before = {*threading.enumerate()}
    one = Emulator(empty_cloud(seed=1)[0]).start()
    one.faults.add(Fault("slow", seconds=600))
    raw = signed(root_key(one), "cam", "ListUsers", now=one.cloud.clock.now(), host=one.address)
    host, _, port = one.address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=60) as caller:
        caller.sendall(on_the_wire(raw))
        while not account_of(one).events:
            time.sleep(0.001)

        one.stop()

        assert {*threading.enumerate()} <= before


def test_address_of_ipv6_has_brackets() -> None:
    try:
        one = Emulator(empty_cloud(seed=1)[0], host="::1")
    except OSError:
        pytest.skip("no IPv6 here")
    assert one.address.startswith("[::1]:")
    one.stop()
