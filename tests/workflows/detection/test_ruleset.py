from pathlib import Path

import pytest

from akwarden.errors import RuleError
from akwarden.model.alarm import AlarmSubject, AlarmType
from akwarden.model.severity import Severity
from akwarden.workflows.detection.ruleset import (
    DetectionRules,
    behavior_names,
    check_behavior,
    load_behavior,
    read_behavior,
)

OWN = """
title: Root key
description: It may do everything.
references: ["AWS, root <https://example.com>"]
tags: [attack.initial-access, attack.t1078.004]
logsource: {product: akwarden, service: calls}
detection:
  root: {provider: aws, key_is_root: true}
  condition: root
falsepositives: [A program of old]
level: high
akwarden:
  story: root
  reason: "{service} was called"
  next: akwarden keys show {key_id}
  weight: 2.5
  quiet: true
  samples:
    match:
      - {provider: aws, key_is_root: true}
      - {provider: aws, key_is_root: true, action: ListBuckets}
    no_match:
      - {provider: aws}
      - {provider: tencent, key_is_root: true}
      - {provider: aws, key_is_root: false}
"""
SIGMAHQ = """
title: Root login
id: 5f4a4d20-0d3e-4b9a-9a3b-5d7e3c1f0a11
author: Somebody Else
license: DRL 1.1
tags: [attack.t1078.004, attack.privilege_escalation]
logsource: {product: aws, service: cloudtrail}
detection:
  selection: {eventName: ConsoleLogin, userIdentity.type: Root}
  condition: selection
falsepositives: [Emergencies]
level: medium
"""
PLAIN = """
title: Console
logsource: {product: akwarden, service: calls}
detection: {console: {channel: console}, condition: console}
"""
BURST = """
title: A read
name: a-read
logsource: {product: akwarden, service: calls}
detection: {read: {read_write: read}, condition: read}
---
title: Many reads
tags: [attack.discovery]
correlation:
  type: event_count
  rules: [a-read]
  group-by: [subject]
  timespan: 1m
  condition: {gte: 3}
level: low
"""


def own(text: str = OWN) -> DetectionRules:
    """Give a rule of ours."""
    return read_behavior([("root-key", text)], is_own=True)


def problems(text: str) -> list[str]:
    """Give what is wrong with a rule of ours."""
    return [one.problem for one in check_behavior(own(text))]


def changed(old: str, new: str) -> str:
    """Give the rule with a piece replaced."""
    assert old in OWN
    return OWN.replace(old, new)


def written(folder: Path, name: str, text: str) -> Path:
    """Write a file into a folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def others(rules: DetectionRules) -> list[str]:
    """Give the ids of those that are not ours."""
    return [one.rule.id for one in rules.rules if not one.is_own]


def test_a_rule_of_ours_says_what_its_block_says() -> None:
    [one] = own().rules

    rule = one.rule
    assert (rule.id, rule.severity, rule.story, rule.weight) == ("root-key", Severity.HIGH, "root", 2.5)
    assert (rule.type, rule.subject, rule.quiet) == (AlarmType.ABNORMAL, AlarmSubject.KEY, True)
    assert rule.providers == ("aws",)
    assert rule.techniques == ("T1078.004",)
    assert rule.extra["false positives"] == "A program of old"
    assert one.is_own


def test_a_rule_of_ours_with_its_samples_is_right() -> None:
    assert problems(OWN) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("story: root", "stroy: root", "unknown field `stroy`"),
        ("  story: root\n", "", "missing required field `story`"),
        ("key_is_root: true}\n  condition", "key_is_rot: true}\n  condition", "unknown field `key_is_rot`"),
        ("title: Root key", "title: Root key\nid: other", "its id is 'other'"),
        ('reason: "{service} was called"', "reason: '{servce} was called'", "nothing fills in {servce}"),
        ("next: akwarden keys show {key_id}", "next: rm -rf /", "`next` is none of the commands"),
        ("tags: [attack.initial-access, attack.t1078.004]", "tags: []", "names no technique"),
        ('references: ["AWS, root <https://example.com>"]', "references: []", "names no references"),
        ("      - {provider: aws}\n", "", "fewer than 3 near-miss samples"),
        ("key_is_root: true, action: ListBuckets", "action: ListBuckets", "match sample 2"),
    ],
)
def test_what_is_wrong_with_a_rule_of_ours_is_said(old: str, new: str, said: str) -> None:
    found = problems(changed(old, new))

    assert len(found) == 1
    assert said in found[0]


def test_a_rule_of_ours_without_its_block_is_a_fault() -> None:
    rules = own(OWN.partition("akwarden:\n")[0])

    assert rules.rules == ()
    assert [fault.reason for fault in rules.faults] == ["it has no block `akwarden`"]


def test_rules_of_others_are_told_by_their_title_and_the_first_tactic_of_their_tags() -> None:
    [one] = read_behavior([("login.yml", SIGMAHQ)], is_own=False).rules

    rule = one.rule
    assert rule.id == "5f4a4d20-0d3e-4b9a-9a3b-5d7e3c1f0a11"
    assert (rule.story, rule.reason, rule.weight) == ("privilege-escalation", "Root login", 1.0)
    assert (rule.author, rule.licence) == ("Somebody Else", "DRL 1.1")
    assert rule.providers == ("aws",)
    assert rule.samples is None
    assert not rule.quiet


def test_a_rule_of_others_without_tags_has_a_story_of_its_own() -> None:
    text = SIGMAHQ.replace("tags: [attack.t1078.004, attack.privilege_escalation]\n", "")

    [one] = read_behavior([("login.yml", text)], is_own=False).rules

    assert one.rule.story == "sigma"


def test_a_title_with_braces_is_no_template() -> None:
    text = SIGMAHQ.replace("title: Root login", "title: 'Root {login}'")

    [one] = read_behavior([("login.yml", text)], is_own=False).rules

    assert one.rule.reason == "Root (login)"


def test_a_correlation_of_others_is_one_rule_for_all_clouds() -> None:
    [one] = read_behavior([("burst.yml", BURST)], is_own=False).rules

    assert (one.rule.title, one.rule.story) == ("Many reads", "discovery")
    assert one.rule.providers == ("tencent", "aws")
    assert one.compiled.look_back_us == 60_000_000


def test_folders_are_read_with_all_that_is_in_them(tmp_path: Path) -> None:
    written(tmp_path, "deep/er/login.yml", SIGMAHQ)
    written(tmp_path, "burst.yaml", BURST)
    written(tmp_path, "notes.txt", "no rule")

    rules = load_behavior([tmp_path])

    assert len(others(rules)) == 2
    assert rules.faults == ()


def test_a_wrong_file_is_a_fault_and_the_others_run(tmp_path: Path) -> None:
    written(tmp_path, "a.yml", "title: [")
    (tmp_path / "b.yml").write_bytes(b"\xff\xfe")
    written(tmp_path, "c.yml", SIGMAHQ)

    rules = load_behavior([tmp_path])

    assert len(others(rules)) == 1
    assert sorted(Path(fault.origin).name for fault in rules.faults) == ["a.yml", "b.yml"]


def test_rules_of_others_take_no_id_of_ours(tmp_path: Path) -> None:
    taken = next(iter(behavior_names()))
    path = written(tmp_path, "a.yml", SIGMAHQ.replace("5f4a4d20-0d3e-4b9a-9a3b-5d7e3c1f0a11", taken))

    rules = load_behavior([path])

    assert others(rules) == []
    assert [fault.reason for fault in rules.faults] == ["a rule of akwarden has this id"]
    assert taken in {one.rule.id for one in rules.rules}


def test_a_correlation_of_others_leaves_a_rule_of_ours_alone(tmp_path: Path) -> None:
    path = written(tmp_path, "burst.yml", BURST.partition("---\n")[2].replace("a-read", "canary-key-used"))

    rules = load_behavior([path])

    assert "canary-key-used" in {one.rule.id for one in rules.rules}
    assert len(rules.faults) == 1


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_place_without_rules_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(RuleError) as refused:
        load_behavior([tmp_path / name])

    assert str(tmp_path / name) in str(refused.value)


def test_faults_are_problems_of_the_check() -> None:
    found = list(check_behavior(read_behavior([("a.yml", "title: [")], is_own=False)))

    assert [(one.rule, one.problem.startswith("a.yml: ")) for one in found] == [("a.yml", True)]


def test_a_file_that_names_one_thing_a_million_times_is_read_in_no_time() -> None:
    levels = "".join(f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]\n" for at in range(1, 9))
    bomb = f"---\ntitle: Bomb\na0: &a0 [x]\n{levels}detection: *a8\n"

    rules = read_behavior([("login.yml", PLAIN + bomb)], is_own=False)

    assert [one.rule.title for one in rules.rules] == ["Console"]
    assert len(rules.faults) == 1
