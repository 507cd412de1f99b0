from datetime import UTC, datetime
from typing import Any

import pytest
from tests.providers.tencent.saying import Saying, error
from tests.providers.tencent.shop import told_by

from akwarden.errors import MissingRightError
from akwarden.model.access_key import AccessKeyId, LastUse

KEY = AccessKeyId("AKIDone")


def last_use(**row: Any) -> LastUse | None:
    """Give the last use of a key where a cloud says this."""
    rows = [{"SecretId": KEY, **row}]
    with Saying({"GetSecurityLastUsed": {"SecretIdLastUsedRows": rows}}) as server:
        return told_by(server.endpoint).last_uses([KEY]).get(KEY)


def test_the_moment_goes_before_the_day() -> None:
    found = last_use(LastUsedDate="2025-01-01", LastSecretUsedDate=1735732800000)

    assert found == LastUse(at=datetime(2025, 1, 1, 12, 0, tzinfo=UTC))


def test_a_day_without_a_moment_is_its_beginning_in_beijing() -> None:
    assert last_use(LastUsedDate="2025-01-02", LastSecretUsedDate=0) == LastUse(
        at=datetime(2025, 1, 1, 16, 0, tzinfo=UTC)
    )


@pytest.mark.parametrize("day", ["", None])
def test_neither_day_nor_moment_is_never(day: str | None) -> None:
    assert last_use(LastUsedDate=day, LastSecretUsedDate=None) == LastUse(at=None)


def test_keys_that_the_cloud_does_not_tell_of_are_left_out() -> None:
    assert last_use(SecretId="AKIDother", LastUsedDate="2025-01-02") is None


def test_ten_keys_are_asked_for_in_one_call() -> None:
    keys = [AccessKeyId(f"AKID{number:032}") for number in range(23)]
    with Saying({"GetSecurityLastUsed": {"SecretIdLastUsedRows": []}}) as server:
        inventory = told_by(server.endpoint)
        inventory.last_uses([*keys, *keys])
        inventory.last_uses([])

    assert [len(sent["SecretIdList"]) for sent in server.sent] == [10, 10, 3]
    assert (inventory.tally.calls, inventory.tally.saved) == (3, 20)


def test_a_missing_right_is_raised_and_soon_not_asked_for_again() -> None:
    with Saying({"*": error("UnauthorizedOperation")}) as server:
        inventory = told_by(server.endpoint)
        for _ in range(6):
            with pytest.raises(MissingRightError) as refused:
                inventory.last_uses([KEY])
            assert refused.value.right == "cam:GetSecurityLastUsed"

    assert len(server.asked) == 3
