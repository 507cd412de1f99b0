import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.errors import AccountError
from akwarden.model.account import (
    CredentialSource,
    FromEnvironment,
    FromInstance,
    FromProfile,
    FromRole,
    FromVault,
)
from akwarden.workflows.accounts.source import read_source, spelled

_ARN = "qcs::cam::uin/100000000002:roleName/akwarden-reader"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("env", FromEnvironment()),
        ("instance", FromInstance()),
        ("profile:default", FromProfile("default")),
        ("vault:collector", FromVault("collector")),
        (f"role:{_ARN}", FromRole(_ARN, FromEnvironment())),
    ],
)
def test_each_form_names_its_source(text: str, source: CredentialSource) -> None:
    assert read_source(text) == source


def test_a_role_is_taken_with_the_key_that_via_names() -> None:
    source = read_source(f"role:{_ARN}", via="vault:collector", external_id="ours")

    assert source == FromRole(_ARN, FromVault("collector"), "ours")
    assert spelled(source) == f"role:{_ARN} via vault:collector"


def test_a_role_is_not_taken_with_another_role() -> None:
    with pytest.raises(AccountError, match="--via"):
        read_source(f"role:{_ARN}", via=f"role:{_ARN}")


def test_an_external_id_without_a_role_is_refused() -> None:
    with pytest.raises(AccountError, match="external id"):
        read_source("env", external_id="ours")


@given(st.text())
def test_what_is_no_source_is_refused_without_repeating_it(text: str) -> None:
    try:
        read_source(f"?{text}")
    except AccountError as error:
        words = f"{error.what} {error.why} {error.mend}"
        assert len(text) < 24 or text not in words
    else:
        pytest.fail("it was taken")
