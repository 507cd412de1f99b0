import pytest
from tests.emulator.tencent.cloud import account_of, emulator, root_key
from tests.emulator.tencent.steering import HEADER, steer

from akwarden.emulator.tencent.server import Emulator

__all__ = ["emulator"]


@pytest.mark.parametrize("headers", [{}, {"X-Emulator-Control": "0"}, {"X-Emulator-Control": "1, 1"}])
@pytest.mark.parametrize(("method", "path"), [("GET", "accounts"), ("POST", "faults"), ("OPTIONS", "faults")])
def test_nobody_steers_without_the_header(
    emulator: Emulator, method: str, path: str, headers: dict[str, str]
) -> None:
    status, told = steer(emulator, method, path, {"kind": "outage"}, headers)

    assert (status, list(told)) == (403, ["error"])
    assert not emulator.faults.all


def test_accounts_are_told_with_a_root_key(emulator: Emulator) -> None:
    status, told = steer(emulator, "GET", "accounts")

    key = root_key(emulator)
    assert status == 200
    assert [(one["uin"], one["secret_id"], one["secret_key"]) for one in told["accounts"]] == [
        (str(account_of(emulator).uin), key.secret_id, key.secret_key)
    ]


def test_clock_is_moved(emulator: Emulator) -> None:
    _, before = steer(emulator, "GET", "clock")

    status, after = steer(emulator, "POST", "clock", {"advance": 86_400})

    assert status == 200
    assert after["offset"] - before["offset"] == 86_400
    assert after["now"] - before["now"] >= 86_400


@pytest.mark.parametrize("advance", ["1", "nan", None, [], {}, 1e308, -1e308, 10**400])
def test_clock_is_moved_by_seconds_only(emulator: Emulator, advance: object) -> None:
    before = emulator.cloud.clock.offset

    status, told = steer(emulator, "POST", "clock", {"advance": advance})

    assert (status, list(told), emulator.cloud.clock.offset) == (400, ["error"], before)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "nosuch"),
        ("PUT", "faults"),
        ("GET", "../accounts"),
        ("GET", "accounts/../../etc/passwd"),
        ("GET", "accounts/"),
        ("GET", "%2e%2e/accounts"),
    ],
)
def test_what_can_not_be_steered_is_told(emulator: Emulator, method: str, path: str) -> None:
    status, told = steer(emulator, method, path, headers=HEADER)

    assert (status, list(told)) == (404, ["error"])


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80"])
def test_page_whose_name_was_made_to_mean_this_machine_does_not_steer(emulator: Emulator, host: str) -> None:
    status, _ = steer(emulator, "POST", "faults", {"kind": "outage"}, {**HEADER, "Host": host})

    assert status == 403
    assert not emulator.faults.all
