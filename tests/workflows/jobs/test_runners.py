import gzip
import io
import json
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from tests.sources.git.https_server import serving
from tests.sources.repositories import Repo, run_git
from tests.store import rows
from tests.store.databases import postgresql, state
from tests.store.raised import of_key, put, signal
from tests.workflows.events.imports import audit, lines
from tests.workflows.jobs.rooms import begun, done, now, room_of
from tests.workflows.sync.cloud import acme, added, root_key

from akwarden.emulator.tencent.faults import Fault
from akwarden.emulator.tencent.server import Emulator
from akwarden.errors import AccountError, AkwardenError, CredentialError, TargetError, UsageError
from akwarden.model.job import JobKind
from akwarden.model.task import (
    BulkTask,
    ImportTask,
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
from akwarden.workflows.events.letters import dead_letters
from akwarden.workflows.jobs import registry, report_files
from akwarden.workflows.jobs.room import Room
from akwarden.workflows.jobs.running import Running, StoppedError
from akwarden.workflows.jobs.titles import kind_of, title_of
from akwarden.workflows.jobs.uploads import Receiving
from akwarden.workflows.rule_check import expand

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


def test_an_account_out_of_the_scope_is_not_told_apart_from_one_that_there_is_not(
    state: State, tmp_path: Path, acme: Emulator
) -> None:
    room = with_key(state, tmp_path, acme, "acme-pay")
    shop = added(state, acme, "acme-shop").account
    scope = Scope(everywhere=False, accounts=frozenset({("tencent", "100000000009")}))

    for name in ("acme-shop", shop.number, "200000000002"):
        with pytest.raises(AccountError) as refused:
            done(room, SyncTask(accounts=(name,)), scope=scope)
        told = refused.value
        assert (told.what, told.why) == (f"there is no account {name!r}", None)
        assert told.mend == "akwarden accounts list shows them all"


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


def leaky(seed: int = 1) -> str:
    """Return a line with a pair of a key id and a secret, made up."""
    key_id, secret = expand("AKIA{16*B}", seed), expand("{40*S}", seed + 1)
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


@pytest.fixture
def others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[dict[str, str]], str]]:
    """Give what puts files into a repository of somebody else, and gives its address."""
    root = tmp_path / "root"
    root.mkdir()
    with serving(root, tmp_path, "git.example.com") as site:
        monkeypatch.setenv("GIT_SSL_CAINFO", str(site.certificate))

        def put_there(files: dict[str, str]) -> str:
            repo = Repo(tmp_path / "work")
            repo.commit(files)
            run_git("clone", "--quiet", "--bare", str(repo.path), str(root / "a.git"))
            run_git("update-server-info", folder=root / "a.git")
            return f"https://127.0.0.1:{site.port}/a.git"

        yield put_there


def test_what_a_repository_allows_itself_is_told_and_never_holds_for_our_own_keys(
    state: State, tmp_path: Path, others: Callable[[dict[str, str]], str]
) -> None:
    ours, theirs = leaky(), leaky(3)
    url = others({"a.env": ours, "b.env": theirs, ".akwardenignore": "* ** # nothing to see\n"})
    room = room_of(state, tmp_path / "home", {"AKWARDEN_WORK_PRIVATE_ADDRESSES": "true"})
    with state.writing() as connection:
        prod = rows.add_account(connection, "prod")
        rows.add_key(connection, 1, key_id=ours.split('"')[1], account_id=prod)

    found = done(room, ScanTask(url=url))

    assert (found.result["findings"], found.result["allowed"]) == (1, 1)
    assert [one["key_id"] for one in found.result["shown"]] == [ours.split('"')[1]]
    assert found.result["allowed_shown"] == [{"vpath": "b.env", "reason": "nothing to see"}]
    assert "1 allowed by what was scanned" in (found.message or "")


def test_an_ignore_file_of_others_that_is_wrong_allows_nothing_and_stops_nothing(
    state: State, tmp_path: Path, others: Callable[[dict[str, str]], str]
) -> None:
    url = others({"a.env": leaky(), ".akwardenignore": "what is this\n"})
    room = room_of(state, tmp_path / "home", {"AKWARDEN_WORK_PRIVATE_ADDRESSES": "true"})

    found = done(room, ScanTask(url=url))

    assert (found.result["findings"], found.result["allowed"]) == (1, 0)
    assert ".akwardenignore:1" in found.result["remark"]


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


def test_a_record_that_could_not_be_read_is_told_by_the_name_of_the_file_that_was_handed_in(
    state: State, tmp_path: Path
) -> None:
    room = room_of(state, tmp_path)
    receiving = Receiving(room.uploads, "trail.jsonl.gz", "ann", most=1 << 20)
    receiving.take(gzip.compress(b'{"eventName":"ConsoleLogin"\n' + lines([audit(1)])))
    upload = receiving.end()

    found = done(room, ImportTask(uploads=(upload.id,)))

    (letter,) = dead_letters(state, room.lake())
    assert letter.vpath.startswith("trail.jsonl.gz")
    assert upload.id not in letter.vpath
    assert "ConsoleLogin" in letter.text
    assert "1 record could not be read" in found.message


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
