import pytest
from tests.providers.clouds import aws_key_id

from akwarden.model.access_key import UnlistedGuess
from akwarden.model.unlisted_key import ListedAccount, SeenKey
from akwarden.risk.unlisted import GATEWAY, cloud_of, guess, guess_words

TENCENT = "AKID" + "a1" * 16
AWS_ACCOUNT = "123456789012"


def account(
    provider: str = "tencent", *, was_read: bool = True, unseen: tuple[str, ...] = ()
) -> ListedAccount:
    number = AWS_ACCOUNT if provider == "aws" else "100001234567"
    return ListedAccount(provider=provider, number=number, was_read=was_read, unseen=unseen)


HIDES_ROOT = account(unseen=("root identity", "the root keys"))


def seen(key_id: str, provider: str = "tencent", *, is_temporary: bool = False) -> SeenKey:
    return SeenKey(provider, key_id, is_temporary)


def test_an_aws_key_of_another_account_is_told_by_its_id() -> None:
    found = guess(seen(aws_key_id("999999999999"), "aws"), [account("aws")])

    assert found is UnlistedGuess.OTHER_ACCOUNT


def test_an_aws_key_of_an_account_that_was_read_is_a_root_key() -> None:
    found = guess(seen(aws_key_id(AWS_ACCOUNT), "aws"), [account("aws")])

    assert found is UnlistedGuess.ROOT


def test_a_temporary_aws_key_of_an_account_of_ours_is_that() -> None:
    found = guess(seen(aws_key_id(AWS_ACCOUNT, prefix="ASIA"), "aws"), [account("aws")])

    assert found is UnlistedGuess.TEMPORARY


def test_an_aws_id_of_the_old_form_belongs_to_nobody_we_know() -> None:
    found = guess(seen("AKIA" + "A" * 16, "aws"), [account("aws")])

    assert found is UnlistedGuess.OTHER_ACCOUNT


@pytest.mark.parametrize("provider", ["aws", "tencent"])
def test_there_is_no_guess_before_the_account_was_read(provider: str) -> None:
    key = seen(aws_key_id(AWS_ACCOUNT) if provider == "aws" else TENCENT, provider)

    assert guess(key, [account(provider, was_read=False)]) is None


def test_a_temporary_key_of_tencent_cloud_is_that_whatever_is_hidden() -> None:
    found = guess(seen("AKID" + "b2" * 32, is_temporary=True), [HIDES_ROOT])

    assert found is UnlistedGuess.TEMPORARY


def test_a_tencent_key_is_a_root_key_where_those_can_not_be_listed() -> None:
    assert guess(seen(TENCENT), [account(), HIDES_ROOT]) is UnlistedGuess.ROOT


def test_a_tencent_key_is_one_of_another_account_where_every_key_is_listed() -> None:
    unseen = ("scf:ListFunctions", "the functions")

    assert guess(seen(TENCENT), [account(unseen=unseen), account("aws")]) is UnlistedGuess.OTHER_ACCOUNT


def test_a_key_of_an_api_gateway_is_told_by_its_rule() -> None:
    assert guess(seen("APID" + "c3" * 18, GATEWAY), [HIDES_ROOT]) is UnlistedGuess.GATEWAY


@pytest.mark.parametrize(
    ("provider", "key_id", "cloud"),
    [
        ("tencent", TENCENT, "tencent"),
        ("tencent", "AKID" + "_-" * 30, "tencent"),
        (GATEWAY, "APID" + "c3" * 18, "tencent"),
        ("aws", aws_key_id(AWS_ACCOUNT), "aws"),
        ("aws", "ABIA" + "A" * 16, None),
        ("volcengine", "AKLT" + "a" * 40, None),
        ("tencent", "AKLT" + "a" * 32, None),
        ("tencent", f"{TENCENT}\n", None),
    ],
)
def test_only_ids_that_an_account_could_list_belong_to_a_cloud(
    provider: str, key_id: str, cloud: str | None
) -> None:
    assert cloud_of(provider, key_id) == cloud


def test_every_guess_has_words() -> None:
    words = [guess_words(one) for one in (*UnlistedGuess, None)]

    assert len(set(words)) == len(words)
    assert all(words)
