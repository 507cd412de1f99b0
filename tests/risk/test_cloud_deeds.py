import pytest
from tests.risk.keys import facts
from tests.store.rows import NOW, ago

from akwarden.model.access_key import KeyStatus
from akwarden.model.principal import PrincipalType
from akwarden.risk.cloud_deeds import disabled_words, quarantined_words

DISABLED = {"status": KeyStatus.INACTIVE, "created_at": ago(400)}


@pytest.mark.parametrize(
    ("values", "days"),
    [
        ({"last_used_at": ago(90)}, "90 days"),
        ({"last_used_at": ago(1200)}, "1,200 days"),
        ({"last_used_at": None}, "400 days"),
    ],
)
def test_a_disabled_key_that_nobody_used_for_long_may_be_the_deed_of_tencent_cloud(
    values: dict[str, object], days: str
) -> None:
    words = disabled_words(facts(**DISABLED, **values), NOW)

    assert words == f"disabled, and nobody used it for {days}: Tencent Cloud disables such keys by itself"


@pytest.mark.parametrize(
    "values",
    [
        {"last_used_at": ago(89)},
        {"last_used_at": ago(200), "status": KeyStatus.ACTIVE},
        {"last_used_at": ago(200), "status": KeyStatus.DELETED},
        {"last_used_at": ago(200), "provider": "aws"},
        {"last_used_at": ago(200), "principal_type": PrincipalType.ROOT},
        {"last_used_at": None, "last_use_known": False},
        {"last_used_at": None, "created_at": None},
        {"last_used_at": None, "created_at": ago(40)},
    ],
)
def test_nothing_is_said_where_it_was_somebody_else_or_too_little_is_known(values: dict[str, object]) -> None:
    assert disabled_words(facts(**(DISABLED | values)), NOW) is None


def test_a_quarantine_is_told_with_the_name_of_its_policy() -> None:
    words = quarantined_words(facts(provider="aws", quarantine="AWSCompromisedKeyQuarantineV2"))

    assert words == (
        "AWS attached AWSCompromisedKeyQuarantineV2 to its user: "
        "AWS saw this key or another one of the user in public"
    )


@pytest.mark.parametrize(
    "values", [{}, {"quarantine": "AWSCompromisedKeyQuarantine", "status": KeyStatus.DELETED}]
)
def test_no_quarantine_is_told_of_a_key_that_has_none_or_is_gone(values: dict[str, object]) -> None:
    assert quarantined_words(facts(**values)) is None
