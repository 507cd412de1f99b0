"""What templates are made of: values as JSON has them."""

import json
from typing import TypeAlias

JsonValue: TypeAlias = str | int | bool | list["JsonValue"] | dict[str, "JsonValue"]


def as_json(value: JsonValue) -> str:
    """Return a value as JSON that people read, without a line break at its end."""
    return json.dumps(value, indent=2, ensure_ascii=False)
