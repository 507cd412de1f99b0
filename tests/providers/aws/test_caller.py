from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.errors import CloudError
from akwarden.model.principal import PrincipalType
from akwarden.providers.aws.caller import read_caller

NUMBER = "123456789012"


@pytest.mark.parametrize(
    ("arn", "kind", "name"),
    [
        (f"arn:aws:iam::{NUMBER}:root", PrincipalType.ROOT, NUMBER),
        (f"arn:aws:iam::{NUMBER}:user/alice", PrincipalType.USER, "alice"),
        (f"arn:aws-cn:iam::{NUMBER}:user/a/team/alice", PrincipalType.USER, "alice"),
        (f"arn:aws:sts::{NUMBER}:assumed-role/reader/session", PrincipalType.ROLE, "reader"),
        (f"arn:aws-us-gov:sts::{NUMBER}:federated-user/bob", PrincipalType.USER, "bob"),
    ],
)
def test_an_arn_tells_who_calls(arn: str, kind: PrincipalType, name: str) -> None:
    identity = read_caller(NUMBER, arn)

    assert (identity.account, identity.arn, identity.type, identity.name) == (NUMBER, arn, kind, name)


@given(st.text(max_size=60))
def test_any_text_is_an_identity_or_an_error_of_ours(arn: str) -> None:
    with suppress(CloudError):
        assert read_caller(NUMBER, arn).arn == arn


@pytest.mark.parametrize("arn", ["", "arn:aws:iam::1:role/x", "arn:aws:sts::1:assumed-role/x", "x:y"])
def test_an_arn_of_an_unknown_form_is_an_error(arn: str) -> None:
    with pytest.raises(CloudError, match="in an unknown form"):
        read_caller(NUMBER, arn)
