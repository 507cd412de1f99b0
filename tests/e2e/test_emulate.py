"""`akwarden emulate tencent` as a user starts it: in a process of its own, called by the official SDK."""

import json
import os
import random
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from tencentcloud.cam.v20190116.cam_client import CamClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.sts.v20180813.sts_client import StsClient
from tests.frontends.cli.program import COMMAND, akwarden, environment

MOST_SECONDS = 10.0
"""Within which Ctrl-C ends it; one is promised, and test machines are busy. What is slow takes a minute."""


class Started:
    """An emulator under way."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [*COMMAND, "emulate", "tencent", *arguments],
            cwd=folder,
            env=environment(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self.ready: dict[str, Any] = json.loads(self.process.stdout.readline())

    @property
    def endpoint(self) -> str:
        """Give its address as a URL."""
        return str(self.ready["endpoint"])

    def identity(self, account: int = 0, secret_key: str | None = None) -> dict[str, Any]:
        """Ask, with the root key of an account, who calls."""
        client = self.client(StsClient, account, secret_key)
        answer: dict[str, Any] = client.call_json("GetCallerIdentity", {})["Response"]
        return answer

    def client(self, kind: Any, account: int = 0, secret_key: str | None = None) -> Any:
        """Give a client of the SDK with the root key of an account."""
        known = self.ready["accounts"][account]
        address = self.endpoint.removeprefix("http://")
        profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=address))
        credential = Credential(known["secret_id"], secret_key or known["secret_key"])
        return kind(credential, "ap-guangzhou", profile)

    def steer(self, method: str, path: str, **content: Any) -> Any:
        """Call the control API."""
        request = Request(  # noqa: S310  an address that the emulator printed
            f"{self.endpoint}/_emulator/{path}",
            data=json.dumps(content).encode() if content else None,
            method=method,
            headers={"X-Emulator-Control": "1"},
        )
        with urlopen(request, timeout=100) as answer:  # noqa: S310
            return json.load(answer)

    def interrupt(self) -> tuple[int, str, str]:
        """Press Ctrl-C; give the exit code, and what was written to both streams since the first line."""
        began = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        out, err = self.process.communicate(timeout=30)
        assert time.monotonic() - began < MOST_SECONDS
        return self.process.returncode, out, err

    def close(self) -> None:
        """Leave nothing running."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Any]:
    """Give what starts an emulator; all of them are ended."""
    running: list[Started] = []

    def started(*arguments: str) -> Started:
        running.append(Started(tmp_path, *arguments))
        return running[-1]

    yield started
    for one in running:
        one.close()


def test_it_prints_one_line_and_answers_the_sdk(start: Any) -> None:
    emulator = start()

    (account,) = emulator.ready["accounts"]
    assert emulator.endpoint.startswith("http://127.0.0.1:")
    assert emulator.ready.keys() == {"endpoint", "accounts"}
    assert account.keys() == {"uin", "appid", "name", "secret_id", "secret_key"}
    assert emulator.identity()["AccountId"] == account["uin"]


def test_it_refuses_a_wrong_secret(start: Any) -> None:
    emulator = start()

    with pytest.raises(TencentCloudSDKException) as refused:
        emulator.identity(secret_key="x" * 32)

    assert refused.value.get_code() == "AuthFailure.SignatureFailure"


def test_ctrl_c_ends_it_with_0_and_without_a_word(start: Any) -> None:
    emulator = start()
    emulator.identity()

    assert emulator.interrupt() == (0, "", "")


def test_ctrl_c_ends_it_while_somebody_holds_a_connection(start: Any) -> None:
    emulator = start()
    host, _, port = emulator.endpoint.removeprefix("http://").rpartition(":")

    with closing(socket.create_connection((host, int(port)))) as idle:
        idle.sendall(b"POST / HTTP/1.1\r\n")
        code, _, _ = emulator.interrupt()

    assert code == 0


def test_ctrl_c_ends_it_while_an_answer_is_slow(start: Any) -> None:
    emulator = start()
    emulator.steer("POST", "faults", kind="slow", seconds=60)
    caller = threading.Thread(target=waits_in_vain, args=[emulator])
    caller.start()
    time.sleep(0.5)

    code, _, _ = emulator.interrupt()

    caller.join(100)
    assert code == 0


def waits_in_vain(emulator: Started) -> None:
    """Call, and get no answer."""
    with pytest.raises(TencentCloudSDKException):
        emulator.identity()


def test_a_termination_ends_it_too(start: Any) -> None:
    emulator = start()

    emulator.process.terminate()

    assert emulator.process.wait(60) == -signal.SIGTERM


def test_nothing_listens_after_the_end(start: Any) -> None:
    emulator = start()
    host, _, port = emulator.endpoint.removeprefix("http://").rpartition(":")

    emulator.interrupt()

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)))


def test_a_port_that_is_taken_is_refused(start: Any, tmp_path: Path) -> None:
    port = start().endpoint.rpartition(":")[2]

    done = akwarden("emulate", "tencent", "--port", port, folder=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert f"127.0.0.1:{port} can't be listened on" in done.stderr
    assert "another --port" in done.stderr


def free_port() -> int:
    """Give a port that nobody has, and that the system gives to nobody who asks for any."""
    for port in random.sample(range(20_000, 32_000), 50):
        with closing(socket.socket()) as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port
    pytest.fail("no port is free")


def test_a_port_of_ones_own_is_taken(start: Any) -> None:
    port = free_port()

    emulator = start("--port", str(port))

    assert emulator.endpoint == f"http://127.0.0.1:{port}"
    assert emulator.identity()["Type"] == "RootAccount"


def test_two_run_at_once_and_know_nothing_of_each_other(start: Any) -> None:
    one, other = start(), start()

    assert one.endpoint != other.endpoint
    assert one.identity()["Type"] == other.identity()["Type"] == "RootAccount"
    one.ready["accounts"], other.ready["accounts"] = other.ready["accounts"], one.ready["accounts"]
    with pytest.raises(TencentCloudSDKException) as refused:
        one.identity()
    assert refused.value.get_code() == "AuthFailure.SecretIdNotFound"


def test_a_seed_gives_the_same_keys_again(start: Any) -> None:
    one, other, third = start("--seed", "7"), start("--seed", "7"), start("--seed", "8")

    assert one.ready["accounts"] == other.ready["accounts"]
    assert one.ready["accounts"] != third.ready["accounts"]


def test_acme_is_there_in_a_moment(start: Any) -> None:
    emulator = start("--scenario", "acme")

    named = {one["name"]: bool(one["secret_id"]) for one in emulator.ready["accounts"]}
    assert named == {
        "acme": True,
        "acme-shop": True,
        "acme-pay": False,
        "acme-data": False,
        "acme-global": True,
    }
    assert emulator.identity()["AccountId"] == emulator.ready["accounts"][0]["uin"]


def test_a_scenario_of_ones_own_is_there(start: Any, tmp_path: Path) -> None:
    (tmp_path / "my.yml").write_text("accounts: [{name: 我的公司, root_keys: [{}]}]", encoding="utf-8")

    emulator = start("--scenario", "my.yml")

    assert [one["name"] for one in emulator.ready["accounts"]] == ["我的公司"]


def test_an_unknown_scenario_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    done = akwarden("emulate", "tencent", "--scenario", "nobody", folder=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no scenario 'nobody' [E0100]" in done.stderr
    assert "acme" in done.stderr
    assert "empty" in done.stderr


def test_a_bad_file_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "my.yml").write_text("accounts:\n  - name: a\n    users:\n      - {name: b, consol: true}\n")

    done = akwarden("emulate", "tencent", "--scenario", "my.yml", folder=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: my.yml, line 4: accounts[0].users[0].consol is wrong [E0170]\n"
        "why: there is no such name\n"
        "mend: did you mean 'console'?\n"
    )


def test_a_key_works_only_after_the_delay_that_was_asked_for(start: Any) -> None:
    emulator = start("--key-delay", "3600")

    emulator.ready["accounts"].append(new_user(emulator))
    with pytest.raises(TencentCloudSDKException) as refused:
        emulator.identity(account=1)

    assert refused.value.get_code() == "AuthFailure.SecretIdNotFound"


def new_user(emulator: Started) -> dict[str, str]:
    """Make a user with a key, and give the key."""
    made = emulator.client(CamClient).call_json("AddUser", {"Name": "robot", "UseApi": 1})["Response"]
    return {"secret_id": made["SecretId"], "secret_key": made["SecretKey"]}


def test_faults_and_the_clock_are_steered_from_outside(start: Any) -> None:
    emulator = start()

    emulator.steer("POST", "faults", kind="throttle", times=1)
    with pytest.raises(TencentCloudSDKException) as refused:
        emulator.identity()
    emulator.steer("POST", "clock", advance=86_400)

    assert refused.value.get_code() == "RequestLimitExceeded"
    assert emulator.steer("GET", "faults") == {"faults": []}
    assert emulator.steer("GET", "clock")["offset"] == 86_400
    assert emulator.steer("GET", "accounts")["accounts"] == emulator.ready["accounts"]


def test_whoever_lacks_the_header_does_not_steer(start: Any) -> None:
    emulator = start()

    with pytest.raises(HTTPError) as refused:
        urlopen(f"{emulator.endpoint}/_emulator/accounts", timeout=100)  # noqa: S310

    assert refused.value.code == 403
    refused.value.close()
