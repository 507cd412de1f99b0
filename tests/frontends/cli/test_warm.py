"""A run that is a fork is, for whoever reads it, a run that was started."""

import subprocess
from pathlib import Path

import pytest
from tests.frontends.cli.program import COMMAND, akwarden, environment, fed
from tests.frontends.cli.warm import run_warm, warm

SECONDS = 240


@pytest.mark.parametrize(
    "arguments", [("--version",), ("scna",), ("explain", "--format", "jsonl"), ("config", "show"), ()]
)
def test_a_fork_says_what_a_started_program_says(arguments: tuple[str, ...], tmp_path: Path) -> None:
    env = environment(tmp_path)

    forked = run_warm(arguments, cwd=tmp_path, env=env, given=None, timeout=SECONDS)

    started = subprocess.run(
        [*COMMAND, *arguments],
        cwd=tmp_path,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=SECONDS,
    )
    assert (forked.returncode, forked.stdout, forked.stderr) == (
        started.returncode,
        started.stdout,
        started.stderr,
    )


def test_what_is_given_is_read_to_its_end(tmp_path: Path) -> None:
    done = fed("scan", "-", "--format", "json", folder=tmp_path, given=b"a line\n" * 300_000)

    assert done.returncode == 0, done.stderr
    assert b"2100000" in done.stdout


def test_runs_know_nothing_of_each_others_environment(tmp_path: Path) -> None:
    env = environment(tmp_path, {"AKWARDEN_SCAN_THREADS": "3"})
    assert warm(env)

    first = run_warm(["config", "show"], cwd=tmp_path, env=env, given=None, timeout=SECONDS)
    second = akwarden("config", "show", folder=tmp_path)

    assert b"AKWARDEN_SCAN_THREADS" in first.stdout
    assert "AKWARDEN_SCAN_THREADS" not in second.stdout


def test_a_run_that_takes_too_long_is_ended_and_the_next_one_is_not(tmp_path: Path) -> None:
    env = environment(tmp_path)

    with pytest.raises(subprocess.TimeoutExpired):
        run_warm(["doctor"], cwd=tmp_path, env=env, given=None, timeout=0)

    assert akwarden("--version", folder=tmp_path).returncode == 0


@pytest.mark.parametrize("name", ["PYTHONHASHSEED", "PYTHONPATH", "LC_ALL", "LD_PRELOAD"])
def test_an_interpreter_that_is_set_up_otherwise_is_no_fork(name: str, tmp_path: Path) -> None:
    env = environment(tmp_path)

    assert warm(env)
    assert not warm({**env, name: "other"})
