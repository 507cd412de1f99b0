"""Users of an emulated Tencent Cloud, so that traffic is of the same keys as its inventory."""

from akwarden.emulator.tencent.state import Cloud, Status
from akwarden.emulator.traffic.organisation import Known, Name


def known_of(cloud: Cloud) -> dict[Name, Known]:
    """Return the users of a cloud with their active keys, by the names of account and user."""
    return {
        Name(account.name, user.name): Known(
            str(user.uin),
            tuple(
                key.secret_id
                for key in sorted(account.keys_of(user.uin), key=lambda key: key.created)
                if key.status is Status.ACTIVE
            ),
        )
        for account in cloud.accounts.values()
        for user in account.users.values()
    }
