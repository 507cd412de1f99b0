"""Calls to an emulated cloud on a bad day, and to servers that are none."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.tencent.saying import Raw, Said, Saying, error
from tests.providers.tencent.shop import AT_ONCE, MADE_UP, access, credential_of

from akwarden.emulator.tencent.clock import Clock
from akwarden.emulator.tencent.faults import Fault
from akwarden.emulator.tencent.server import Emulator, empty_cloud
from akwarden.emulator.tencent.state import Key, Status
from akwarden.errors import (
    CloudError,
    CredentialError,
    MissingRightError,
    ThrottledError,
    UnreachableError,
    UsageError,
)
from akwarden.model.account import AccountSite
from akwarden.model.credential import Credential
from akwarden.model.lease import Lease
from akwarden.model.secret import Secret
from akwarden.providers.inventory import Access, Tally
from akwarden.providers.tencent.client import TRIES, Client, Timing


class _Users(msgspec.Struct, frozen=True):
    rows: tuple[dict[str, str], ...] = msgspec.field(name="Data", default=())


class Waits:
    """Time that passes only by waiting."""

    def __init__(self, now: float | None = None) -> None:
        self.seconds: list[float] = []
        self.at = 1000.0
        self.now = time.time() if now is None else now
        self.timing = Timing(
            sleep=self.sleep, random=lambda: 1.0, clock=lambda: self.at, now=lambda: self.now
        )

    def sleep(self, seconds: float) -> None:
        self.seconds.append(round(seconds, 3))
        self.at += seconds


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    cloud, _ = empty_cloud(seed=1)
    with Emulator(cloud, rate_scale=0) as running:
        yield running


def key_of(emulator: Emulator) -> Key:
    """Give the root key of the one account."""
    return next(iter(emulator.cloud.keys.values()))


def client(endpoint: str, credential: Credential, timing: Timing = AT_ONCE) -> Client:
    return Client(access(endpoint, credential), Tally(), timing)


def of(emulator: Emulator, timing: Timing = AT_ONCE) -> Client:
    return client(emulator.endpoint, credential_of(key_of(emulator)), timing)


def users(of: Client) -> int:
    """Ask for the users; give how many there are."""
    return len(of.ask("cam", "ListUsers", _Users).rows)


def refused(of: Client) -> CloudError:
    """Give the error with which a call fails."""
    with pytest.raises(CloudError) as failed:
        users(of)
    return failed.value


def told(found: CloudError) -> str:
    """Give all that a person is shown of an error, and what a log could show of it."""
    shown: list[Any] = [found.what, found.why, found.mend, found, found.args, found.__cause__]
    return " ".join(map(repr, shown))


def test_a_call_that_is_not_in_the_table_is_a_defect(emulator: Emulator) -> None:
    with pytest.raises(LookupError, match="cam:DeleteUser does not stand in the table"):
        of(emulator).ask("cam", "DeleteUser", _Users)
    assert not issubclass(LookupError, CloudError)


def test_a_wrong_secret_is_told_as_such(emulator: Emulator) -> None:
    wrong = Credential(key_of(emulator).secret_id, Secret(b"B" * 32))

    found = refused(client(emulator.endpoint, wrong))

    assert isinstance(found, CredentialError)
    assert found.why == "its id is known, and the secret is not the one that belongs to it"
    assert found.mend is not None


def test_a_key_that_was_disabled_is_told_as_unknown(emulator: Emulator) -> None:
    key_of(emulator).status = Status.INACTIVE

    found = refused(of(emulator))

    assert isinstance(found, CredentialError)
    assert "deleted or disabled" in str(found.why)


def test_a_token_that_does_not_belong_to_the_key_is_told(emulator: Emulator) -> None:
    key = credential_of(key_of(emulator))

    found = refused(client(emulator.endpoint, msgspec.structs.replace(key, token=Secret(b"C" * 200))))

    assert isinstance(found, CredentialError)
    assert "session has expired" in str(found.why)


def test_a_wrong_key_is_not_tried_again(emulator: Emulator) -> None:
    asked = client(emulator.endpoint, MADE_UP)

    refused(asked)

    assert asked.tally.calls == 1


def test_a_clock_that_is_off_is_told() -> None:
    cloud, _ = empty_cloud(seed=1, clock=Clock(lambda: time.time() + 900))
    with Emulator(cloud, rate_scale=0) as running:
        found = refused(of(running))

    assert isinstance(found, CredentialError)
    assert found.why == "the clock of this machine is more than five minutes off"
    assert found.mend == "set the clock of this machine"


@pytest.mark.parametrize(("ahead", "words"), [(900, "900 seconds ahead of"), (-1234, "1234 seconds behind")])
def test_how_far_the_clock_is_off_is_told_where_the_answer_says_the_time(ahead: int, words: str) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    date = format_datetime(now - timedelta(seconds=ahead), usegmt=True)
    said = Raw(msgspec.json.encode({"Response": error("AuthFailure.SignatureExpire")}), date=date)

    with Saying({"*": said}) as server:
        found = refused(client(server.endpoint, MADE_UP, Waits(now.timestamp()).timing))

    assert found.why == f"the clock of this machine is {words} that of Tencent Cloud"


def test_a_missing_right_is_named_as_a_policy_writes_it(emulator: Emulator) -> None:
    emulator.faults.add(Fault("error", action="ListUsers", code="AuthFailure.UnauthorizedOperation"))

    found = refused(of(emulator))

    assert isinstance(found, MissingRightError)
    assert found.right == "cam:ListUsers"


def test_no_network_is_told_after_five_tries() -> None:
    cloud, _ = empty_cloud(seed=1)
    with Emulator(cloud) as running:
        endpoint = running.endpoint
    waits = Waits()
    asked = client(endpoint, MADE_UP, waits.timing)

    found = refused(asked)

    assert isinstance(found, UnreachableError)
    assert found.why == "it can't be reached, or the connection broke off"
    assert found.mend == f"check {endpoint.removeprefix('http://')}"
    assert asked.tally.calls == TRIES == 5


def test_the_waits_between_tries_grow_twofold_up_to_their_longest(emulator: Emulator) -> None:
    emulator.faults.add(Fault("error", action="ListUsers"))
    waits = Waits()

    found = refused(of(emulator, waits.timing))

    assert waits.seconds == [0.5, 1.0, 2.0, 4.0]
    assert "InternalError" in found.what


def test_a_wait_is_any_part_of_its_longest(emulator: Emulator) -> None:
    emulator.faults.add(Fault("throttle", times=2))
    waits = Waits()
    timing = msgspec.structs.replace(waits.timing, random=lambda: 0.25)

    users(of(emulator, timing))

    assert waits.seconds == [0.125, 0.25]


@pytest.mark.parametrize("kind", ["throttle", "error", "lost", "outage", "status"])
def test_what_passes_is_survived(emulator: Emulator, kind: str) -> None:
    emulator.faults.add(Fault(kind, times=TRIES - 1))
    asked = of(emulator)

    assert users(asked) == 0
    assert asked.tally.calls == TRIES
    assert asked.tally.throttled == (TRIES - 1 if kind == "throttle" else 0)


def test_what_does_not_pass_is_told_by_its_kind(emulator: Emulator) -> None:
    emulator.faults.add(Fault("throttle"))

    found = refused(of(emulator))

    assert isinstance(found, ThrottledError)
    assert found.why == "5 tries were refused with RequestLimitExceeded"


def test_the_documented_rates_are_kept_by_all_threads_together() -> None:
    cloud, _ = empty_cloud(seed=1)
    with Emulator(cloud) as running:  # with the limits of the cloud
        asked = of(running, Timing())
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: users(asked), range(40)))

    assert asked.tally.throttled == 0
    assert asked.tally.calls == 40


@pytest.mark.parametrize(("share", "least"), [(0.01, 5.0), (0.05, 1.0), (0.5, 0.1)])
def test_a_small_share_of_the_rate_is_kept_too(emulator: Emulator, share: float, least: float) -> None:
    waits: list[float] = []
    wanted = msgspec.structs.replace(access(emulator.endpoint, credential_of(key_of(emulator))), rate=share)
    asked = Client(wanted, Tally(), Timing(sleep=waits.append, random=lambda: 0.0, clock=lambda: 0.0))

    users(asked)
    users(asked)

    assert waits[-1] >= least


def test_each_action_has_a_pace_of_its_own(emulator: Emulator) -> None:
    waits = Waits()
    asked = of(emulator, waits.timing)

    for action in ("ListUsers", "ListGroups", "ListCollaborators"):
        asked.ask("cam", action, _Users)
    assert waits.seconds == []
    for _ in range(3):
        asked.ask("cam", "DescribeRoleList", _Users, {"Page": 1, "Rp": 1})
    assert waits.seconds == [0.111, 0.111]


def test_a_key_that_ends_soon_is_asked_for_again(emulator: Emulator) -> None:
    waits = Waits(1_800_000_000.0)
    leases: list[Lease] = []

    def lease() -> Lease:
        ends = datetime.fromtimestamp(waits.now + 3600, UTC)
        leases.append(Lease(credential_of(key_of(emulator)), ends))
        return leases[-1]

    how = Access(site=AccountSite.MAINLAND, lease=lease, endpoints={"*": emulator.endpoint})
    asked = Client(how, Tally(), waits.timing)
    for later in (0, 3539, 1, 3000, 600):
        waits.now += later
        users(asked)

    assert len(leases) == 3


@pytest.mark.parametrize(
    "said",
    [
        Raw(b"<html>portal</html>", content_type="text/html"),
        Raw(b"[]"),
        Raw(b'{"Other": {}}'),
        Raw(b'{"Response": "text"}'),
        Raw(b'{"Response": {"Data": {"a": 1}}}'),
        Raw(b'{"Response": {"Data": ' + b"[" * 50_000),
        Raw(b"", status=403),
        Raw(b"", status=302, location="http://127.0.0.1:9/"),
    ],
    ids=lambda said: f"{said.status} {said.body[:20]!r}",
)
def test_another_server_is_an_error_of_ours_at_once(said: Raw) -> None:
    with Saying({"*": said}) as server:
        asked = client(server.endpoint, MADE_UP)
        found = refused(asked)

    assert type(found) in {CloudError, UnreachableError}
    assert asked.tally.calls == 1
    assert len(server.asked) == 1, "nothing is followed"


def test_an_error_with_a_charset_is_no_empty_success() -> None:
    body = msgspec.json.encode({"Response": error("UnauthorizedOperation", "you may not")})
    with Saying({"*": Raw(body, content_type="application/json; charset=utf-8")}) as server:
        found = refused(client(server.endpoint, MADE_UP))

    assert isinstance(found, MissingRightError)
    assert found.reason == "you may not"


def test_an_answer_that_breaks_off_is_asked_for_again() -> None:
    half = Raw(b'{"Response": {"Data"', promised=1000)
    answers = iter([half, half, {"Data": [{"Uin": 1}]}])
    with Saying({"*": lambda _: next(answers)}) as server:
        assert users(client(server.endpoint, MADE_UP)) == 1


@pytest.mark.parametrize("code", ["AuthFailure.UnauthorizedOperation", "SomethingNew.Entirely"])
def test_no_message_holds_a_secret(code: str) -> None:
    said = error(code, f"{MADE_UP.secret.reveal()!r} {'C' * 200}\x1b[31m\r\n \u202e{'x' * 1000}")
    with Saying({"*": said}) as server:
        found = told(refused(client(server.endpoint, MADE_UP)))

    assert "B" * 32 not in found
    assert "C" * 200 not in found
    assert not {"\x1b", "\u202e"} & {*found}
    assert "x" * 301 not in found


def test_a_failure_of_the_network_holds_no_part_of_the_call() -> None:
    with Saying({"*": Raw(b"B" * 32 + b"C" * 200, status=502)}) as server:
        found = told(refused(client(server.endpoint, MADE_UP)))

    assert "B" * 32 not in found
    assert "C" * 200 not in found
    assert "HTTP 502" in found


def test_the_log_of_the_sdk_stays_empty(caplog: pytest.LogCaptureFixture, emulator: Emulator) -> None:
    caplog.set_level("DEBUG")

    users(of(emulator))
    refused(client(emulator.endpoint, MADE_UP))

    assert "Authorization" not in caplog.text
    assert "C" * 200 not in caplog.text


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert users(of(emulator)) == 0


def test_a_password_file_of_the_machine_is_not_read(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login a password b")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))

    assert users(of(emulator)) == 0


def test_one_connection_is_kept_open_for_all_regions() -> None:
    with Saying({"*": {"Data": []}}) as server:
        asked = client(server.endpoint, MADE_UP)
        for region in ("ap-guangzhou", "ap-shanghai"):
            asked.ask("cvm", "DescribeInstances", _Users, region=region)

    assert [head["x-tc-region"] for head in server.heads] == ["ap-guangzhou", "ap-shanghai"]
    assert {head["connection"].lower() for head in server.heads} == {"keep-alive"}
    assert server.connections == 1


@pytest.mark.parametrize("secret", [b"", b"a b\n", "秘".encode(), b"\xff"])
def test_a_key_with_characters_that_no_key_has_is_refused_before_a_call(secret: bytes) -> None:
    with Saying({}) as server:
        found = refused(client(server.endpoint, Credential("AKID" + "A" * 32, Secret(secret))))

    assert isinstance(found, CredentialError)
    assert server.asked == []


def test_an_address_that_can_not_be_used_is_refused_before_a_call() -> None:
    with pytest.raises(UsageError, match="an address of a service can't be used"):
        client("http://example.com", MADE_UP)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["Response", "Error", "Code", "Data", "Uin"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def hostile() -> Iterator[Saying]:
    with Saying({}) as server:
        yield server


@given(content=JSON, inside=st.booleans())
def test_whatever_comes_back_is_an_answer_or_an_error_of_ours(
    hostile: Saying, content: Any, *, inside: bool
) -> None:
    said: Said = Raw(_dumped({"Response": content} if inside else content))
    hostile.answers = {"*": said}

    hostile.asked.clear()

    with suppress(CloudError):
        users(client(hostile.endpoint, MADE_UP))

    assert {*hostile.asked} == {"ListUsers"}


def _dumped(content: Any) -> bytes:
    return json.dumps(content).encode()
