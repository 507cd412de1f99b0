"""A row of a list of keys is what its published schema says, and nothing else."""

import json

import jsonschema
import msgspec
import pytest
from tests.risk.keys import facts
from tests.store.rows import NOW

from akwarden.model.access_key import KeyStatus
from akwarden.model.key_row import KeyFacts, KeyRow
from akwarden.reports.published_schemas import published
from akwarden.risk.advice import advise

VALIDATOR = jsonschema.Draft202012Validator(json.loads(published()["key.schema.json"]))


def written(known: KeyFacts) -> dict[str, object]:
    """Give the row of a key as a program reads it."""
    row: dict[str, object] = json.loads(msgspec.json.encode(KeyRow.of(known, advise(known, NOW))))
    return row


@pytest.mark.parametrize(
    "known",
    [
        facts(),
        facts(leaks=2, owner="ann", tags=("a", "b")),
        facts(status=KeyStatus.UNLISTED, account=None, principal=None, principal_type=None, created_at=None),
    ],
)
def test_every_row_fits_the_published_schema(known: KeyFacts) -> None:
    VALIDATOR.validate(written(known))


def test_a_row_has_all_fields_also_those_that_are_not_known() -> None:
    assert list(written(facts())) == [
        "schema",
        "key_id",
        "provider",
        "account",
        "site",
        "department",
        "principal",
        "principal_type",
        "key_type",
        "status",
        "created_at",
        "last_used_at",
        "remark",
        "owner",
        "tags",
        "advice",
        "reasons",
        "risks",
        "alarms",
        "leaks",
        "source_ips",
        "calls_24h",
    ]


@pytest.mark.parametrize("field", ["alarms", "source_ips", "calls_24h"])
def test_the_schema_says_that_what_is_not_known_is_null_and_never_0(field: str) -> None:
    about = json.loads(published()["key.schema.json"])["properties"][field]["description"]

    assert "null as long as no audit records are read, never 0" in about
