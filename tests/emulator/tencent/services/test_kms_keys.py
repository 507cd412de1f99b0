"""Master keys: made, listed, switched on and off, rotated."""

from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator
from tests.emulator.tencent.services.granted import granted

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.kms.keys import MOST_KEYS
from akwarden.emulator.tencent.services.kms.state import KeyState, KmsState, add_key

__all__ = ["emulator"]
DAY = 86_400
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def kms(emulator: Emulator) -> Any:
    return client("kms", emulator)


def made(kms: Any, alias: str, **more: Any) -> str:
    return str(ask(kms, "CreateKey", Alias=alias, **more)["KeyId"])


def metadata(kms: Any, key_id: str) -> dict[str, Any]:
    found: dict[str, Any] = ask(kms, "DescribeKey", KeyId=key_id)["KeyMetadata"]
    return found


def test_key_that_was_made_is_described(kms: Any, emulator: Emulator) -> None:
    answer = ask(kms, "CreateKey", Alias="first", Description="of the tests")

    found = metadata(kms, answer["KeyId"])
    uin = account_of(emulator).uin
    assert (answer["KeyState"], answer["TagMsg"]) == ("Enabled", "no tags to save")
    assert (found["Alias"], found["Description"], found["Origin"]) == ("first", "of the tests", "TENCENT_KMS")
    assert found["ResourceId"] == f"creatorUin/{uin}/{answer['KeyId']}"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"Alias": "-a"}, "InvalidParameterValue.InvalidAlias"),
        ({"Alias": "kms-a"}, "InvalidParameterValue.InvalidAlias"),
        ({"Alias": "a" * 61}, "InvalidParameterValue.InvalidAlias"),
        ({"Description": "d" * 1025}, "InvalidParameterValue"),
        ({"KeyUsage": "SIGN"}, "InvalidParameterValue.InvalidKeyUsage"),
        (
            {"KeyUsage": "ASYMMETRIC_DECRYPT_RSA_2048"},
            "UnsupportedOperation.UnsupportedKeyUsageInCurrentRegion",
        ),
        ({"Type": 3}, "InvalidParameterValue.InvalidType"),
        ({"HsmClusterId": "cls-hsm-1"}, "InvalidParameterValue.InvalidHsmClusterId"),
        ({"Tags": [{"TagKey": "a", "TagValue": "b"}] * 2}, "InvalidParameterValue.TagKeysDuplicated"),
    ],
)
def test_key_that_can_not_be_is_refused(kms: Any, more: dict[str, Any], code: str) -> None:
    assert code_of(kms, "CreateKey", **{"Alias": "refused", **more}) == code


def test_alias_is_taken_once(kms: Any) -> None:
    made(kms, "taken")

    assert code_of(kms, "CreateKey", Alias="taken") == "InvalidParameterValue.AliasAlreadyExists"


def test_key_of_another_region_is_not_found(kms: Any, emulator: Emulator) -> None:
    key = add_key(emulator.cloud, account_of(emulator), "far", region="ap-tokyo")

    assert code_of(kms, "DescribeKey", KeyId=key.id) == "ResourceUnavailable.CmkNotFound"


def test_key_that_is_not_known_is_refused(kms: Any) -> None:
    assert code_of(kms, "DescribeKey", KeyId=UNKNOWN) == "ResourceUnavailable.CmkNotFound"
    assert code_of(kms, "DescribeKey", KeyId="no-key") == "InvalidParameterValue.InvalidKeyId"


def test_member_accounts_are_not_served(kms: Any) -> None:
    member = {"MemberUin": 1}

    assert code_of(kms, "DescribeKey", KeyId=UNKNOWN, MemberAccount=member) == "UnsupportedOperation"


def test_key_is_switched_off_and_on(kms: Any) -> None:
    key_id = made(kms, "switched")

    ask(kms, "DisableKey", KeyId=key_id)
    off = metadata(kms, key_id)["KeyState"]
    ask(kms, "EnableKey", KeyId=key_id)

    assert (off, metadata(kms, key_id)["KeyState"]) == ("Disabled", "Enabled")


def test_key_that_is_to_be_deleted_is_not_switched(kms: Any, emulator: Emulator) -> None:
    key = add_key(emulator.cloud, account_of(emulator), "going", state=KeyState.PENDING_DELETE)

    for action in ("EnableKey", "DisableKey"):
        assert code_of(kms, action, KeyId=key.id) == "ResourceUnavailable.CmkStateNotSupport"


def test_rotation_adds_material_when_it_is_due(kms: Any, emulator: Emulator) -> None:
    key_id = made(kms, "rotated")
    ask(kms, "EnableKeyRotation", KeyId=key_id, RotateDays=7)
    planned = metadata(kms, key_id)["NextRotateTime"]

    emulator.cloud.clock.advance(7 * DAY + 1)

    found = metadata(kms, key_id)
    assert (found["LastRotateTime"], found["NextRotateTime"]) == (planned, planned + 7 * DAY)
    assert ask(kms, "GetKeyRotationStatus", KeyId=key_id)["KeyRotationEnabled"] is True
    key = account_of(emulator).state(KmsState).regions.at("ap-guangzhou").keys[key_id]
    assert len({*key.material}) == 2


@pytest.mark.parametrize("days", [6, 366])
def test_rotation_has_its_bounds(kms: Any, days: int) -> None:
    key_id = made(kms, f"bounds{days}")

    assert code_of(kms, "EnableKeyRotation", KeyId=key_id, RotateDays=days) == "InvalidParameterValue"


def test_external_key_waits_for_material_and_is_not_rotated(kms: Any) -> None:
    key_id = made(kms, "external", Type=2)

    assert metadata(kms, key_id)["KeyState"] == "PendingImport"
    assert code_of(kms, "EnableKeyRotation", KeyId=key_id) == "UnsupportedOperation.ExternalCmkCanNotRotate"


def test_keys_are_listed_page_by_page(kms: Any) -> None:
    for number in range(3):
        made(kms, f"listed{number}")
    total = ask(kms, "ListKeys")["TotalCount"]

    pages = [ask(kms, "ListKeys", Offset=offset, Limit=2)["Keys"] for offset in range(0, total, 2)]

    assert len({key["KeyId"] for part in pages for key in part}) == total
    assert code_of(kms, "ListKeys", Limit=201) == "InvalidParameterValue"


def test_details_are_filtered(kms: Any) -> None:
    key_id = made(kms, "searched", Tags=[{"TagKey": "env", "TagValue": "dev"}])
    ask(kms, "DisableKey", KeyId=key_id)

    def found(**asked: Any) -> list[str]:
        return [key["KeyId"] for key in ask(kms, "ListKeyDetail", **asked)["KeyMetadatas"]]

    assert found(SearchKeyAlias="searche") == [key_id]
    assert key_id in found(KeyState=2, Limit=200)
    assert key_id not in found(KeyState=1, Limit=200)
    assert found(TagFilters=[{"TagKey": "env", "TagValue": ["dev"]}]) == [key_id]
    assert found(SearchKeyAlias="searched", Origin="EXTERNAL") == []
    assert code_of(kms, "ListKeyDetail", Origin="OTHER") == "InvalidParameterValue"


def test_keys_of_products_are_listed_apart(kms: Any, emulator: Emulator) -> None:
    key = add_key(emulator.cloud, account_of(emulator), "product", owner="cos")

    of_products = ask(kms, "ListKeyDetail", Role=1)["KeyMetadatas"]

    assert [one["KeyId"] for one in of_products] == [key.id]


def test_policy_for_one_key_opens_no_other(kms: Any, emulator: Emulator) -> None:
    mine, other = made(kms, "mine"), made(kms, "other")
    uin = account_of(emulator).uin
    resource = f"qcs::kms:ap-guangzhou:uin/{uin}:key/creatorUin/{uin}/{mine}"
    user = granted(emulator, "one-key", "kms:DescribeKey", resource)

    assert metadata(user, mine)["Alias"] == "mine"
    assert code_of(user, "DescribeKey", KeyId=other) == "AuthFailure.UnauthorizedOperation"


def test_service_is_on(kms: Any) -> None:
    answer = ask(kms, "GetServiceStatus")

    assert (answer["ServiceEnabled"], answer["CmkLimit"]) == (True, MOST_KEYS)


def test_region_has_so_many_keys(emulator: Emulator) -> None:
    kms = client("kms", emulator)
    keys = account_of(emulator).state(KmsState).regions.at("ap-guangzhou").keys
    before = {*keys}
    while sum(key.owner == "user" for key in keys.values()) < MOST_KEYS:
        add_key(emulator.cloud, account_of(emulator), f"many{len(keys)}")

    refused = code_of(kms, "CreateKey", Alias="toomany")

    for added in keys.keys() - before:
        del keys[added]
    assert refused == "LimitExceeded.CmkLimitExceeded"
