"""What is meant to be there: comments, ignore files, baselines, and what was written for gitleaks."""

import json
from pathlib import Path

import pytest
from tests.e2e.hooked import attempt, install
from tests.e2e.scans import key_id, key_pair, scan
from tests.frontends.cli.program import akwarden, with_rules
from tests.reports.published import sarif_validator
from tests.sources.repositories import Repo
from tests.workflows.gitleaks.configs import ACME, TOKEN

from akwarden.workflows.rule_check import expand

CONFIG = f"""
title = "the rules of a team"
[extend]
useDefault = true
[[rules]]
id = "acme-token"
description = "Acme token"
regex = '''{ACME.regex}'''
entropy = 2
keywords = ["acme"]
[[rules]]
id = "looks-back"
regex = '''(?<=x)y{{20}}'''
[[allowlists]]
description = "vendored"
paths = ['''^vendor/''']
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Give a folder with a tree of three keys, each in a file of its own."""
    for number, name in enumerate(("app.ini", "tests/fixture.ini", "vendor/lib.ini"), 1):
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(key_pair(number))
    return tmp_path


def secret(seed: int) -> str:
    """Give the secret of a made-up pair."""
    return key_pair(seed).split()[-1]


def mask(seed: int) -> str:
    """Give what a report shows of the secret of a made-up pair."""
    return f"{secret(seed)[:4]}****{secret(seed)[-4:]}"


def test_the_own_ignore_file_of_a_repository_holds_for_a_scan_by_address_as_for_its_clone(
    tmp_path: Path,
) -> None:
    repo = Repo(tmp_path / "shop")
    ignored = f"* app.ini id={key_id(1)} # the sample of the vendor\n"
    repo.commit({"app.ini": key_pair(1), "other.ini": key_pair(2), ".akwardenignore": ignored})
    address = repo.path.as_uri()

    cloned, fetched = scan("shop", folder=tmp_path), scan(address, folder=tmp_path)
    shown = scan(address, "--show-allowed", folder=tmp_path)
    strict = scan(address, "--no-allow", folder=tmp_path)

    assert cloned.keys == fetched.keys == {key_id(2)}
    assert cloned.coverage["ignored"] == fetched.coverage["ignored"] > 0
    assert shown.keys == strict.keys == {key_id(1), key_id(2)}


def test_an_ignore_file_in_the_root_leaves_out_what_it_names_by_rule_path_and_value(tree: Path) -> None:
    (tree / "tree/.akwardenignore").write_text(
        "# what is meant to be there\n"
        "tencent-access-key tests/** # made up for the tests\n"
        f"* app.ini id={key_id(1)} # the sample of the vendor\n"
        f"* vendor mask={mask(3)} # disabled in 2024\n"
    )

    quiet = scan("tree", folder=tree)
    for name in ("app.ini", "tests/fixture.ini", "vendor/lib.ini"):
        (tree / "tree" / name).write_text(key_pair(9))
    loud = scan("tree", folder=tree)

    assert (quiet.code, quiet.findings) == (0, [])
    # The key ids that the file itself names are counted with the others.
    assert quiet.coverage["ignored"] == 4
    # An entry without a value holds for a new key too; those with one do not.
    assert {one["location"]["vpath"] for one in loud.findings} == {"app.ini", "vendor/lib.ini"}


def test_an_entry_outlives_edits_and_rewritten_commits(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit({"app.ini": key_pair(), ".akwardenignore": f"* app.ini id={key_id()} # a sandbox\n"})
    first = scan("repo", folder=tmp_path)
    repo.commit({"app.ini": "# moved\n\n" + key_pair()})
    repo.commit({"app.ini": "gone", ".akwardenignore": "* app.ini # nothing else\n"}, "rewritten", "--amend")

    second = scan("repo", folder=tmp_path)

    assert (first.code, second.code) == (0, 0)


def test_a_line_that_can_not_be_read_ends_the_scan_with_the_line_and_the_mend(tree: Path) -> None:
    (tree / "tree/.akwardenignore").write_text("# fine\n\n* app.ini\n")

    done = akwarden("scan", "tree", folder=tree)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "error: tree/.akwardenignore:3: an entry without a reason [E0150]",
        "why: an entry reads: RULE PATH [id=KEY_ID or mask=abcd****wxyz] # reason",
        "mend: write why at the end of the line, behind ` # `",
    ]


def test_without_allow_nothing_that_the_tree_says_counts(tree: Path) -> None:
    (tree / "tree/.akwardenignore").write_text("* ** # all of it\n")
    (tree / "tree/.gitleaksignore").write_text("app.ini:r:1\n")
    (tree / "tree/.gitleaks.toml").write_text(CONFIG)
    inline = (
        f"secret_id = {key_id(4)} # gitleaks:allow\n# akwarden:allow tencent-access-key so\n{key_pair(5)}"
    )
    (tree / "tree/inline.ini").write_text(inline)

    allowed = scan("tree", folder=tree)
    strict = scan("tree", "--no-allow", folder=tree)
    by_name = scan("tree", folder=tree, env={"AKWARDEN_SCAN_ALLOW": "false"})
    isolated = scan("tree", "--isolated", folder=tree)

    assert (allowed.code, allowed.findings) == (0, [])
    assert strict.keys == by_name.keys == {key_id(n) for n in range(1, 6)}
    assert isolated.findings == []


def test_a_file_of_the_user_holds_also_where_the_tree_has_no_say(tree: Path) -> None:
    (tree / "ours").write_text("* tests # x\n* vendor # x\n* app.ini # x\n")

    assert scan("tree", "--no-allow", "--isolated", "--ignore-file", "ours", folder=tree).code == 0


def test_an_ignore_file_of_one_target_says_nothing_about_another(tree: Path) -> None:
    (tree / "other").mkdir()
    (tree / "other/.akwardenignore").write_text("* ** # all of it\n")
    (tree / "other/app.ini").write_text(key_pair(7))

    assert scan("tree", "other", folder=tree).keys == {key_id(n) for n in (1, 2, 3)}


def test_a_rule_that_is_none_is_told_and_changes_nothing(tree: Path) -> None:
    (tree / "tree/.akwardenignore").write_text("tencent-acces-key ** # a slip\n")

    said = scan("tree", folder=tree)

    assert len(said.keys) == 3
    assert "tree/.akwardenignore:1: no rule of this scan is called" in said.stderr
    assert "did you mean tencent-access-key?" in said.stderr


def test_a_comment_that_does_not_count_is_told(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/bare.py").write_text(f"# akwarden:allow tencent-access-key\n{key_pair(1)}")
    (tmp_path / "tree/slip.py").write_text(f"x = 1\nid = {key_id(2)} # akwarden:allow tencent-acces-key so\n")
    (tmp_path / "tree/none.py").write_text(f"# akwarden:allow tencent-access-key\n\n\n{key_pair(3)}")

    said = scan("tree", folder=tmp_path)
    strict = scan("tree", "--no-allow", folder=tmp_path)

    assert said.keys == {key_id(n) for n in (1, 2, 3)}
    slip = "no rule of this scan is called 'tencent-acces-key'; did you mean tencent-access-key?"
    assert said.stderr.splitlines() == [
        "bare.py:1: akwarden:allow without a reason does not count",
        f"slip.py:2: akwarden:allow does not count: {slip}",
    ]
    assert strict.stderr == ""


def test_entries_that_fit_nothing_are_told_unless_only_a_part_was_read(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit({"app.ini": key_pair(), ".akwardenignore": "* app.ini # a sandbox\n* gone.ini # moved\n"})

    whole = scan("repo", folder=tmp_path)
    part = scan("repo", "--since", "30d", folder=tmp_path)

    assert "repo/.akwardenignore: 1 of 2 entries used; nothing fits line 2" in whole.stderr
    assert "entries used" not in part.stderr


def test_what_is_allowed_is_shown_on_request_and_never_fails(tree: Path) -> None:
    (tree / "tree/.akwardenignore").write_text("* tests # made up\n")
    (tree / "tree/app.ini").write_text(f"# akwarden:allow tencent-access-key a sandbox\n{key_pair(1)}")
    assert scan("tree", "--write-baseline", "known.json", "--exclude", "app.ini", folder=tree).code == 1
    options = ("tree", "--baseline", "known.json")

    hidden = scan(*options, folder=tree)
    shown = scan(*options, "--show-allowed", folder=tree)

    assert (hidden.code, hidden.findings, shown.code) == (0, [], 0)
    assert {one["key_id"]: one["allowed"] for one in shown.findings} == {
        key_id(1): {"by": "inline", "reason": "a sandbox"},
        key_id(2): {"by": "ignore_file", "reason": "made up"},
        key_id(3): {"by": "baseline", "reason": "known from known.json"},
    }
    for said in (hidden, shown):
        assert [said.coverage[name] for name in ("allowed", "ignored", "baselined")] == [1, 1, 1]
    assert [said.coverage["allowed_shown"] for said in (hidden, shown)] == [False, True]


def test_sarif_has_suppressions_for_what_is_allowed(tree: Path) -> None:
    (tree / "tree/.akwardenignore").write_text("* tests # made up\n")

    done = akwarden("scan", "tree", "--show-allowed", "--format", "sarif", folder=tree)

    log = json.loads(done.stdout)
    sarif_validator().validate(log)
    suppressed = [one["suppressions"] for one in log["runs"][0]["results"]]
    assert sorted(map(len, suppressed)) == [0, 0, 1]
    (found,) = next(filter(None, suppressed))
    assert (found["kind"], found["justification"]) == ("external", "made up")


def test_a_text_report_tells_how_many_are_allowed_and_how_to_see_them(tree: Path) -> None:
    (tree / "tree/.akwardenignore").write_text("* tests # made up\n")

    done = akwarden("scan", "tree", folder=tree)

    assert "Not shown: 1 allowed by an ignore file (see them with --show-allowed)." in done.stdout


def test_rules_and_allowlists_of_gitleaks_are_used_and_what_is_not_is_told(tree: Path) -> None:
    (tree / "tree/.gitleaks.toml").write_text(CONFIG)
    (tree / "tree/.env").write_text(f"ACME_TOKEN={TOKEN}\n")

    said = scan("tree", folder=tree)

    found = {one["rule"]: one for one in said.findings}
    assert found.keys() == {"acme-token", "tencent-access-key"}
    acme = found["acme-token"]
    assert (acme["title"], acme["provider"], acme["severity"]) == ("Acme token", "gitleaks", "high")
    assert TOKEN not in json.dumps(said.findings) + said.stderr
    assert said.keys == {None, key_id(1), key_id(2)}
    assert said.coverage["allowed_for_gitleaks"] == 1
    assert "rule 'looks-back' is not used: invalid perl operator" in said.stderr
    assert "default rules of gitleaks are not part of akwarden" in said.stderr


def test_a_configuration_is_given_like_a_folder_of_rules(
    tree: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # Else the scan of the folder reads megabytes of compiled rules.
    apart = {"XDG_CACHE_HOME": str(with_rules(tmp_path_factory.mktemp("apart") / "cache"))}
    (tree / "team.toml").write_text(CONFIG)
    (tree / "tree/.env").write_text(f"ACME_TOKEN={TOKEN}\n")
    (tree / "akwarden.toml").write_text('[scan]\nrules = ["team.toml"]\n')

    named = scan("tree", "--rules", "team.toml", folder=tree, env=apart)
    by_setting = scan(".", folder=tree, env=apart)
    listed = akwarden("rules", "list", "--rules", "team.toml", folder=tree, env=apart)
    checked = akwarden("rules", "check", "--rules", "team.toml", folder=tree, env=apart)

    assert "acme-token" in {one["rule"] for one in named.findings}
    assert "acme-token" in {one["rule"] for one in by_setting.findings}
    assert "acme-token" in listed.stdout
    assert "looks-back" in listed.stderr
    assert checked.returncode == 0, checked.stdout


def test_fingerprints_of_gitleaks_hold_for_the_value_that_stood_there_first(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    first = repo.commit({"app.ini": "\n" + key_pair()})
    (tmp_path / "repo/.gitleaksignore").write_text(f"{first}:app.ini:generic-api-key:3\ngone.ini:r:1\n")

    same = scan("repo", folder=tmp_path)
    repo.commit({"app.ini": "moved = 1\n\n\n" + key_pair()})
    moved = scan("repo", folder=tmp_path)
    repo.commit({"app.ini": "\n" + key_pair(2)})
    new = scan("repo", folder=tmp_path)

    assert (same.code, moved.code) == (0, 0)
    assert same.coverage["allowed_for_gitleaks"] == 1
    assert new.keys == {key_id(2)}
    assert "repo/.gitleaksignore: 1 of 2 entries used; they name places and not values" in same.stderr


def test_a_report_of_gitleaks_is_a_baseline_and_becomes_one_of_ours(tree: Path) -> None:
    findings = [
        {"RuleID": "generic-api-key", "File": "tree/app.ini", "StartLine": 2, "Secret": secret(1)},
        {
            "RuleID": "tencent",
            "File": str(tree / "tree/tests/fixture.ini"),
            "StartLine": 9,
            "Secret": key_id(2),
        },
        {"RuleID": "generic-api-key", "File": "tree/elsewhere.ini", "StartLine": 1, "Secret": secret(3)},
    ]
    (tree / "report.json").write_text(json.dumps(findings))

    moved = scan("tree", "--baseline", "report.json", "--write-baseline", "ours.json", folder=tree)
    ours = scan("tree", "--baseline", "ours.json", folder=tree, env={"AKWARDEN_HOME": str(tree / "other")})

    assert (moved.keys, moved.coverage["baselined"]) == ({key_id(3)}, 2)
    assert (ours.code, ours.coverage["baselined"]) == (0, 3)
    written = (tree / "ours.json").read_text()
    assert [value for value in (secret(1), secret(2), secret(3)) if value in written] == []


def test_a_hostile_tree_can_neither_leak_a_file_nor_hold_the_scan_up(tree: Path) -> None:
    (tree / "private").write_text("* a-private-line-of-another-file\n")
    (tree / "tree/.akwardenignore").symlink_to("../private")

    linked = akwarden("scan", "tree", folder=tree)
    strict = scan("tree", "--no-allow", folder=tree)

    assert linked.returncode == 2
    assert "a-private-line" not in linked.stdout + linked.stderr
    assert len(strict.keys) == 3


def test_a_value_in_a_line_that_can_not_be_read_is_not_repeated(tree: Path) -> None:
    value = expand("{32*A}", 77)
    (tree / "tree/.akwardenignore").write_text(f"* app.ini {value} # pasted\n")

    done = akwarden("scan", "tree", folder=tree)

    assert done.returncode == 2
    assert value not in done.stdout + done.stderr


def test_a_commit_hook_lets_through_what_a_scan_lets_through(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit({".akwardenignore": f"* app.ini id={key_id()} # a sandbox\n"})
    install(folder=repo.path)

    def commit(content: str) -> int:
        repo.write({"app.ini": content})
        repo.git("add", "app.ini")
        return attempt("commit", "-m", "x", folder=repo.path).returncode

    assert commit(key_pair()) == 0
    assert commit(key_pair(2)) != 0
    assert commit(f"secret_id = {key_id(2)} # gitleaks:allow\n") == 0
