import pytest

from akwarden.providers.tencent.account import appids_in

NAMED = {
    "https://shop-1250000000.cos.ap-guangzhou.myqcloud.com/a.png": {"1250000000"},
    'Bucket="shop-1250000000"': {"1250000000"},
    "COS_BUCKET_NAME=shop-static-1300000000": {"1300000000"},
    '{"bucket": "a-1250000000", "other_bucket": "b-1250000001"}': {"1250000000", "1250000001"},
    "bucket = shop-1250000000x": set(),
    "order-1250000000 of 2024": set(),
    "bucket: my-bucket": set(),
    "shop-9250000000.cos.ap-guangzhou.myqcloud.com": set(),
}


@pytest.mark.parametrize("text", NAMED)
def test_appids_are_those_of_the_buckets_in_a_text(text: str) -> None:
    assert appids_in(text.encode()) == NAMED[text]
