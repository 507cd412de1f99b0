import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.errors import UsageError
from akwarden.providers.audit_pull import BucketAddress, read_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("s3://trail-logs", BucketAddress(scheme="s3", bucket="trail-logs")),
        ("s3://trail.logs/AWSLogs/", BucketAddress(scheme="s3", bucket="trail.logs", prefix="AWSLogs/")),
        (
            "cos://audit-1250000000/track/a b?region=ap-guangzhou",
            BucketAddress(scheme="cos", bucket="audit-1250000000", prefix="track/a b", region="ap-guangzhou"),
        ),
    ],
)
def test_a_bucket_is_read_as_people_write_it(text: str, address: BucketAddress) -> None:
    assert read_address(text) == address
    assert text.startswith(address.text.removesuffix("/"))


@pytest.mark.parametrize(
    "text",
    [
        "trail-logs",
        "https://trail-logs.example/",
        "s3://",
        "s3://Trail_Logs/",
        "s3://key:secret@trail-logs/",
        "s3://trail-logs:80/",
        "s3://trail-logs/?region=../x",
        "s3://trail-logs/?zone=a",
        "s3://trail-logs/?region",
        "s3://trail-logs/#a",
        "s3://[::1/",
    ],
)
def test_another_text_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_address(text)

    assert "secret" not in f"{refused.value.what}{refused.value.why}{refused.value.mend}"


@given(st.text())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        found = read_address(text)
    except UsageError:
        return
    assert found.scheme in {"cos", "s3"}
