import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.frontends.cli.program import COMMAND, akwarden, environment

from akwarden import __version__
from akwarden.errors import ExitCode
from akwarden.frontends.cli.main import COMMANDS, main

SLOW = {"rich", "hyperscan", "yaml", "re2", "msgspec", "platformdirs", "git", "httpx", "cryptography"}

NAMES = [command.name or "" for command in COMMANDS]


def run_with_command(
    body: str, *arguments: str, folder: Path, command: str = "trial"
) -> subprocess.CompletedProcess[str]:
    """Run the program with one more command in it, whose body is given."""
    script = f"""
import os, sys, time
import click
from akwarden.errors import *
from akwarden.frontends.cli.flags import add_flags
from akwarden.frontends.cli.main import cli, main

@cli.command()
def {command}():
    {body}

add_flags(cli)
sys.exit(main({[command, *arguments]!r}))
"""
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


# Help and start


def test_help_imports_no_command_and_nothing_slow(tmp_path: Path) -> None:
    code = (
        "import sys; from akwarden.frontends.cli.main import main; main(['--help']); "
        "print(*sys.modules, file=sys.stderr)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )

    modules = set(done.stderr.split())
    assert modules & SLOW == set()
    assert modules & {f"akwarden.frontends.cli.{name}" for name in NAMES} == set()


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == ExitCode.OK

    shown = capsys.readouterr().out
    assert [name for name in NAMES if f"\n  {name} " not in shown] == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_the_help_of_a_command_shows_an_example(
    name: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([name, option]) == ExitCode.OK

    _, _, examples = capsys.readouterr().out.partition("Example")
    assert f"akwarden {name}" in examples


def test_the_help_promises_only_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])

    shown = capsys.readouterr().out.partition("Options:")[0]
    assert "Find leaked access keys" in shown
    assert [word for word in ("watch", "narrow", "rotate") if word in shown] == []


def test_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == ExitCode.OK

    assert capsys.readouterr().out == f"akwarden {__version__}\n"


def test_without_a_command_the_help_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == ExitCode.USAGE

    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Usage: akwarden" in shown.err


# A wrong command line


def test_a_mistyped_command_is_led_to_the_nearest(tmp_path: Path) -> None:
    done = akwarden("scna", folder=tmp_path)

    assert done.returncode == ExitCode.USAGE
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "error: no such command 'scna' [E0100]",
        "mend: did you mean scan or canary? akwarden --help lists them all",
    ]


def test_a_mistyped_command_of_a_group_is_led_to_the_nearest(tmp_path: Path) -> None:
    done = akwarden("config", "shwo", folder=tmp_path)

    assert "mend: did you mean show? akwarden config --help lists them all" in done.stderr


def test_a_mistyped_option_is_led_to_the_nearest(tmp_path: Path) -> None:
    done = akwarden("explain", "--formt", "json", folder=tmp_path)

    assert done.returncode == ExitCode.USAGE
    assert done.stderr.splitlines() == [
        "error: no such option '--formt' [E0100]",
        "mend: did you mean --format? akwarden explain --help lists them all",
    ]


def test_a_wrong_choice_is_told_in_one_line(tmp_path: Path) -> None:
    done = akwarden("explain", "--format", "xml", folder=tmp_path)

    assert done.returncode == ExitCode.USAGE
    assert done.stderr.splitlines()[0] == (
        "error: invalid value for '--format': 'xml' is not one of 'text', 'json', 'jsonl' [E0100]"
    )


def test_what_a_hostile_argument_holds_can_not_steer_the_terminal(tmp_path: Path) -> None:
    done = akwarden("explain", "\x1b[2JE0110\u202e", folder=tmp_path)

    assert "\x1b" not in done.stderr
    assert "\u202e" not in done.stderr


# Ends


def test_an_error_of_ours_ends_with_its_three_lines_and_its_code(tmp_path: Path) -> None:
    done = run_with_command("raise TargetError('no a', why='gone', mend='ls')", folder=tmp_path)

    assert done.returncode == ExitCode.USAGE
    assert done.stderr.splitlines() == ["error: no a [E0110]", "why: gone", "mend: ls"]


def test_an_error_without_a_mend_leads_to_explain(tmp_path: Path) -> None:
    done = run_with_command("raise GitError('git failed')", folder=tmp_path)

    assert done.returncode == ExitCode.PARTIAL
    assert done.stderr.splitlines() == ["error: git failed [E0410]", "mend: akwarden explain E0410"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("return ExitCode.FINDINGS", 1),
        ("return None", 0),
        ("click.get_current_context().exit(4)", 4),
        ("raise click.Abort", 130),
    ],
)
def test_a_command_chooses_the_exit_code(body: str, code: int, tmp_path: Path) -> None:
    assert run_with_command(body, folder=tmp_path).returncode == code


@pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX does")
def test_an_interrupt_from_the_keyboard_ends_with_130(tmp_path: Path) -> None:
    script = """
import sys, time
from akwarden.frontends.cli.main import cli, main
@cli.command()
def wait():
    print("ready", flush=True)
    time.sleep(60)
sys.exit(main(["wait"]))
"""
    with subprocess.Popen(
        [sys.executable, "-c", script],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()
        running.send_signal(signal.SIGINT)
        _, stderr = running.communicate(timeout=100)

    assert running.returncode == ExitCode.INTERRUPTED
    assert stderr == "interrupted\n"


@pytest.mark.parametrize("arguments", [["--help"], ["explain", "--format", "jsonl"], ["config", "show"]])
def test_a_reader_that_goes_away_is_no_error(arguments: list[str], tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)

    done = subprocess.run(
        [*COMMAND, *arguments],
        env=environment(tmp_path),
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )

    os.close(writing)
    assert (done.returncode, done.stderr) == (ExitCode.BROKEN_PIPE, "")


@pytest.mark.skipif(shutil.which("head") is None, reason="head is not installed")
def test_output_into_head_is_quiet(tmp_path: Path) -> None:
    command = f"{COMMAND[0]} -m {COMMAND[2]} explain --format jsonl | head -n 1"

    done = subprocess.run(
        ["sh", "-c", command], env=environment(tmp_path), capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this platform has no /dev/full")
def test_a_full_disk_is_told_and_is_not_a_defect(tmp_path: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [*COMMAND, "explain"],
            env=environment(tmp_path),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == ExitCode.USAGE
    assert done.stderr.splitlines()[:2] == [
        "error: the output can't be written [E0100]",
        "why: No space left on device",
    ]


def test_closed_standard_streams_do_not_change_the_exit_code(tmp_path: Path) -> None:
    command = f"{COMMAND[0]} -m {COMMAND[2]} scna 2>&- >&-"

    done = subprocess.run(["sh", "-c", command], env=environment(tmp_path), check=False)

    assert done.returncode == ExitCode.USAGE


# Defects


def test_a_defect_ends_with_a_report_id_and_no_traceback(tmp_path: Path) -> None:
    done = run_with_command("raise KeyError('lost')", folder=tmp_path)

    crash = next((tmp_path / "home" / "logs").iterdir())
    report_id = crash.stem.removeprefix("crash-")
    assert done.returncode == ExitCode.UNEXPECTED
    assert done.stderr.splitlines() == [
        "error: akwarden stopped because of a defect in itself [E0001]",
        f"why: KeyError at akwarden/frontends/cli/main.py:{_line(done.stderr)} in run; report {report_id}",
        f"mend: report it with {crash}",
    ]


def _line(stderr: str) -> str:
    """Give the line number that the message names."""
    return stderr.partition("main.py:")[2].partition(" ")[0]


def test_debug_shows_where_a_defect_came_from(tmp_path: Path) -> None:
    done = run_with_command("raise KeyError('lost')", "--debug", folder=tmp_path)

    assert "builtins.KeyError: 'lost'" in done.stderr
    assert " in trial" in done.stderr


def test_a_crash_file_and_the_messages_hold_no_secret(tmp_path: Path) -> None:
    body = "held = 'Gu5t9xGARN' + 'pq86cd98joQYCN3'; raise ValueError('bad ' + held)"

    done = run_with_command(body, "--debug", folder=tmp_path)

    crash = next((tmp_path / "home" / "logs").iterdir()).read_text(encoding="utf-8")
    assert "ValueError: bad ****" in crash
    assert "Gu5t9x" not in crash + done.stderr


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_a_crash_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    run_with_command("raise KeyError('lost')", folder=tmp_path)

    logs = tmp_path / "home" / "logs"
    assert logs.stat().st_mode & 0o777 == 0o700
    assert logs.parent.stat().st_mode & 0o777 == 0o700
    assert next(logs.iterdir()).stat().st_mode & 0o777 == 0o600


def test_a_defect_without_a_usable_home_is_still_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")

    done = run_with_command("raise KeyError('lost')", folder=tmp_path)

    assert done.returncode == ExitCode.UNEXPECTED
    assert "mend: run it again with --debug, and report what it shows" in done.stderr


# Streams


def test_output_to_a_pipe_is_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    done = run_with_command("print('密钥')", folder=tmp_path)

    assert done.stdout == "密钥\n"


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_a_plain_locale_does_not_stop_the_output(locale: str, tmp_path: Path) -> None:
    env = {"LC_ALL": locale, "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}

    (tmp_path / "密钥").mkdir()

    done = akwarden("config", "show", "密钥", folder=tmp_path, env=env)

    assert (done.returncode, done.stderr) == (ExitCode.OK, "")
