from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.workflows.accounts.template.templates import EXTERNAL_ID, TRUSTED, made, role_of

from akwarden.errors import UsageError
from akwarden.model.account import AccountSite
from akwarden.providers.inventory import Purpose
from akwarden.providers.registry import PROVIDERS, load
from akwarden.workflows.accounts.template.checking import new_external_id
from akwarden.workflows.accounts.template.dialect import dialect_of
from akwarden.workflows.accounts.template.wanted import ALWAYS, Kind

_URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@pytest.mark.parametrize(
    ("provider", "kind", "kinds"),
    [
        ("tencent", Kind.CLOUDFORMATION, "policy, role, terraform, tccli"),
        ("tencent", Kind.AWSCLI, "policy, role, terraform, tccli"),
        ("aws", Kind.TCCLI, "policy, role, terraform, cloudformation, awscli"),
    ],
)
def test_a_kind_of_another_cloud_is_refused_with_those_that_there_are(
    provider: str, kind: Kind, kinds: str
) -> None:
    with pytest.raises(UsageError) as refused:
        role_of(provider, kind)

    assert refused.value.what == f"there is no {kind} template for {load(provider).title}"
    assert refused.value.mend == f"take one of {kinds}"


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    ("option", "field", "text"),
    [
        ("--trust", "trust", "12345678901x"),
        ("--trust", "trust", "1234"),
        ("--trust", "trust", "1" * 20),
        ("--trust", "trust", "١٢٣٤٥٦٧٨٩٠١٢"),
        ("--external-id", "external_id", "a"),
        ("--external-id", "external_id", "has blank"),
        ("--external-id", "external_id", "quote'd"),
        ("--external-id", "external_id", "line\n"),
        ("--external-id", "external_id", "a" * 1225),
        ("--role-name", "role_name", ""),
        ("--role-name", "role_name", "a/b"),
        ("--role-name", "role_name", "a" * 129),
        ("--role-name", "role_name", "$(reboot)"),
    ],
)
def test_what_is_not_written_as_the_cloud_wants_it_is_refused_unsaid(
    provider: str, option: str, field: str, text: str
) -> None:
    with pytest.raises(UsageError, match=f"^{option} is not written") as refused:
        role_of(provider, Kind.TERRAFORM, **{field: text})

    told = f"{refused.value.what} {refused.value.why} {refused.value.mend}"
    assert len(text) < 2 or text not in told


def test_the_number_of_an_account_of_aws_has_twelve_digits() -> None:
    with pytest.raises(UsageError) as refused:
        role_of("aws", Kind.ROLE, trust=TRUSTED["aws"][1:])

    assert refused.value.why == "the number of an account has 12 digits"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_member_is_checked_too(provider: str) -> None:
    with pytest.raises(UsageError, match=r"^--member is not written"):
        made(provider, Kind.POLICY, members=(TRUSTED[provider], "other"))


@pytest.mark.parametrize("kind", [Kind.ROLE, Kind.TCCLI])
def test_a_role_that_is_made_at_once_needs_somebody_to_trust(kind: Kind) -> None:
    with pytest.raises(UsageError, match="--trust is missing"):
        made("tencent", kind, external_id=EXTERNAL_ID)


@pytest.mark.parametrize("more", [{"trust": "123456789012"}, {"external_id": EXTERNAL_ID}])
def test_a_policy_takes_nothing_that_belongs_to_a_role(more: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="belongs to a role"):
        made("aws", Kind.POLICY, **more)


@pytest.mark.parametrize(
    "more", [{"members": ("123456789012",)}, {"purposes": ALWAYS | {Purpose.ORGANIZATION}}]
)
def test_a_role_that_is_taken_does_not_enter_members(more: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="does not enter other accounts"):
        role_of("aws", Kind.TERRAFORM, **more)


def test_a_site_of_another_cloud_is_refused() -> None:
    with pytest.raises(UsageError, match="Tencent Cloud has no site aws-cn"):
        made("tencent", Kind.POLICY, site=AccountSite.AWS_CN)


@given(token=st.text(_URL_SAFE, min_size=32, max_size=32))
def test_an_external_id_made_at_random_is_one_that_every_cloud_takes(token: str) -> None:
    made_up = new_external_id(lambda size: token if size * 4 // 3 == len(token) else "")

    assert made_up.endswith(token)
    assert made_up[0].isalpha()
    assert all(dialect_of(load(provider)).external_id.fits(made_up) for provider in PROVIDERS)
