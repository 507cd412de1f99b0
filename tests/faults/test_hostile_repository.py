"""A repository that wants to run something: nothing that its configuration names is run, nothing is fetched.

Each attack leaves a marker. That plain git falls for it is shown first, so the attack is known to work.
"""

import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.sources.git.history_of import history_of, opened
from tests.sources.reading import read
from tests.sources.repositories import Repo, run_git

from akwarden.errors import TargetError
from akwarden.sources.directory import DirectorySource
from akwarden.sources.git.clone import clone, remove
from akwarden.sources.git.repository import check_repository, find_repository
from akwarden.sources.git.scope import commit_range
from akwarden.sources.git.source import HistorySource
from akwarden.sources.git.staged import StagedSource
from akwarden.sources.ignored import ignored_paths
from akwarden.sources.protocol import IncompletePlacesError, Place


class Attack:
    """A repository, and a program that leaves a marker when it is run."""

    def __init__(self, folder: Path) -> None:
        self.repo = Repo(folder / "repo")
        self.marker = folder / "marker"
        self.program = folder / "program"
        self.program.write_text(f"#!/bin/sh\ntouch {self.marker}\nexit 1\n")
        self.program.chmod(0o755)
        self.repo.commit({"a.txt": "MARK one", ".gitattributes": "*.txt diff=evil filter=evil merge=evil\n"})
        self.repo.commit({"a.txt": "MARK two"})
        self.repo.write({"staged.txt": "MARK staged", "ignored.log": "x", ".gitignore": "*.log\n"})
        self.repo.git("add", "--all")

    def config(self, name: str, value: str | None = None) -> None:
        """Set something in the repository's own configuration, by default to the program."""
        self.repo.git("config", name, str(self.program) if value is None else value)

    def plain(self, *arguments: str) -> bool:
        """Run plain git, and say whether it fell for the attack; the marker is taken away again."""
        run_git(*arguments, folder=self.repo.path, ok=(0, 1, 128, 129))
        fell = self.marker.exists()
        self.marker.unlink(missing_ok=True)
        return fell

    def scan(self) -> None:
        """Do to the repository all that the product does to one."""
        repository = opened(self.repo)
        sources = (
            HistorySource(repository, "repo", commit_range(repository, "HEAD~1..HEAD")),
            StagedSource(repository, "repo"),
            history_of(self.repo),
            DirectorySource(self.repo.path, "repo", respect_gitignore=True),
        )
        for source in sources:
            seen = read(source)
            assert seen.holders("MARK"), "the repository must be read all the same"
            source.places(seen.holders("MARK"))


@pytest.fixture
def attack(tmp_path: Path) -> Attack:
    """Give an attack in the making."""
    return Attack(tmp_path)


def fsmonitor(attack: Attack) -> bool:
    attack.config("core.fsmonitor")
    return attack.plain("status")


def pager(attack: Attack) -> bool:
    attack.config("core.pager")
    for name in ("log", "show", "rev-list", "diff-tree", "cat-file", "ls-files"):
        attack.config(f"pager.{name}", "true")
    ours, terminal = os.openpty()
    # Only to a terminal is anything paged.
    subprocess.run(["git", "log"], cwd=attack.repo.path, stdout=terminal, check=False)
    os.close(terminal)
    os.close(ours)
    fell = attack.marker.exists()
    attack.marker.unlink(missing_ok=True)
    return fell


def hooks(attack: Attack) -> bool:
    folder = attack.program.parent / "hooks"
    folder.mkdir()
    for name in (
        "post-index-change",
        "reference-transaction",
        "pre-commit",
        "post-checkout",
        "fsmonitor-watchman",
    ):
        (folder / name).symlink_to(attack.program)
    attack.config("core.hooksPath", str(folder))
    return attack.plain("commit", "--allow-empty", "-m", "x")


def signatures(attack: Attack) -> bool:
    attack.config("gpg.program")
    attack.config("gpg.ssh.program")
    attack.config("log.showSignature", "true")
    head = attack.repo.git("cat-file", "commit", "HEAD")
    facts, _, message = head.partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n AAAA\n -----END PGP SIGNATURE-----"
    signed = attack.repo.git(
        "hash-object", "-t", "commit", "-w", "--stdin", given=f"{facts}\n{signature}\n\n{message}".encode()
    )
    attack.repo.git("update-ref", "refs/heads/main", signed.strip())
    return attack.plain("log")


def external_diff(attack: Attack) -> bool:
    attack.config("diff.external")
    attack.config("diff.evil.command")
    return attack.plain("diff", "HEAD~1", "HEAD")


def textconv(attack: Attack) -> bool:
    attack.config("diff.evil.textconv")
    attack.config("diff.evil.cachetextconv", "true")
    return attack.plain("show", "HEAD")


def content_filter(attack: Attack) -> bool:
    for kind in ("clean", "smudge", "process"):
        attack.config(f"filter.evil.{kind}")
    attack.config("filter.evil.required", "false")
    (attack.repo.path / "a.txt").write_text("changed MARK")
    return attack.plain("diff")


def alias(attack: Attack) -> bool:
    for name in (
        "evil",
        "cat-file",
        "rev-list",
        "diff-tree",
        "ls-files",
        "for-each-ref",
        "rev-parse",
        "config",
    ):
        attack.config(f"alias.{name}", f"!{attack.program}")
    return attack.plain("evil")


def ssh_command(attack: Attack) -> bool:
    attack.config("core.sshCommand")
    return _promised(attack, "ssh://127.0.0.1:1/x")


def ext_transport(attack: Attack) -> bool:
    attack.config("protocol.ext.allow", "always")
    attack.config("protocol.allow", "always")
    return _promised(attack, f"ext::{attack.program}")


def transport_helper(attack: Attack) -> bool:
    attack.config("remote.origin.uploadpack")
    return _promised(attack, f"file://{attack.repo.path}")


def _promised(attack: Attack, url: str) -> bool:
    """Make it a partial clone that lacks a file, which plain git goes and fetches."""
    lost = attack.repo.id("HEAD~1:a.txt")
    attack.repo.object_file(lost).unlink()
    attack.config("extensions.partialClone", "origin")
    attack.config("core.repositoryFormatVersion", "1")
    attack.config("remote.origin.url", url)
    attack.config("remote.origin.promisor", "true")
    attack.config("remote.origin.partialclonefilter", "blob:none")
    return attack.plain("cat-file", "-p", lost)


def included(attack: Attack) -> bool:
    other = attack.program.parent / "more"
    other.write_text(f"[core]\n\tfsmonitor = {attack.program}\n")
    attack.config("include.path", str(other))
    return attack.plain("status")


def work_tree_config(attack: Attack) -> bool:
    attack.config("core.repositoryFormatVersion", "1")
    attack.config("extensions.worktreeConfig", "true")
    (attack.repo.git_dir / "config.worktree").write_text(f"[core]\n\tfsmonitor = {attack.program}\n")
    return attack.plain("status")


ATTACKS: tuple[Callable[[Attack], bool], ...] = (
    fsmonitor,
    pager,
    hooks,
    signatures,
    external_diff,
    textconv,
    content_filter,
    alias,
    ssh_command,
    ext_transport,
    transport_helper,
    included,
    work_tree_config,
)


@pytest.mark.parametrize("prepare", ATTACKS, ids=lambda prepare: prepare.__name__)
def test_what_plain_git_runs_is_not_run(attack: Attack, prepare: Callable[[Attack], bool]) -> None:
    assert prepare(attack), "the attack does not even work on plain git"

    attack.scan()

    assert not attack.marker.exists()


@pytest.mark.parametrize(
    "prepare", [ssh_command, ext_transport, transport_helper], ids=lambda one: one.__name__
)
def test_an_older_git_that_knows_no_ban_on_fetching_fetches_nothing(
    attack: Attack, prepare: Callable[[Attack], bool]
) -> None:
    prepare(attack)
    repository = opened(attack.repo)
    lost = attack.repo.git("rev-parse", "HEAD~1:a.txt").strip()
    # What GIT_NO_LAZY_FETCH does, an older git must be held to by the ban on all transports alone.
    allowed = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "0"}

    # git ends with an error, or writes to the fetch that is gone already.
    run_git("--git-dir", str(repository.git_dir), "cat-file", "-p", lost, env=allowed, ok=(128, -13))

    assert not attack.marker.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("core.worktree", "/nowhere/at/all"),
        ("core.attributesFile", "/nowhere/at/all"),
        ("core.bare", "true"),
        ("diff.orderFile", "/nowhere/at/all"),
        ("diff.algorithm", "nonsense"),
        ("diff.relative", "true"),
        ("diff.renames", "copies"),
        ("i18n.logOutputEncoding", "UTF-16"),
        ("i18n.commitEncoding", "UTF-7"),
        ("log.showRoot", "false"),
        ("mailmap.file", "/nowhere/at/all"),
        ("core.bigFileThreshold", "1"),
        ("core.packedGitLimit", "1"),
        ("core.quotePath", "true"),
        ("status.showUntrackedFiles", "no"),
        ("core.untrackedCache", "true"),
        ("color.ui", "always"),
        ("transfer.hideRefs", "refs"),
        ("uploadpack.hideRefs", "refs"),
    ],
)
def test_no_setting_of_the_repository_changes_what_is_seen(attack: Attack, name: str, value: str) -> None:
    def look() -> object:
        source = history_of(attack.repo)
        seen = read(source)
        return seen.artifacts, seen.skipped, source.places(seen.holders("MARK"))

    before = look()
    attack.config(name, value)

    assert look() == before
    attack.scan()


def test_a_mailmap_does_not_put_words_into_a_mouth(attack: Attack) -> None:
    attack.repo.commit(
        {".mailmap": "Somebody Else <else@example.com> <test@example.com>\n", "b.txt": "MARK three"}
    )
    source = history_of(attack.repo)
    names = read(source).holders("MARK three")

    ((place,),) = source.places(names).values()

    assert place.author == "Test Person <test@example.com>"


def test_a_configuration_that_never_ends_is_given_up(attack: Attack) -> None:
    pipe = attack.program.parent / "pipe"
    os.mkfifo(pipe)
    attack.config("include.path", str(pipe))

    with pytest.raises(TargetError) as refused:
        check_repository(opened(attack.repo), "repo", patience=0.5)

    assert refused.value.why == "git rev-parse gave no answer in 0.5 seconds"


@pytest.mark.parametrize(
    "name", ["HEAD", "config", "index", "packed-refs", "refs/heads/x", "objects/ab/cd", "link"]
)
def test_a_pipe_or_device_among_git_s_own_files_is_not_opened(attack: Attack, name: str) -> None:
    trap = attack.repo.git_dir / name
    trap.parent.mkdir(exist_ok=True)
    trap.unlink(missing_ok=True)
    if name == "link":
        trap.symlink_to("/dev/zero")
    else:
        os.mkfifo(trap)

    with pytest.raises(TargetError) as refused:
        read(history_of(attack.repo))

    assert refused.value.why == f"{trap} is a pipe or a device, at which git would wait for ever"


def test_a_pipe_in_the_place_of_git_s_folder_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for folder in (tmp_path, tmp_path / "sub"):
        os.mkfifo(folder / ".git")

    assert find_repository(tmp_path, {}) is None
    for respect in (False, True):
        seen = read(DirectorySource(tmp_path, "folder", respect_gitignore=respect))
        assert {s.vpath for s in seen.skipped} == {".git", "sub/.git"}


def test_folders_nested_deeper_than_any_stack_are_no_trap(attack: Attack) -> None:
    here = os.open(attack.repo.git_dir / "refs", os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)

    try:
        assert read(history_of(attack.repo)).holders("MARK")
    finally:
        # Python's own way to remove a tree needs a stack as deep.
        subprocess.run(["rm", "-r", str(attack.repo.git_dir / "refs/d")], check=True)


@pytest.mark.soak
def test_folders_that_stand_for_more_files_than_any_memory_holds_are_bounded(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo", "--bare")
    blob = repo.git("hash-object", "-w", "--stdin", given=b"MARK").strip()
    tree = repo.git(
        "mktree", given="".join(f"100644 blob {blob}\tf{n}\n" for n in range(10)).encode()
    ).strip()
    for _ in range(9):
        entries = "".join(f"040000 tree {tree}\td{n}\n" for n in range(10))
        tree = repo.git("mktree", given=entries.encode()).strip()
    commit = repo.git("commit-tree", tree, "-m", "10,000,000,000 files").strip()
    repo.git("update-ref", "refs/heads/main", commit)

    source = history_of(repo)
    names = read(source).holders("MARK")
    with pytest.raises(IncompletePlacesError) as incomplete:
        source.places(names)

    assert "out of memory" in str(incomplete.value.why)
    assert incomplete.value.known == {f"objects/{blob}": [Place(f"objects/{blob}")]}


def test_an_ignore_file_that_never_ends_is_given_up(attack: Attack) -> None:
    pipe = attack.repo.git_dir / "info" / "exclude"
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe)

    with pytest.raises(TargetError) as refused:
        ignored_paths(attack.repo.path, "repo", patience=0.5)

    assert refused.value.mend == "scan without --respect-gitignore"


def test_a_repository_of_another_user_is_read(attack: Attack) -> None:
    if os.geteuid():
        pytest.skip("only root can give files away")
    for path in (attack.repo.path, *attack.repo.path.rglob("*")):
        os.chown(path, 4242, 4242)
    refused = {"GIT_CONFIG_GLOBAL": os.devnull}
    assert run_git("status", folder=attack.repo.path, env=refused, ok=(128,)) == ""

    attack.scan()


def test_a_clone_runs_nothing_that_the_other_side_names(attack: Attack) -> None:
    fsmonitor(attack)
    hooks(attack)
    attack.config("uploadpack.packObjectsHook")

    repository, folder = clone(f"file://{attack.repo.path}")
    try:
        assert read(HistorySource(repository, "clone", commit_range(repository, "HEAD~1..HEAD"))).holders(
            "MARK"
        )
    finally:
        remove(folder)

    assert not attack.marker.exists()


def test_nothing_in_the_repository_is_changed(attack: Attack) -> None:
    def state() -> dict[str, tuple[float, int]]:
        facts = ((path, path.lstat()) for path in sorted(attack.repo.path.rglob("*")))
        # Reading a folder or a file may change when it was read last, never when it was written.
        return {
            str(path): (one.st_mtime_ns, one.st_size) for path, one in facts if not stat.S_ISLNK(one.st_mode)
        }

    before = state()
    attack.scan()

    assert state() == before
