import json
from pathlib import Path

import pytest
from tests.frontends.cli.program import akwarden

from akwarden.errors import ExitCode, catalogue
from akwarden.frontends.cli.main import main

CODES = [kind.code for kind in catalogue()]


@pytest.mark.parametrize("code", CODES)
def test_each_code_has_a_page(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", code]) == ExitCode.OK

    shown = capsys.readouterr().out
    assert shown.startswith(f"{code}: ")
    assert "\nmend: " in shown


def test_a_page_says_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    main(["explain", "E0410"])

    assert capsys.readouterr().out.endswith("A command that ends with it has exit code 4.\n")


def test_a_code_may_be_written_small(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "e0120"]) == ExitCode.OK

    assert capsys.readouterr().out.startswith("E0120: ")


def test_without_a_code_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == ExitCode.OK

    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == CODES


def test_an_unknown_code_is_led_to_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "E0121"]) == ExitCode.USAGE

    assert capsys.readouterr().err.splitlines() == [
        "error: there is no error code 'E0121' [E0100]",
        "mend: did you mean E0120? akwarden explain lists them all",
    ]


def test_json_is_one_array(capsys: pytest.CaptureFixture[str]) -> None:
    main(["explain", "E0110", "--format", "json"])

    (row,) = json.loads(capsys.readouterr().out)
    assert (row["schema"], row["code"], row["exit_code"]) == ("akwarden.error/1", "E0110", 2)


def test_json_lines_are_one_a_code(capsys: pytest.CaptureFixture[str]) -> None:
    main(["explain", "--format", "jsonl"])

    assert [json.loads(line)["code"] for line in capsys.readouterr().out.splitlines()] == CODES


def test_the_result_can_go_into_a_file(tmp_path: Path) -> None:
    done = akwarden("explain", "-o", "codes.txt", folder=tmp_path)

    assert (done.returncode, done.stdout) == (ExitCode.OK, "")
    assert (tmp_path / "codes.txt").read_text().startswith("E0001  ")
