import hashlib
import os
import shutil
import stat
from pathlib import Path

import msgspec
import pytest

from akwarden.errors import RuleError
from akwarden.workflows.ruleset import load_ruleset

RULE = """\
id: {id}
title: Acme key
provider: acme
severity: high
confidence: high
key_type: permanent
why: It opens everything at Acme.
remediation: Revoke it.
references: [{{title: Acme handbook}}]
secret:
  anchors: ['{anchor}']
  forms:
    - value: 'acme_[0-9a-z]{{24}}'
      edge: 0-9A-Za-z_
  alone: {{severity: high, confidence: high, title: Acme key}}
samples:
  match: ['key acme_{{24*L}}', 'acme_{{24*L}}']
  no_match: ['acme_', 'acme_short', 'xacme_{{24*L}}']
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "rules"
    made.mkdir()
    return made


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a cache with our own rules, to be copied: compiling them takes seconds."""
    made = tmp_path_factory.mktemp("compiled") / "cache"
    load_ruleset(cache=made)
    return made


@pytest.fixture
def filled(compiled_once: Path, cache: Path) -> Path:
    """Give a cache as a first load leaves it."""
    return Path(shutil.copytree(compiled_once, cache))


def write_rule(folder: Path, *, file: str = "acme-key.yml", id: str = "acme-key", anchor: str = "") -> Path:  # noqa: A002
    path = folder / file
    path.write_text(RULE.format(id=id, anchor=anchor or "acme_[0-9a-z]{24}"))
    return path


def test_own_rules_are_read_beside_those_that_are_built_in(folder: Path, cache: Path) -> None:
    write_rule(folder)

    ids = {rule.id for rule in load_ruleset([folder], cache=cache).ruleset.rules}

    assert {"acme-key", "tencent-access-key", "aws-access-key"} <= ids


def test_misspelt_field_names_the_file_and_the_nearest_field(folder: Path, cache: Path) -> None:
    path = write_rule(folder)
    path.write_text(path.read_text().replace("severity: high\n", "sevrity: high\n", 1))

    with pytest.raises(RuleError) as refused:
        load_ruleset([folder], cache=cache)

    assert "acme-key.yml" in refused.value.what
    assert "sevrity" in refused.value.what
    assert refused.value.mend == "did you mean `severity`?"


def test_broken_yaml_names_the_line(folder: Path, cache: Path) -> None:
    (folder / "broken.yml").write_text("id: broken\ntitle: [never closed\nprovider: x\n")

    with pytest.raises(RuleError, match=r"broken\.yml, line 3"):
        load_ruleset([folder], cache=cache)


def test_id_that_is_not_the_name_of_its_file_is_refused(folder: Path, cache: Path) -> None:
    write_rule(folder, file="other.yml")

    with pytest.raises(RuleError, match="acme-key") as refused:
        load_ruleset([folder], cache=cache)

    assert "rename the file to acme-key.yml" in str(refused.value.mend)


def test_id_that_exists_already_is_refused(folder: Path, cache: Path) -> None:
    write_rule(folder, file="aws-access-key.yml", id="aws-access-key")

    with pytest.raises(RuleError, match="exists already"):
        load_ruleset([folder], cache=cache)


@pytest.mark.parametrize("anchor", ["(?<=x)acme_[0-9a-z]{24}", "acme_[0-9a-z]+", "acme_("])
def test_anchor_that_can_not_be_used_is_named(folder: Path, cache: Path, anchor: str) -> None:
    write_rule(folder, anchor=anchor)

    with pytest.raises(RuleError) as refused:
        load_ruleset([folder], cache=cache)

    assert refused.value.what.startswith(f"{folder}/acme-key.yml: anchor {anchor!r} ")


@pytest.mark.parametrize(
    ("value", "why", "mend"),
    [
        ("(?=acme)[0-9a-z]{24}", "perl operator", "look-around"),
        (r"(acme)\1[0-9a-z]{24}", "escape sequence", "back-references"),
        ("acme_[0-9a-z{24}", "missing ]", "correct the pattern in {folder}/acme-key.yml"),
        ("acme_(", "missing )", "correct the pattern in {folder}/acme-key.yml"),
    ],
)
def test_pattern_that_can_not_be_compiled_is_told_with_its_file_and_a_mend_that_fits(
    folder: Path, cache: Path, value: str, why: str, mend: str
) -> None:
    path = write_rule(folder)
    path.write_text(path.read_text().replace("value: 'acme_[0-9a-z]{24}'", f"value: '{value}'"))

    with pytest.raises(RuleError) as refused:
        load_ruleset([folder], cache=cache)

    assert refused.value.what == f"{folder}/acme-key.yml: secret: pattern {value!r} can't be compiled"
    assert why in str(refused.value.why)
    assert mend.format(folder=folder) in str(refused.value.mend)


@pytest.mark.parametrize(
    ("before", "after", "mend"),
    [
        (
            "severity: high\n",
            "severity: hihg\n",
            "did you mean `high`? The values are critical, high, medium, low, info",
        ),
        ("key_type: permanent", "key_type: eternal", "the values are permanent, temporary, unknown"),
        ("{severity: high,", "{severity: urgent,", "the values are critical, high, medium, low, info"),
        (
            "'acme_{24*L}']\n  no",
            "{text: 'acme_{24*L}', parts: [secrets]}]\n  no",
            "did you mean `secret`? The values are key_id, secret, token",
        ),
    ],
)
def test_value_out_of_a_list_is_refused_with_the_list(
    folder: Path, cache: Path, before: str, after: str, mend: str
) -> None:
    path = write_rule(folder)
    path.write_text(path.read_text().replace(before, after, 1))

    with pytest.raises(RuleError) as refused:
        load_ruleset([folder], cache=cache)

    assert refused.value.mend == mend


@pytest.mark.parametrize("name", ["nowhere", "nowhere.yml", "nowhere.toml"])
def test_place_that_does_not_exist_is_refused_whatever_it_should_be(
    tmp_path: Path, cache: Path, name: str
) -> None:
    with pytest.raises(RuleError) as refused:
        load_ruleset([tmp_path / name], cache=cache)

    assert (refused.value.what, refused.value.why) == (f"no rules at {tmp_path / name}", "it does not exist")
    assert "*.yml" in str(refused.value.mend)


def test_file_in_the_place_of_a_folder_is_led_to_its_folder(folder: Path, cache: Path) -> None:
    path = write_rule(folder)

    with pytest.raises(RuleError, match="is no folder of rules") as refused:
        load_ruleset([path], cache=cache)

    assert f"give its folder, {folder}, or a gitleaks configuration" in str(refused.value.mend)


def test_folder_without_a_rule_is_refused(folder: Path, cache: Path) -> None:
    (folder / "README.md").write_text("nothing to see")
    (folder / "more").mkdir()
    write_rule(folder / "more")

    with pytest.raises(RuleError, match="no rules in") as refused:
        load_ruleset([folder], cache=cache)

    assert refused.value.why == "no file in it ends in .yml or .yaml"


@pytest.mark.parametrize("text", ["", "title = 'empty'\n", "[scan]\nthreads = 1\n"])
def test_configuration_that_says_nothing_is_refused(tmp_path: Path, cache: Path, text: str) -> None:
    (tmp_path / "team.toml").write_text(text)

    with pytest.raises(RuleError, match=r"no rules in .*team\.toml") as refused:
        load_ruleset([tmp_path / "team.toml"], cache=cache)

    assert refused.value.why == "it has no [[rules]] and no [[allowlists]]"


def test_configuration_of_allowlists_alone_is_taken(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "team.toml").write_text("[[allowlists]]\npaths = ['^vendor/']\n")

    assert load_ruleset([tmp_path / "team.toml"], cache=cache).ruleset.rules


def test_folder_in_the_place_of_a_rule_file_is_refused(folder: Path, cache: Path) -> None:
    (folder / "acme-key.yml").mkdir()

    with pytest.raises(RuleError, match=r"acme-key\.yml can't be read"):
        load_ruleset([folder], cache=cache)


def test_changed_rule_is_not_taken_from_the_cache(folder: Path, cache: Path) -> None:
    path = write_rule(folder)
    before = load_ruleset([folder], cache=cache).ruleset
    path.write_text(path.read_text().replace("title: Acme key", "title: Another title", 1))

    after = load_ruleset([folder], cache=cache).ruleset

    assert before.digest != after.digest
    assert {r.title for r in after.rules} - {r.title for r in before.rules} == {"Another title"}


def cached_file(cache: Path) -> Path:
    (file,) = (p for p in cache.rglob("*") if p.is_file())
    return file


def test_cache_is_private_and_used_again(cache: Path) -> None:
    first = load_ruleset(cache=cache).ruleset
    file = cached_file(cache)
    written = file.stat().st_mtime_ns

    second = load_ruleset(cache=cache).ruleset

    assert second == first
    assert file.stat().st_mtime_ns == written
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def retitle_cached_rule(file: Path) -> None:
    """Give the first cached rule another title, with a checksum that fits: only the cache can show it."""
    held = msgspec.msgpack.decode(file.read_bytes()[32:])
    held["rules"]["rules"][0]["title"] = "from the cache"
    content = msgspec.msgpack.encode(held)
    file.write_bytes(hashlib.sha256(content).digest() + content)


def test_second_load_is_answered_from_the_cache(filled: Path) -> None:
    retitle_cached_rule(cached_file(filled))

    assert load_ruleset(cache=filled).ruleset.rules[0].title == "from the cache"


def test_cache_file_of_another_owner_is_not_read(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    retitle_cached_rule(cached_file(filled))
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)

    assert load_ruleset(cache=filled).ruleset.rules[0].title != "from the cache"


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_cache_file_that_others_may_write_is_not_read(filled: Path, mode: int) -> None:
    retitle_cached_rule(cached_file(filled))
    cached_file(filled).chmod(mode)

    assert load_ruleset(cache=filled).ruleset.rules[0].title != "from the cache"


@pytest.mark.parametrize("damage", ["truncated", "changed", "empty", "writable by others"])
def test_cache_that_can_not_be_trusted_is_made_anew(filled: Path, damage: str) -> None:
    expected = load_ruleset(cache=filled).ruleset
    file = cached_file(filled)
    content = file.read_bytes()
    broken = {"truncated": content[:-100], "changed": content[:-1] + b"?", "empty": b""}.get(damage, content)
    file.write_bytes(broken)
    if damage == "writable by others":
        file.chmod(0o666)

    ruleset = load_ruleset(cache=filled).ruleset

    assert ruleset == expected
    assert cached_file(filled).read_bytes()[:32] == content[:32]
    assert stat.S_IMODE(cached_file(filled).stat().st_mode) == 0o600


def test_cache_folder_that_can_not_be_made_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    assert load_ruleset(cache=tmp_path / "file").ruleset.rules


def test_fragment_stands_for_its_pattern(folder: Path, cache: Path) -> None:
    write_rule(folder, anchor="(?i)secret%{assigned}acme_[0-9a-z]{24}")

    rules = {str(rule.id): rule for rule in load_ruleset([folder], cache=cache).ruleset.rules}

    secret = rules["acme-key"].secret
    assert secret
    assert "%" not in secret.anchors[0]
    assert secret.anchors[0].startswith("(?i)secret[")


def test_unknown_fragment_names_the_file_and_the_nearest_one(folder: Path, cache: Path) -> None:
    write_rule(folder, anchor="%{asigned}acme_[0-9a-z]{24}")

    with pytest.raises(RuleError, match=r"acme-key\.yml: unknown fragment '%\{asigned\}'") as caught:
        load_ruleset([folder], cache=cache)

    assert caught.value.mend == "did you mean `%{assigned}`?"
