import json
from collections.abc import Iterator

from akwarden.frontends.api.app import openapi_text
from akwarden.frontends.api.provided import provided


def _bodies(document: dict[str, dict[str, dict[str, dict[str, object]]]]) -> Iterator[str]:
    """Yield the names of the fields of every body that a route takes."""
    schemas = document["components"]["schemas"]
    for route in document["paths"].values():
        for operation in route.values():
            text = json.dumps(operation.get("requestBody", {}))
            for name, schema in schemas.items():
                if f'"#/components/schemas/{name}"' in text:
                    yield from dict(schema.get("properties", {}))  # type: ignore[call-overload]


def test_no_field_of_a_body_is_named_like_what_handlers_are_given() -> None:
    # Litestar takes a fault in such a field for one of the server, and answers 500.
    fields = set(_bodies(json.loads(openapi_text())))

    assert {"login", "password", "query"} & fields
    assert not fields & provided().keys()
