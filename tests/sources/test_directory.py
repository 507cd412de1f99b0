"""A folder: every regular file below it, and a record for everything else."""

import os
import socket
import threading
from pathlib import Path

import pytest
from tests.sources.reading import read
from tests.sources.repositories import Repo, run_git

from akwarden.errors import TargetError
from akwarden.model.artifact import Skipped, Unit
from akwarden.sources.directory import DirectorySource
from akwarden.sources.protocol import Place


def write(folder: Path, *names: str) -> None:
    """Write files that hold their own name."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def names_in(
    folder: Path,
    *,
    respect_gitignore: bool = False,
    exclude: tuple[str, ...] = (),
    histories: bool = True,
) -> set[str]:
    """Give the names of all files that are read, but for those of git itself."""
    source = DirectorySource(
        folder, "folder", respect_gitignore=respect_gitignore, exclude=exclude, histories=histories
    )
    return {name for name in read(source).artifacts if ".git/" not in name}


class TestWalk:
    def test_every_file_is_read_once_under_its_own_path(self, tmp_path: Path) -> None:
        write(tmp_path, "a.txt", ".hidden", "deep/er/b.txt", "deep/c", "sp ace/d", "new\nline", "ünï")
        (tmp_path / "empty").mkdir()

        source = DirectorySource(tmp_path, "folder")
        seen = read(source)

        assert {name: content.decode() for name, content in seen.artifacts.items()} == {
            name: name
            for name in ("a.txt", ".hidden", "deep/er/b.txt", "deep/c", "sp ace/d", "new\nline", "ünï")
        }
        assert not seen.skipped
        assert source.places(["deep/c"]) == {"deep/c": (Place("deep/c"),)}

    def test_a_name_that_is_no_text_comes_as_it_is(self, tmp_path: Path) -> None:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe")).write_text("odd")

        (name,) = names_in(tmp_path)

        assert os.fsencode(name) == b"\xff\xfe"

    def test_many_files_come_in_several_units(self, tmp_path: Path) -> None:
        write(tmp_path, *(f"{number}.txt" for number in range(600)))

        units = [unit for unit in DirectorySource(tmp_path, "folder").units() if isinstance(unit, Unit)]

        assert [unit.items for unit in units] == [256, 256, 88]

    def test_an_empty_folder_gives_nothing(self, tmp_path: Path) -> None:
        assert list(DirectorySource(tmp_path, "folder").units()) == []

    def test_one_file_is_a_target_too(self, tmp_path: Path) -> None:
        write(tmp_path, "a.txt")

        for name in ("a.txt", "./a.txt", "some/where/a.txt"):
            seen = read(DirectorySource(tmp_path / "a.txt", name, exclude=("*.txt",)))
            assert seen.artifacts == {"a.txt": b"a.txt"}

    def test_a_link_that_was_named_as_the_target_is_followed(self, tmp_path: Path) -> None:
        write(tmp_path, "real/a.txt")
        (tmp_path / "folder").symlink_to("real")
        (tmp_path / "file").symlink_to("real/a.txt")

        assert read(DirectorySource(tmp_path / "folder", "folder")).artifacts == {"a.txt": b"real/a.txt"}
        assert read(DirectorySource(tmp_path / "file", "./file")).artifacts == {"file": b"real/a.txt"}

    def test_only_links_that_lead_out_are_reported_and_none_is_followed(self, tmp_path: Path) -> None:
        root = tmp_path / "root"
        write(tmp_path, "root/a.txt", "root/sub/b.txt", "outside/secret.txt", "rootless/c.txt")
        for name, target in {
            "to-file": "a.txt",
            "to-folder": "sub",
            "sub/loop": "..",
            "itself": "itself",
            "dangling": "nowhere",
            "out": "../outside",
            "out-file": "../outside/secret.txt",
            "out-absolute": "/etc",
            "beside": "../rootless",
        }.items():
            (root / name).symlink_to(target)

        seen = read(DirectorySource(root, "root"))

        assert set(seen.artifacts) == {"a.txt", "sub/b.txt"}
        assert {s.vpath for s in seen.skipped} == {"out", "out-file", "out-absolute", "beside"}
        assert seen.reason("out") == "symbolic link that leads out of the folder: not followed"

    def test_pipes_sockets_and_devices_are_reported_and_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "fifo")
        expected = {"fifo", "socket"}
        if not os.geteuid():
            os.mknod(tmp_path / "null", 0o20666, os.makedev(1, 3))
            expected.add("null")
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(os.path.relpath(tmp_path / "socket"))
            seen = read(DirectorySource(tmp_path, "folder"))

        assert seen.artifacts == {}
        assert {s.vpath for s in seen.skipped} == expected
        assert {s.reason for s in seen.skipped} == {"not a regular file"}

    def test_a_path_that_is_too_long_for_the_system_is_reported(self, tmp_path: Path) -> None:
        write(tmp_path, "a.txt")
        part = "d" * 200
        here = os.open(tmp_path, os.O_RDONLY)
        for _ in range(25):
            os.mkdir(part, dir_fd=here)
            below = os.open(part, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
        os.close(here)

        seen = read(DirectorySource(tmp_path, "folder"))

        assert seen.artifacts == {"a.txt": b"a.txt"}
        assert [s.reason for s in seen.skipped] == ["unreadable: File name too long"]

    def test_what_shows_the_state_of_the_system_is_left_to_be_named(self) -> None:
        if not Path("/proc/self/mountinfo").exists():
            pytest.skip("this system does not tell what it mounts")

        entries = []
        for entry in DirectorySource(Path("/"), "/", exclude=("[!p]*", "p[!r]*")).units():
            entries.append(entry)
            break

        assert entries == [
            Skipped("proc", "shows the system's own state: make it a target of its own to scan it")
        ]


class TestVanishing:
    def test_files_that_are_removed_meanwhile_are_reported_and_the_rest_is_read(self, tmp_path: Path) -> None:
        write(tmp_path, *(f"{number}" for number in range(300)))
        units = list(DirectorySource(tmp_path, "folder").units())
        (tmp_path / "7").unlink()
        (tmp_path / "8").unlink()
        (tmp_path / "8").mkdir()
        source = DirectorySource(tmp_path, "folder")
        source.units = lambda: iter(units)  # type: ignore[method-assign]  # what was listed before

        seen = read(source)

        assert len(seen.artifacts) == 298
        assert {s.vpath: s.reason for s in seen.skipped} == {
            "7": "vanished while scanning",
            "8": "not a regular file",
        }

    def test_a_tree_that_is_torn_down_meanwhile_is_no_error(self, tmp_path: Path) -> None:
        folders = [tmp_path / f"{number}" for number in range(40)]
        for folder in folders:
            write(folder, *(f"{number}" for number in range(20)))

        def tear_down() -> None:
            for folder in folders:
                for path in folder.iterdir():
                    path.unlink()
                folder.rmdir()

        thread = threading.Thread(target=tear_down)
        thread.start()
        seen = read(DirectorySource(tmp_path, "folder"))
        thread.join()

        assert {s.reason for s in seen.skipped} <= {"vanished while scanning"}


class TestExclude:
    def test_excluded_files_and_folders_are_not_looked_at(self, tmp_path: Path) -> None:
        write(tmp_path, "a.txt", "b.lock", "deep/c.lock", "vendor/d.txt", "src/vendor/e.txt")
        os.mkfifo(tmp_path / "vendor" / "fifo")

        assert names_in(tmp_path, exclude=("*.lock", "vendor/")) == {"a.txt"}
        seen = read(DirectorySource(tmp_path, "folder", exclude=("*.lock", "vendor/")))
        assert not seen.skipped


class TestGitignore:
    def test_in_a_repository_what_git_ignores_is_left_out(self, tmp_path: Path) -> None:
        repo = Repo(tmp_path / "repo")
        repo.write(
            {
                ".gitignore": "*.log\nbuild/\n/only-top.txt\n",
                "sub/.gitignore": "!keep.log\nlocal.txt\n",
                "tracked.log": "tracked though ignored",
                "sub/deep/.gitignore": "*\n",
            }
        )
        repo.git("add", "--force", "tracked.log", ".gitignore", "sub/.gitignore")
        write(
            repo.path,
            "a.txt",
            "x.log",
            "only-top.txt",
            "sub/only-top.txt",
            "sub/keep.log",
            "sub/local.txt",
            "local.txt",
            "build/out.txt",
            "sub/build/out.txt",
            "sub/deep/hidden.txt",
        )
        (repo.git_dir / "info").mkdir(exist_ok=True)
        (repo.git_dir / "info/exclude").write_text("by-exclude.txt\n")
        write(repo.path, "by-exclude.txt")

        assert names_in(repo.path, respect_gitignore=True) == {
            ".gitignore",
            "a.txt",
            "local.txt",
            "sub/.gitignore",
            "sub/keep.log",
            "sub/only-top.txt",
            "tracked.log",
        }
        assert "x.log" in names_in(repo.path)

    def test_a_folder_inside_a_repository_follows_the_rules_above_it(self, tmp_path: Path) -> None:
        repo = Repo(tmp_path / "repo")
        repo.write({".gitignore": "*.log\n/sub/top.txt\n"})
        write(repo.path, "sub/a.txt", "sub/b.log", "sub/top.txt")

        assert names_in(repo.path / "sub", respect_gitignore=True) == {"a.txt"}

    def test_a_folder_that_is_ignored_as_a_whole_says_so(self, tmp_path: Path) -> None:
        repo = Repo(tmp_path / "repo")
        repo.write({".gitignore": "build/\n"})
        write(repo.path, "build/a.txt")

        seen = read(DirectorySource(repo.path / "build", "build", respect_gitignore=True))

        assert seen.artifacts == {}
        assert seen.reason(".") == "git ignores the whole folder; scan it without --respect-gitignore"

    def test_outside_a_repository_the_same_files_count(self, tmp_path: Path) -> None:
        write(tmp_path, "a.txt", "x.log", "sub/keep.log", "sub/y.log", "sub/b.txt")
        (tmp_path / ".gitignore").write_text("*.log\n")
        (tmp_path / "sub" / ".gitignore").write_text("!keep.log\n")

        assert names_in(tmp_path, respect_gitignore=True) == {
            ".gitignore",
            "a.txt",
            "sub/.gitignore",
            "sub/b.txt",
            "sub/keep.log",
        }

    def test_a_repository_inside_follows_its_own_rules(self, tmp_path: Path) -> None:
        outer = Repo(tmp_path / "outer")
        outer.write({".gitignore": "*.log\n"})
        inner = Repo(outer.path / "inner")
        inner.write({".gitignore": "*.tmp\n"})
        write(outer.path, "a.log", "a.tmp", "inner/b.log", "inner/b.tmp", "inner/c.txt")

        assert names_in(outer.path, respect_gitignore=True) == {
            ".gitignore",
            "a.tmp",
            "inner/.gitignore",
            "inner/b.log",
            "inner/c.txt",
        }

    def test_odd_names_are_matched_as_they_are(self, tmp_path: Path) -> None:
        repo = Repo(tmp_path / "repo")
        repo.write({".gitignore": "*.log\n"})
        write(repo.path, "new\nline.log", 'quo"te.log', "ünï.log", "stays.txt")

        assert names_in(repo.path, respect_gitignore=True) == {".gitignore", "stays.txt"}

    def test_what_is_reported_stays_reported(self, tmp_path: Path) -> None:
        repo = Repo(tmp_path / "repo")
        os.mkfifo(repo.path / "fifo")
        (repo.path / "out").symlink_to("/etc")

        seen = read(DirectorySource(repo.path, "repo", respect_gitignore=True))

        assert {s.vpath for s in seen.skipped} == {"fifo", "out"}

    def test_a_broken_repository_is_refused_with_the_mend(self, tmp_path: Path) -> None:
        repo = Repo(tmp_path / "repo")
        (repo.git_dir / "HEAD").unlink()

        with pytest.raises(TargetError) as refused:
            read(DirectorySource(repo.path, "repo", respect_gitignore=True))

        assert refused.value.mend == "scan without --respect-gitignore"


class TestRepositories:
    def test_configuration_hooks_and_logs_are_read_and_objects_are_not(self, tmp_path: Path) -> None:
        repo = Repo(tmp_path / "repo")
        repo.commit({"a.txt": "text"})
        repo.git("remote", "add", "origin", "https://user:MARK@git.example.com/a.git")
        (repo.git_dir / "hooks").mkdir(exist_ok=True)
        (repo.git_dir / "hooks/pre-push").write_text("MARK")

        for respect in (False, True):
            seen = read(DirectorySource(repo.path, "repo", respect_gitignore=respect))

            assert sorted(seen.holders("MARK")) == [".git/config", ".git/hooks/pre-push"]
            assert ".git/logs/HEAD" in seen.artifacts
            assert not [name for name in seen.artifacts if name.startswith(".git/objects/")]
            assert not seen.skipped

    def test_large_files_that_git_keeps_beside_its_objects_are_read(self, tmp_path: Path) -> None:
        repo = Repo(tmp_path / "repo")
        write(repo.git_dir, "lfs/objects/ab/cd/abcd")

        assert read(DirectorySource(repo.path, "repo")).holders("lfs/objects/ab/cd/abcd")

    def test_histories_of_repositories_inside_are_reported(self, tmp_path: Path) -> None:
        outer = Repo(tmp_path / "outer")
        Repo(outer.path / "libs/inner").commit({"i.txt": "inner"})
        Repo(outer.path / "mirrors/bare.git", "--bare")
        Repo(outer.path / "no-suffix", "--bare")

        seen = read(DirectorySource(outer.path, "some/outer"))

        assert {s.vpath: s.reason for s in seen.skipped} == {
            f"{folder}/objects": f"history of a git repository inside: `akwarden scan some/outer/{target}`"
            for folder, target in {
                "libs/inner/.git": "libs/inner",
                "mirrors/bare.git": "mirrors/bare.git",
                "no-suffix": "no-suffix",
            }.items()
        }
        assert "libs/inner/.git/config" in seen.artifacts
        assert not names_in(outer.path, histories=False) & {"objects"}
        assert not read(DirectorySource(outer.path, "outer", histories=False)).skipped

    def test_a_submodule_is_reported_where_its_objects_lie(self, tmp_path: Path) -> None:
        inner = Repo(tmp_path / "inner")
        inner.commit({"i.txt": "inner"})
        outer = Repo(tmp_path / "outer")
        outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.path), "sub")

        seen = read(DirectorySource(outer.path, "outer"))

        assert [(s.vpath, s.reason) for s in seen.skipped] == [
            (
                ".git/modules/sub/objects",
                "history of a git repository inside: `akwarden scan outer/.git/modules/sub`",
            )
        ]

    def test_a_work_tree_inside_whose_repository_lies_elsewhere_is_reported(self, tmp_path: Path) -> None:
        repo = Repo(tmp_path / "repo")
        repo.commit({"a.txt": "text"})
        outer = tmp_path / "outer"
        outer.mkdir()
        run_git("worktree", "add", "--quiet", "--detach", str(outer / "linked"), folder=repo.path)

        seen = read(DirectorySource(outer, "outer"))

        assert seen.reason("linked/.git") == (
            "history of a git repository inside: `akwarden scan outer/linked`"
        )
        assert not read(DirectorySource(outer / "linked", "linked")).skipped

    def test_a_bare_repository_gives_its_files_without_its_objects(self, tmp_path: Path) -> None:
        repo = Repo(tmp_path / "bare.git", "--bare")

        seen = read(DirectorySource(repo.path, "bare.git"))

        assert {"config", "HEAD"} <= set(seen.artifacts)
        assert not seen.skipped

    def test_a_folder_called_objects_elsewhere_is_a_folder(self, tmp_path: Path) -> None:
        write(tmp_path, "objects/a.txt", "src/objects/b.txt", ".git/x")

        assert names_in(tmp_path) == {"objects/a.txt", "src/objects/b.txt"}
