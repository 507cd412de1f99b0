import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.clouds import aws_key_id

from akwarden.providers.aws.account import account_of

base32 = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=7, max_size=7)


@given(st.integers(0, 10**12 - 1), base32, st.sampled_from(["AKIA", "ASIA"]))
def test_an_id_tells_the_account_that_it_was_made_for(number: int, rest: str, prefix: str) -> None:
    account = f"{number:012}"

    assert account_of(aws_key_id(account, rest, prefix)) == account


@pytest.mark.parametrize(
    ("behind_the_prefix", "account"),
    [
        # Ids of which others wrote down the account, each found on its own.
        ("QAAAAAAAGMKEM7X5", "000000000000"),
        ("SP2TPHJSQH3FJXYZ", "171436882533"),
        ("VJ2E6QGR2WZILJFM", "364679954851"),
        ("Y34FZKBOKMUTVV7A", "609629065308"),
    ],
)
def test_ids_that_were_published_tell_the_account_that_was(behind_the_prefix: str, account: str) -> None:
    assert account_of(f"ASIA{behind_the_prefix}") == account


@given(
    st.sampled_from("ABCDEFGHIJKLMNOP"), st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=15, max_size=15)
)
def test_an_id_from_before_2019_tells_nothing(first: str, rest: str) -> None:
    assert account_of(f"AKIA{first}{rest}") is None


def test_what_is_no_account_number_tells_nothing() -> None:
    too_large = "AKIA" + "7" * 16  # all bits are set: more than twelve digits

    assert account_of(too_large) is None


@given(st.text(max_size=30))
def test_any_text_at_all_is_answered(text: str) -> None:
    assert account_of(text) is None or text.startswith(("AKIA", "ASIA"))
