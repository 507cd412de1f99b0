from hypothesis import given
from tests.analytics.lake import (
    PROPERTY,
    Row,
    answer,
    counts,
    distinct,
    event,
    events,
    groups,
    numbered,
    same,
    table,
    the_one,
)

from akwarden.analytics.temporary_keys import ISSUERS, TEMPORARY_KEYS, issuers, temporary_keys


def temporary(rows: list[Row]) -> list[Row]:
    """Give the events that temporary keys signed."""
    return [row for row in rows if row["key_type"] == "temporary"]


def common(group: list[Row]) -> Row:
    """Give what both views say of events that belong together."""
    return {
        "provider": group[0]["provider"],
        "issuer": the_one(group, "issuer"),
        "account": the_one(group, "account"),
        "sessions": distinct(group, "session_name"),
        "addresses": distinct(group, "source_ip"),
        **counts(group),
    }


def issuer(group: list[Row]) -> Row:
    """Give the row of an issuer."""
    own = {"accounts": distinct(group, "account"), "keys": distinct(group, "key_id")}
    return common(group) | own | {"name": the_one(group, "principal_name")}


def key(group: list[Row]) -> Row:
    """Give the row of a temporary key."""
    return common(group) | {
        "key_id": group[0]["key_id"],
        "session_name": the_one(group, "session_name"),
    }


@PROPERTY
@given(events())
def test_temporary_keys_are_folded_under_their_issuer(rows: list[Row]) -> None:
    found = answer(issuers(table(rows)), ISSUERS)

    assert same(found, [issuer(group) for group in groups(temporary(rows), "provider", "issuer").values()])


@PROPERTY
@given(events())
def test_the_keys_of_an_issuer_are_those_that_it_gave_out(rows: list[Row]) -> None:
    asked = ("tencent", "arn:role/ci")

    found = answer(temporary_keys(table(rows), issuer=asked), TEMPORARY_KEYS)

    kept = [row for row in temporary(rows) if (row["provider"], row["issuer"]) == asked]
    by_key = groups(kept, "provider", "key_id")
    assert same(found, [key(group) for (_, name), group in by_key.items() if name is not None])


@PROPERTY
@given(events())
def test_all_temporary_keys_are_told(rows: list[Row]) -> None:
    found = answer(temporary_keys(table(rows)), TEMPORARY_KEYS)

    by_key = groups(temporary(rows), "provider", "key_id")
    assert same(found, [key(group) for (_, name), group in by_key.items() if name is not None])


def test_keys_without_an_issuer_can_be_asked_for() -> None:
    rows = numbered(
        event(key_type="temporary", key_id=key, issuer=of) for key, of in (("a", None), ("b", "x"))
    )

    found = answer(temporary_keys(table(rows), issuer=("tencent", None)), TEMPORARY_KEYS)

    assert [row["key_id"] for row in found] == ["a"]
