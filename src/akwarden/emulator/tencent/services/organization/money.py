"""What the manager of an organization may do with the money of a member, and who pays for it.

The numbers are those of the parameter PermissionIds of CreateOrganizationMember. Samples show the names of
the first two; those of the others are this emulator's.
"""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.services.organization.state import Organization
from akwarden.emulator.tencent.state import Cloud

TYPE = "Financial"
MUST = (1, 2)
"""Every member grants these."""
_TYPE_NAME = "财务管理"
_PAID_FOR = 7
_NAMES = MappingProxyType(
    {
        1: "viewBill",
        2: "viewBalance",
        3: "transferFunds",
        4: "mergeBill",
        5: "issueInvoice",
        6: "inheritDiscount",
        7: "payOnBehalf",
        8: "analyzeCost",
        9: "manageBudget",
        10: "setCreditLimit",
    }
)


def check_permissions(kind: str, permissions: list[int]) -> None:
    """Raise ApiError for permissions that there are not, and for a lack of those that must be."""
    if kind != TYPE:
        raise ApiError("FailedOperation.OrganizationPolicyIllegal", "The type of policy is Financial.")
    wrong = not {*MUST} <= {*permissions} <= {*_NAMES} or len({*permissions}) < len(permissions)
    if wrong:
        raise ApiError(
            "FailedOperation.OrganizationPermissionIllegal",
            "The parameter `PermissionIds` has numbers of 1 to 10, and 1 and 2 among them.",
        )


def check_payer(organization: Organization, permissions: list[int], pay_uin: str) -> None:
    """Raise ApiError unless a member that is paid for has somebody of the organization who pays."""
    known = {str(organization.host), *(str(uin) for uin in organization.members)}
    if (_PAID_FOR in permissions and pay_uin not in known) or (pay_uin and _PAID_FOR not in permissions):
        raise ApiError("FailedOperation.PayUinIllegal", "The parameter `PayUin` is no account that can pay.")


def described_permissions(permissions: Iterable[int]) -> dict[str, Any]:
    """Return what an answer says of permissions."""
    return {
        "OrgPolicyType": TYPE,
        "OrgPolicyName": _TYPE_NAME,
        "OrgPermission": [{"Id": number, "Name": _NAMES[number]} for number in permissions],
    }


def payer_name(cloud: Cloud, pay_uin: str) -> str:
    """Return the name of who pays, where that is somebody else."""
    return cloud.accounts[int(pay_uin)].name if pay_uin else ""
