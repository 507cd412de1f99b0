from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.workflows.gitleaks.configs import ACME
from tests.workflows.sighted import KEY_ID, LONE_ID, grouped, seen

from akwarden.errors import IgnoreFileError, RuleError
from akwarden.model.finding import AllowedBy
from akwarden.settings import ScanSettings
from akwarden.workflows.allowing.grounds import Opened, open_rules

CONFIG = f"""
[[rules]]
id = "acme-token"
regex = '''{ACME.regex}'''
path = "env$"
[[allowlists]]
paths = ["^vendor/"]
"""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    made = tmp_path / "target"
    made.mkdir()
    return made


def opened(target: Path, files: Mapping[str, str], *, isolated: bool = False, **settings: Any) -> Opened:
    for name, text in files.items():
        (target / name).write_text(text, encoding="utf-8")
    return open_rules([str(target)], ScanSettings(**settings), isolated=isolated)


def allowed_by(
    opened: Opened, target: Path, path: str = "conf/app.ini", **changes: object
) -> AllowedBy | None:
    why = opened.allowing.why(grouped(seen(path, source=str(target), **changes)))  # type: ignore[arg-type]
    return why.by if why else None


def test_a_target_without_files_allows_by_comments_only(target: Path) -> None:
    plain = opened(target, {})

    assert allowed_by(plain, target) is None
    assert allowed_by(plain, target, allowed="so") is AllowedBy.INLINE


def test_files_in_the_root_of_a_target_hold_for_that_target(target: Path) -> None:
    files = {".akwardenignore": "* conf/** # x", ".gitleaksignore": "src/a.py:r:3", ".gitleaks.toml": CONFIG}

    all_of_them = opened(target, files)

    assert allowed_by(all_of_them, target) is AllowedBy.IGNORE_FILE
    assert allowed_by(all_of_them, target, "src/a.py") is AllowedBy.GITLEAKS
    assert allowed_by(all_of_them, target, "vendor/a.py") is AllowedBy.GITLEAKS
    assert allowed_by(all_of_them, target, "src/b.py") is None
    assert allowed_by(all_of_them, target / "other") is None
    assert "acme-token" in [rule.id for rule in all_of_them.rules.ruleset.rules]
    assert all_of_them.allowing.paths == {"acme-token": "env$"}


def test_without_allow_nothing_in_a_target_allows_anything(target: Path) -> None:
    files = {".akwardenignore": "* ** # x", ".gitleaksignore": "conf/app.ini:r:3", ".gitleaks.toml": CONFIG}

    strict = opened(target, files, allow=False)

    assert allowed_by(strict, target, allowed="so") is None
    assert allowed_by(strict, target, "vendor/a.py") is None
    assert "acme-token" in [rule.id for rule in strict.rules.ruleset.rules]


def test_without_allow_a_broken_file_does_not_stop_the_scan(target: Path) -> None:
    assert allowed_by(opened(target, {".akwardenignore": "what"}, allow=False), target) is None


def test_isolated_leaves_out_the_configuration_of_the_target(target: Path) -> None:
    alone = opened(target, {".gitleaks.toml": "broken ["}, isolated=True)

    assert "acme-token" not in [rule.id for rule in alone.rules.ruleset.rules]


def test_a_file_that_the_user_names_holds_for_every_target_whatever_they_allow(
    target: Path, tmp_path: Path
) -> None:
    given = tmp_path / "ours.ignore"
    given.write_text(f"* conf id={KEY_ID} # x")

    named = opened(target, {}, ignore_file=str(given), allow=False)

    assert allowed_by(named, target) is AllowedBy.IGNORE_FILE
    assert allowed_by(named, tmp_path / "elsewhere") is AllowedBy.IGNORE_FILE


def test_a_named_file_may_be_one_of_gitleaks(target: Path, tmp_path: Path) -> None:
    given = tmp_path / "old.gitleaksignore"
    given.write_text("conf/app.ini:r:3")

    assert allowed_by(opened(target, {}, ignore_file=str(given)), target) is AllowedBy.GITLEAKS


@pytest.mark.parametrize("by_name", [True, False])
def test_key_ids_in_an_ignore_file_inside_a_target_are_no_findings(target: Path, *, by_name: bool) -> None:
    name = "conf.ignore" if by_name else ".akwardenignore"
    settings: dict[str, Any] = {"ignore_file": str(target / name)} if by_name else {}

    some = opened(target, {name: f"* x id={KEY_ID} # x"}, **settings)

    assert allowed_by(some, target, name, match=LONE_ID) is AllowedBy.IGNORE_FILE


def test_a_named_configuration_holds_for_every_target(target: Path, tmp_path: Path) -> None:
    given = tmp_path / "team.toml"
    given.write_text(CONFIG)

    some = opened(target, {}, rules=(str(given),), isolated=True, allow=False)

    assert allowed_by(some, tmp_path, "vendor/a.py") is AllowedBy.GITLEAKS
    assert "acme-token" in [rule.id for rule in some.rules.ruleset.rules]


def test_a_named_configuration_that_lies_in_the_target_is_read_once(target: Path) -> None:
    some = opened(target, {".gitleaks.toml": CONFIG}, rules=(str(target / ".gitleaks.toml"),))

    assert len(some.allowing.grounds) == 2
    assert some.rules.ruleset.notes == ()


@pytest.mark.parametrize(
    ("files", "settings", "error", "mend"),
    [
        ({".akwardenignore": "what"}, {}, IgnoreFileError, "` # `|rule"),
        ({}, {"ignore_file": "none"}, IgnoreFileError, "--ignore-file"),
        ({".gitleaks.toml": "["}, {}, RuleError, "--isolated"),
        ({}, {"rules": ("none.toml",)}, RuleError, "(*.toml)"),
        ({}, {"rules": ("none.yml",)}, RuleError, "(*.toml)"),
    ],
)
def test_what_can_not_be_read_ends_the_scan_before_it_begins(
    target: Path, files: dict[str, str], settings: dict[str, Any], error: type[Exception], mend: str
) -> None:
    with pytest.raises(error) as refused:
        opened(target, files, **settings)

    assert any(word in str(vars(refused.value)["mend"]) for word in mend.split("|"))


def test_a_link_out_of_the_target_is_not_followed(target: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("* ** # x")
    (target / ".akwardenignore").symlink_to(tmp_path / "secret")

    with pytest.raises(IgnoreFileError) as refused:
        opened(target, {})

    assert "--no-allow" in (refused.value.mend or "")
