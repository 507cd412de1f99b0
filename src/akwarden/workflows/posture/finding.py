"""Which risk a person means, by the beginning of its id."""

from datetime import datetime

from sqlalchemy import Connection

from akwarden.errors import UsageError
from akwarden.store import risk_listing
from akwarden.store.risk_listing import Stored

SHORTEST_NAME = 6
"""Characters of an id that are enough where no other risk begins so."""
_NAMED = 5


def find_risk(connection: Connection, name: str, now: datetime) -> Stored:
    """Return the risk whose id begins with `name`; raises UsageError for none and for several."""
    found = risk_listing.begins(connection, name.lower(), now) if len(name) >= SHORTEST_NAME else []
    exact = [one for one in found if one.risk.id == name.lower()]
    if len(found) == 1 or exact:
        return (exact or found)[0]
    if found:
        named = ", ".join(one.risk.id[:12] for one in found[:_NAMED])
        raise UsageError(
            f"{name!r} fits {len(found)} risks", why=f"among them {named}", mend="write more of it"
        )
    mend = f"give at least the first {SHORTEST_NAME} characters of an id of akwarden risks list"
    raise UsageError(f"there is no risk {name!r}", mend=mend)
