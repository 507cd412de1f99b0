"""What the process tells its caller, and how it speaks of bad input."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.e2e.scans import key_id, key_pair, scan
from tests.frontends.cli.program import akwarden, environment
from tests.sources.repositories import Repo


@pytest.fixture
def leak(tmp_path: Path) -> Path:
    """Give a folder with the file `app.ini`, which holds a key."""
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/app.ini").write_text(key_pair())
    return tmp_path


def test_a_clean_folder_ends_with_0(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/a.txt").write_text("nothing here")

    assert scan("tree", folder=tmp_path).code == 0


def test_a_finding_ends_with_1_from_its_severity_on(leak: Path) -> None:
    (leak / "alone.txt").write_text(key_id(7))

    assert scan("tree", folder=leak).code == 1
    assert scan("tree", "--fail-on", "critical", folder=leak).code == 1
    assert scan("alone.txt", folder=leak).code == 1
    assert scan("alone.txt", "--fail-on", "high", folder=leak).code == 0
    assert scan("tree", "--exit-zero", folder=leak).code == 0
    assert scan("tree", folder=leak, env={"AKWARDEN_SCAN_FAIL_ON": "medium"}).code == 1


def test_a_gap_ends_with_4_only_when_asked_to_be_strict(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    os.mkfifo(tmp_path / "tree/fifo")

    lenient, strict = scan("tree", folder=tmp_path), scan("tree", "--strict", folder=tmp_path)

    assert (lenient.code, strict.code) == (0, 4)
    assert lenient.reasons == strict.reasons == {"fifo": "not a regular file"}


def test_findings_weigh_more_than_a_gap(leak: Path) -> None:
    os.mkfifo(leak / "tree/fifo")

    assert scan("tree", "--strict", folder=leak).code == 1
    assert scan("tree", "--strict", "--exit-zero", folder=leak).code == 4


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("nowhere",), "nowhere does not exist [E0110]"),
        (("tree", "nowhere"), "nowhere does not exist [E0110]"),
        (("https//user:pass@host",), "https//user:pass@host does not exist [E0110]"),
        (("htps://user:pass-word@host/a",), "htps://host/a does not exist [E0110]"),
        (("ext::touch marker",), "ext::touch marker does not exist [E0110]"),
        (("/dev/null",), "/dev/null is neither a file nor a folder [E0110]"),
        (("tree", "--since", "30d"), "tree is not the top of a git repository [E0110]"),
        (("tree", "--staged", "--range", "a..b"), "--since, --range and --staged exclude each other [E0100]"),
        (("--", "-nowhere"), "-nowhere does not exist [E0110]"),
        (("",), "'' does not exist [E0110]"),
        (("tree", "-o", ""), "'' can't be written [E0100]"),
        (("tree", "--columns", "severity,line"), "--columns is only for a table [E0100]"),
        (("tree", "--format", "json", "--columns", ""), "--columns is only for a table [E0100]"),
        (("tree", "--write-baseline", "nowhere/b.json"), "nowhere/b.json can't be written [E0140]"),
        (("tree", "--write-baseline", ""), "'' can't be written [E0140]"),
        (("tree", "--baseline", "nowhere"), "no baseline file at nowhere [E0140]"),
        (("tree", "--baseline", "broken"), "broken is not a baseline file [E0140]"),
        (("tree", "--rules", "rules.yml"), "no rules at rules.yml [E0130]"),
        (("tree", "--rules", "broken"), "broken is no folder of rules [E0130]"),
        (("tree", "--no-such-option"), "no such option '--no-such-option' [E0100]"),
    ],
)
def test_bad_input_ends_with_2_and_says_what_and_how_to_mend_it(
    leak: Path, arguments: tuple[str, ...], what: str
) -> None:
    (leak / "broken").write_text('{"salt": "x", "entries": []}')

    done = akwarden("scan", *arguments, folder=leak)

    lines = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert lines[0] == f"error: {what}"
    assert lines[-1].startswith("mend: ")
    assert all(line.startswith(("error: ", "why: ", "mend: ")) for line in lines)
    assert "mend: akwarden explain" not in done.stderr
    assert "pass-word" not in done.stderr
    assert not (leak / "marker").exists()


def test_a_rule_with_a_misspelt_field_is_refused_by_name(leak: Path) -> None:
    (leak / "rules").mkdir()
    (leak / "rules/my-rule.yml").write_text("id: my-rule\ntitel: My rule\n")

    done = akwarden("scan", "tree", "--rules", "rules", folder=leak)

    assert (done.returncode, done.stdout) == (2, "")
    assert "my-rule.yml" in done.stderr
    assert "titel" in done.stderr
    assert "mend: " in done.stderr


def test_several_targets_are_scanned_and_named(leak: Path) -> None:
    (leak / "more").mkdir()
    (leak / "more/b.ini").write_text(key_pair(2))

    said = scan("tree", "more/b.ini", folder=leak)

    assert {f["location"]["source"]: f["location"]["vpath"] for f in said.findings} == {
        "tree": "app.ini",
        "more/b.ini": "b.ini",
    }


def test_a_closed_standard_input_is_an_error_and_no_crash(tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", 'exec "$0" -m akwarden.frontends.cli.main scan - <&-', sys.executable],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == "error: standard input is closed [E0110]"


def test_a_repository_that_git_can_t_open_gives_its_files_and_says_so(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write({"app.ini": key_pair()})
    (repo.git_dir / "HEAD").unlink()

    said = scan("repo", folder=tmp_path)
    staged = akwarden("scan", "repo", "--staged", folder=tmp_path)

    assert said.keys == {key_id()}
    assert said.reasons["repo"].startswith("git can't open the repository at repo; ")
    assert staged.returncode == 2
    assert staged.stderr.startswith(
        "error: git can't open the repository at repo [E0110]\nwhy: not a git repository"
    )


def test_a_machine_without_git_scans_the_files_and_says_so(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write({"app.ini": key_pair()})

    said = scan("repo", folder=tmp_path, env={"PATH": str(tmp_path)})

    assert said.keys == {key_id()}
    assert said.reasons["repo"].startswith("git is not installed; ")
