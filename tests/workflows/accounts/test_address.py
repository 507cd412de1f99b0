import pytest

from akwarden.errors import AccountError
from akwarden.workflows.accounts.address import read_endpoints


def test_an_address_alone_is_that_of_every_service() -> None:
    assert read_endpoints(["https://cam.internal.tencentcloudapi.com/"]) == {
        "*": "https://cam.internal.tencentcloudapi.com"
    }


def test_services_may_have_addresses_of_their_own() -> None:
    found = read_endpoints(["http://127.0.0.1:18080", "sts=https://sts.internal.tencentcloudapi.com"])

    assert found == {"*": "http://127.0.0.1:18080", "sts": "https://sts.internal.tencentcloudapi.com"}


@pytest.mark.parametrize(
    "text",
    [
        "http://example.com",
        "http://127.0.0.1.example.com",
        "https://user:word@example.com",
        "https://example.com/path",
        "https://example.com?x=1",
        "ftp://example.com",
        "example.com",
        "",
        "https://exa mple.com",
        "https://example.com\nHost: other",
        "Bad Service=https://example.com",
    ],
)
def test_what_is_no_plain_address_is_refused(text: str) -> None:
    with pytest.raises(AccountError, match="endpoint"):
        read_endpoints([text])


def test_two_addresses_for_one_service_are_refused() -> None:
    with pytest.raises(AccountError, match="two endpoints are given for cam"):
        read_endpoints(["cam=https://one.example", "cam=https://two.example"])
