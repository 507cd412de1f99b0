"""Policies of people as commands, over a lake with calls of the last days."""

import json
from pathlib import Path

import pytest
from tests.frontends.cli.program import Done, akwarden_each
from tests.frontends.cli.recent_calls import called
from tests.reports.published import validator
from tests.store.rows import key_id
from tests.workflows.events.imports import lines

from akwarden.errors import ExitCode

COMMANDS = {
    "empty": ("watch", "list"),
    "import": ("audit", "import", "a.jsonl"),
    "try": ("watch", "add", "strangers", "--where", "trust:foreign", "--severity", "high", "--dry-run"),
    "still empty": ("watch", "list"),
    "remark": ("ips", "remark", "203.0.113.9", "web-1"),
    "add": ("watch", "add", "strangers", "--where", "remark:none -service:cos", "--severity", "high"),
    "add lists": (
        *("watch", "add", "pay-elsewhere", "--keys", "keys.txt", "--except-ips", "ips.txt"),
        *("--severity", "critical"),
    ),
    "disable": ("watch", "disable", "pay-elsewhere"),
    "list": ("watch", "list", "--format", "jsonl"),
    "table": ("watch", "list"),
    "show": ("watch", "show", "strangers"),
    "show lists": ("watch", "show", "pay-elsewhere"),
    "show as JSON": ("watch", "show", "pay-elsewhere", "--format", "json"),
    "enable": ("watch", "enable", "pay-elsewhere"),
    "remove": ("watch", "remove", "pay-elsewhere"),
    "after": ("watch", "list", "--format", "jsonl"),
    "everything": ("watch", "add", "all", "--where", "provider:tencent,aws", "--severity", "low"),
    "nothing said": ("watch", "add", "all", "--severity", "low"),
    "no severity": ("watch", "add", "all", "--where", "service:cam"),
    "bad lines": ("watch", "add", "x", "--ips", "bad.txt", "--severity", "low"),
    "no list": ("watch", "add", "x", "--keys", "none.txt", "--severity", "low"),
    "taken": ("watch", "add", "strangers", "--where", "service:cam", "--severity", "low"),
    "no policy": ("watch", "show", "stranger"),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Done]:
    """Give what all commands say, one after the other."""
    folder: Path = tmp_path_factory.mktemp("watch")
    records = [
        called(0, key_id(1), "203.0.113.9", 1),
        called(1, key_id(1), "198.51.100.1", 1),
        called(2, key_id(1), "198.51.100.1", 3),
        called(3, key_id(2), "198.51.100.1", 3),
    ]
    (folder / "a.jsonl").write_bytes(lines(records))
    (folder / "keys.txt").write_text(f"# pay\n{key_id(1)}\n{key_id(5)}\n", encoding="utf-8")
    (folder / "ips.txt").write_text("203.0.113.0/24   # the office\n", encoding="utf-8")
    (folder / "bad.txt").write_text("203.0.113.0/24\nhere\n203.0.113.1/24\n", encoding="utf-8")
    return dict(zip(COMMANDS, akwarden_each(list(COMMANDS.values()), folder), strict=True))


def test_an_empty_list_says_what_fills_it(said: dict[str, Done]) -> None:
    assert said["empty"].stderr.startswith("There are no policies. akwarden watch add makes one")
    assert said["still empty"] == said["empty"]


def test_a_dry_run_shows_how_often_it_would_have_fired_and_on_whose_calls(said: dict[str, Done]) -> None:
    head, *subjects = said["try"].stdout.splitlines()

    assert head == "would have fired 3 times in 30 days: 4 calls of 2 keys, of 4 calls in all"
    assert [line.partition(",")[0] for line in subjects] == [
        f"  {key_id(1)} in tencent 100000000001: 3 calls on 2 days",
        f"  {key_id(2)} in tencent 100000000001: 1 call on 1 day",
    ]
    assert said["try"].stderr == "nothing was changed: leave --dry-run out to add it\n"


def test_what_people_say_of_an_address_counts(said: dict[str, Done]) -> None:
    done = said["add"]

    assert done.returncode == ExitCode.OK
    assert done.stdout.startswith(
        "would have fired 3 times in 30 days: 3 calls of 2 keys, of 4 calls in all\n"
    )
    assert done.stderr == "policy strangers is on; switch it off: akwarden watch disable strangers\n"


def test_keys_and_networks_come_from_files(said: dict[str, Done]) -> None:
    assert said["add lists"].stdout.startswith("would have fired 2 times in 30 days: 2 calls of 1 key")


def test_the_list_is_json_by_its_schema(said: dict[str, Done]) -> None:
    rows = [json.loads(line) for line in said["list"].stdout.splitlines()]

    for row in rows:
        validator("watch-policy").validate(row)
    assert [(row["name"], row["severity"], row["enabled"]) for row in rows] == [
        ("pay-elsewhere", "critical", False),
        ("strangers", "high", True),
    ]
    assert (rows[0]["keys"], rows[0]["except_ips"]) == ([key_id(1), key_id(5)], ["203.0.113.0/24"])
    assert said["list"].stderr == "2 policies\n"


def test_people_see_how_many_keys_and_networks_a_policy_lists(said: dict[str, Done]) -> None:
    heading, lists, _ = said["table"].stdout.splitlines()

    assert heading.split()[:4] == ["NAME", "SEVERITY", "ENABLED", "QUERY"]
    assert lists.split()[:7] == ["pay-elsewhere", "critical", "no", "-", "2", "0", "1"]


def test_a_policy_is_shown_with_how_often_it_would_have_fired(said: dict[str, Done]) -> None:
    head, made, query, fired, *subjects = said["show"].stdout.splitlines()

    assert (head, query) == ("strangers: high, on", "  query: remark:none -service:cos")
    assert made.startswith("  made 20")
    assert fired.startswith("would have fired 3 times in 30 days")
    assert len(subjects) == 2
    assert f"  keys: {key_id(1)}, {key_id(5)}\n  not from: 203.0.113.0/24\n" in said["show lists"].stdout
    page = json.loads(said["show as JSON"].stdout)
    assert (page["policy"]["name"], page["found"]["calls"], page["found"]["alarms"]) == (
        "pay-elsewhere",
        2,
        2,
    )


def test_a_policy_is_switched_and_forgotten(said: dict[str, Done]) -> None:
    assert said["disable"].stderr == "policy pay-elsewhere is off\n"
    assert said["enable"].stderr == "policy pay-elsewhere is on\n"
    assert said["remove"].stderr == "policy pay-elsewhere is removed\n"
    assert [json.loads(line)["name"] for line in said["after"].stdout.splitlines()] == ["strangers"]


def test_bad_lines_are_named_by_their_numbers(said: dict[str, Done]) -> None:
    assert said["bad lines"].stderr.splitlines()[:3] == [
        "bad.txt:2: 'here' is no address or network (write 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32)",
        "bad.txt:3: '203.0.113.1/24' has bits behind its prefix (write the first address of the network)",
        "error: bad.txt was not taken: 2 faults in its lines [E0195]",
    ]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("everything", "every call would fit the policy"),
        ("nothing said", "every call would fit the policy"),
        ("no severity", "--severity"),
        ("bad lines", "2 faults"),
        ("no list", "none.txt can't be read"),
        ("taken", "there is a policy strangers already"),
        ("no policy", "did you mean strangers?"),
    ],
)
def test_what_can_be_no_policy_ends_with_2(name: str, what: str, said: dict[str, Done]) -> None:
    assert said[name].returncode == ExitCode.USAGE
    assert what in said[name].stderr
