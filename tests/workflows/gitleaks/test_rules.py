import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.secrets.scanning import NO_FOLDER, TENCENT, key
from tests.workflows.gitleaks.configs import ACME, TOKEN, alone, compiled, config, scanned, values

from akwarden.model.severity import Confidence, Severity
from akwarden.workflows.gitleaks.config import GitleaksRule
from akwarden.workflows.gitleaks.rules import convert
from akwarden.workflows.ruleset import load_ruleset


def found(rule: GitleaksRule, text: str) -> list[tuple[str, bytes]]:
    return values(scanned(alone(config(rule)), text))


def changed(**changes: object) -> GitleaksRule:
    return msgspec.structs.replace(ACME, **changes)


def test_a_converted_rule_finds_the_group_and_says_what_it_is() -> None:
    (match,) = scanned(alone(config(ACME)), f'x = 1\nmy_acme_key: "{TOKEN}"\n')

    assert match.secret
    assert match.secret.reveal() == TOKEN.encode()
    assert (match.rule, match.title) == ("acme-token", "Acme token")
    assert (match.severity, match.confidence) == (Severity.HIGH, Confidence.MEDIUM)
    assert (match.position.line, match.position.column) == (2, 15)


@pytest.mark.parametrize("text", ["acme_key: 'acme-short'", f"other_key = '{TOKEN}'", f"acme key {TOKEN}"])
def test_a_converted_rule_finds_no_more_than_its_expression(text: str) -> None:
    assert found(ACME, text) == []


def test_entropy_that_is_too_low_or_just_met_rules_a_value_out() -> None:
    dull = "acme-" + "ab1" * 6 + "ab"

    assert found(changed(entropy=0), f"acme = {dull}") == [("acme-token", dull.encode())]
    assert found(changed(entropy=3.5), f"acme = {dull}") == []
    assert found(GitleaksRule(id="x", regex="acme-([a-h]{16})", entropy=3.0), "acme-" + "abcdefgh" * 2) == []


def test_a_keyword_must_stand_near() -> None:
    rule = GitleaksRule(id="bare", regex="[0-9]{6}-[a-f]{14}", keywords=("zenith", "z.n"))
    value = "482915-badfacedecadeb"

    assert found(rule, f"id {value}") == []
    assert found(rule, f"Zenith id\n{value}") == [("bare", value.encode())]
    assert found(rule, f"zan {value}") == []
    assert found(rule, "Zenith" + " " * 3000 + value) == []


@pytest.mark.parametrize(
    ("regex", "group", "text", "value"),
    [
        # The group that is named, else the first that holds something, else all of it.
        (r"aaaa-(x\d{7})-(y\d{7})", 2, "aaaa-x1234567-y7654321", b"y7654321"),
        (r"aaaa-(x\d{7})-(y\d{7})", 0, "aaaa-x1234567-y7654321", b"x1234567"),
        (r"aaaa-(?:(x\d{7})|(y\d{7}))", 0, "aaaa-y7654321", b"y7654321"),
        (r"aaaa-(x\d{7})?-?(y\d{7})", 0, "aaaa-y7654321", b"y7654321"),
        (r"aaaa-x\d{7}", 0, "aaaa-x1234567", b"aaaa-x1234567"),
        # A group in a repetition holds only the last of several.
        (r"aaaa-(?:([a-f0-9]{4})-){3}", 0, "aaaa-12ab-34cd-56ef-", b"aaaa-12ab-34cd-56ef-"),
    ],
)
def test_the_value_is_what_gitleaks_takes_for_it(regex: str, group: int, text: str, value: bytes) -> None:
    assert found(GitleaksRule(id="r", regex=regex, secretgroup=group), f"= {text} =") == [("r", value)]


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (GitleaksRule(id="r", regex=r"(?<!x)acme[0-9]{9}"), "perl operator"),
        (GitleaksRule(id="r", path=r"\.pem$"), "no regex"),
        (GitleaksRule(id="r", regex=r"acme([0-9]{9})", secretgroup=2), "no group 2"),
        (GitleaksRule(id="r", regex=r"(?:acme([0-9]{9}))+", secretgroup=1), "repetition"),
        (GitleaksRule(id="r", regex=r"\w{5}"), "rare"),
        (GitleaksRule(id="r", regex="acme[0-9]{9}", path="("), "missing"),
        (GitleaksRule(id="r", regex="acme[0-9]{9}", required=({"id": "x"},)), "requires"),
        (GitleaksRule(id="r", regex="a" * 9000), "longer"),
    ],
)
def test_what_can_not_be_converted_is_said_and_only_that_is_left_out(rule: GitleaksRule, why: str) -> None:
    converted = convert(config(rule, ACME))

    assert [each.id for each in converted.rules] == ["acme-token"]
    (note,) = converted.notes
    assert note.startswith("team.toml: rule 'r' is not used: ")
    assert why in note


@pytest.mark.parametrize(
    "regex",
    [
        r"(?:(?:[a-z]{1,30}x){1,30}y)=(acme[0-9]{10})",
        r"x.{0,300}y.{0,100}(acme[0-9]{10})",
        r"(?:.*x){9}.*(acme[0-9]{10})",
        "(?i)" + "a?" * 500 + "(acme[0-9]{10})",
        "|".join(f"acme{n:04}[a-z]{{30}}" for n in range(200)),
        "(" * 50 + "acme[0-9]{10}" + ")" * 50,
        "(?:" * 400 + "acme[0-9]{10}" + ")" * 400,
    ],
)
def test_an_expression_made_to_hurt_is_converted_or_refused(regex: str) -> None:
    converted = convert(config(GitleaksRule(id="r", regex=regex)))

    assert len(converted.rules) + len(converted.notes) == 1


def test_a_rule_that_reports_nothing_by_itself_is_left_out_without_a_word() -> None:
    converted = convert(config(changed(skipreport=True)))

    assert (converted.rules, converted.notes) == ((), ())


def test_ids_are_written_as_ours_and_never_are_one_of_ours() -> None:
    rules = (changed(id="My Rule_1"), changed(id="aws-access-key"))

    converted = convert(config(*rules), taken={"aws-access-key"})

    assert [rule.id for rule in converted.rules] == ["my-rule-1", "gitleaks-aws-access-key"]


def test_of_two_configurations_with_one_id_the_first_rule_stays_and_that_is_said() -> None:
    one, other = config(ACME), config(changed(regex="acme-([0-9]{9})"), name="other.toml")

    rules = compiled(one, one, other).ruleset

    assert sum(rule.id == "acme-token" for rule in rules.rules) == 1
    assert rules.notes == ("other.toml: rule 'acme-token' is not used: another one has this id",)


def test_a_configuration_changes_the_digest_and_so_what_was_seen_before() -> None:
    digests = {
        compiled(*some).ruleset.digest for some in ((), (config(ACME),), (config(changed(entropy=1)),))
    }

    assert len(digests) == 3


def test_rules_and_notes_are_the_same_from_the_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    cache = tmp_path_factory.mktemp("cache")
    bad = GitleaksRule(id="bad", regex="(?=x)")

    first, second = (load_ruleset(configs=[config(ACME, bad)], cache=cache) for _ in range(2))

    assert first.ruleset == second.ruleset
    assert values(scanned(second, f"acme = {TOKEN}")) == [("acme-token", TOKEN.encode())]
    assert len(list((cache / "rules").iterdir())) == 1


def test_our_rules_come_first_where_both_see_a_value() -> None:
    key_id, secret = key(TENCENT)
    text = f"secret_id = {key_id}\nsecret_key = {secret}\n"
    greedy = GitleaksRule(id="greedy", regex=r"(?i)secret_\w+ = ([^\n]+\n?.*)")

    for rules in (compiled(), compiled(config(greedy)), load_ruleset(cache=NO_FOLDER)):
        (match,) = scanned(rules, text)
        assert (match.rule, match.key_id) == ("tencent-access-key", key_id)


@given(
    st.text(st.sampled_from("ab0=: \n\"'-_"), max_size=60), st.text(st.sampled_from("xy \n'"), max_size=60)
)
def test_a_value_is_found_whatever_stands_around_it(before: str, after: str) -> None:
    text = f"{before}\nacme = '{TOKEN}'\n{after}"

    assert values(scanned(_ACME_RULES, text)) == [("acme-token", TOKEN.encode())]


_ACME_RULES = compiled(config(ACME))
