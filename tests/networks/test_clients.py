"""Families of clients: every sample of the data file is told as its own."""

import re

import pytest

from akwarden.networks.clients import family, load_families

FAMILIES = load_families()
SAMPLES = [(known.family, sample) for known in FAMILIES.families for sample in known.samples]


@pytest.mark.parametrize(("expected", "user_agent"), SAMPLES)
def test_sample_is_of_its_family(expected: str, user_agent: str) -> None:
    assert family(user_agent) == expected


@pytest.mark.parametrize(("expected", "user_agent"), SAMPLES)
def test_case_and_brackets_make_no_difference(expected: str, user_agent: str) -> None:
    plain = user_agent.strip("[]")

    assert family(plain) == family(plain.swapcase()) == expected


@pytest.mark.parametrize("user_agent", FAMILIES.unknown)
def test_what_only_looks_alike_is_unknown(user_agent: str) -> None:
    assert family(user_agent) == "unknown"


@pytest.mark.parametrize("user_agent", [None, "", " ", "-", "[]"])
def test_nothing_is_none(user_agent: str | None) -> None:
    assert family(user_agent) == "none"


def test_families_are_words_in_lower_case_with_two_samples_each() -> None:
    words = [known.family for known in FAMILIES.families]

    assert [word for word in words if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", word)] == []
    assert len(set(words)) == len(words)
    assert not {"none", "unknown"} & set(words)
    assert {known.seen for known in FAMILIES.families} <= {"events", "source", "docs", "presumed"}
    assert [known.family for known in FAMILIES.families if len(known.samples) < 2] == []


def test_tool_is_told_before_what_it_is_built_on() -> None:
    built_on = "Boto3/1.26.0 Python/3.9.2 Linux/6.1.0 Botocore/1.29.0"

    assert family(built_on) == "boto3"
    assert family(built_on.replace("6.1.0", "6.1.0-kali5-amd64")) == "kali"
    assert family("aws-sdk-go/1.44.157 APN/1.0 HashiCorp/1.0 Terraform/1.1.2") == "terraform"
    assert family("SDK_PYTHON_3.0.1110; _CLI_3.0.1110.1") == "tccli"
    assert family("SDK_PYTHON_3.0.1110") == "sdk-python"


@pytest.mark.parametrize(
    "user_agent",
    ["\ud800", "curl/7.81.0 \ud83d", "\x00", "a" * 5_000_000, "(" * 100_000, "\u202e\U0001f600", "\\"],
)
def test_no_text_raises_or_takes_long(user_agent: str) -> None:
    assert family(user_agent) in {"unknown", "curl"}


def test_end_of_a_long_text_is_not_looked_at() -> None:
    assert family("x " * 600 + "curl/7.81.0 libcurl/7") == "unknown"
