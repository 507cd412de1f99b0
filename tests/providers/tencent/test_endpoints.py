import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.errors import UsageError
from akwarden.model.account import AccountSite
from akwarden.providers.tencent.endpoints import Endpoint, endpoint_of, home_region, read_endpoint

MAINLAND, INTERNATIONAL, FINANCE = AccountSite.MAINLAND, AccountSite.INTERNATIONAL, AccountSite.FINANCE


@pytest.mark.parametrize(
    ("site", "region", "host"),
    [
        (MAINLAND, "", "cam.tencentcloudapi.com"),
        (MAINLAND, "ap-beijing", "cam.tencentcloudapi.com"),
        (INTERNATIONAL, "ap-singapore", "cam.intl.tencentcloudapi.com"),
        (FINANCE, "", "cam.ap-shanghai-fsi.tencentcloudapi.com"),
        (FINANCE, "ap-shenzhen-fsi", "cam.ap-shenzhen-fsi.tencentcloudapi.com"),
        (MAINLAND, "ap-shenzhen-fsi", "cam.ap-shenzhen-fsi.tencentcloudapi.com"),
    ],
)
def test_each_site_has_addresses_of_its_own(site: AccountSite, region: str, host: str) -> None:
    assert endpoint_of("cam", region, site, {}) == Endpoint("https", host)


def test_an_address_of_a_service_goes_before_that_of_all() -> None:
    replaced = {"*": "https://proxy.example", "cam": "http://127.0.0.1:8080"}

    assert endpoint_of("cam", "", MAINLAND, replaced) == Endpoint("http", "127.0.0.1:8080")
    assert endpoint_of("sts", "", INTERNATIONAL, replaced) == Endpoint("https", "proxy.example")


@pytest.mark.parametrize("text", ["http://localhost:1", "http://[::1]:8080", "http://127.0.0.9/"])
def test_http_is_taken_to_this_machine(text: str) -> None:
    assert read_endpoint(text).is_here


@pytest.mark.parametrize(
    "text",
    ["http://example.com", "ftp://127.0.0.1", "127.0.0.1:80", "https://a/b", "https://u:p@a", "https://", ""],
)
def test_what_would_send_keys_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_endpoint(text)
    assert "u:p" not in f"{refused.value.what} {refused.value.why} {refused.value.mend}"


@given(st.text())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        found = read_endpoint(text)
    except UsageError:
        return
    assert found.scheme == "https" or found.is_here


def test_every_site_has_a_region_to_name() -> None:
    assert home_region(FINANCE).endswith("-fsi")
    assert {home_region(MAINLAND), home_region(INTERNATIONAL)} == {"ap-guangzhou"}
