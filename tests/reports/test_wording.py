import pytest
from tests.reports.samples import TENCENT, finding, fingerprint

from akwarden.model.finding import Allowed, AllowedBy, SecretView
from akwarden.model.verification import OFFLINE, Active, Inactive, Unverified, Verification
from akwarden.reports.leaked_key import group_by_key
from akwarden.reports.wording import (
    allowed_words,
    counted,
    duration,
    key_words,
    size,
    validity_counts,
    verification_words,
)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (12_900_000, "12.3 MiB"),
        (2**30, "1.0 GiB"),
        (2**51, "2,048.0 TiB"),
    ],
)
def test_size(number: int, words: str) -> None:
    assert size(number) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-1, "0.0 s"), (2.14, "2.1 s"), (60, "1 min 0 s"), (192, "3 min 12 s"), (7260, "2 h 1 min")],
)
def test_duration(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_counted() -> None:
    assert [counted(number, "key") for number in (0, 1, 1204)] == ["0 keys", "1 key", "1,204 keys"]


@pytest.mark.parametrize(
    ("verification", "words"),
    [
        (Active("user alice\x1b"), "still works, belongs to user alice\\x1b"),
        (Inactive("deleted"), "no longer works: deleted"),
        (Unverified("offline"), "not checked: offline"),
        (Unverified("mainland: no answer\x1b", asked=True), "not known: mainland: no answer\\x1b"),
    ],
)
def test_verification(verification: Verification, words: str) -> None:
    assert verification_words(verification) == words


def test_answers_are_counted_those_that_matter_most_first() -> None:
    answers = [Unverified("no check"), Unverified("a time-out", asked=True), Inactive("x"), Inactive("y")]
    keys = group_by_key(
        finding(id=str(n), key_id=str(n), secret=None, verification=answer)
        for n, answer in enumerate([*answers, Active("a"), OFFLINE])
    )

    counts = validity_counts(keys)

    assert counts == "1 still works, 2 no longer work, 1 not known, 2 not checked"


def test_answers_are_not_counted_where_nobody_was_to_ask() -> None:
    assert validity_counts(group_by_key([finding()])) == ""
    assert validity_counts(()) == ""


def test_key_is_told_with_its_whole_id_and_at_most_three_masks() -> None:
    secrets = [SecretView(f"mask{n}", fingerprint(str(n))) for n in range(5)]

    (key,) = group_by_key([finding(secret=secret) for secret in secrets])

    assert key_words(key) == f"{TENCENT} (permanent, secret mask0, mask1, mask2 and 2 more)"


def test_key_without_id_or_secret() -> None:
    (token,) = group_by_key([finding(key_id=None, parts=("token",))])
    (id_alone,) = group_by_key([finding(secret=None)])

    assert key_words(token) == "token abcd****wxyz"
    assert key_words(id_alone).endswith("(permanent, its secret was not found with it)")


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (AllowedBy.INLINE, "allowed in the file itself: so\\n"),
        (AllowedBy.IGNORE_FILE, "allowed by an ignore file: so\\n"),
        (AllowedBy.GITLEAKS, "allowed by what was written for gitleaks: so\\n"),
        (AllowedBy.BASELINE, "so\\n"),
    ],
)
def test_allowed_tells_who_says_so_and_why(by: AllowedBy, words: str) -> None:
    assert allowed_words(Allowed(by, "so\n")) == words
