import json
from pathlib import Path

from tests.frontends.cli.program import akwarden

from akwarden.errors import ExitCode


def test_both_kinds_of_rules_are_listed(tmp_path: Path) -> None:
    text = akwarden("rules", "list", folder=tmp_path).stdout.splitlines()
    rows = [
        json.loads(line)
        for line in akwarden("rules", "list", "--format", "jsonl", folder=tmp_path).stdout.splitlines()
    ]

    assert text[0].split() == ["RULE", "SEVERITY", "PROVIDER", "TITLE"]
    assert len(text) == len(rows) + 1
    assert {row["schema"] for row in rows} == {"akwarden.rule/1", "akwarden.posture_rule/1"}
    assert next(row for row in rows if row["id"] == "root-key-active") == {
        "schema": "akwarden.posture_rule/1",
        "id": "root-key-active",
        "title": "Root key that works",
        "providers": ["tencent", "aws"],
        "severity": "high",
    }


def test_a_posture_rule_is_shown_as_text_and_as_json(tmp_path: Path) -> None:
    text = akwarden("rules", "show", "key-idle", folder=tmp_path).stdout
    page = json.loads(akwarden("rules", "show", "key-idle", "--format", "json", folder=tmp_path).stdout)

    assert text.startswith("Key that works and is not used  (key-idle)\nseverity medium, ")
    assert "\n  $ aws iam update-access-key --user-name {principal} --access-key-id {key}" in text
    assert (page["schema"], page["fix"][:15]) == ("akwarden.posture_rule_page/1", "Disable the key")
    assert set(page["remediation"]) == {"tencent", "aws"}


def test_a_mistyped_posture_rule_is_led_to_the_nearest(tmp_path: Path) -> None:
    done = akwarden("rules", "show", "root-key-activ", folder=tmp_path)

    assert done.returncode == ExitCode.USAGE
    assert "did you mean root-key-active?" in done.stderr
