"""Asking the clouds whether found keys work: the whole program against clouds on this machine."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.scans import Said as Report
from tests.e2e.scans import key_id, key_pair, read_lines, scan
from tests.frontends.cli.program import COMMAND, akwarden, as_text, environment, fed
from tests.providers.clouds import AwsCloud, FakeCloud, Said, TencentCloud, aws_key_id, page, tencent_error
from tests.reports.published import validate
from tests.sources.repositories import Repo

from akwarden.reports.registry import FORMATS
from akwarden.workflows.rule_check import expand

GROUND = "# deploy to https://api.example.com\n"
OWN = ("--verify", "--own", "example.com")


def secret(seed: int = 1) -> str:
    """Give the secret of `key_pair`."""
    return key_pair(seed).split()[-1]


class Clouds:
    """Both clouds, the folder with the leak, and the environment that leads to them."""

    def __init__(
        self, folder: Path, mainland: TencentCloud, international: TencentCloud, aws: AwsCloud
    ) -> None:
        self.folder = folder
        self.mainland, self.international, self.aws = mainland, international, aws
        (folder / "tree").mkdir()
        self.env = {
            "AKWARDEN_SCAN_VERIFY_TENCENT": f"mainland={mainland.url},international={international.url}",
            "AKWARDEN_SCAN_VERIFY_AWS": f"us-east-1={aws.url}",
            "AKWARDEN_SCAN_VERIFY_TIMEOUT": "5",
            "AKWARDEN_SCAN_VERIFY_RATE": "100",
            "NO_PROXY": "127.0.0.1",
        }

    def write(self, name: str, text: str) -> None:
        """Put a file into the folder that is scanned."""
        (self.folder / "tree" / name).write_text(text)

    def scan(self, *arguments: str, env: Mapping[str, str] | None = None) -> Report:
        """Scan the folder."""
        return scan("tree", *arguments, folder=self.folder, env={**self.env, **(env or {})})

    @property
    def calls(self) -> int:
        """Give how many calls were made in all."""
        return sum(len(one.asked) for one in (self.mainland, self.international, self.aws))


@pytest.fixture
def clouds(tmp_path: Path) -> Iterator[Clouds]:
    with ExitStack() as stack:
        mainland, international = (stack.enter_context(TencentCloud()) for _ in range(2))
        yield Clouds(tmp_path, mainland, international, stack.enter_context(AwsCloud()))


def verification(report: Report, key: str) -> dict[str, Any]:
    """Give whether a key works, as the report has it."""
    found: dict[str, Any] = report.finding(key)["verification"]
    return found


def test_without_the_option_nobody_is_asked(clouds: Clouds) -> None:
    clouds.write("app.ini", GROUND + key_pair())

    said = clouds.scan()

    assert verification(said, key_id()) == {"state": "unverified", "reason": "offline"}
    assert clouds.calls == 0


def test_three_answers_in_one_scan(clouds: Clouds) -> None:
    for seed in (1, 2, 3):
        clouds.write(f"{seed}.ini", GROUND + key_pair(seed))
    clouds.mainland.add(key_id(1), secret(1))
    clouds.international.add(key_id(3), secret(1))

    said = clouds.scan(*OWN)

    assert said.code == 1
    assert verification(said, key_id(1)) == {
        "state": "active",
        "identity": "qcs::cam::uin/100001234567:uin/100007654321"
        " (CAMUser, account 100001234567, mainland site)",
    }
    assert verification(said, key_id(2)) == {
        "state": "inactive",
        "reason": "refused at mainland and international: it may be deleted, disabled by its owner, disabled"
        " by Tencent Cloud after 90 idle days, of another site, or no CAM key",
    }
    assert verification(said, key_id(3)) == {
        "state": "unverified",
        "reason": "international: the id exists, but this is not its secret: the two may be of different"
        " keys",
        "asked": True,
    }
    assert {one.headers["user-agent"].partition("/")[0] for one in clouds.mainland.asked} == {
        "akwarden-verify"
    }


def test_an_aws_key_is_tried_when_its_id_tells_the_users_account(clouds: Clouds) -> None:
    mine, theirs, value = aws_key_id("123456789012"), aws_key_id("999999999999"), expand("{40*S}", 5)
    for name, key in {"mine": mine, "theirs": theirs}.items():
        clouds.write(name, f"aws_access_key_id = {key}\naws_secret_access_key = {value}\n")
    clouds.aws.add(mine, value)

    said = clouds.scan("--verify", "--own", "123456789012")

    assert verification(said, mine) == {"state": "active", "identity": "arn:aws:iam::123456789012:user/alice"}
    assert verification(said, theirs) == {
        "state": "unverified",
        "reason": "it belongs to AWS account 999999999999, which --own does not state",
    }
    assert len(clouds.aws.asked) == 1


def test_a_key_is_tried_only_where_something_of_the_users_own_stands_near_it(clouds: Clouds) -> None:
    clouds.write("near.ini", f"bucket = logs-1250000000\n{key_pair(1)}")
    clouds.write("far.ini", "bucket = logs-1250000000\n" + "# -\n" * 30 + key_pair(2))
    clouds.write("foreign.ini", f"app 1250000000\nhttps://x-1259999999.cos.ap-a.myqcloud.com\n{key_pair(3)}")
    clouds.write("alone.ini", key_pair(4))

    said = clouds.scan("--verify", "--own", "1250000000")

    tried = {key for key in said.keys if verification(said, key)["state"] == "inactive"}
    assert tried == {key_id(1)}
    reasons = {number: verification(said, key_id(number))["reason"] for number in (3, 4)}
    assert reasons[3].startswith("a bucket of APPID 1259999999 stands near it, which --own does not state;")
    assert reasons[4].startswith("nothing near it that --own states says that it is yours;")


@pytest.mark.parametrize("form", ["stream", "archive", "history", "large"])
def test_grounds_are_seen_wherever_a_key_is_read(clouds: Clouds, form: str) -> None:
    text = GROUND + key_pair()
    arguments = ["tree"]
    if form == "archive":
        clouds.write("app.ini", text)
        subprocess.run(["tar", "-czf", "tree.tar.gz", "tree"], cwd=clouds.folder, check=True)
        arguments = ["tree.tar.gz"]
    elif form == "history":
        repo = Repo(clouds.folder / "repo")
        repo.commit({"app.ini": text})
        repo.commit({"app.ini": "clean"})
        arguments = ["repo"]
    elif form == "large":
        clouds.write("app.ini", "word\n" * 2_000_000 + text)
    else:
        arguments = ["-"]

    command = ("scan", *arguments, *OWN, "--format", "jsonl")
    done = as_text(fed(*command, folder=clouds.folder, given=text.encode(), env=clouds.env))

    said = read_lines(done.stdout.splitlines(), done.returncode, done.stderr)
    assert verification(said, key_id())["state"] == "inactive"


def test_a_temporary_key_is_tried_with_its_token(clouds: Clouds) -> None:
    key, value, token = expand("AKID{64*W}", 1), expand("{43*A}=", 2), expand("{220*W}", 3)
    clouds.write(
        "sts.json", GROUND + f'{{"TmpSecretId": "{key}", "TmpSecretKey": "{value}", "Token": "{token}"}}'
    )
    clouds.mainland.add(key, value, token=token)

    assert verification(clouds.scan(*OWN), key)["state"] == "active"


def test_a_lone_verify_does_not_swallow_the_target(clouds: Clouds) -> None:
    clouds.write("app.ini", GROUND + key_pair())

    for order in (
        ["--verify", "tree"],
        ["tree", "--verify"],
        ["--verify", "own", "tree"],
        ["--verify=own", "tree"],
    ):
        said = scan(*order, "--own", "example.com", folder=clouds.folder, env=clouds.env)

        assert verification(said, key_id())["state"] == "inactive"


def test_own_without_anything_stated_is_refused_before_the_scan(clouds: Clouds) -> None:
    done = akwarden("scan", "tree", "--verify", folder=clouds.folder, env=clouds.env)

    assert done.returncode == 2
    assert "--own" in done.stderr
    assert done.stdout == ""


def test_any_warns_and_tries_every_key(clouds: Clouds) -> None:
    clouds.write("app.ini", key_pair())
    clouds.mainland.add(key_id(), secret())

    said = clouds.scan("--verify=any", "--quiet")

    assert verification(said, key_id())["state"] == "active"
    assert "may be unlawful" in said.stderr
    assert "they see it" in said.stderr
    assert "may be unlawful" not in clouds.scan(*OWN).stderr


def test_stating_accounts_without_asking_is_pointed_out(clouds: Clouds) -> None:
    clouds.write("app.ini", key_pair())

    assert "--own is of no use without --verify" in clouds.scan("--own", "example.com").stderr


@pytest.mark.parametrize(
    "line",
    [
        'verify = "any"',
        'own = ["example.com"]',
        'verify_tencent = ["mainland=https://evil.example.net"]',
        'verify_aws = ["us-east-1=https://evil.example.net"]',
    ],
)
def test_the_project_that_is_scanned_has_no_say_in_it(clouds: Clouds, line: str) -> None:
    clouds.write("app.ini", GROUND + key_pair())
    clouds.write("akwarden.toml", f"[scan]\n{line}\n")

    done = akwarden("scan", "tree", *OWN, folder=clouds.folder, env=clouds.env)

    assert done.returncode == 2
    assert "can't be set in" in done.stderr
    assert clouds.calls == 0


def test_the_settings_of_the_home_count(clouds: Clouds) -> None:
    clouds.write("app.ini", GROUND + key_pair())
    (clouds.folder / "home").mkdir()
    (clouds.folder / "home/akwarden.toml").write_text('[scan]\nverify = "own"\nown = ["example.com"]\n')

    assert verification(clouds.scan(), key_id())["state"] == "inactive"
    assert verification(clouds.scan("--verify=off"), key_id())["reason"] == "offline"
    assert verification(clouds.scan("--isolated"), key_id())["reason"] == "offline"


def test_what_is_set_aside_is_not_tried(clouds: Clouds) -> None:
    clouds.write("app.ini", f"{GROUND}# akwarden:allow tencent-access-key deleted in 2024\n{key_pair()}")

    said = clouds.scan(*OWN)

    assert said.findings == []
    assert clouds.calls == 0


def test_an_answer_is_kept_for_some_minutes(clouds: Clouds) -> None:
    clouds.write("app.ini", GROUND + key_pair())
    clouds.mainland.add(key_id(), secret())

    first, second = clouds.scan(*OWN), clouds.scan(*OWN)

    assert verification(first, key_id()) == verification(second, key_id())
    assert clouds.calls == 1
    assert clouds.scan(*OWN, env={"AKWARDEN_SCAN_VERIFY_CACHE_SECONDS": "0"}).findings
    assert clouds.calls == 2


def test_without_a_home_or_a_cache_that_can_be_used_keys_are_tried_all_the_same(clouds: Clouds) -> None:
    clouds.write("app.ini", GROUND + key_pair())

    said = clouds.scan(*OWN, env={"AKWARDEN_HOME": "/proc/nowhere", "XDG_CACHE_HOME": "/proc/nowhere"})

    assert verification(said, key_id())["state"] == "inactive"


def test_a_proxy_that_forbids_the_call_leaves_it_open(clouds: Clouds) -> None:
    clouds.write("app.ini", GROUND + key_pair())
    with FakeCloud() as proxy:
        proxy.say_always(page(403))

        said = clouds.scan(*OWN, env={"NO_PROXY": "", "HTTP_PROXY": proxy.url})

    assert verification(said, key_id()) == {
        "state": "unverified",
        "reason": "mainland: a proxy or another server answered, not Tencent Cloud (HTTP 403)",
        "asked": True,
    }
    assert clouds.calls == 0


def test_ctrl_c_ends_the_asking_at_once_and_what_was_found_is_said(clouds: Clouds) -> None:
    for seed in (1, 2):
        clouds.write(f"{seed}.ini", GROUND + key_pair(seed))
    clouds.mainland.say_always(Said(200, b"late", seconds=60))
    process = subprocess.Popen(
        [*COMMAND, "scan", "tree", *OWN, "--format", "jsonl"],
        cwd=clouds.folder,
        env=environment(clouds.folder, {**clouds.env, "AKWARDEN_SCAN_VERIFY_TIMEOUT": "60"}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 200
        while not clouds.mainland.asked:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        began = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()

    assert time.monotonic() - began < 10, "the cloud answers after a minute"
    said = read_lines(out.splitlines(), process.returncode, err)
    assert (said.code, said.coverage["interrupted"]) == (130, True)
    assert {verification(said, key)["reason"] for key in (key_id(1), key_id(2))} == {
        "the scan was interrupted"
    }
    assert "Traceback" not in err


LOUD = """
import logging, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
from akwarden.frontends.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
"""The program with every logger at its loudest."""


@pytest.mark.parametrize("form", FORMATS)
def test_no_secret_is_in_any_output_log_or_file(clouds: Clouds, form: str) -> None:
    """Keys that work, that are refused, that the cloud sends back, and answers that break."""
    secrets = [secret(seed) for seed in range(1, 9)]
    for seed in range(1, 9):
        clouds.write(f"{seed}.ini", GROUND + key_pair(seed))
    for seed in range(1, 5):
        clouds.mainland.add(key_id(seed), secret(seed), identity={"Arn": f"arn-{secret(seed)}"})
    clouds.mainland.say(
        tencent_error(secret(8), secret(8)), Said(500, secret(7).encode()), Said(200, b"x", seconds=20)
    )
    env = environment(clouds.folder, {**clouds.env, "AKWARDEN_SCAN_VERIFY_TIMEOUT": "1"})

    done = subprocess.run(
        [sys.executable, "-c", LOUD, "scan", "tree", *OWN, "--debug", "--format", form],
        cwd=clouds.folder,
        env=env,
        capture_output=True,
        check=False,
        timeout=240,
    )

    assert done.returncode == 1
    assert b"HTTP Request: POST" in done.stderr, "the loggers are not loud, so this test shows nothing"
    kept = [path for path in clouds.folder.rglob("*") if path.is_file() and "tree" not in path.parts]
    assert any(path.parent.name == "verify" for path in kept)
    whole = done.stdout + done.stderr + b"".join(path.read_bytes() for path in kept)
    for each in secrets:
        for written in (each.encode(), each.encode().hex().encode(), each.encode("utf-16-le")):
            assert written not in whole


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_tells_the_three_answers(clouds: Clouds, form: str) -> None:
    for seed in (1, 2, 3):
        clouds.write(f"{seed}.ini", GROUND + key_pair(seed))
    clouds.mainland.add(key_id(1), secret(1))
    clouds.mainland.add(key_id(3), secret(1))

    done = akwarden("scan", "tree", *OWN, "--format", form, folder=clouds.folder, env=clouds.env)

    text = " ".join(done.stdout.split())
    plain = text.encode().decode("unicode_escape") if form in {"json", "jsonl", "sarif", "gitlab"} else text
    assert "account 100001234567" in plain
    assert "90 idle days" in plain
    assert "not its secret" in plain
    if form not in {"json", "jsonl", "csv"}:
        assert "till works, belongs to qcs::cam" in plain
        assert "o longer works: refused at mainland" in plain
        assert "ot known: mainland: the id exists" in plain


def test_what_asks_is_not_even_loaded_without_the_option(clouds: Clouds) -> None:
    clouds.write("app.ini", key_pair())
    code = "import sys; from akwarden.frontends.cli.main import main; main(sys.argv[1:]); print(*sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", code, "scan", "tree", "-o", os.devnull],
        cwd=clouds.folder,
        env=environment(clouds.folder),
        capture_output=True,
        text=True,
        check=False,
    )

    assert "akwarden.workflows.scan" in done.stdout.split()
    assert {"httpx", "ssl"} & set(done.stdout.split()) == set()


def test_schema_and_findings_agree(clouds: Clouds) -> None:
    clouds.write("app.ini", GROUND + key_pair())
    clouds.mainland.say_always(page())

    (finding,) = clouds.scan(*OWN).findings

    validate("finding", finding)
