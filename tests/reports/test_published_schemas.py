"""The JSON Schemas under docs/reference are those of the code, and what we print fits them."""

import json
import re

import pytest
from tests.reports.published import REFERENCE, validate, validator
from tests.reports.samples import findings, partial_coverage, rendered, report

from akwarden.reports.published_schemas import published


@pytest.mark.parametrize("file_name", published())
def test_published_file_is_current(file_name: str) -> None:
    mend = "run: python -m akwarden.reports.published_schemas docs/reference"

    assert (REFERENCE / file_name).read_text(encoding="utf-8") == published()[file_name], mend


def test_real_output_fits() -> None:
    shown = report(*findings(), coverage=partial_coverage())

    *lines, coverage = map(json.loads, rendered("jsonl", shown).splitlines())

    validate("coverage", coverage)
    validate("scan", json.loads(rendered("json", shown)))
    for line in lines:
        validate("finding", line)


@pytest.mark.parametrize(
    ("field", "wrong"), [("schema", "akwarden.finding/2"), ("severity", "awful"), ("location", None)]
)
def test_other_output_does_not_fit(field: str, wrong: object) -> None:
    line = json.loads(rendered("jsonl", report(*findings())).splitlines()[0])

    assert not validator("finding").is_valid(line | {field: wrong})


@pytest.mark.parametrize("name", ["finding", "coverage"])
def test_every_field_that_needs_words_has_them(name: str) -> None:
    schema = json.loads(published()[f"{name}.schema.json"])

    bare = [field for field, about in schema["properties"].items() if "description" not in about]

    assert set(bare) <= {"schema", "severity", "confidence", "key_type"}
    assert not re.search(r"None|`", json.dumps(schema))
