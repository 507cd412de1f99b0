"""Which alarm a person means, by the beginning of its id."""

from sqlalchemy import Connection

from akwarden.errors import UsageError
from akwarden.store import alarm_listing
from akwarden.store.alarm_listing import ListedAlarm

SHORTEST_NAME = 6
"""Characters of an id that are enough where no other alarm begins so."""
_NAMED = 5


def find_alarm(connection: Connection, name: str) -> ListedAlarm:
    """Return the alarm whose id begins with `name`; raises UsageError for none and for several."""
    found = alarm_listing.begins(connection, name.lower()) if len(name) >= SHORTEST_NAME else []
    exact = [one for one in found if one.kept.gathered.id == name.lower()]
    if len(found) == 1 or exact:
        return (exact or found)[0]
    if found:
        named = ", ".join(one.kept.gathered.id[:12] for one in found[:_NAMED])
        raise UsageError(
            f"{name!r} fits {len(found)} alarms", why=f"among them {named}", mend="write more of it"
        )
    mend = f"give at least the first {SHORTEST_NAME} characters of an id of akwarden alarms list"
    raise UsageError(f"there is no alarm {name!r}", mend=mend)
