"""Tencent Cloud as the registry hands it out."""

from akwarden.model.account import AccountSite, FromEnvironment, FromInstance, FromProfile
from akwarden.model.credential import Credential
from akwarden.model.lease import Lease
from akwarden.providers.audit_pull import AuditPull
from akwarden.providers.inventory import Access, Inventory
from akwarden.providers.key_making import KeyMaker, KeyMaking
from akwarden.providers.protocol import Identifier
from akwarden.providers.provider import Provider, RoleRequest, Surroundings
from akwarden.providers.tencent.permissions import CALLS, DELIVERY_CALLS, KEY_CALLS, policy

# Who asks only whose a key is must not wait for what reads an account: each function imports what it needs.


def _identifier() -> Identifier:
    from akwarden.providers.tencent.identify import Tencent  # noqa: PLC0415

    return Tencent()


def _lease(source: FromEnvironment | FromProfile | FromInstance, surroundings: Surroundings) -> Lease:
    from akwarden.providers.tencent.credentials import lease  # noqa: PLC0415

    return lease(source, surroundings)


def _assume(request: RoleRequest, access: Access) -> Lease:
    from akwarden.providers.tencent.roles import assume  # noqa: PLC0415

    return assume(request, access)


def _inventory(access: Access) -> Inventory:
    from akwarden.providers.tencent.inventory import TencentInventory  # noqa: PLC0415

    return TencentInventory(access)


def _audit_pull(access: Access) -> AuditPull:
    from akwarden.providers.tencent.audit.pull import TencentAuditPull  # noqa: PLC0415

    return TencentAuditPull(access)


def _key_maker(access: Access) -> KeyMaker:
    from akwarden.providers.tencent.key_making import TencentKeyMaker  # noqa: PLC0415

    return TencentKeyMaker(access)


def _written_key(credential: Credential, file_name: str) -> str:
    from akwarden.providers.tencent.key_making import written  # noqa: PLC0415

    return written(credential, file_name)


def _deleting_user(user: str, key_id: str) -> tuple[str, ...]:
    from akwarden.providers.tencent.key_making import deleting  # noqa: PLC0415

    return deleting(user, key_id)


def _role_arn(account: str, role: str, site: AccountSite) -> str:
    from akwarden.providers.tencent.roles import role_arn  # noqa: PLC0415

    return role_arn(account, role, site)


TENCENT = Provider(
    name="tencent",
    title="Tencent Cloud",
    sites=(AccountSite.MAINLAND, AccountSite.INTERNATIONAL, AccountSite.FINANCE),
    calls=CALLS,
    delivery_calls=DELIVERY_CALLS,
    identifier=_identifier,
    lease=_lease,
    assume=_assume,
    inventory=_inventory,
    audit_pull=_audit_pull,
    key_making=KeyMaking(calls=KEY_CALLS, opened=_key_maker, written=_written_key, deleting=_deleting_user),
    role_arn=_role_arn,
    policy=policy,
)
