"""What is printed shows no secret: neither those that a scan found nor what could be one in others' words."""

import io
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reports.samples import allowed_finding, coverage, finding, location
from tests.sources.repositories import Repo
from tests.workflows.sighted import PAIR

from akwarden.model.artifact import Skipped
from akwarden.model.finding import Allowed, AllowedBy, FrameLine
from akwarden.model.secret import Secret
from akwarden.reports.protocol import RenderOptions, Report
from akwarden.reports.registry import FORMATS, load
from akwarden.settings import ScanSettings
from akwarden.workflows.allowing.grounds import open_rules
from akwarden.workflows.baseline import new_baseline, read_baseline, write_baseline
from akwarden.workflows.masking import LONGEST_REASON, Veil, masked, shown_reason, veil_of
from akwarden.workflows.rule_check import expand
from akwarden.workflows.scan import Outcome, Scan
from akwarden.workflows.targets import History, close_sources, open_sources

NOW = datetime(2026, 1, 31, tzinfo=UTC)


def key_id(seed: int) -> str:
    return expand("AKID{32*A}", seed)


def secret(seed: int) -> str:
    return expand("{32*A}", seed + 1000)


def mask(value: str) -> str:
    return Secret(value.encode()).mask


def veil(*values: str) -> Veil:
    return Veil(Secret(value.encode()) for value in values)


class TestReason:
    @pytest.mark.parametrize(
        "reason",
        [
            "a made-up key, see SEC-12",
            "see https://tickets.example.com/org/repo/issues/1234",
            "误报：示例密钥",
            "pre-production/documentation of 2026",
        ],
    )
    def test_words_stay_as_they_are(self, reason: str) -> None:
        assert masked(reason) == shown_reason(reason) == reason

    @given(st.integers(0, 10_000))
    def test_keys_of_all_shapes_are_masked(self, seed: int) -> None:
        for template in ("{32*A}", "{40*S}", "AKID{32*A}", "{32*h}", "LTAI{20*A}", "{30*A}"):
            key = expand(template, seed)
            shown = masked(f"it is {key} only")
            assert key not in shown
            assert shown.startswith("it is ")

    def test_it_is_cut_once_it_is_masked(self) -> None:
        reason = "so " * (LONGEST_REASON // 3 - 3) + secret(1)

        shown = shown_reason(reason)

        assert shown.endswith("so ****")
        assert len(shown_reason("so " * LONGEST_REASON)) == LONGEST_REASON


class TestVeil:
    def test_a_secret_is_masked_wherever_it_stands_and_however_often(self) -> None:
        one, other = secret(1), secret(2)
        text = f"{one}/backup-{other}{one}.txt"

        shown = veil(one, other).over(text)

        assert shown == f"{mask(one)}/backup-{mask(other)}{mask(one)}.txt"

    def test_of_two_that_begin_alike_the_longer_one_is_masked(self) -> None:
        short, long = secret(1)[:10], secret(1)

        assert secret(1)[-8:] not in veil(short, long).over(f"a-{long}-b")

    def test_a_secret_is_masked_as_an_address_writes_it_too(self) -> None:
        value = expand("{20*S}", 1) + "/+" + expand("{18*S}", 2)
        written = value.replace("/", "%2F").replace("+", "%2B")

        assert veil(value).over(f"https://example.com/{written}.git") == (
            f"https://example.com/{mask(value)}.git"
        )

    @pytest.mark.parametrize("value", ["", "s3cr3t!", "postgres", "productiondata"])
    def test_what_is_short_or_a_word_hides_no_path(self, value: str) -> None:
        path = f"conf/{value}/app.ini"

        assert veil(value, secret(1)).over(path) == path

    def test_a_short_password_is_masked_whole(self) -> None:
        assert veil("hunter22x").over("d/hunter22x.txt") == "d/****.txt"

    def test_bytes_of_a_name_that_are_no_text_are_compared_too(self) -> None:
        value = b"\xff" + secret(1).encode()

        assert (
            Veil([Secret(value)]).over(f"a-{value.decode('utf-8', 'surrogateescape')}").startswith("a-\ufffd")
        )

    def test_examples_are_no_secrets(self) -> None:
        example = msgspec.structs.replace(PAIR, example=True)
        value = PAIR.secret.reveal().decode() if PAIR.secret else ""

        assert veil_of([example]).over(value) == value
        assert veil_of([PAIR]).over(value) == "valu****-one"

    def test_a_token_is_a_secret_too(self) -> None:
        temporary = msgspec.structs.replace(PAIR, token=Secret(secret(3).encode()))

        assert secret(3) not in veil_of([temporary]).over(f"a/{secret(3)}")

    def test_everything_that_a_finding_and_the_coverage_say_is_masked(self) -> None:
        value = secret(1)
        place = location(
            source=f"/srv/{value}", vpath=f"a/{value}", author=f"Dana <{value}>", commit="c0ffee"
        )
        found = msgspec.structs.replace(
            allowed_finding(),
            location=place,
            related=(place,),
            frame=(FrameLine(1, f"old = {value}"),),
            allowed=Allowed(AllowedBy.INLINE, f"was {value}"),
        )
        seen = coverage(skipped=(Skipped(value, f"no {value}", value),), excluded=(f"*{value}*",))

        shown = msgspec.json.encode(
            [veil(value).over_finding(found), veil(value).over_coverage(seen)]
        ).decode()

        assert value not in shown
        assert shown.count(mask(value)) == 12

    def test_what_holds_no_secret_stays_as_it_is(self) -> None:
        assert veil(secret(1)).over_finding(finding()) == finding()
        assert veil().over_coverage(coverage()) == coverage()

    @given(st.text(max_size=60), st.text("ab1", min_size=8, max_size=20))
    def test_no_secret_is_left(self, text: str, value: str) -> None:
        hidden = veil(value + "0")

        assert value + "0" not in hidden.over(f"{text}{value}0{text}")


INLINE = {
    "c.c": f'/* akwarden:allow tencent-access-key for tests */ init("{key_id(1)}", secretKey="{secret(1)}");',
    "x.xml": f"<!-- akwarden:allow tencent-access-key sample --><SecretId>{key_id(2)}</SecretId>"
    f"<SecretKey>{secret(2)}</SecretKey>",
    "min.js": f'//akwarden:allow tencent-access-key ok;a({"x;" * 300}secretId="{key_id(3)}",'
    f'secretKey="{secret(3)}",{"y;" * 300});',
    "old.ini": f"# akwarden:allow tencent-access-key old value {secret(4)}\n"
    f"secret_id={key_id(4)}\nsecret_key={secret(5)}\n",
}
"""Reasons that run into code, or name a secret."""
FILES = {
    **INLINE,
    ".akwardenignore": f"* ignored.ini # was {secret(6)}\n",
    "ignored.ini": f"secret_id={key_id(6)}\nsecret_key={secret(6)}\n",
    ".gitleaks.toml": f"[[allowlists]]\ndescription = 'was {secret(7)}'\npaths = ['''^leaks.ini''']\n",
    "leaks.ini": f"secret_id={key_id(7)}\nsecret_key={secret(7)}\n",
    f"backup-{secret(8)}.txt": f"secret_id={key_id(8)}\nsecret_key={secret(8)}\n",
    f"d/{secret(8)}/n.ini": f"secret_id={key_id(9)}\nsecret_key={secret(9)}\n",
    "pair.ini": f"secret_id={key_id(10)}\nsecret_key={secret(10)}\n",
}
"""A tree in which secrets stand where reports repeat what they read."""
SECRETS = [secret(seed) for seed in range(1, 12)]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a repository with these files, by an author who is called like a secret in it."""
    repo = Repo(tmp_path_factory.mktemp("masking") / f"src-{secret(10)}")
    repo.commit(FILES, env={"GIT_AUTHOR_NAME": f"Dana {secret(10)}", "GIT_AUTHOR_EMAIL": secret(10)})
    return repo.path


def scanned(tree: Path, baseline: Path | None = None, **changes: object) -> Outcome:
    settings = msgspec.structs.replace(
        ScanSettings(threads=1, show_allowed=True, baseline=str(baseline or ""), remember=False), **changes
    )
    opened = open_rules([str(tree)], settings)
    sources = open_sources([str(tree)], settings, History(), NOW)
    try:
        scan = Scan(opened.rules, settings, fingerprint_key=b"k" * 32)
        return scan.run(sources, read_baseline(baseline) if baseline else None, opened.allowing)
    finally:
        close_sources(sources)


@pytest.fixture(scope="module")
def outcome(tree: Path) -> Outcome:
    """Give what a scan of the tree says."""
    return scanned(tree)


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_shows_a_secret_in_a_reason_a_path_or_an_author(
    form: str, tree: Path, outcome: Outcome
) -> None:
    targets = (outcome.veil.over(str(tree)),)
    shown = Report(outcome.findings, outcome.coverage, targets, "0", NOW, NOW)
    out = io.StringIO()

    load(form).render(shown, out, RenderOptions(width=2000))

    assert len(outcome.findings) >= len(FILES) - 2
    assert [value for value in SECRETS if value in out.getvalue()] == []
    # Whatever a text report wraps or a page escapes, no long piece of one is there either.
    assert [value for value in SECRETS if value[4:16] in out.getvalue()] == []


def test_a_reason_ends_with_its_comment(outcome: Outcome) -> None:
    reasons = {each.location.vpath: each.allowed.reason for each in outcome.findings if each.allowed}

    assert (reasons["c.c"], reasons["x.xml"]) == ("for tests", "sample")
    assert (reasons["old.ini"], reasons["ignored.ini"]) == ("old value ****", f"was {mask(secret(6))}")
    assert max(map(len, reasons.values())) <= LONGEST_REASON


def test_ids_are_what_they_are_for_the_real_path(tree: Path, outcome: Outcome) -> None:
    again = scanned(tree)

    assert [found.id for found in again.findings] == [found.id for found in outcome.findings]
    assert [found.location for found in again.findings] == [found.location for found in outcome.findings]


def test_a_baseline_holds_no_secret_in_a_path_and_matches_in_the_next_run(
    tree: Path, tmp_path: Path, outcome: Outcome
) -> None:
    file = tmp_path / "known.json"
    write_baseline(file, new_baseline(), ())
    written = read_baseline(file)
    write_baseline(file, written, scanned(tree, file).known)

    again = scanned(tree, file)

    assert [value for value in SECRETS if value in file.read_text()] == []
    assert [found.location.vpath for found in again.findings if found.allowed is None] == []
    assert outcome.coverage.baselined == 0


def test_a_baseline_with_the_real_path_still_matches(tree: Path, tmp_path: Path) -> None:
    path = f"d/{secret(8)}/n.ini"
    known = new_baseline()
    file = tmp_path / "known.json"
    write_baseline(file, known, [known.entry("tencent-access-key", path, Secret(secret(9).encode()))])

    again = scanned(tree, file)

    assert again.coverage.baselined == 1
