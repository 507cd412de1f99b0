"""Where a service of Tencent Cloud is called.

After "Request Structure" of the API documents: the mainland site answers at SERVICE.tencentcloudapi.com, the
international one at SERVICE.intl.tencentcloudapi.com. Regions for financial institutions are apart: for them
the region stands in the name, as in cvm.ap-shanghai-fsi.tencentcloudapi.com.
"""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

import msgspec

from akwarden.errors import UsageError
from akwarden.model.account import AccountSite

_DOMAIN = "tencentcloudapi.com"
_FINANCE = "-fsi"
_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_ANYWHERE = {
    AccountSite.MAINLAND: "ap-guangzhou",
    AccountSite.INTERNATIONAL: "ap-guangzhou",
    AccountSite.FINANCE: "ap-shanghai-fsi",
}


class Endpoint(msgspec.Struct, frozen=True):
    """One address of a service."""

    scheme: str
    host: str
    """With the port, where it has one."""

    @property
    def is_here(self) -> bool:
        """Say whether it is on this machine, where no proxy leads to."""
        return _is_loopback(urlsplit(f"//{self.host}").hostname or "")


def is_finance(region: str) -> bool:
    """Say whether a region is one for financial institutions."""
    return region.endswith(_FINANCE)


def home_region(site: AccountSite) -> str:
    """Return the region to name for a service that has none of its own."""
    return _ANYWHERE.get(site, _ANYWHERE[AccountSite.MAINLAND])


def endpoint_of(service: str, region: str, site: AccountSite, replaced: Mapping[str, str]) -> Endpoint:
    """Return where a service is called for a region, empty for none.

    `replaced` has addresses by service, `*` for every other one. Raises UsageError for one that is unusable.
    """
    own = replaced.get(service) or replaced.get("*")
    if own is not None:
        return read_endpoint(own)
    if is_finance(region) or site is AccountSite.FINANCE:
        place = region if is_finance(region) else _ANYWHERE[AccountSite.FINANCE]
        return Endpoint("https", f"{service}.{place}.{_DOMAIN}")
    middle = ".intl" if site is AccountSite.INTERNATIONAL else ""
    return Endpoint("https", f"{service}{middle}.{_DOMAIN}")


def read_endpoint(text: str) -> Endpoint:
    """Return an address as a setting writes it; raises UsageError for another than https, or http to here."""
    scheme, _, host = text.rstrip("/").partition("://")
    if scheme in {"http", "https"} and _HOST.fullmatch(host):
        found = Endpoint(scheme, host)
        if scheme == "https" or found.is_here:
            return found
    raise UsageError(
        "an address of a service can't be used",
        why="calls go out over https; http is taken to this machine only",
        mend="write https://HOST, or http://127.0.0.1:PORT",
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
