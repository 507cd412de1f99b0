"""What is said of a key in a repository: where, since when, by whom, and whether it is still there."""

import subprocess
from pathlib import Path

import pytest
from tests.e2e.scans import key_id, key_pair, said, scan
from tests.frontends.cli.program import akwarden
from tests.sources.repositories import Repo, run_git


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Give an empty repository."""
    return Repo(tmp_path / "repo")


def test_a_key_that_was_removed_is_only_in_the_history(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.txt": "before"})
    first = repo.commit({"app.ini": key_pair()})
    repo.commit({"app.ini": "clean"})

    found = scan("repo", folder=tmp_path)

    (finding,) = found.findings
    assert (found.code, finding["occurrences"], finding["related"]) == (1, 1, [])
    place = finding["location"]
    assert place | {"line": 1, "column": 13, "offset": 12} == {
        "source": "repo",
        "vpath": "app.ini",
        "line": 1,
        "column": 13,
        "character": 13,
        "offset": 12,
        "commit": first,
        "author": "Test Person <test@example.com>",
        "committed_at": "2023-11-14T22:15:20Z",
        "in_head": False,
        "last_seen_at": "2023-11-14T22:16:20Z",
    }


def test_a_key_in_many_versions_of_a_file_is_one_finding_that_says_whether_it_is_still_there(
    repo: Repo, tmp_path: Path
) -> None:
    first = repo.commit({"app.ini": key_pair()})
    for number in range(5):
        repo.commit({"app.ini": f"version {number}\n" + key_pair()})

    (finding,) = scan("repo", folder=tmp_path).findings

    assert finding["location"]["commit"] == first
    assert finding["location"]["in_head"] is True
    assert finding["occurrences"] == 7, "six versions and the file in the work tree"
    text = akwarden("scan", "repo", folder=tmp_path).stdout
    assert "still in HEAD" in text


def test_the_same_key_at_several_paths_is_a_finding_for_each(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.ini": key_pair(), "b.ini": key_pair()})

    found = scan("repo", "--no-history", folder=tmp_path)
    whole = scan("repo", folder=tmp_path)

    assert sorted(f["location"]["vpath"] for f in whole.findings) == ["a.ini", "b.ini"]
    assert {f["id"] for f in found.findings} == {f["id"] for f in whole.findings}


def test_each_artifact_is_counted_once(repo: Repo, tmp_path: Path) -> None:
    for number in range(10):
        repo.commit({f"copy-{number}.txt": "the same everywhere"})
    bare = tmp_path / "bare.git"
    run_git("clone", "--quiet", "--bare", str(repo.path), str(bare))
    files = sum(path.is_file() and "objects" not in path.parts for path in bare.rglob("*"))

    found = scan("bare.git", folder=tmp_path)

    # One file version, ten commits, the names of the refs, and the files of git itself.
    assert found.coverage["items"] == 1 + 10 + 1 + files


def test_what_nothing_reaches_is_counted_and_shown_on_request(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.txt": "text"})
    blob = repo.git("hash-object", "-w", "--stdin", given=key_pair().encode()).strip()

    hidden, shown = scan("repo", folder=tmp_path), scan("repo", "--unreachable", folder=tmp_path)

    assert (hidden.code, hidden.findings, hidden.coverage["unreachable"]) == (0, [], 1)
    assert (shown.code, shown.coverage["unreachable"]) == (1, 0)
    assert shown.finding(key_id())["location"]["vpath"] == f"objects/{blob}"


def test_keys_in_a_stash_a_message_a_name_and_a_branch_are_found(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.txt": "text"})
    commit = repo.commit(message=f"deploy with {key_id(2)}", env={"GIT_AUTHOR_NAME": key_id(3)})
    repo.git("branch", f"try/{key_id(4)}")
    repo.git("tag", "-a", "v1", "-m", key_id(5))
    repo.write({"a.txt": key_pair(6)})
    repo.git("stash", "push", "--quiet")

    found = scan("repo", folder=tmp_path)

    seen = {(f["key_id"], f["location"]["vpath"]) for f in found.findings}
    assert seen >= {
        (key_id(2), f"commits/{commit}#message"),
        (key_id(3), f"commits/{commit}#message"),
        (key_id(4), "refs#names"),
        (key_id(5), "refs/tags/v1#message"),
        (key_id(6), "a.txt"),
    }


def test_an_archive_in_the_history_is_opened(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "inside.ini").write_text(key_pair())
    subprocess.run(["tar", "-czf", repo.path / "backup.tar.gz", "-C", tmp_path, "inside.ini"], check=True)
    first = repo.commit()
    repo.git("rm", "--quiet", "backup.tar.gz")
    repo.commit()

    place = scan("repo", folder=tmp_path).finding(key_id())["location"]

    assert (place["vpath"], place["commit"], place["in_head"]) == ("backup.tar.gz!/inside.ini", first, False)


def test_credentials_in_the_address_of_a_remote_are_found_in_the_configuration(
    repo: Repo, tmp_path: Path
) -> None:
    repo.commit({"a.txt": "text"})
    repo.git("remote", "add", "origin", f"https://{key_id()}:x@git.example.com/a.git")
    run_git("clone", "--quiet", "--bare", str(repo.path), str(tmp_path / "bare.git"))
    run_git(
        "--git-dir", "bare.git", "config", "remote.origin.url", f"https://{key_id()}@h/a", folder=tmp_path
    )

    assert scan("repo", folder=tmp_path).finding(key_id())["location"]["vpath"] == ".git/config"
    assert scan("bare.git", folder=tmp_path).finding(key_id())["location"]["vpath"] == "config"


def test_excluded_paths_are_left_out_of_the_history_too(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"tests/a.ini": key_pair(1), "src/b.ini": key_pair(2)})
    repo.git("rm", "--quiet", "-r", "tests", "src")
    repo.commit()

    found = scan("repo", "--exclude", "tests/*", folder=tmp_path)

    assert found.keys == {key_id(2)}
    assert found.coverage["unreachable"] == 0


def test_a_remote_repository_is_scanned_and_shown_without_credentials(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"app.ini": key_pair()})
    (tmp_path / "tmp").mkdir()

    found = scan(
        f"file://user:pass-word@localhost{repo.path}", folder=tmp_path, env={"TMPDIR": str(tmp_path / "tmp")}
    )
    part = scan(f"file://{repo.path}", "--since", "2000-01-01", folder=tmp_path)
    failed = akwarden(
        "scan",
        "https://user:pass-word@127.0.0.1:1/a.git",
        folder=tmp_path,
        env={"TMPDIR": str(tmp_path / "tmp")},
    )

    assert found.finding(key_id())["location"]["source"] == f"file://localhost{repo.path}"
    assert part.keys == {key_id()}
    assert failed.returncode == 2
    assert failed.stderr.startswith("error: https://127.0.0.1:1/a.git can't be cloned [E0110]\nwhy: ")
    assert "pass-word" not in failed.stderr
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_damaged_history_hides_nothing(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"app.ini": key_pair()})
    lost = repo.commit({"app.ini": "clean"})
    repo.commit({"a.txt": "later"})
    repo.object_file(lost).unlink()

    found = scan("repo", folder=tmp_path)

    assert found.finding(key_id())["location"]["vpath"] == "app.ini"
    assert found.reasons["repo"].startswith("the history is damaged, so not all places are known; ")


def test_a_key_that_only_the_index_has_is_found(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"app.ini": "clean"})
    repo.write({"app.ini": key_pair()})
    repo.git("add", "app.ini")
    repo.write({"app.ini": "clean"})

    place = scan("repo", folder=tmp_path).finding(key_id())["location"]

    assert (place["vpath"], place["commit"]) == ("app.ini", None)


def test_documented_examples_cost_no_look_at_the_history(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"README.md": "AWS_ACCESS_KEY_ID=AKIA" + "IOSFODNN7EXAMPLE\n"})

    hidden = said(akwarden("scan", "repo", "--format", "jsonl", folder=tmp_path))
    shown = scan("repo", "--show-examples", folder=tmp_path)

    assert (hidden.findings, hidden.coverage["examples"] > 0) == ([], True)
    assert shown.findings[0]["location"]["vpath"] == "README.md"
    assert shown.findings[0]["location"]["commit"] == repo.id("HEAD")
