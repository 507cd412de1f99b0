import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.errors import AkwardenError, ExitCode, SettingsError, UsageError, catalogue, redact


def test_every_class_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in catalogue()]

    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("kind", catalogue(), ids=lambda kind: kind.__name__)
def test_every_class_states_all_of_its_page_for_itself(kind: type[AkwardenError]) -> None:
    stated = vars(kind)

    assert {"code", "title", "explanation", "remedy"} <= stated.keys()
    assert all(stated[name].strip() for name in ("title", "explanation", "remedy"))


@pytest.mark.parametrize("kind", catalogue(), ids=lambda kind: kind.__name__)
def test_no_error_ends_with_the_code_that_means_findings(kind: type[AkwardenError]) -> None:
    assert kind.exit_code not in {ExitCode.OK, ExitCode.FINDINGS}


def test_a_class_of_another_module_is_not_in_the_catalogue() -> None:
    class NarrowError(AkwardenError):
        code = "E0999"

    assert NarrowError not in catalogue()


def test_catalogue_is_sorted_and_starts_with_the_root() -> None:
    codes = [kind.code for kind in catalogue()]

    assert codes == sorted(codes)
    assert catalogue()[0] is AkwardenError


def test_an_error_carries_its_three_sentences() -> None:
    error = SettingsError("what", why="why", mend="mend")

    assert (str(error), error.what, error.why, error.mend) == ("what", "what", "why", "mend")
    assert isinstance(error, UsageError)


@pytest.mark.parametrize(
    "plain",
    [
        "can't open unpack_max_member_bytes in akwarden.frontends.cli.scan",
        "Expected '=' after a key in a key/value pair",
        "number 4096 at line 12",
        "ModuleNotFoundError: akwarden.errors.SettingsError",
        "unable to access 'https://localhost:8443/acme/pay-2.git/': no such certificate",
        "http://[::1]:8080/Team/repository, and ssh://git.example.com/repo",
    ],
)
def test_redact_leaves_plain_words(plain: str) -> None:
    assert redact(plain) == plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("invalid literal: 'Gu5t9xGARNpq86cd98joQYCN3EXAMPLE'", "invalid literal: '****'"),
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "****"),
        ("b'\\xde\\xad\\xbe\\xef\\x00\\x01'", "b'****'"),
        ("https://user:pa55w0rd-of-mine@example.com", "https://****@example.com"),
        ("https://user:pa55w0rd/of@mine@example.com/a", "https://****@example.com/a"),
        ("https://example.com/?token=abc", "https://example.com/?****"),
        ("https://example.com#k7", "https://example.com#****"),
        ("https://example.com/wJal7/wJal", "https://example.com/****"),
        ("https://example.com/team/wJalrXUtnFEMI/K7MDENG", "https://example.com/****"),
        ("https://Gu5t9xGARNpq86cd98joQYCN3EXAMPLE.example.com/a", "https://****/a"),
        ("https://gu5t9xgarnpq86cd98joqycn3example/a", "https://****/a"),
        ("'https://user:pa55w0rd-of-mine' is no address", "'https://****' is no address"),
    ],
)
def test_redact_masks_what_could_be_a_key(text: str, expected: str) -> None:
    assert redact(text) == expected


@given(secret=st.text(string.ascii_letters + string.digits + "/+=_-", min_size=20))
def test_redact_leaves_no_random_value_of_mixed_characters(secret: str) -> None:
    mixed = f"aZ9{secret}"

    assert mixed not in redact(f"could not use {mixed}: no such key")
    assert mixed not in redact(f"could not reach https://example.com/{mixed}/a")
    assert mixed not in redact(f"could not reach https://{mixed}@example.com/a")
