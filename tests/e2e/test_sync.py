"""`akwarden sync` on good days and bad ones: what fails is named with cause and mend, the rest is read."""

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select
from tests.e2e.clouds import add, profile, run, running, sync, variables
from tests.frontends.cli.program import COMMAND, environment
from tests.providers.tencent.saying import WHO, Said, Saying, error
from tests.providers.tencent.shop import root_key

from akwarden.emulator.tencent.faults import Fault
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.state import Key, Status
from akwarden.errors import ExitCode
from akwarden.store.migration import open_state
from akwarden.store.tables import access_keys, accounts
from akwarden.store.turn import turn

_FOUR = """
accounts:
  - {name: good, root_keys: [{age: 9}], users: [{name: a, keys: [{age: 3}]}]}
  - {name: wrong, root_keys: [{age: 9}]}
  - {name: disabled, root_keys: [{age: 9}]}
  - {name: unreachable, root_keys: [{age: 9}]}
"""
MOST_SECONDS = 10.0
"""How long a program may live after Ctrl-C; two seconds are promised, and test machines are busy."""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Emulator]:
    """Give an organisation whose account `shop` was added as `prod`."""
    with running(tmp_path) as emulator:
        assert add(emulator, tmp_path).returncode == ExitCode.OK
        yield emulator


def test_what_fails_is_named_with_its_mend_and_stops_no_other(tmp_path: Path) -> None:
    with running(tmp_path, _FOUR) as emulator:
        home = {"HOME": str(tmp_path)}
        keys = {name: root_key(emulator.cloud, name) for name in ("good", "wrong", "disabled", "unreachable")}
        for name, key in keys.items():
            profile(tmp_path, name, key.secret_id, key.secret_key)
        lines = [f"tencent,{name},profile:{name},{emulator.endpoint}\n" for name in keys]
        (tmp_path / "a.csv").write_text("provider,name,from,endpoint\n" + "".join(lines))
        done = run("accounts", "add", "--csv", "a.csv", "--rate", "0", folder=tmp_path, env=home)
        assert done.returncode == ExitCode.OK, done.stderr
        profile(tmp_path, "wrong", keys["wrong"].secret_id, keys["good"].secret_key)
        keys["disabled"].status = Status.INACTIVE
        _move(tmp_path, "unreachable", "http://127.0.0.1:1")

        code, read = sync(tmp_path, env=home)

        assert code == ExitCode.PARTIAL
        failed = {name: row["error"] for name, row in read.items()}
        assert failed["good"] is None
        assert "the secret is not the one that belongs to it; mend: give the secret" in failed["wrong"]
        assert "deleted or disabled" in failed["disabled"]
        assert "mend: give a key that is active" in failed["disabled"]
        assert "it can't be reached" in failed["unreachable"]
        assert "mend: check 127.0.0.1:1" in failed["unreachable"]
        assert read["good"]["keys"] == 2
        assert keys["good"].secret_key not in done.stdout + done.stderr + str(read)


def _move(folder: Path, name: str, endpoint: str) -> None:
    """Let an account be called elsewhere."""
    values = {"endpoints": f'{{"*":"{endpoint}"}}'}
    with closing(open_state(folder / "home", None)) as state, state.writing() as connection:
        connection.execute(accounts.update().where(accounts.c.name == name).values(values))


def test_a_clock_that_is_wrong_is_told_in_seconds(shop: Emulator, tmp_path: Path) -> None:
    said = error("AuthFailure.SignatureExpire", "The signature has expired.")
    with Saying({"*": said}) as server:
        _move(tmp_path, "prod", server.endpoint)

        code, read = sync(tmp_path, key=root_key(shop.cloud))

    assert code == ExitCode.PARTIAL
    assert "mend: set the clock" in read["prod"]["error"]


def test_calls_that_are_refused_for_being_too_many_are_counted_and_made_again(tmp_path: Path) -> None:
    with running(tmp_path, rate_scale=0.25) as emulator:
        assert add(emulator, tmp_path).returncode == ExitCode.OK

        code, read = sync(tmp_path, key=root_key(emulator.cloud))

        assert code == ExitCode.OK
        assert read["prod"]["throttled"] > 0
        assert read["prod"]["blind_spots"] == []


def test_an_account_is_read_once_at_a_time(shop: Emulator, tmp_path: Path) -> None:
    with closing(open_state(tmp_path / "home", None)) as state:
        with turn(state, "sync 1") as ours:
            code, read = sync(tmp_path, key=root_key(shop.cloud))
        after, read_after = sync(tmp_path, key=root_key(shop.cloud))

    assert ours
    assert code == ExitCode.PARTIAL
    assert "prod is being read by another akwarden; mend: wait" in read["prod"]["error"]
    assert (after, read_after["prod"]["error"]) == (ExitCode.OK, None)


def test_names_of_the_cloud_steer_no_terminal(shop: Emulator, tmp_path: Path) -> None:
    evil = "\x1b[2Jeve<script>alert(1)</script>\u202e\r\nroot"
    answers: dict[str, Said] = {
        "GetCallerIdentity": {**WHO, "AccountId": _number(tmp_path)},
        "ListUsers": {"Data": [{"Uin": 101, "Uid": 1, "Name": evil, "Remark": evil, "CreateTime": ""}]},
        "*": error("InternalServer.Strange", f"no {evil}"),
    }
    with Saying(answers) as server:
        _move(tmp_path, "prod", server.endpoint)

        outputs = [
            run("sync", "--rate", "0", folder=tmp_path, key=root_key(shop.cloud)),
            run("accounts", "list", folder=tmp_path),
            run("accounts", "test", "prod", "--rate", "0", folder=tmp_path, key=root_key(shop.cloud)),
            run("principals", "list", folder=tmp_path),
        ]

    shown = "".join(one.stdout + one.stderr for one in outputs)
    assert "eve<script>" in outputs[3].stdout
    assert not set(shown) & {"\x1b", "\r", "\u202e"}


def _number(folder: Path) -> str:
    with closing(open_state(folder / "home", None)) as state, state.reading() as connection:
        return str(connection.execute(select(accounts.c.number)).scalar_one())


def test_a_home_that_cannot_be_written_is_named_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    done = run("sync", folder=tmp_path, env={"AKWARDEN_HOME": str(tmp_path / "file" / "home")})

    assert done.returncode == ExitCode.PARTIAL
    assert "state.db can't be opened [E0650]" in done.stderr
    assert "mend: set AKWARDEN_HOME to a folder that you may write to" in done.stderr


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://me:hushhush@127.0.0.1:1/db", "check that the server runs"),
        ("postgresql://me:hushhush@127.0.0.1:1/db?password=hushhush", "check that the server runs"),
        ("postgresql://me:hushhush", "AKWARDEN_DATABASE_URL is no address"),
        ("postgresql://me:hush@127.0.0.1:hushhush/db", "AKWARDEN_DATABASE_URL is no address"),
        ("mysql://me:hushhush@127.0.0.1/db", "only PostgreSQL is supported"),
        ("hushhush", "AKWARDEN_DATABASE_URL is no address"),
    ],
)
def test_a_database_that_is_not_there_is_named_without_its_password(
    tmp_path: Path, url: str, words: str
) -> None:
    done = run("sync", folder=tmp_path, env={"AKWARDEN_DATABASE_URL": url})

    assert done.returncode in {ExitCode.USAGE, ExitCode.PARTIAL}
    assert words in done.stderr
    assert "hushhush" not in done.stderr
    assert not list(tmp_path.rglob("crash-*"))


def test_a_rate_that_is_no_number_is_refused(tmp_path: Path) -> None:
    done = run("sync", "--rate", "nan", folder=tmp_path)

    assert (done.returncode, "no number" in done.stderr) == (ExitCode.USAGE, True)


# Ctrl-C


class _Slow(Fault):
    """Lets a call wait, and tells that it has come."""

    come: threading.Event = msgspec.field(default_factory=threading.Event)

    def fits(self, service: str, action: str) -> bool:
        """Tell it where that call has come."""
        found = super().fits(service, action)
        if found:
            self.come.set()
        return found


def _interrupted(
    folder: Path, key: Key, come: Callable[[], object], *arguments: str
) -> tuple[int, str, float]:
    """Press Ctrl-C in a command; give its exit code, what it said, and the seconds until its end.

    `come` returns when the command waits for the cloud, however long it takes to come so far.
    """
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(folder, variables(key)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        come()
        time.sleep(1)  # until the calls beside this one are over
        began = time.monotonic()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
    return process.returncode, said, time.monotonic() - began


def test_after_ctrl_c_the_next_run_goes_on(shop: Emulator, tmp_path: Path) -> None:
    key = root_key(shop.cloud)
    slow = _Slow(kind="slow", action="DescribeSafeAuthFlagColl", seconds=300)
    shop.faults.add(slow)

    code, said, seconds = _interrupted(tmp_path, key, lambda: slow.come.wait(200), "sync", "--rate", "0")
    shop.faults.clear()
    after, read = sync(tmp_path, key=key)

    assert (code, said.splitlines()[-1]) == (ExitCode.INTERRUPTED, "interrupted")
    assert seconds < MOST_SECONDS
    assert after == ExitCode.OK
    assert read["prod"]["resumed"]
    with closing(open_state(tmp_path / "home", None)) as state, state.reading() as connection:
        found = set(connection.execute(select(access_keys.c.key_id)).scalars())
    assert len(found) == read["prod"]["keys"]


@pytest.mark.parametrize("command", ["sync", "accounts test prod", "accounts add --csv again.csv"])
def test_a_cloud_that_never_answers_does_not_hold_ctrl_c(
    shop: Emulator, tmp_path: Path, command: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, ExitStack() as calls:
        silent.settimeout(200)
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        _move(tmp_path, "prod", endpoint)
        (tmp_path / "again.csv").write_text(f"provider,name,from,endpoint\ntencent,b,env,{endpoint}\n")

        def come() -> None:
            call, _ = silent.accept()
            calls.enter_context(call)

        code, _, seconds = _interrupted(tmp_path, root_key(shop.cloud), come, *command.split())

    assert code == ExitCode.INTERRUPTED
    assert seconds < MOST_SECONDS
