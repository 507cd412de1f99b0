import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.emulator.tencent.by_hand import Desk, desk, signed

from akwarden.emulator.tencent.clock import Clock
from akwarden.emulator.tencent.history import Put, put_event
from akwarden.emulator.tencent.server import empty_cloud
from akwarden.emulator.tencent.state import EVENTS_KEPT, Key

DAY = 86_400


@pytest.fixture
def here() -> Desk:
    return desk()


def call(here: Desk, action: str, **parameters: Any) -> dict[str, Any]:
    return here.answer(signed(here.root, "cam", action, parameters))


def key_of_alice(here: Desk) -> Key:
    made = call(here, "AddUser", Name="alice", UseApi=1)
    return here.cloud.keys[made["SecretId"]]


def last_used(here: Desk, key: Key) -> str:
    row = call(here, "GetSecurityLastUsed", SecretIdList=[key.secret_id])["SecretIdLastUsedRows"][0]
    return str(row["LastUsedDate"])


def test_new_key_works_at_once_where_no_delay_is_asked_for(here: Desk) -> None:
    assert here.code(signed(key_of_alice(here), "sts", "GetCallerIdentity")) == ""


def test_new_key_works_after_the_delay(here: Desk) -> None:
    here.cloud.key_delay = 30
    raw = signed(key_of_alice(here), "sts", "GetCallerIdentity")
    before = here.code(raw)

    here.cloud.clock.advance(30)

    assert (before, here.code(raw)) == ("AuthFailure.SecretIdNotFound", "")


def test_delay_holds_up_no_older_key(here: Desk) -> None:
    key = key_of_alice(here)

    here.cloud.key_delay = 30

    assert here.code(signed(key, "sts", "GetCallerIdentity")) == ""


def looked_up(here: Desk) -> list[str]:
    now = int(here.cloud.clock.now())
    asked = {"StartTime": now - DAY, "EndTime": now + 5}
    events = here.answer(signed(here.root, "cloudaudit", "DescribeEvents", asked))["Events"]
    return [one["EventName"] for one in events]


def test_call_is_looked_up_after_the_delay_and_what_was_put_in_at_once(here: Desk) -> None:
    here.cloud.audit_delay = 300
    call(here, "AddUser", Name="bob")
    put = Put(account=here.root.account, service="cvm", action="RunInstances", moment=here.cloud.clock.now())
    put_event(here.cloud, put)
    before = looked_up(here)

    here.cloud.clock.advance(300)

    assert before == ["RunInstances"]
    assert set(looked_up(here)) == {"AddUser", "DescribeEvents", "RunInstances"}


def test_key_that_was_never_used_says_so(here: Desk) -> None:
    assert last_used(here, key_of_alice(here)) == ""


def test_use_is_told_a_day_later(here: Desk) -> None:
    key = key_of_alice(here)
    here.answer(signed(key, "sts", "GetCallerIdentity"))
    today = last_used(here, key)

    here.cloud.clock.advance(DAY)

    assert (today, last_used(here, key)) == ("", "2025-01-01")


def test_use_of_today_does_not_hide_that_of_the_day_before(here: Desk) -> None:
    key = key_of_alice(here)
    here.answer(signed(key, "sts", "GetCallerIdentity"))
    here.cloud.clock.advance(DAY)

    here.answer(signed(key, "sts", "GetCallerIdentity"))

    assert last_used(here, key) == "2025-01-01"


def test_refused_signature_is_no_use_of_a_key(here: Desk) -> None:
    key = key_of_alice(here)
    forged = Key(key.secret_id, "x" * 32, key.account, key.owner, 0)

    here.answer(signed(forged, "sts", "GetCallerIdentity"))
    here.cloud.clock.advance(DAY)

    assert last_used(here, key) == ""


def test_call_without_the_right_is_a_use_of_a_key(here: Desk) -> None:
    key = key_of_alice(here)

    here.answer(signed(key, "cam", "ListUsers"))
    here.cloud.clock.advance(DAY)

    assert last_used(here, key) == "2025-01-01"


def test_secret_is_shown_once(here: Desk) -> None:
    made = call(here, "CreateAccessKey")["AccessKey"]
    secret, later = made["SecretAccessKey"], json.dumps(call(here, "ListAccessKeys"))

    assert len(secret) == 32
    assert made["AccessKeyId"] in later
    assert secret not in later


@pytest.mark.parametrize(
    ("action", "parameters"),
    [("CreateAccessKey", {}), ("AddUser", {"Name": "bob", "UseApi": 1, "ConsoleLogin": 1})],
)
def test_event_has_the_id_of_a_new_key_and_not_its_secret(
    here: Desk, action: str, parameters: dict[str, Any]
) -> None:
    answer = call(here, action, **parameters)

    event = here.account.events[-1]
    made = answer.get("AccessKey", answer)
    told = repr(event)
    assert made.get("AccessKeyId", made.get("SecretId")) in event.answer
    assert made.get("SecretAccessKey", made.get("SecretKey")) not in told
    assert "Password" not in answer or answer["Password"] not in told


def test_event_has_what_was_asked_for(here: Desk) -> None:
    call(here, "AddUser", Name="alice", Remark="值")

    event = here.account.events[-1]
    assert (event.service, event.action, event.write, event.sensitive) == ("cam", "AddUser", True, True)
    assert json.loads(event.parameters) == {"Name": "alice", "Remark": "值"}
    assert (event.secret_id, event.address, event.code) == (here.root.secret_id, "192.0.2.1", "")


def test_refused_signature_leaves_no_event(here: Desk) -> None:
    here.answer(signed(here.root, "cam", "ListUsers", now=0))

    assert not here.account.events


def test_events_are_numbered_and_kept_up_to_a_number(here: Desk) -> None:
    raw = signed(here.root, "sts", "GetCallerIdentity")
    for _ in range(EVENTS_KEPT + 5):
        here.reply(raw)

    numbers = [event.number for event in here.account.events]

    assert numbers == list(range(6, EVENTS_KEPT + 6))


def test_what_a_caller_says_of_itself_is_kept_in_part_only(here: Desk) -> None:
    more = {"x-tc-requestclient": "c" * 10_000, "x-tc-region": "r" * 10_000}

    here.reply(signed(here.root, "sts", "GetCallerIdentity", more=more))

    event = here.account.events[-1]
    assert (len(event.client), len(event.region)) == (256, 256)


def test_third_key_is_refused_and_a_deleted_one_makes_room(here: Desk) -> None:
    first = call(here, "CreateAccessKey")["AccessKey"]["AccessKeyId"]
    refused = call(here, "CreateAccessKey")["Error"]["Code"]

    call(here, "UpdateAccessKey", AccessKeyId=first, Status="Inactive")
    call(here, "DeleteAccessKey", AccessKeyId=first)

    assert refused == "OperationDenied.AccessKeyOverLimit"
    assert call(here, "CreateAccessKey")["AccessKey"]["AccessKeyId"] != first


@given(st.integers(-(2**31), 2**31), st.lists(st.integers(0, 400 * DAY), max_size=5))
def test_moved_clock_is_ahead_of_the_unmoved_one_by_what_it_was_moved(start: int, steps: list[int]) -> None:
    clock = Clock(lambda: float(start))

    for step in steps:
        clock.advance(step)

    assert (clock.now() - clock.unmoved(), clock.unmoved()) == (sum(steps), start)


@given(st.integers())
def test_seed_makes_the_same_cloud_again(seed: int) -> None:
    (one, account), (other, _) = empty_cloud(seed), empty_cloud(seed)

    assert list(one.keys) == list(other.keys)
    assert account.uin in other.accounts
    assert all(len(key.secret_id) == 36 and len(key.secret_key) == 32 for key in one.keys.values())
