"""Two hundred secrets go through every door of a running server; none of them is kept anywhere in clear.

Files that are scanned, audit records that are handed in, keys that are stored, passwords and tokens that are
tried, words in every part of a request, and requests that end in a defect. Looked for in all that lies in the
home, in what the server says and logs, in what is downloaded from it, and in what it sends to a browser.
"""

import io
import json
import sqlite3
import tarfile
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

import httpx
import hyperscan
import pyarrow.parquet as pq
import pytest
from tests.e2e.served import browser, served, session
from tests.workflows.leaks.canaries import spellings

from akwarden.workflows.rule_check import expand

SCANNED, RECORDED, STORED, TRIED, SAID = 60, 40, 30, 30, 40
MANY = SCANNED + RECORDED + STORED + TRIED + SAID
JOB_SECONDS = 120


def pair(number: int) -> tuple[str, str]:
    """Give a made-up SecretId and its SecretKey, each number another one."""
    return expand("AKID{32*A}", 910_000 + number), expand("{32*A}", 920_000 + number)


SECRETS = [pair(number)[1] for number in range(MANY)]


def search() -> tuple[hyperscan.Database, list[str]]:
    """Return one automaton for all spellings of all secrets, and whose each one is."""
    wanted = [(secret, spelled) for secret in SECRETS for spelled in spellings(secret)]
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[b"".join(b"\\x%02x" % byte for byte in spelled) for _, spelled in wanted],
        ids=list(range(len(wanted))),
        flags=[hyperscan.HS_FLAG_SINGLEMATCH] * len(wanted),
    )
    return database, [secret for secret, _ in wanted]


class Search:
    """Looks for all secrets in all their spellings."""

    def __init__(self) -> None:
        self._database, self._whose = search()

    def found_in(self, text: bytes) -> set[str]:
        """Return the secrets that stand in a text."""
        found: set[str] = set()

        def take(number: int, *_: object) -> None:
            found.add(self._whose[number])

        self._database.scan(text, match_event_handler=take)
        return found


def archive() -> bytes:
    """Return an archive of source files with a key in each."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for number in range(SCANNED):
            key_id, secret = pair(number)
            text = f'SECRET_ID = "{key_id}"\nSECRET_KEY = "{secret}"\n'.encode()
            info = tarfile.TarInfo(f"src/settings_{number}.py")
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text))
    return out.getvalue()


def records() -> bytes:
    """Return audit records in whose parameters a secret stands."""
    lines = []
    for number in range(SCANNED, SCANNED + RECORDED):
        key_id, secret = pair(number)
        parameters = json.dumps({"UserName": "ci", "SecretKey": secret, "Note": f"password={secret}"})
        lines.append(
            {
                "eventID": f"console-canary-{number}",
                "eventVersion": "3.0",
                "eventTime": 1_764_500_000 + number,
                "eventSource": "cam.tencentcloudapi.com",
                "eventName": "CreateAccessKey",
                "eventRegion": "ap-guangzhou",
                "sourceIPAddress": "203.0.113.7",
                "userIdentity": {
                    "type": "CAMUser",
                    "accountId": "100000000001",
                    "secretId": key_id,
                    "userName": "ci",
                },
                "requestParameters": parameters,
                "responseElements": json.dumps({"AccessKey": {"SecretAccessKey": secret}}),
                "errorCode": 0,
            }
        )
    return (
        b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        + b"no record, password="
        + SECRETS[SCANNED].encode()
    )


class Doors:
    """Drives secrets through a server, and keeps what it answers."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.answers: list[bytes] = []

    def send(self, method: str, path: str, **how: object) -> httpx.Response:
        """Send a request and keep its answer, headers too."""
        answer = self.client.request(method, f"/api/v1{path}", **how)  # type: ignore[arg-type]
        self.answers.append(repr(answer.headers.raw).encode() + answer.content)
        return answer

    def upload(self, name: str, content: bytes) -> str:
        """Hand in a file."""
        answer = self.send("POST", "/uploads", params={"name": name}, content=content)
        assert answer.status_code < 300, answer.text
        return str(answer.json()["id"])

    def job(self, **task: object) -> dict[str, object]:
        """Start a job and wait for its end."""
        started = self.send("POST", "/jobs", json=task)
        assert started.status_code == 202, started.text
        end = monotonic() + JOB_SECONDS
        job: dict[str, object] = started.json()
        while job["state"] not in {"done", "failed", "cancelled"}:
            assert monotonic() < end, job
            sleep(0.05)
            job = self.send("GET", f"/jobs/{job['id']}").json()
        return job


def drive(doors: Doors) -> None:
    """Send every secret through the doors that it is for."""
    scanned = doors.job(kind="scan", upload=doors.upload("src.tar.gz", archive()), save=True)
    assert scanned["state"] == "done", scanned
    imported = doors.job(kind="import", uploads=[doors.upload("log.jsonl", records())])
    assert imported["state"] == "done", imported
    with ThreadPoolExecutor(STORED) as crew:  # nobody answers there, which takes some seconds each
        list(
            crew.map(
                lambda number: store(doors, number), range(SCANNED + RECORDED, SCANNED + RECORDED + STORED)
            )
        )
    tried = SECRETS[-TRIED - SAID : -SAID]
    for secret in tried[: TRIED // 2]:
        doors.send("POST", "/login", json={"login": "admin", "password": secret})
    for secret in tried[TRIED // 2 :]:
        doors.send("GET", "/keys", headers={"Authorization": f"Bearer {secret}", "Cookie": ""})
    for number, secret in enumerate(SECRETS[-SAID:]):
        say(doors, number, secret)


def store(doors: Doors, number: int) -> None:
    """Add an account with a key that is to be kept, at a cloud that does not answer."""
    key_id, secret = pair(number)
    account = {"provider": "tencent", "name": f"shop-{number}", "endpoints": ["http://127.0.0.1:9"]}
    answer = doors.send("POST", "/accounts", json={**account, "key": {"key_id": key_id, "secret": secret}})
    assert answer.status_code == 502, answer.text


def say(doors: Doors, number: int, secret: str) -> None:
    """Put a secret where words are taken: in a query, a body, an address, a name of a file."""
    key_id = pair(number)[0]
    match number % 8:
        case 0:
            doors.send("GET", "/keys", params={"q": f"{secret}:{secret}"})
        case 1:
            doors.send(
                "POST",
                "/notes",
                json={"kind": "key", "names": [key_id], "field": "remark", "value": [secret]},
            )
        case 2:
            doors.send("POST", "/notes", json={"kind": secret, "names": secret})
        case 3:
            doors.send("GET", f"/keys/{secret}")
        case 4:
            doors.send("POST", "/notes", content=f'{{"kind": "{secret}'.encode())
        case 5:
            doors.send("POST", "/uploads", params={"name": secret}, content=b"{}")
        case 6:
            doors.send("GET", "/keys/export", params={"columns": secret, "format": secret})
        case _:
            doors.send("POST", f"/{secret}", json={secret: secret}, headers={"X-CSRF-Token": secret})


def looked_at(doors: Doors) -> None:
    """Read and download what a person would."""
    for path in (
        "/overview",
        "/keys",
        "/alarms",
        "/leaks",
        "/risks",
        "/ips",
        "/calls",
        "/jobs",
        "/audit-log",
    ):
        assert (
            doors.send("GET", path, params={"limit": 1000} if path != "/overview" else {}).status_code == 200
        )
    for leak in doors.send("GET", "/leaks", params={"limit": 1000}).json()["rows"][:20]:
        doors.send("GET", f"/leaks/{leak['leak']['id']}")
    for form in ("csv", "xlsx", "json", "jsonl"):
        for noun in ("keys", "leaks"):
            answer = doors.send("GET", f"/{noun}/export", params={"format": form})
            assert answer.status_code == 200
            if form == "xlsx":
                doors.answers.extend(unzipped(answer.content))
    report = doors.job(kind="report", report="keys", form="html")
    assert report["state"] == "done", report


def unzipped(content: bytes) -> Iterator[bytes]:
    """Yield the members of a zip file."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in book.namelist():
            yield book.read(name)


def kept(home: Path) -> Iterator[tuple[str, bytes]]:
    """Yield all that lies in a home: each file as it is, and what columns and cells of it say."""
    for path in sorted(home.rglob("*")):
        if not path.is_file():
            continue
        yield str(path), path.read_bytes()
        if path.suffix == ".parquet":
            with pq.ParquetFile(path) as file:
                for column in file.read(use_threads=False).columns:
                    yield str(path), "\n".join(map(str, column.to_pylist())).encode("utf-8", "replace")
        if path.suffix == ".db":
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
                yield str(path), "\n".join(database.iterdump()).encode("utf-8", "replace")


@pytest.mark.timeout(400)
def test_none_of_200_secrets_is_kept_or_told_in_clear(tmp_path: Path) -> None:
    looking = Search()
    assert all(secret in looking.found_in(secret.encode("utf-16-le")) for secret in SECRETS)
    with served(tmp_path) as running, browser(running, session(tmp_path)) as client:
        doors = Doors(client)
        drive(doors)
        looked_at(doors)

        leaks = doors.send("GET", "/leaks", params={"limit": 1000}).json()
        running.kill()  # what a crash leaves behind counts, too

    assert leaks["total"] >= SCANNED, "what was scanned was seen"
    told = [answer for answer in doors.answers if looking.found_in(answer)]
    assert [answer[-300:] for answer in told] == []
    assert {place for place, text in kept(tmp_path) if looking.found_in(text)} == set()
