from hypothesis import given
from hypothesis import strategies as st
from tests.emulator.tencent.by_hand import desk, signed
from tests.emulator.tencent.cloud import ask, client

from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.limits import RateLimits
from akwarden.emulator.tencent.server import Emulator, empty_cloud


def test_call_21_of_a_second_is_refused() -> None:
    here = desk(scale=1)
    raw = signed(here.root, "cam", "ListUsers")

    codes = [here.code(raw) for _ in range(21)]

    assert codes == [""] * 20 + ["RequestLimitExceeded"]


def test_message_tells_the_limit() -> None:
    here = desk(scale=0.05)
    raw = signed(here.root, "cam", "ListUsers")
    here.answer(raw)

    assert "`1` in a second" in here.answer(raw)["Error"]["Message"]


def test_next_second_has_calls_of_its_own() -> None:
    here = desk(scale=1)
    raw = signed(here.root, "cam", "ListUsers")
    for _ in range(21):
        here.answer(raw)

    here.seconds[0] += 1

    assert [here.code(raw) for _ in range(21)] == [""] * 20 + ["RequestLimitExceeded"]


def test_changes_of_keys_have_a_limit_of_5() -> None:
    here = desk(scale=1)
    raw = signed(
        here.root, "cam", "UpdateAccessKey", {"AccessKeyId": here.root.secret_id, "Status": "Active"}
    )

    assert [here.code(raw) for _ in range(6)] == [""] * 5 + ["RequestLimitExceeded"]


def test_refused_call_has_no_effect() -> None:
    here = desk(scale=0.05)

    for name in ("alice", "bob"):
        here.answer(signed(here.root, "cam", "AddUser", {"Name": name}))

    assert [user.name for user in here.account.users.values()] == ["alice"]


def test_refused_call_is_recorded() -> None:
    here = desk(scale=0.05)
    for _ in range(2):
        here.answer(signed(here.root, "cam", "ListUsers"))

    assert [event.code for event in here.account.events] == ["", "RequestLimitExceeded"]


def test_each_action_has_a_limit_of_its_own() -> None:
    here = desk(scale=0.05)
    here.answer(signed(here.root, "cam", "ListUsers"))

    assert here.code(signed(here.root, "cam", "ListAccessKeys")) == ""


def test_users_of_an_account_share_its_limit() -> None:
    here = desk(scale=0.05)
    made = here.answer(signed(here.root, "cam", "AddUser", {"Name": "alice", "UseApi": 1}))
    alice = here.cloud.keys[made["SecretId"]]
    here.answer(signed(here.root, "sts", "GetCallerIdentity"))

    assert here.code(signed(alice, "sts", "GetCallerIdentity")) == "RequestLimitExceeded"


def test_each_account_has_a_limit_of_its_own() -> None:
    here = desk(scale=0.05)
    other = here.cloud.add_account("other")
    theirs = here.cloud.add_key(other, other.uin)
    here.answer(signed(here.root, "cam", "ListUsers"))

    assert here.code(signed(theirs, "cam", "ListUsers")) == ""


def test_calls_that_nobody_signed_count_for_nobody() -> None:
    here = desk(scale=0.05)
    raw = signed(here.root, "cam", "ListUsers")
    for _ in range(3):
        here.answer(signed(here.root, "cam", "ListUsers", now=0))

    assert here.code(raw) == ""


def test_scale_0_lifts_the_limits() -> None:
    here = desk(scale=0)
    raw = signed(here.root, "cam", "ListUsers")

    assert [here.code(raw) for _ in range(50)] == [""] * 50


def test_emulator_keeps_to_its_scale() -> None:
    cloud, _ = empty_cloud(seed=1)
    with Emulator(cloud, rate_scale=0) as running:
        on = client("cam", running)

        assert all("Data" in ask(on, "ListUsers") for _ in range(25))


@given(st.lists(st.floats(0, 2), max_size=60), st.integers(1, 5))
def test_no_second_has_more_than_twice_its_calls(pauses: list[float], rate: int) -> None:
    now, taken = [0.0], []
    limits = RateLimits(clock=lambda: now[0])

    for pause in pauses:
        now[0] += pause
        try:
            limits.take(1, "cam", "ListUsers", rate)
        except ApiError:
            continue
        taken.append(now[0])

    assert all(sum(1 for t in taken if start <= t < start + 1) <= 2 * rate for start in taken)
