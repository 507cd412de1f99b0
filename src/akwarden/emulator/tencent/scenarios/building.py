"""A cloud from what a scenario wants."""

from akwarden.emulator.tencent.scenarios.names import Names
from akwarden.emulator.tencent.scenarios.networks import add_networks, check_addresses
from akwarden.emulator.tencent.scenarios.people import (
    DAY,
    Placed,
    add_keys,
    add_user,
    age_of,
    check_unique,
    people_of,
)
from akwarden.emulator.tencent.scenarios.rights import Rights
from akwarden.emulator.tencent.scenarios.services import add_services, found_organization
from akwarden.emulator.tencent.scenarios.trail import note_makers
from akwarden.emulator.tencent.scenarios.wanted import WantedAccount, WantedScenario
from akwarden.emulator.tencent.state import Account, Cloud


def build(wanted: WantedScenario, cloud: Cloud) -> Cloud:
    """Return the cloud with all that is wanted in it; raises MisfitError for what can't be.

    First come all accounts with their root keys, then all users with theirs, then what may speak of them:
    policies, groups, roles, secrets and functions. The organization comes after them, and what has addresses
    comes last.
    """
    now = cloud.clock.now()
    places = [(one, f"accounts[{number}]") for number, one in enumerate(wanted.accounts)]
    check_unique([(one.name, path) for one, path in places], "account")
    check_addresses(wanted.accounts)
    people = [people_of(one, path) for one, path in places]
    accounts = [
        _add_account(cloud, one, placed, path, now)
        for (one, path), placed in zip(places, people, strict=True)
    ]
    for account, placed in zip(accounts, people, strict=True):
        for user in placed:
            add_user(cloud, account, user, now)
    names = Names(cloud)
    for (one, path), account, placed in zip(places, accounts, people, strict=True):
        Rights(cloud, account, names, now).add(one, placed, path)
        add_services(cloud, account, one, names, path)
        note_makers(cloud, account, one, placed, path)
    if wanted.organization is not None:
        found_organization(cloud, wanted.organization)
    for (one, path), account in zip(places, accounts, strict=True):
        add_networks(cloud, account, one, path)
    cloud.changed()
    return cloud


def _add_account(cloud: Cloud, wanted: WantedAccount, people: list[Placed], path: str, now: float) -> Account:
    account = cloud.add_account(wanted.name, wanted.site)
    account.created = now - age_of(wanted, people, path) * DAY
    add_keys(cloud, account, account.uin, wanted.root_keys, f"{path}.root_keys", now)
    return account
