"""What the server writes down."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.frontends.api.client import Site

from akwarden.frontends.api.logs import OWN, Redacting, set_up

SECRET = "Gu5t9xGARNpq86cd98joQ" + "YCN3EXAMPLE"


def written(message: str, **own: object) -> dict[str, object]:
    """Return what is written of a message and of fields of the server's own."""
    record = logging.makeLogRecord({"msg": message, "name": "akwarden", OWN: own})
    line: dict[str, object] = json.loads(Redacting().format(record))
    return line


def test_what_looks_like_a_key_in_a_message_is_masked() -> None:
    assert written(f"could not use {SECRET}")["message"] == "could not use ****"


def test_words_of_the_server_itself_stay_in_fields_of_their_own() -> None:
    line = written("answered", request="0123456789abcdef", route="/api/v1/keys/{key_id:str}", status=200)

    assert (line["request"], line["route"], line["status"]) == (
        "0123456789abcdef",
        "/api/v1/keys/{key_id:str}",
        200,
    )


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """A file that the server writes to, as long as a test lasts."""
    root = logging.getLogger()
    before, level = [*root.handlers], root.level
    # Handlers of the tests themselves must not be taken off for good.
    path = set_up(tmp_path)
    assert path is not None
    yield path
    for handler in [*root.handlers]:
        root.removeHandler(handler)
        handler.close()
    for handler in before:
        root.addHandler(handler)
    root.setLevel(level)


def test_an_answer_is_written_down_by_route_and_number(log: Path, site: Site) -> None:
    with site.admin() as browser:
        answer = browser.get("/api/v1/keys/AKID0000?q=word")

    lines = [json.loads(line) for line in log.read_text().splitlines()]
    (line,) = [line for line in lines if line.get("request") == answer.headers["x-request-id"]]
    assert line["route"].startswith("/api/v1/keys/{")
    assert (line["method"], line["status"], line["message"]) == ("GET", answer.status_code, "answered")
    assert "word" not in json.dumps(line)
