"""Files and folders that this user may not read: said one by one, and the rest is scanned."""

import json
from pathlib import Path

from tests.faults.as_nobody import as_nobody, open_folder
from tests.sources.repositories import Repo

DENIED = "unreadable: permission denied; run as a user who may read it"


def coverage(folder: Path, *arguments: str) -> dict[str, str]:
    """Scan as nobody, and give what was skipped and why."""
    done = as_nobody("scan", *arguments, "--format", "jsonl", folder=folder)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[-1]["items"] >= 1
    return {one["vpath"]: one["reason"] for one in lines[-1]["skipped"]}


def test_a_file_and_a_folder_that_may_not_be_read_are_named() -> None:
    with open_folder() as folder:
        tree = folder / "tree"
        (tree / "closed").mkdir(parents=True)
        (tree / "listed").mkdir()
        for name in ("open.txt", "closed.txt", "closed/inside.txt", "listed/inside.txt"):
            (tree / name).write_text("text")
        (tree / "closed.txt").chmod(0o000)
        (tree / "closed").chmod(0o000)
        # Its names can be read, its files can't be reached.
        (tree / "listed").chmod(0o444)

        assert coverage(folder, "tree") == {
            "closed.txt": DENIED,
            "closed": DENIED,
            "listed/inside.txt": DENIED,
        }


def test_a_target_that_may_not_be_read_is_an_error() -> None:
    with open_folder() as folder:
        (folder / "closed").mkdir(mode=0o700)
        (folder / "closed.txt").write_text("text")
        (folder / "closed.txt").chmod(0o600)
        (folder / "listed").mkdir()
        (folder / "listed").chmod(0o444)

        for name in ("closed", "closed.txt", "listed"):
            done = as_nobody("scan", name, folder=folder)

            assert (done.returncode, done.stdout) == (2, "")
            assert done.stderr.splitlines()[-3:] == [
                f"error: {name} can't be read [E0110]",
                "why: permission denied",
                "mend: run as a user who may read it",
            ]


def test_objects_of_a_repository_that_may_not_be_read_are_said() -> None:
    with open_folder() as folder:
        repo = Repo(folder / "repo")
        repo.commit({"a.txt": "one", "b.txt": "two"})
        closed = repo.object_file(repo.id("HEAD:a.txt"))
        closed.chmod(0o000)
        packed = Repo(folder / "packed")
        packed.commit({"a.txt": "one"})
        packed.git("repack", "-a", "-d", "--quiet")
        packed.packs()[0].chmod(0o000)

        reasons = coverage(folder, "repo", "packed")

        assert f"objects/{repo.id('HEAD:a.txt')}" in reasons
        assert f"objects/{packed.id('HEAD:a.txt')}" in reasons


def test_a_repository_whose_folder_may_not_be_entered_gives_its_files() -> None:
    with open_folder() as folder:
        repo = Repo(folder / "repo")
        repo.commit({"a.txt": "one"})
        repo.git_dir.chmod(0o000)

        reasons = coverage(folder, "repo")

        assert reasons[".git"] == DENIED
        assert reasons["repo"].startswith("git can't open the repository at repo; ")
