import stat
from pathlib import Path

import msgspec
import pytest
from tests.detectors.secrets.scanning import NO_FOLDER

from akwarden.errors import RuleError
from akwarden.workflows.posture.ruleset import (
    check_posture,
    load_posture,
    posture_names,
    read_posture_rule,
)

RULE = """
id: old-key
title: Old key
providers: [tencent]
severity: medium
judge: idle_key
settings: {days: 90}
why: It is old.
fix: Rotate it
remediation: {tencent: {console: [Disable it.], cli: ["tccli cam ListAccessKeys"]}}
samples:
  - {title: one, account: {principals: [{name: a, keys: [{id: K1, used: 91}]}]}, seen: [K1]}
  - {title: two, account: {principals: [{name: a, keys: [{id: K1, used: 400}]}]}, seen: [K1]}
  - {title: three, account: {}}
  - {title: four, account: {principals: [{name: a, keys: [{id: K1, used: 90}]}]}}
  - {title: five, account: {principals: [{name: a}]}}
"""


def changed(old: str, new: str) -> bytes:
    """Give the rule with a piece replaced."""
    assert old in RULE
    return RULE.replace(old, new).encode()


def problems(content: bytes) -> list[str]:
    """Give what is wrong with a rule."""
    return [one.problem for one in check_posture([read_posture_rule("old-key.yml", content)])]


def test_a_rule_is_read_from_its_file() -> None:
    rule = read_posture_rule("old-key.yml", RULE.encode())

    assert (rule.id, rule.judge, rule.settings) == ("old-key", "idle_key", {"days": 90})
    assert problems(RULE.encode()) == []


@pytest.mark.parametrize(
    ("old", "new", "what", "mend"),
    [
        ("id: old-key", "id: other", "the rule's id is 'other'", "rename the file to other.yml"),
        ("idle_key", "idle_keys", "there is no judge 'idle_keys'", "did you mean 'idle_key'?"),
        ("{days: 90}", "{days: 90, weeks: 2}", "settings: Object contains unknown field `weeks`", "correct"),
        ("{days: 90}", "{}", "settings: Object missing required field `days`", "correct old-key.yml"),
        ("title: Old key", "titel: Old key", "unknown field `titel`", "correct old-key.yml"),
        ("severity: medium", "severity: bad", "Invalid enum value 'bad'", "correct old-key.yml"),
        ("why: It is old.", "why: [", "not readable as YAML", "correct old-key.yml"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name(old: str, new: str, what: str, mend: str) -> None:
    with pytest.raises(RuleError) as caught:
        read_posture_rule("old-key.yml", changed(old, new))

    assert caught.value.what.startswith("old-key.yml")
    assert what in caught.value.what
    assert mend in (caught.value.mend or "")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("used: 91", "used: 9", "sample 1 (one): names nothing, not K1"),
        ("used: 90", "used: 95", "sample 4 (four): names K1, not nothing"),
        ("seen: [K1]", "seen: [K1], severity: low", "sample 1 (one): K1 is medium, not low"),
        ("used: 91", "uesd: 91", "sample 1 (one): Object contains unknown field `uesd`"),
        ("ListAccessKeys", "Get {secret}", "nothing fills in {secret}: there are principal, principal_id"),
        ("providers: [tencent]", "providers: [tencent, aws]", "does not say how it is mended in aws"),
    ],
)
def test_what_a_rule_does_not_do_is_told(old: str, new: str, problem: str) -> None:
    assert any(one.startswith(problem) for one in problems(changed(old, new)))


def test_too_few_samples_are_told() -> None:
    rule = read_posture_rule("old-key.yml", RULE.encode())
    few = msgspec.structs.replace(rule, samples=(rule.samples[0], *rule.samples[3:]))

    assert [one.problem for one in check_posture([few])] == [
        "has fewer than 2 matching samples",
        "has fewer than 3 near-miss samples",
    ]


def test_rules_come_from_the_cache_the_second_time(tmp_path: Path) -> None:
    first = load_posture(cache=tmp_path)
    (kept,) = (tmp_path / "rules").iterdir()
    written = kept.stat().st_mtime_ns

    assert load_posture(cache=tmp_path) == first
    assert kept.stat().st_mtime_ns == written
    assert stat.S_IMODE(kept.stat().st_mode) & 0o077 == 0


def test_a_damaged_cache_is_made_anew(tmp_path: Path) -> None:
    first = load_posture(cache=tmp_path)
    (kept,) = (tmp_path / "rules").iterdir()
    kept.write_bytes(b"\x00 no rules")

    assert load_posture(cache=tmp_path) == first


def test_names_are_those_of_the_rules() -> None:
    assert list(posture_names()) == [rule.id for rule in load_posture(cache=NO_FOLDER)]
