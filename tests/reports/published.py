"""Holds values to the JSON Schemas that we publish, to that of the SARIF standard, and to GitLab's rules."""

import json
from functools import cache
from pathlib import Path

import jsonschema

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
SARIF = ROOT / "tests" / "samples" / "sarif" / "sarif-2.1.0-rtm.5.json"
GITLAB = ROOT / "tests" / "samples" / "gitlab" / "secret-detection.schema.json"


@cache
def validator(name: str) -> jsonschema.Draft202012Validator:
    """Return the validator for the published schema of that name."""
    schema = json.loads((REFERENCE / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def validate(name: str, value: object) -> None:
    """Hold `value` to the published schema of that name."""
    validator(name).validate(value)


@cache
def sarif_validator() -> jsonschema.Draft4Validator:
    """Return the validator for the standard's own schema."""
    return jsonschema.Draft4Validator(json.loads(SARIF.read_text(encoding="utf-8")))


@cache
def gitlab_validator() -> jsonschema.Draft7Validator:
    """Return the validator for what GitLab demands of a secret detection report."""
    schema = json.loads(GITLAB.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)
