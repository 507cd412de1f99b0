import json
from pathlib import Path

import pytest
from tests.frontends.cli.program import akwarden

from akwarden.errors import ExitCode
from akwarden.settings import known


def rows(stdout: str) -> dict[str, dict[str, object]]:
    """Give the rows of a JSON array by their keys."""
    return {row["key"]: row for row in json.loads(stdout)}


def test_every_setting_is_shown_and_the_home_first(tmp_path: Path) -> None:
    done = akwarden("config", "show", "--format", "jsonl", folder=tmp_path)

    assert [json.loads(line)["key"] for line in done.stdout.splitlines()] == ["home", *known()]


def test_each_value_says_where_it_comes_from(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "akwarden.toml").write_text("[scan]\nthreads = 3\n")
    (tmp_path / "akwarden.toml").write_text("[scan]\nstrict = true\n")

    done = akwarden(
        "config", "show", "--format", "json", folder=tmp_path, env={"AKWARDEN_SCAN_FAIL_ON": "high"}
    )

    shown = rows(done.stdout)
    assert {key: shown[key]["origin"] for key in ("home", "scan.history")} == {
        "home": "AKWARDEN_HOME",
        "scan.history": "default",
    }
    assert shown["scan.threads"]["origin"] == str(tmp_path / "home" / "akwarden.toml")
    assert shown["scan.strict"]["origin"] == str(tmp_path / "akwarden.toml")
    assert (shown["scan.fail_on"]["value"], shown["scan.fail_on"]["origin"]) == (
        "high",
        "AKWARDEN_SCAN_FAIL_ON",
    )


def test_text_shows_sizes_as_a_file_would_state_them(tmp_path: Path) -> None:
    done = akwarden("config", "show", folder=tmp_path)

    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines[0] == ["SETTING", "VALUE", "FROM"]
    assert ["scan.buffer_bytes", '"4MiB"', "default"] in lines


def test_a_target_has_its_own_settings(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "akwarden.toml").write_text("[scan]\nthreads = 7\n")

    done = akwarden("config", "show", "shop", "--format", "json", folder=tmp_path)

    assert rows(done.stdout)["scan.threads"]["value"] == 7


@pytest.mark.parametrize(
    ("target", "shown"), [("nope", "nope"), ("", "''"), ("htps://me:pass-word@host/a", "htps://host/a")]
)
def test_a_target_that_does_not_exist_is_refused_as_by_a_scan(
    tmp_path: Path, target: str, shown: str
) -> None:
    done = akwarden("config", "show", target, folder=tmp_path)
    scanned = akwarden("scan", target, folder=tmp_path)

    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert done.stderr.splitlines()[0] == f"error: {shown} does not exist [E0110]"
    assert done.stderr == scanned.stderr


@pytest.mark.parametrize("target", ["-", "https://git.example.com/shop.git"])
def test_a_target_without_a_folder_has_the_settings_of_the_user_alone(tmp_path: Path, target: str) -> None:
    (tmp_path / "akwarden.toml").write_text("[scan]\nthreads = 7\n")

    done = akwarden("config", "show", target, "--format", "json", folder=tmp_path)

    assert rows(done.stdout)["scan.threads"]["origin"] == "default"


def test_isolated_shows_what_holds_without_files(tmp_path: Path) -> None:
    (tmp_path / "akwarden.toml").write_text("[scan]\nthreads = 7\n")

    done = akwarden("config", "show", "--isolated", "--format", "json", folder=tmp_path)

    assert rows(done.stdout)["scan.threads"]["origin"] == "default"


def test_a_wrong_setting_ends_with_exit_code_2_and_no_result(tmp_path: Path) -> None:
    (tmp_path / "akwarden.toml").write_text("[scan]\nthread = 7\n")

    done = akwarden("config", "show", folder=tmp_path)

    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert done.stderr.splitlines() == [
        f"error: unknown setting 'scan.thread' in {tmp_path / 'akwarden.toml'} [E0120]",
        "mend: did you mean scan.threads?",
    ]
