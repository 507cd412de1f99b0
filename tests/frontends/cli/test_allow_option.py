from pathlib import Path

import pytest
from tests.frontends.cli.program import akwarden


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text("clean")
    bad = (f"[[rules]]\nid = \"bad{n}\"\nregex = '''(?=x)'''\n" for n in range(7))
    (tmp_path / "bad.toml").write_text("\n".join(bad))
    return tmp_path


def test_the_first_rules_that_can_not_be_used_are_told_and_the_others_counted(folder: Path) -> None:
    done = akwarden("scan", "a.txt", "--rules", "bad.toml", folder=folder)

    assert done.returncode == 0
    told = [line for line in done.stderr.splitlines() if "is not used" in line]
    assert [line.partition("'")[2][:4] for line in told] == [f"bad{n}" for n in range(5)]
    assert "and 2 more: akwarden rules list --rules FILE tells all of them" in done.stderr


def test_a_list_of_rules_tells_all_that_can_not_be_used(folder: Path) -> None:
    done = akwarden("rules", "list", "--rules", "bad.toml", folder=folder)

    assert done.stderr.count("is not used") == 7


def test_quiet_tells_nothing(folder: Path) -> None:
    (folder / "tree").mkdir()
    (folder / "tree/.gitleaksignore").write_text("a.txt:r:1\n")

    loud = akwarden("scan", "tree", "--rules", "bad.toml", folder=folder)
    quiet = akwarden("scan", "tree", "--rules", "bad.toml", "--quiet", folder=folder)

    assert ".gitleaksignore: 0 of 1 entries used" in loud.stderr
    assert quiet.stderr == ""


def test_help_says_what_each_option_does(folder: Path) -> None:
    text = akwarden("scan", "--help", folder=folder).stdout

    assert all(name in text for name in ("--allow / --no-allow", "--show-allowed", "--ignore-file FILE"))
