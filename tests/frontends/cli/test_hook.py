from pathlib import Path

import pytest
from tests.frontends.cli.program import akwarden
from tests.sources.repositories import Repo

from akwarden.errors import ExitCode


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


def test_installing_says_where_and_what_the_script_recorded(repo: Repo) -> None:
    done = akwarden("hook", "install", folder=repo.path, env={"AKWARDEN_HOOK_ON_FAILURE": "reject"})

    hook = repo.git_dir / "hooks" / "pre-commit"
    assert done.returncode == ExitCode.OK
    assert done.stdout == f"{hook}: checks each commit from now on\n"
    assert "reject (hook.on_failure" in done.stderr
    assert "\non_failure=reject " in hook.read_text()


def test_the_settings_of_the_working_folder_do_not_reach_a_folder_of_hooks(tmp_path: Path) -> None:
    (tmp_path / "akwarden.toml").write_text('[hook]\non_failure = "reject"\n')

    akwarden("hook", "install", "--kind", "pre-receive", "--into", "hooks", folder=tmp_path)

    assert "\non_failure=accept " in (tmp_path / "hooks" / "pre-receive").read_text()


def test_force_names_the_backup_and_uninstalling_too(repo: Repo) -> None:
    hook = repo.git_dir / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\n")

    forced = akwarden("hook", "install", "--force", folder=repo.path)
    removed = akwarden("hook", "uninstall", folder=repo.path)
    again = akwarden("hook", "uninstall", folder=repo.path)

    assert f"kept as {hook}.~1~ and no longer run" in forced.stderr
    assert removed.stdout == f"{hook}: removed\n"
    assert f"kept as {hook}.~1~" in removed.stderr
    assert (again.returncode, again.stdout) == (ExitCode.OK, f"{hook}: no hook of akwarden is there\n")


def test_a_path_and_a_folder_of_hooks_exclude_each_other(repo: Repo) -> None:
    done = akwarden("hook", "install", ".", "--into", "hooks", folder=repo.path)

    assert done.returncode == ExitCode.USAGE
    assert "exclude each other" in done.stderr


def test_outside_a_repository_nothing_is_installed(tmp_path: Path) -> None:
    done = akwarden("hook", "install", folder=tmp_path)

    assert done.returncode == ExitCode.USAGE
    assert "not in a git repository" in done.stderr


def test_a_hook_run_by_hand_needs_a_repository(tmp_path: Path) -> None:
    done = akwarden("hook", "run", "pre-commit", folder=tmp_path)

    assert done.returncode == ExitCode.USAGE
    assert "[E0110]" in done.stderr


def test_colours_are_for_terminals_or_on_request(repo: Repo) -> None:
    plain = akwarden("hook", "run", "pre-commit", folder=repo.path, env={"AKWARDEN_SKIP": "x"})
    forced = akwarden("hook", "run", "pre-commit", "--color", folder=repo.path, env={"AKWARDEN_SKIP": "x"})

    assert "\x1b" not in plain.stderr
    assert "\x1b[1m" in forced.stderr
