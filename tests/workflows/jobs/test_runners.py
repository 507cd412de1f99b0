import base64
import io
import json
import secrets
import threading
import time
import zipfile
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from tests.store import rows
from tests.store.databases import postgresql, state
from tests.store.raised import of_key, put, signal
from tests.workflows.jobs.rooms import begun, done, now, room_of
from tests.workflows.sync.cloud import acme, added, root_key

from akwarden.emulator.tencent.faults import Fault
from akwarden.emulator.tencent.server import Emulator
from akwarden.errors import AccountError, AkwardenError, CredentialError, TargetError, UsageError
from akwarden.model.job import JobKind
from akwarden.model.task import (
    BulkTask,
    PullTask,
    RecheckTask,
    ReportTask,
    ScanTask,
    SyncTask,
    Task,
    TidyTask,
)
from akwarden.store import job_changes
from akwarden.store.risk_listing import begins
from akwarden.store.state import State
from akwarden.store.turn import turn
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.jobs import registry, report_files
from akwarden.workflows.jobs.room import Room
from akwarden.workflows.jobs.running import Running, StoppedError
from akwarden.workflows.jobs.titles import kind_of, title_of
from akwarden.workflows.jobs.uploads import Receiving

__all__ = ["acme", "postgresql", "state"]


def with_key(state: State, home: Path, acme: Emulator, name: str) -> Room:
    key = root_key(acme, name)
    env = {"TENCENTCLOUD_SECRET_ID": key.secret_id, "TENCENTCLOUD_SECRET_KEY": key.secret_key}
    return room_of(state, home, env)


def test_every_kind_of_job_has_a_task_a_runner_and_a_title() -> None:
    kinds = {msgspec.json.decode(b'{"kind": "%s"}' % tag.encode())["kind"] for tag in _tags()}

    assert kinds == set(JobKind)
    assert all(callable(registry.runner(kind)) for kind in JobKind)
    assert kind_of(SyncTask()) is JobKind.SYNC
    assert title_of(SyncTask(accounts=tuple("abcde"))) == "Read a, b, c and 2 more"


def _tags() -> list[str]:
    return [str(task.__struct_config__.tag) for task in get_args(Task)]


def test_an_account_is_read_and_another_that_fails_is_told(
    state: State, tmp_path: Path, acme: Emulator
) -> None:
    room = with_key(state, tmp_path, acme, "acme-pay")
    added(state, acme, "acme-pay")
    added(state, acme, "acme-shop")

    found = done(room, SyncTask())

    by_name = {one["name"]: one for one in found.result["accounts"]}
    assert found.message == "1 of 2 accounts read"
    assert by_name["acme-pay"]["keys"] > 0
    assert by_name["acme-pay"]["error"] is None
    assert "belongs to account" in by_name["acme-shop"]["error"]


def test_the_only_account_that_fails_is_the_error_of_the_job(
    state: State, tmp_path: Path, acme: Emulator
) -> None:
    added(state, acme, "acme-pay")

    with pytest.raises(CredentialError):
        done(room_of(state, tmp_path), SyncTask(accounts=("acme-pay",)))
    with pytest.raises(AccountError, match="no account"):
        done(room_of(state, tmp_path), SyncTask(accounts=("none",)))


def test_only_accounts_of_the_scope_are_read(state: State, tmp_path: Path, acme: Emulator) -> None:
    room = with_key(state, tmp_path, acme, "acme-pay")
    pay = added(state, acme, "acme-pay").account
    added(state, acme, "acme-shop")
    scope = Scope(everywhere=False, accounts=frozenset({(pay.provider, pay.number)}))

    found = done(room, SyncTask(), scope=scope)

    assert [one["name"] for one in found.result["accounts"]] == ["acme-pay"]
    with pytest.raises(AccountError, match="may read"):
        done(room, SyncTask(accounts=("acme-shop",)), scope=scope)


class Stopping(Fault):
    """Harms no call, and ends a job when one comes that fits."""

    stop: threading.Event = msgspec.field(default_factory=threading.Event)

    def fits(self, service: str, action: str) -> bool:
        if super().fits(service, action):
            self.stop.set()
        return False


def stop_when_told(running: Running, word: str) -> None:
    """End a job once it has said something."""

    def look() -> None:
        while word not in running.last.message:
            time.sleep(0.01)
        running.stop.set()

    threading.Thread(target=look, daemon=True).start()


def test_a_read_that_has_to_stop_says_so_and_a_second_try_reads_what_is_left(
    state: State, tmp_path: Path, acme: Emulator
) -> None:
    room = with_key(state, tmp_path, acme, "acme-shop")
    stored = added(state, acme, "acme-shop")
    running = begun(room, SyncTask())
    acme.faults.add(Stopping(kind="slow", action="GetSecurityLastUsed", stop=running.stop))
    with pytest.raises(StoppedError):
        registry.runner(JobKind.SYNC)(running, room)
    acme.faults.clear()

    with state.writing() as connection:
        job_changes.put_back(connection, running.job.id, 1, "")
        again = job_changes.begin(connection, running.job.id, 1, now())
    assert again is not None
    first = registry.runner(JobKind.SYNC)(Running(again, threading.Event()), room)
    second = registry.runner(JobKind.SYNC)(Running(again, threading.Event()), room)

    assert [one["name"] for one in first.result["accounts"]] == [stored.account.name]
    assert second.result["accounts"] == []
    assert second.message == "1 of 1 accounts read"


def test_a_read_of_one_account_waits_while_it_is_read_already(
    state: State, tmp_path: Path, acme: Emulator
) -> None:
    room = with_key(state, tmp_path, acme, "acme-pay")
    stored = added(state, acme, "acme-pay")
    running = begun(room, SyncTask(accounts=("acme-pay",)))
    with turn(state, f"sync {stored.id}") as ours:
        assert ours
        stop_when_told(running, "waiting")
        with pytest.raises(StoppedError):
            registry.runner(JobKind.SYNC)(running, room)

    assert "waiting" in running.last.message


def test_records_are_fetched_and_judged_next(state: State, tmp_path: Path, acme: Emulator) -> None:
    room = with_key(state, tmp_path, acme, "acme-pay")
    added(state, acme, "acme-pay")
    done(room, SyncTask())

    found = done(room, PullTask())
    nothing = done(room, PullTask(), scope=Scope(everywhere=False))

    assert found.result["imported"] > 0
    assert [kind_of(task) for task in found.then] == [JobKind.DETECT]
    assert (nothing.result["imported"], nothing.then) == (0, ())
    assert done(room, TidyTask()).result["expired"] == 0


def test_risks_are_asked_about_and_those_that_are_none_are_told(
    state: State, tmp_path: Path, acme: Emulator
) -> None:
    room = with_key(state, tmp_path, acme, "acme-pay")
    added(state, acme, "acme-pay")
    done(room, SyncTask())
    with state.reading() as connection:
        risk = begins(connection, "", now())[0].risk

    found = done(room, RecheckTask(risks=(risk.id, "0" * 12)))

    asked, none = found.result["risks"]
    assert asked["risk"] == risk.id
    assert asked["calls"] > 0
    assert "no risk" in none["error"]
    with pytest.raises(UsageError, match="no risk"):
        done(room, RecheckTask(risks=(risk.id,)), scope=Scope(everywhere=False))


@pytest.mark.parametrize("form", ["csv", "html", "json"])
def test_a_report_is_a_file_with_what_its_builder_may_see(state: State, tmp_path: Path, form: str) -> None:
    room = room_of(state, tmp_path)
    with state.writing() as connection:
        account = rows.add_account(connection)
        rows.add_principal(connection, account)
        key = rows.add_key(connection, account_id=account)

    whole = done(room, ReportTask(form=form))
    nothing = done(room, ReportTask(form=form), scope=Scope(everywhere=False))

    (first, second) = (room.reports / one.result["file"] for one in (whole, nothing))
    assert key in first.read_text()
    assert key not in second.read_text()
    assert {one.form for one in report_files.listed(room.reports, days=7)} == {form}
    if form == "json":
        assert len(json.loads(first.read_text())["keys"]) == whole.result["rows"] == 1


def test_a_query_that_is_wrong_is_the_error_of_the_report(state: State, tmp_path: Path) -> None:
    with pytest.raises(AkwardenError) as refused:
        done(room_of(state, tmp_path), ReportTask(where="colour:red"))

    assert refused.value.code == "E0190"


def test_alarms_are_decided_about_and_that_is_taken_back(state: State, tmp_path: Path) -> None:
    room = room_of(state, tmp_path)
    with state.writing() as connection:
        put(connection, signal("new-network", 1), of_key(2, "recon", 2), of_key(3, "recon", 3))

    decided = done(room, BulkTask(what="alarms", q="status:open", decision="handle", reason="ticket 1"))
    again = done(room, BulkTask(what="alarms", q="status:open", decision="handle", reason="ticket 1"))
    back = done(room, BulkTask(undo=decided.result["undo"]))

    assert (decided.result["changed"], again.result["changed"], back.result["changed"]) == (3, 0, 3)
    with pytest.raises(UsageError, match="no decision"):
        done(room, BulkTask(undo=999))


# Scans


def leaky() -> str:
    """Return a line with a pair of a key id and a secret, made up."""
    key_id = "AKIA" + base64.b32encode(secrets.token_bytes(10)).decode()
    secret = base64.b64encode(secrets.token_bytes(30)).decode()
    return f'aws_access_key_id = "{key_id}"\naws_secret_access_key = "{secret}"\n'


def test_a_folder_of_the_server_is_scanned_where_that_is_allowed(state: State, tmp_path: Path) -> None:
    allowed, other = tmp_path / "allowed", tmp_path / "other"
    for folder in (allowed, other):
        folder.mkdir()
        (folder / "a.env").write_text(leaky())
    (allowed / "link").symlink_to(other)
    room = room_of(state, tmp_path / "home", {"AKWARDEN_WORK_SCAN_PATHS": str(allowed)})

    found = done(room, ScanTask(path=str(allowed)))
    unsaved = done(room, ScanTask(path=str(allowed / "a.env"), save=False))

    assert (found.result["findings"], found.result["new"]) == (1, 1)
    assert "leaks" not in unsaved.result
    for path in (other, allowed / "link", allowed / ".." / "other", Path("allowed"), Path("/")):
        with pytest.raises(TargetError, match="may not be scanned"):
            done(room, ScanTask(path=str(path)))


def test_an_uploaded_archive_is_scanned_by_its_name(state: State, tmp_path: Path) -> None:
    room = room_of(state, tmp_path)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("conf/a.env", leaky())
    receiving = Receiving(room.uploads, "app.zip", "ann", most=1 << 20)
    receiving.take(packed.getvalue())
    upload = receiving.end()

    found = done(room, ScanTask(upload=upload.id))

    (shown,) = found.result["shown"]
    assert shown["location"]["source"] == "upload app.zip"
    assert shown["location"]["vpath"].endswith("!/conf/a.env")
    with pytest.raises(UsageError, match="not there any more"):
        done(room, ScanTask(upload="0" * 32))


@pytest.mark.parametrize("task", [ScanTask(), ScanTask(url="https://a.example/b", path="/x")])
def test_a_scan_is_of_one_thing(state: State, tmp_path: Path, task: ScanTask) -> None:
    with pytest.raises(UsageError, match="one thing"):
        done(room_of(state, tmp_path), task)


def test_a_repository_in_the_network_around_the_server_is_not_fetched(state: State, tmp_path: Path) -> None:
    room = room_of(state, tmp_path)
    for host in ("127.0.0.1", "localhost", "169.254.169.254", "[::1]"):
        with pytest.raises(TargetError, match="not on the internet"):
            done(room, ScanTask(url=f"https://{host}/a.git"))
    assert not room.scratch.exists()
