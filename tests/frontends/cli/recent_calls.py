"""Records of calls of the last days, for commands that look back from now."""

from datetime import UTC, datetime, timedelta

from tests.workflows.events.imports import audit


def called(number: int, key: str, address: str, days: float = 1) -> dict[str, object]:
    """Give the record with that number of a call that a key of alice signed so many days ago."""
    at = int((datetime.now(UTC) - timedelta(days=days)).timestamp())
    record = audit(number, sourceIPAddress=address, eventTime=at)
    identity = {**record["userIdentity"], "secretId": key, "sessionContext": "{}", "userName": "alice"}
    return {**record, "userIdentity": identity}
