"""Our hook comes to its place and goes, and those of others stay what they are."""

import os
import subprocess
from pathlib import Path

import pytest
from tests.sources.repositories import Repo

from akwarden.errors import TargetError, UsageError
from akwarden.model.hook import HookKind
from akwarden.settings import OnFailure
from akwarden.workflows.hook_install import Place, install, own_program, place, uninstall
from akwarden.workflows.hook_script import is_ours, script

COMMIT, RECEIVE = HookKind.PRE_COMMIT, HookKind.PRE_RECEIVE
THEIRS = "#!/bin/sh\necho theirs\n"


def installed(hook: Path, *, program: str = "/opt/akwarden", force: bool = False) -> Path | None:
    """Install a hook before commits."""
    return install(hook, COMMIT, program, OnFailure.ACCEPT, force=force)


class TestPlace:
    def test_of_a_repository_is_where_git_looks(self, tmp_path: Path) -> None:
        repo = Repo(tmp_path / "repo")

        assert place(COMMIT, repo.path, None) == Place(repo.git_dir / "hooks" / "pre-commit")
        with pytest.raises(TargetError):
            place(COMMIT, tmp_path, None)

    def test_in_a_folder_of_hooks_it_bears_the_name_of_its_kind(self, tmp_path: Path) -> None:
        assert place(RECEIVE, tmp_path, tmp_path / "hooks").path == tmp_path / "hooks" / "pre-receive"

    def test_in_a_folder_all_files_of_which_run_it_bears_ours(self, tmp_path: Path) -> None:
        every = tmp_path / "custom_hooks" / "pre-receive.d"

        assert place(RECEIVE, tmp_path, every).path == every / "akwarden"


class TestInstall:
    def test_it_can_be_run_by_all_and_its_folder_is_made(self, tmp_path: Path) -> None:
        hook = tmp_path / "new" / "hooks" / "pre-commit"

        assert installed(hook) is None

        assert hook.read_text() == script(COMMIT, "/opt/akwarden", OnFailure.ACCEPT)
        assert os.access(hook, os.X_OK)
        assert os.name != "posix" or hook.stat().st_mode & 0o777 == 0o755
        assert [path.name for path in hook.parent.iterdir()] == ["pre-commit"]

    def test_again_it_is_brought_up_to_date(self, tmp_path: Path) -> None:
        hook = tmp_path / "pre-commit"
        installed(hook)

        assert installed(hook, program="/usr/bin/akwarden") is None

        assert "akwarden=/usr/bin/akwarden\n" in hook.read_text()

    @pytest.mark.parametrize("kind", ["file", "link", "dangling", "folder", "link to ours"])
    def test_what_is_not_ours_is_refused_and_stays(self, tmp_path: Path, kind: str) -> None:
        hook, other = tmp_path / "pre-commit", tmp_path / "other"
        if kind == "file":
            hook.write_text(THEIRS)
        elif kind == "folder":
            hook.mkdir()
        else:
            hook.symlink_to(other)
        if kind == "link":
            other.write_text(THEIRS)
        if kind == "link to ours":
            installed(other)

        with pytest.raises(UsageError) as refused:
            installed(hook)

        assert refused.value.mend == (
            "add this line near its top: /opt/akwarden hook run pre-commit || exit 1"
        )
        assert os.path.lexists(hook)

    def test_by_force_the_others_are_numbered_and_nobody_runs_them(self, tmp_path: Path) -> None:
        hook = tmp_path / "pre-commit"
        backups = []
        for number in range(2):
            hook.write_text(f"{THEIRS}{number}")
            hook.chmod(0o755)
            backups.append(installed(hook, force=True))

        assert backups == [tmp_path / "pre-commit.~1~", tmp_path / "pre-commit.~2~"]
        assert [path.read_text()[-1] for path in backups if path] == ["0", "1"]
        assert not any(path.stat().st_mode & 0o111 for path in backups if path)
        assert is_ours(hook.read_bytes())

    def test_by_force_a_link_is_put_aside_and_what_it_leads_to_is_not_touched(self, tmp_path: Path) -> None:
        other = tmp_path / "other"
        other.write_text(THEIRS)
        other.chmod(0o755)
        (tmp_path / "pre-commit").symlink_to(other)

        backup = installed(tmp_path / "pre-commit", force=True)

        assert backup is not None
        assert backup.is_symlink()
        assert (other.read_text(), other.stat().st_mode & 0o777) == (THEIRS, 0o755)

    def test_a_place_that_can_not_be_written_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")

        with pytest.raises(UsageError) as refused:
            installed(tmp_path / "file" / "hooks" / "pre-commit")

        assert refused.value.why in {"Not a directory", "File exists"}


class TestUninstall:
    def test_ours_goes_and_the_backups_are_named(self, tmp_path: Path) -> None:
        hook = tmp_path / "pre-commit"
        hook.write_text(THEIRS)
        installed(hook, force=True)

        removed = uninstall(hook)

        assert (removed.was_there, removed.backups) == (True, (tmp_path / "pre-commit.~1~",))
        assert not hook.exists()

    def test_none_there_is_no_error(self, tmp_path: Path) -> None:
        assert not uninstall(tmp_path / "pre-commit").was_there

    def test_one_of_others_stays(self, tmp_path: Path) -> None:
        (tmp_path / "pre-commit").write_text(THEIRS)

        with pytest.raises(UsageError):
            uninstall(tmp_path / "pre-commit")

        assert (tmp_path / "pre-commit").read_text() == THEIRS


class TestScript:
    @pytest.mark.parametrize("kind", HookKind)
    @pytest.mark.parametrize("on_failure", OnFailure)
    def test_it_is_valid_sh_in_ascii_whatever_the_path(self, kind: HookKind, on_failure: OnFailure) -> None:
        text = script(kind, "/opt/it's $(touch x)/akwarden", on_failure)

        done = subprocess.run(["sh", "-n"], input=text, text=True, capture_output=True, check=False)

        assert (done.returncode, done.stderr) == (0, "")
        assert text.isascii()
        assert is_ours(text.encode())

    def test_the_path_is_never_run_as_code(self, tmp_path: Path) -> None:
        folder = tmp_path / "it's $(touch x) `touch y`"
        folder.mkdir()
        program = folder / "akwarden"
        program.write_text('#!/bin/sh\necho "$@"\n')
        program.chmod(0o755)
        (tmp_path / "hook").write_text(script(COMMIT, str(program), OnFailure.ACCEPT))

        done = subprocess.run(["sh", "hook"], cwd=tmp_path, text=True, capture_output=True, check=True)

        assert done.stdout == "hook run pre-commit\n"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["hook", folder.name]

    def test_a_script_of_others_is_not_ours(self) -> None:
        assert not is_ours(THEIRS.encode())
        assert not is_ours(b"")


class TestProgram:
    def test_it_is_the_one_that_runs(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        program = tmp_path / "akwarden"
        program.write_text("")
        program.chmod(0o755)
        monkeypatch.chdir(tmp_path)

        assert own_program("./akwarden") == program.as_posix()

    def test_run_as_a_module_it_is_the_installed_one(self) -> None:
        found = Path(own_program("/somewhere/main.py"))

        assert found.is_absolute()
        assert found.stem == "akwarden"
