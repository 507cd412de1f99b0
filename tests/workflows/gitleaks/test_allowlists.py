from typing import Any

import msgspec
import pytest
from tests.detectors.secrets.scanning import rules
from tests.workflows.gitleaks.configs import ACME, TOKEN, compiled, config, scanned
from tests.workflows.sighted import KEY_ID, grouped, seen

from akwarden.model.finding import AllowedBy
from akwarden.workflows.gitleaks.allowlists import Allowlists, paths_of_rules
from akwarden.workflows.gitleaks.config import Allowlist, GitleaksRule

COMMIT = "c0ffee" * 6 + "c0ff"


def allows(allowlist: Allowlist, **where: Any) -> bool:
    """Say whether an allowlist of a whole file allows one key of ours."""
    configured = Allowlists(config(allowlists=(allowlist,)), rules().ruleset.rules)
    return configured.allows(grouped(seen(**where))) is not None


@pytest.mark.parametrize(
    ("allowlist", "expected"),
    [
        (Allowlist(paths=(r"(^|/)conf/",)), True),
        (Allowlist(paths=("^app",)), False),
        (Allowlist(regexes=("^AKIDmade",)), True),
        (Allowlist(regexes=("^value-one",)), True),
        (Allowlist(regexes=("^id = ",)), False),
        (Allowlist(regexes=("^id = ",), regextarget="line"), True),
        (Allowlist(regexes=("# old$",), regextarget="line"), True),
        (Allowlist(regexes=("^id = ",), regextarget="match"), False),
        (Allowlist(stopwords=("MADEUP",)), True),
        (Allowlist(stopwords=("other",)), False),
        (Allowlist(commits=(COMMIT.upper(),)), True),
        (Allowlist(commits=("0" * 40,)), False),
        (Allowlist(), False),
        # One of them is enough, unless all are asked for.
        (Allowlist(paths=("conf",), stopwords=("other",)), True),
        (Allowlist(paths=("conf",), stopwords=("other",), condition="AND"), False),
        (Allowlist(paths=("conf",), stopwords=("made",), condition="and"), True),
        (Allowlist(paths=("conf",), regexes=("id",), regextarget="line", condition="&&"), True),
        # Of the whole file, but for some rules only.
        (Allowlist(paths=("conf",), targetrules=("tencent-access-key",)), True),
        (Allowlist(paths=("conf",), targetrules=("aws-access-token",)), False),
    ],
)
def test_an_allowlist_of_the_whole_file_holds_for_our_rules_too(
    allowlist: Allowlist, *, expected: bool
) -> None:
    assert allows(allowlist, commit=COMMIT) == expected


def test_every_place_must_be_allowed() -> None:
    configured = Allowlists(config(allowlists=(Allowlist(commits=(COMMIT,)),)), rules().ruleset.rules)

    assert configured.allows(grouped(seen(commit=COMMIT)))
    assert configured.allows(grouped(seen(commit=COMMIT), seen())) is None


def test_an_allowlist_of_a_rule_is_about_that_rule_alone() -> None:
    rule = msgspec.structs.replace(ACME, allowlists=(Allowlist(paths=(".",)),))
    compiled_rules = compiled(config(rule))
    configured = Allowlists(config(rule), compiled_rules.ruleset.rules)
    (match,) = scanned(compiled_rules, f"acme = {TOKEN}")

    assert configured.allows(grouped(seen(match=match)))
    assert configured.allows(grouped(seen())) is None


def test_the_match_is_all_that_the_expression_of_the_rule_takes() -> None:
    compiled_rules = compiled(config(ACME))
    (match,) = scanned(compiled_rules, f'x = 1; acme_key = "{TOKEN}" ')

    answers = {}
    for pattern in (r"^acme_key = \"", "^acme-4f", "x = 1"):
        allowlist = Allowlist(regexes=(pattern,), regextarget="match")
        configured = Allowlists(config(ACME, allowlists=(allowlist,)), compiled_rules.ruleset.rules)
        answers[pattern] = configured.allows(grouped(seen(match=match))) is not None

    assert answers == {r"^acme_key = \"": True, "^acme-4f": False, "x = 1": False}


def test_the_reason_is_the_description_or_the_file() -> None:
    lists = (Allowlist("vendored", paths=("^vendor",)), Allowlist(paths=("conf",)))
    configured = Allowlists(config(allowlists=lists), rules().ruleset.rules)

    vendored, other = (configured.allows(grouped(seen(path))) for path in ("vendor/a", "conf/a"))

    assert vendored
    assert other
    assert (vendored.by, vendored.reason) == (AllowedBy.GITLEAKS, "vendored")
    assert other.reason == "an allowlist of team.toml"


def test_an_allowlist_with_a_pattern_that_is_none_is_left_out_whole_and_told() -> None:
    lists = (Allowlist(paths=("conf", "(?=x)")),)
    configured = Allowlists(config(allowlists=lists), rules().ruleset.rules)

    assert configured.allows(grouped()) is None
    assert [remark.partition(":")[0] for remark in configured.remarks()] == ["team.toml"]


def test_the_paths_that_a_rule_looks_at_are_known_by_its_id_here() -> None:
    ruled = config(
        GitleaksRule(id="In Env", regex="acme-[0-9]{9}", path=r"\.env$"), ACME, GitleaksRule(id="x", path="y")
    )

    assert paths_of_rules(ruled, rules().ruleset.rules) == {"in-env": r"\.env$"}


def test_key_of_the_samples_is_in_no_reason() -> None:
    configured = Allowlists(config(allowlists=(Allowlist(regexes=(KEY_ID,)),)), rules().ruleset.rules)

    allowed = configured.allows(grouped())

    assert allowed
    assert KEY_ID not in allowed.reason
