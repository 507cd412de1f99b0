"""The partitions of AWS: separate clouds of one name, and where each has its services without a region.

After "Service endpoints and quotas" (AWS General Reference), and "Endpoints for AWS Organizations".
"""

from akwarden.model.account import AccountSite

SITES = (AccountSite.AWS, AccountSite.AWS_CN, AccountSite.AWS_US_GOV)

_HOME = {
    AccountSite.AWS: "us-east-1",
    AccountSite.AWS_CN: "cn-north-1",
    AccountSite.AWS_US_GOV: "us-gov-west-1",
}
_ORGANIZATIONS = {**_HOME, AccountSite.AWS_CN: "cn-northwest-1"}


def home_region(site: AccountSite, service: str) -> str:
    """Return the region that a call to a service without regions is signed for."""
    regions = _ORGANIZATIONS if service == "organizations" else _HOME
    return regions[site]


def role_arn(number: str, name: str, site: AccountSite) -> str:
    """Return the ARN of a role of an account."""
    return f"arn:{site.value}:iam::{number}:role/{name}"


def root_arn(number: str, site: AccountSite) -> str:
    """Return the ARN of the account itself."""
    return f"arn:{site.value}:iam::{number}:root"
