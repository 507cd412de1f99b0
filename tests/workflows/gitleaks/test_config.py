import os
from pathlib import Path

import pytest
from tests.workflows.gitleaks.configs import write

from akwarden.errors import RuleError
from akwarden.workflows.gitleaks.config import Allowlist, read_config


def test_rules_and_allowlists_are_read_under_their_old_and_their_new_names(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """
        title = "ours"
        [[rules]]
        id = "one"
        regex = '''one-[0-9]{9}'''
        secretGroup = 1
        Entropy = 3
        keywords = ["one"]
        tags = ["x"]
        unknown = "passed over"
          [rules.allowlist]
          stopwords = ["test"]
        [[rules]]
        id = "two"
          [[rules.allowlists]]
          condition = "AND"
          regexTarget = "line"
          regexes = ["a"]
          paths = ["b"]
        [allowlist]
        paths = ["third_party"]
        """,
    )

    config = read_config(path)

    one, two = config.rules
    assert (one.id, one.secretgroup, one.entropy, one.keywords) == ("one", 1, 3.0, ("one",))
    assert one.all_allowlists == (Allowlist(stopwords=("test",)),)
    assert [(a.needs_all, a.regextarget) for a in two.all_allowlists] == [(True, "line")]
    assert config.allowlists == (Allowlist(paths=("third_party",)),)
    assert config.notes == ()


def test_a_file_that_is_extended_gives_its_rules_and_what_is_set_wins(tmp_path: Path) -> None:
    write(
        tmp_path,
        """
        [[rules]]
        id = "kept"
        regex = "kept-[0-9]{9}"
        [[rules]]
        id = "changed"
        regex = "changed-[0-9]{9}"
        entropy = 2
        keywords = ["a"]
        [[rules]]
        id = "disabled"
        regex = "x"
        [[allowlists]]
        paths = ["base"]
        """,
        "base.toml",
    )
    path = write(
        tmp_path,
        """
        [extend]
        path = "base.toml"
        disabledRules = ["disabled"]
        [[rules]]
        id = "changed"
        entropy = 4
        keywords = ["b"]
        [[rules]]
        id = "new"
        regex = "new-[0-9]{9}"
        [[allowlists]]
        paths = ["own"]
        """,
    )

    config = read_config(path, within=tmp_path)

    by_id = {rule.id: rule for rule in config.rules}
    assert list(by_id) == ["kept", "changed", "new"]
    changed = by_id["changed"]
    assert (changed.regex, changed.entropy, changed.keywords) == ("changed-[0-9]{9}", 4.0, ("a", "b"))
    assert [allowlist.paths for allowlist in config.allowlists] == [("own",), ("base",)]


def test_files_extend_each_other_twice_and_no_more(tmp_path: Path) -> None:
    for name, base in (("a", "b"), ("b", "c"), ("c", "a")):
        write(
            tmp_path,
            f'[extend]\npath = "{base}.toml"\n[[rules]]\nid = "{name}"\nregex = "{name}"',
            f"{name}.toml",
        )

    assert [rule.id for rule in read_config(tmp_path / "a.toml").rules] == ["c", "b", "a"]


def test_default_rules_and_addresses_are_told_and_not_used(tmp_path: Path) -> None:
    path = write(tmp_path, '[extend]\nuseDefault = true\nurl = "https://example.com/x.toml"')

    config = read_config(path)

    assert config.rules == ()
    assert [note.partition(": ")[0] for note in config.notes] == [str(path), str(path)]
    assert "default rules" in config.notes[0]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[[rules]", "TOML"),
        ("a = " + "[" * 5000, "TOML"),
        ("rules = 5", "configuration of gitleaks"),
        ('[[rules]]\nid = 5\nregex = "x"', "configuration of gitleaks"),
        ('[allowlist]\ncondition = "XOR"', "configuration of gitleaks"),
        ('[allowlist]\nregexTarget = "file"', "configuration of gitleaks"),
        ('[extend]\npath = "none.toml"', "read"),
    ],
)
def test_what_can_not_be_read_is_refused_with_the_mend(tmp_path: Path, text: str, what: str) -> None:
    path = write(tmp_path, text)

    with pytest.raises(RuleError, match=what) as refused:
        read_config(path, within=tmp_path)

    assert "--isolated" in (refused.value.mend or "")


def test_a_file_in_a_target_does_not_lead_out_of_it(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    outside = write(tmp_path, "[[rules]]\nid = 'x'\nregex = 'x'", "outside.toml")
    extending = write(target, "[extend]\npath = '../outside.toml'")
    linked = target / "linked.toml"
    linked.symlink_to(outside)

    for path in (extending, linked):
        with pytest.raises(RuleError) as refused:
            read_config(path, within=target)
        assert "leads out" in (refused.value.why or "")
    assert len(read_config(extending).rules) == 1


def test_a_pipe_in_the_place_of_a_file_does_not_hold_the_scan_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")

    with pytest.raises(RuleError, match="can't be read"):
        read_config(tmp_path / "pipe.toml")
