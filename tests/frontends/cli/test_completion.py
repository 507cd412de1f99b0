import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.frontends.cli.program import COMMAND, akwarden, environment

from akwarden.errors import ExitCode

BASH = shutil.which("bash")
FISH = shutil.which("fish")
ZSH = shutil.which("zsh")


def installed(folder: Path) -> dict[str, str]:
    """Put an `akwarden` on a search path of its own and give the environment that finds it."""
    program = folder / "bin" / "akwarden"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.join(COMMAND)} "$@"\n')
    program.chmod(0o755)
    env = environment(folder)
    return env | {"PATH": f"{program.parent}:{env['PATH']}"}


def completed_in_bash(line: str, folder: Path) -> list[str]:
    """Give what bash offers for the last word of a line."""
    words = line.split(" ")
    script = f"""
eval "$(akwarden completion bash)"
COMP_WORDS=({shlex.join(words)}); COMP_CWORD={len(words) - 1}
_akwarden_completion akwarden
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(
        [str(BASH), "--norc", "-c", script], env=installed(folder), capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.skipif(BASH is None, reason="bash is not installed")
def test_bash_completes_a_command(tmp_path: Path) -> None:
    assert completed_in_bash("akwarden sc", tmp_path) == ["scan"]


@pytest.mark.skipif(BASH is None, reason="bash is not installed")
def test_bash_completes_an_option_of_a_command(tmp_path: Path) -> None:
    assert completed_in_bash("akwarden config show --iso", tmp_path) == ["--isolated"]


@pytest.mark.skipif(BASH is None, reason="bash is not installed")
def test_bash_completes_the_value_of_an_option(tmp_path: Path) -> None:
    assert completed_in_bash("akwarden explain --format j", tmp_path) == ["json", "jsonl"]


@pytest.mark.skipif(BASH is None, reason="bash is not installed")
def test_bash_completes_the_id_of_a_rule(tmp_path: Path) -> None:
    assert completed_in_bash("akwarden rules show tencent-a", tmp_path) == [
        "tencent-access-key",
        "tencent-api-gateway-key",
    ]


@pytest.mark.skipif(BASH is None, reason="bash is not installed")
def test_bash_completes_the_id_of_a_rule_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "acme-key.yml").touch()

    assert completed_in_bash(f"akwarden rules show --rules {tmp_path} acme", tmp_path) == ["acme-key"]


@pytest.mark.skipif(BASH is None, reason="bash is not installed")
def test_a_folder_of_rules_that_is_not_there_completes_nothing_and_is_quiet(tmp_path: Path) -> None:
    assert completed_in_bash("akwarden rules show --rules nowhere acme", tmp_path) == []


@pytest.mark.parametrize("shell", [pytest.param(path, marks=()) for path in (BASH, FISH, ZSH) if path])
def test_a_shell_accepts_its_script(shell: str, tmp_path: Path) -> None:
    script = akwarden("completion", Path(shell).name, folder=tmp_path).stdout

    done = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("shell", "start"), [("zsh", "#compdef akwarden"), ("fish", "function _akwarden_completion")]
)
def test_other_shells_get_a_script(shell: str, start: str, tmp_path: Path) -> None:
    done = akwarden("completion", shell, folder=tmp_path)

    assert done.returncode == ExitCode.OK
    assert done.stdout.startswith(start)


@pytest.mark.parametrize(("shell", "place"), [("bash", "completions/akwarden"), ("zsh", "/_akwarden")])
def test_the_help_says_where_the_script_belongs(shell: str, place: str, tmp_path: Path) -> None:
    shown = akwarden("completion", "--help", folder=tmp_path).stdout

    assert any(f"akwarden completion {shell} >" in line and place in line for line in shown.splitlines())


def test_an_unknown_shell_is_refused(tmp_path: Path) -> None:
    done = akwarden("completion", "tcsh", folder=tmp_path)

    assert done.returncode == ExitCode.USAGE
    assert "'tcsh' is not one of 'bash', 'zsh', 'fish'" in done.stderr
