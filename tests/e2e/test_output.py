"""Where the result goes, in which form, and where every other word goes."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.e2e.scans import key_id, key_pair, scan
from tests.frontends.cli.program import COMMAND, akwarden, environment, with_rules

from akwarden.reports.registry import FORMATS


@pytest.fixture(scope="module")
def leak(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with keys in several files, in a tree of its own."""
    folder = tmp_path_factory.mktemp("leak")
    (folder / "tree").mkdir()
    for seed in range(20):
        (folder / f"tree/{seed}.ini").write_text(key_pair(seed))
    return folder


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_written_whole_and_holds_no_secret(leak: Path, tmp_path: Path, form: str) -> None:
    done = akwarden("scan", "tree", "--format", form, folder=leak)
    target = tmp_path / "report"
    filed = akwarden("scan", "tree", "--format", form, "-o", str(target), folder=leak)

    assert (done.returncode, filed.returncode, filed.stdout) == (1, 1, "")
    assert done.stderr == filed.stderr == ""
    for text in (done.stdout, target.read_text(encoding="utf-8")):
        if form in {"json", "sarif", "gitlab"}:
            assert json.loads(text)
        if form == "jsonl":
            assert all(json.loads(line) for line in text.splitlines())
        if form == "csv":
            assert len(list(csv.DictReader(io.StringIO(text)))) == 20
        if form == "html":
            assert text.startswith("<!")
        if form == "junit":
            assert len(ET.fromstring(text).findall("testsuite/testcase/failure")) == 20  # noqa: S314  our own text
        assert key_pair(3).split()[-1] not in text
    assert list(tmp_path.iterdir()) == [target]


def test_a_report_that_can_t_be_written_is_said(leak: Path) -> None:
    done = akwarden("scan", "tree", "-o", "nowhere/report", folder=leak)

    assert done.returncode == 2
    assert "nowhere/report can't be written" in done.stderr


def test_no_colour_goes_into_a_pipe_or_where_it_is_forbidden(leak: Path) -> None:
    plain = akwarden("scan", "tree", folder=leak)
    forced = akwarden("scan", "tree", "--color", folder=leak)
    forbidden = akwarden("scan", "tree", "--no-color", folder=leak, env={"FORCE_COLOR": "1"})

    assert "\x1b[" not in plain.stdout + forbidden.stdout
    assert "\x1b[" in forced.stdout


def test_a_reader_that_goes_away_is_no_error(leak: Path) -> None:
    for form in ("text", "jsonl"):
        process = subprocess.Popen(
            [*COMMAND, "scan", "tree", "--format", form],
            cwd=leak,
            env=environment(leak),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()

        assert process.stderr.read() == b""
        assert process.wait(200) == 141
        process.stderr.close()


def test_a_pipeline_takes_the_first_line_and_nobody_complains(leak: Path) -> None:
    done = subprocess.run(
        [
            "sh",
            "-c",
            '"$0" -m akwarden.frontends.cli.main scan tree --format jsonl | head -n 1',
            sys.executable,
        ],
        cwd=leak,
        env=environment(leak),
        capture_output=True,
        text=True,
        check=False,
    )

    assert json.loads(done.stdout)["schema"] == "akwarden.finding/1"
    assert done.stderr == ""


def test_progress_is_drawn_on_a_terminal_and_never_into_the_result(leak: Path) -> None:
    ours, terminal = os.openpty()
    process = subprocess.Popen(
        [*COMMAND, "scan", "-", "--format", "jsonl"],
        cwd=leak,
        env={**environment(leak), "TERM": "xterm"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=terminal,
    )
    os.close(terminal)
    assert process.stdin is not None
    assert process.stdout is not None
    drawn = b""
    # It shows nothing for a scan that is over at once, so this one waits for its input.
    while b"scanning" not in drawn:
        drawn += os.read(ours, 4096)
    process.stdin.write(key_pair().encode())
    process.stdin.close()
    lines = process.stdout.read().splitlines()
    process.stdout.close()
    os.close(ours)

    assert process.wait(200) == 1
    assert [json.loads(line)["schema"] for line in lines] == ["akwarden.finding/1", "akwarden.coverage/1"]


def test_the_installed_program_is_the_same(leak: Path) -> None:
    program = Path(sys.executable).with_name("akwarden")
    if not program.exists():
        pytest.skip("akwarden is not installed beside this Python")

    done = subprocess.run(
        [program, "scan", "tree/3.ini", "--format", "jsonl"],
        cwd=leak,
        env=environment(leak),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert json.loads(done.stdout.splitlines()[0])["key_id"] == key_id(3)


def test_results_are_the_same_whatever_the_number_of_threads(leak: Path) -> None:
    # Other hashes order sets in another way.
    one, many = (
        scan("tree", "--threads", count, folder=leak, env={"PYTHONHASHSEED": count}) for count in ("1", "8")
    )

    assert one.findings == many.findings
    assert one.coverage == many.coverage


def test_a_folder_given_as_a_dot_is_called_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "shop/sub").mkdir(parents=True)
    env = {"XDG_CACHE_HOME": str(with_rules(tmp_path / "cache"))}

    here = akwarden("scan", ".", folder=tmp_path / "shop", env=env)
    above = akwarden("scan", "..", folder=tmp_path / "shop/sub", env=env)

    assert here.stdout.splitlines()[1].endswith(": shop")
    assert above.stdout.splitlines()[1].endswith(": shop")


def test_a_secret_in_the_name_of_a_target_is_shown_nowhere(tmp_path: Path) -> None:
    secret = key_pair().split()[-1]
    tree = tmp_path / f"backup-{secret}"
    tree.mkdir()
    (tree / "app.ini").write_text(key_pair())
    (tree / ".akwardenignore").write_text("no-such-rule ** # so\n")

    done = akwarden("scan", tree.name, "--format", "html", folder=tmp_path)

    assert f"backup-{secret[:4]}****{secret[-4:]}" in done.stdout
    assert ".akwardenignore:1: no rule of this scan" in done.stderr
    assert secret not in done.stdout + done.stderr
