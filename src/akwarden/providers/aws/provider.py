"""AWS as the rest of akwarden knows it."""

from akwarden.model.account import FromEnvironment, FromInstance, FromProfile
from akwarden.model.credential import Credential
from akwarden.model.lease import Lease
from akwarden.providers.audit_pull import AuditPull
from akwarden.providers.aws.identify import Aws
from akwarden.providers.aws.partition import SITES, role_arn
from akwarden.providers.aws.permissions import CALLS, DELIVERY_CALLS, KEY_CALLS, policy
from akwarden.providers.inventory import Access, Inventory, Tally
from akwarden.providers.key_making import KeyMaker, KeyMaking
from akwarden.providers.provider import Provider, RoleRequest, Surroundings

# boto3 takes a good part of a second to import, and a scan does not need it: only what calls imports it.


def _lease(source: FromEnvironment | FromProfile | FromInstance, surroundings: Surroundings) -> Lease:
    """Read a key of this machine."""
    from akwarden.providers.aws.credentials import lease  # noqa: PLC0415  lazy, see above

    return lease(source, surroundings)


def _assume(request: RoleRequest, access: Access) -> Lease:
    """Take a role."""
    from akwarden.providers.aws.role import assume  # noqa: PLC0415  lazy, see above

    return assume(request, access)


def _inventory(access: Access) -> Inventory:
    """Open an account."""
    from akwarden.providers.aws.client import Client  # noqa: PLC0415  lazy, see above
    from akwarden.providers.aws.inventory import AwsInventory  # noqa: PLC0415  lazy, see above

    return AwsInventory(Client(access, Tally()))


def _audit_pull(access: Access) -> AuditPull:
    """Open an account for fetching its audit records."""
    from akwarden.providers.aws.audit.pull import AwsAuditPull  # noqa: PLC0415  lazy, see above
    from akwarden.providers.aws.client import Client  # noqa: PLC0415  lazy, see above

    return AwsAuditPull(Client(access, Tally()))


def _key_maker(access: Access) -> KeyMaker:
    """Open an account for making users without rights."""
    from akwarden.providers.aws.client import Client  # noqa: PLC0415  lazy, see above
    from akwarden.providers.aws.key_making import AwsKeyMaker  # noqa: PLC0415  lazy, see above

    return AwsKeyMaker(Client(access, Tally(), calls=KEY_CALLS))


def _written_key(credential: Credential, file_name: str) -> str:
    """Write a key as the command line of AWS reads it."""
    from akwarden.providers.aws.key_making import written  # noqa: PLC0415  lazy, see above

    return written(credential, file_name)


def _deleting_user(user: str, key_id: str) -> tuple[str, ...]:
    """Give the commands that delete a user and its key."""
    from akwarden.providers.aws.key_making import deleting  # noqa: PLC0415  lazy, see above

    return deleting(user, key_id)


AWS = Provider(
    name="aws",
    title="AWS",
    sites=SITES,
    calls=CALLS,
    delivery_calls=DELIVERY_CALLS,
    identifier=Aws,
    lease=_lease,
    assume=_assume,
    inventory=_inventory,
    audit_pull=_audit_pull,
    key_making=KeyMaking(calls=KEY_CALLS, opened=_key_maker, written=_written_key, deleting=_deleting_user),
    role_arn=role_arn,
    policy=policy,
)
