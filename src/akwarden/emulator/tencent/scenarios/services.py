"""What other services keep: secrets, functions, buckets and disks, and an organization over the accounts."""

from collections import Counter
from collections.abc import Sequence

from akwarden.emulator.tencent.call import Call, Caller, CallerKind, Request
from akwarden.emulator.tencent.cos.state import add_bucket
from akwarden.emulator.tencent.scenarios.belongings import (
    WantedBucket,
    WantedDisk,
    WantedFunction,
    WantedSecret,
)
from akwarden.emulator.tencent.scenarios.names import Names, near
from akwarden.emulator.tencent.scenarios.parts import MisfitError
from akwarden.emulator.tencent.scenarios.people import check_unique
from akwarden.emulator.tencent.scenarios.wanted import WantedAccount, WantedOrganization
from akwarden.emulator.tencent.services.cbs.state import add_disk, add_snapshot
from akwarden.emulator.tencent.services.organization.members import let_in
from akwarden.emulator.tencent.services.organization.money import MUST
from akwarden.emulator.tencent.services.organization.organization import create_organization
from akwarden.emulator.tencent.services.organization.state import (
    ADMIN,
    ADMIN_ROLE,
    MOST_MEMBERS,
    Member,
    Organization,
    organizations,
)
from akwarden.emulator.tencent.services.regional import REGIONS
from akwarden.emulator.tencent.services.scf.functions import MOST_FUNCTIONS
from akwarden.emulator.tencent.services.scf.state import add_function
from akwarden.emulator.tencent.services.ssm.state import add_secret
from akwarden.emulator.tencent.state import Account, Cloud

_PATH = "organization"


def add_services(cloud: Cloud, account: Account, wanted: WantedAccount, names: Names, path: str) -> None:
    """Add what the services of one account keep; raises MisfitError for references that lead nowhere."""
    _add_secrets(cloud, account, wanted.secrets, names, f"{path}.secrets")
    _add_disks(cloud, account, wanted.disks, f"{path}.disks")
    _add_functions(cloud, account, wanted.functions, names, f"{path}.functions")
    _add_buckets(cloud, account, wanted.buckets, names, f"{path}.buckets")


def _add_secrets(
    cloud: Cloud, account: Account, wanted: Sequence[WantedSecret], names: Names, path: str
) -> None:
    check_unique([(f"{one.name} in {one.region}", f"{path}[{n}]") for n, one in enumerate(wanted)], "secret")
    for number, one in enumerate(wanted):
        _check_region(one.region, f"{path}[{number}]")
        value = names.filled(one.value, f"{path}[{number}].value")
        add_secret(cloud, account, one.name, value, region=one.region, description=one.description)


def _add_disks(cloud: Cloud, account: Account, wanted: Sequence[WantedDisk], path: str) -> None:
    uins = {one.name: one.uin for one in cloud.accounts.values()}
    for number, one in enumerate(wanted):
        _check_region(one.region, f"{path}[{number}]")
        disk = add_disk(cloud, account, one.name, region=one.region, size=one.size)
        for place, snapshot in enumerate(one.snapshots):
            for name in snapshot.shared_with:
                if name not in uins and not name.isdecimal():
                    where = f"{path}[{number}].snapshots[{place}].shared_with"
                    raise MisfitError(where, f"there is no account {name!r}", mend=near(name, uins))
            shared = [uins.get(name) or int(name) for name in snapshot.shared_with]
            add_snapshot(cloud, account, snapshot.name, disk=disk, region=one.region, shared_with=shared)


def _add_functions(
    cloud: Cloud, account: Account, wanted: Sequence[WantedFunction], names: Names, path: str
) -> None:
    places = [(f"{one.name} in {one.region} {one.namespace}", f"{path}[{n}]") for n, one in enumerate(wanted)]
    check_unique(places, "function")
    if max(Counter((one.region, one.namespace) for one in wanted).values(), default=0) > MOST_FUNCTIONS:
        raise MisfitError(path, f"a namespace has {MOST_FUNCTIONS} functions at most")
    for number, one in enumerate(wanted):
        place = f"{path}[{number}]"
        _check_region(one.region, place)
        add_function(
            cloud,
            account,
            one.name,
            region=one.region,
            namespace=one.namespace,
            environment=names.filled(one.environment, f"{place}.environment"),
            files=names.filled(one.files, f"{place}.files"),
            config={"Description": one.description},
        )


def _add_buckets(
    cloud: Cloud, account: Account, wanted: Sequence[WantedBucket], names: Names, path: str
) -> None:
    check_unique([(one.name, f"{path}[{n}]") for n, one in enumerate(wanted)], "bucket")
    for number, one in enumerate(wanted):
        _check_region(one.region, f"{path}[{number}]")
        bucket = add_bucket(cloud, account, one.name, one.region)
        for key, text in names.filled(one.objects, f"{path}[{number}].objects").items():
            bucket.put(key, text.encode(), bucket.created)


def _check_region(region: str, path: str) -> None:
    if region not in REGIONS:
        raise MisfitError(f"{path}.region", f"there is no region {region!r}", mend=near(region, REGIONS))


def found_organization(cloud: Cloud, wanted: WantedOrganization) -> None:
    """Found the organization and let its members in, as if one account had called for it."""
    accounts = {account.name: account for account in cloud.accounts.values()}
    for name in (wanted.management, *(wanted.members or ())):
        if name not in accounts:
            raise MisfitError(_PATH, f"there is no account {name!r}", mend=near(name, accounts))
    host = accounts.pop(wanted.management)
    members = wanted.members if wanted.members is not None else tuple(accounts)
    check_unique([(name, f"{_PATH}.members") for name in (wanted.management, *members)], "member")
    if len(members) > MOST_MEMBERS:
        raise MisfitError(f"{_PATH}.members", f"an organization has {MOST_MEMBERS} members at most")
    create_organization(_call(cloud, host))
    for name in members:
        _join(cloud, organizations(cloud)[-1], accounts[name])


def _join(cloud: Cloud, organization: Organization, account: Account) -> None:
    """Make an account a member; its manager may enter it by a role, unless it is on another site."""
    member = Member(account.uin, account.name, organization.root.id, organization.created, list(MUST))
    member.was_invited = True
    organization.members[member.uin] = member
    if account.site is cloud.accounts[organization.host].site:
        if any(role.name == ADMIN_ROLE for role in account.roles.values()):
            raise MisfitError(f"{_PATH}.members", f"{account.name!r} has a role {ADMIN_ROLE} already")
        let_in(cloud, organization, member, organization.identities[ADMIN])


def _call(cloud: Cloud, account: Account) -> Call:
    """Return a call of an account's root."""
    request = Request("organization", "", "", "", "", "", "", "", cloud.ids.uuid())
    return Call(cloud, Caller(CallerKind.ROOT, account, ""), request, {}, cloud.clock.now())
