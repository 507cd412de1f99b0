import json
from pathlib import Path

import pytest
from tests.frontends.cli.program import akwarden
from tests.workflows.test_ruleset import RULE

from akwarden.errors import ExitCode


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a folder `mine` that holds one rule."""
    (tmp_path / "mine").mkdir()
    rule = RULE.format(id="acme-key", anchor="acme_[0-9a-z]{24}")
    # Of small letters and digits alone nothing looks random enough for the samples to hold.
    mixed = rule.replace("[0-9a-z]", "[0-9A-Za-z]").replace("{24*L}", "{24*A}")
    (tmp_path / "mine" / "acme-key.yml").write_text(mixed)
    return tmp_path


def test_a_mistyped_rule_is_led_to_the_nearest(tmp_path: Path) -> None:
    done = akwarden("rules", "show", "tencent-acces-key", folder=tmp_path)

    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert done.stderr.splitlines() == [
        "error: there is no rule 'tencent-acces-key' [E0100]",
        "mend: did you mean tencent-access-key? akwarden rules list lists them all",
    ]


def test_a_rule_is_shown_as_text_and_as_json(folder: Path) -> None:
    text = akwarden("rules", "show", "acme-key", "--rules", "mine", folder=folder)
    machine = akwarden(
        "rules", "show", "acme-key", "--rules", "mine", "--format", "json", "-o", "out.json", folder=folder
    )

    assert text.stdout.startswith("Acme key  (acme-key)\n")
    assert "secret alone: high, Acme key" in text.stdout
    assert (machine.returncode, machine.stdout) == (ExitCode.OK, "")
    page = json.loads((folder / "out.json").read_text())
    assert (page["schema"], page["id"], page["parts"]) == ("akwarden.rule_page/1", "acme-key", ["secret"])
    assert page["why"] == "It opens everything at Acme."
    assert page["alone"] == [
        {"part": "secret", "severity": "high", "confidence": "high", "title": "Acme key"}
    ]


@pytest.mark.parametrize("form", ["text", "json", "jsonl"])
def test_a_problem_is_told_in_each_format_and_counted(folder: Path, form: str) -> None:
    rule = folder / "mine" / "acme-key.yml"
    rule.write_text(rule.read_text().replace("'acme_', ", ""))

    done = akwarden("rules", "check", "--rules", "mine", "--format", form, folder=folder)

    assert done.returncode == ExitCode.FINDINGS
    assert done.stderr.splitlines()[-1].endswith(" rules, 1 problem")
    words = {"rule": "acme-key", "problem": "has fewer than 3 near-miss samples"}
    row = {"schema": "akwarden.rule_problem/1", **words}
    if form == "text":
        assert done.stdout == "acme-key: has fewer than 3 near-miss samples\n"
    else:
        assert json.loads(done.stdout) == ([row] if form == "json" else row)


def test_without_a_problem_json_is_an_empty_array(folder: Path) -> None:
    done = akwarden("rules", "check", "--rules", "mine", "--format", "json", folder=folder)

    assert (done.returncode, json.loads(done.stdout)) == (ExitCode.OK, [])
    assert done.stderr.endswith(" rules: all samples hold\n")


@pytest.mark.parametrize("command", [["scan", "."], ["rules", "list"], ["rules", "check"]])
def test_a_place_without_rules_ends_with_exit_code_2(folder: Path, command: list[str]) -> None:
    (folder / "empty").mkdir()

    done = akwarden(*command, "--rules", "empty", folder=folder)

    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert done.stderr.splitlines()[0] == "error: no rules in empty [E0130]"
