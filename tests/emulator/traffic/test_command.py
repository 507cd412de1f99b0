import json
import re
from pathlib import Path

import pytest
from tests.frontends.cli.program import akwarden

from akwarden.emulator.tencent.scenario import load_scenario
from akwarden.emulator.traffic.layout import Layout
from akwarden.emulator.traffic.story import stories
from akwarden.errors import ExitCode
from akwarden.frontends.cli.emulate import LAYOUTS


def test_layouts_of_the_command_are_those_that_there_are() -> None:
    assert [one.value for one in Layout] == [*LAYOUTS]


def test_command_writes_records_labels_and_manifest(tmp_path: Path) -> None:
    out = tmp_path / "logs"

    done = akwarden("emulate", "traffic", "--events", "1k", "--days", "7", "--out", str(out), folder=tmp_path)

    assert done.returncode == ExitCode.OK, done.stderr
    summary = json.loads(done.stdout)
    lines = sum(
        len((out / "records" / name).read_bytes().splitlines()) for name in ("events.jsonl", "cos-access.log")
    )
    assert summary["records"] == lines
    assert summary["malicious"] == len((out / "labels.jsonl").read_bytes().splitlines())
    assert summary["stories"] == len(stories())


def test_without_stories_nothing_is_labelled(tmp_path: Path) -> None:
    out = tmp_path / "logs"

    done = akwarden(
        "emulate",
        "traffic",
        "--events",
        "500",
        "--days",
        "7",
        "--no-stories",
        "--out",
        str(out),
        folder=tmp_path,
    )

    assert json.loads(done.stdout)["malicious"] == 0
    assert (out / "labels.jsonl").read_bytes() == b""


def test_stories_are_listed(tmp_path: Path) -> None:
    done = akwarden("emulate", "traffic", "--list-stories", folder=tmp_path)

    assert [line.split()[0] for line in done.stdout.splitlines()] == [*stories()]


def test_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("mine", encoding="utf-8")

    done = akwarden("emulate", "traffic", "--events", "500", "--out", str(full), folder=tmp_path)

    assert done.returncode == ExitCode.USAGE
    assert "is not empty" in done.stderr
    assert [path.name for path in full.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "nowhere to write to"),
        (("--story", "no-such", "--out", "logs"), "no story 'no-such'"),
        (("--events", "many", "--out", "logs"), "'many' is no number"),
        (("--events", "200m", "--out", "logs"), "from 1 to 100000000 events"),
        (("--start", "tomorrow", "--out", "logs"), "tomorrow"),
    ],
)
def test_what_can_not_be_is_refused_and_makes_nothing(
    arguments: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    done = akwarden("emulate", "traffic", *arguments, folder=tmp_path)

    assert done.returncode == ExitCode.USAGE
    assert words in done.stderr
    assert not (tmp_path / "logs").exists()


def test_scenario_gives_its_keys(tmp_path: Path) -> None:
    out = tmp_path / "logs"
    few = ("--events", "1k", "--days", "7", "--no-stories")
    keys = {
        key.secret_id
        for account in load_scenario("acme", seed=7).accounts.values()
        for key in account.keys.values()
    }

    akwarden(
        "emulate", "traffic", "--scenario", "acme", "--seed", "7", *few, "--out", str(out), folder=tmp_path
    )

    written = {
        *re.findall(
            r'"secretId":"(AKID\w{32})"', (out / "records" / "events.jsonl").read_text(encoding="utf-8")
        )
    }
    assert written & keys
