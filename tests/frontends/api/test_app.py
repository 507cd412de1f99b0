import json
import os
import subprocess
import sys
from datetime import datetime

import pytest
from litestar import Litestar, get
from tests.frontends.api.client import Site

from akwarden.frontends.api.app import openapi_text
from akwarden.frontends.api.guards import ANYONE, unguarded
from akwarden.frontends.api.middleware import HEADERS


@pytest.mark.parametrize(
    "path", ["/", "/livez", "/api/v1/keys", "/api/v1/nothing", "/assets/none.js", "/keys/1"]
)
def test_every_answer_has_the_strict_headers_and_a_number(site: Site, path: str) -> None:
    with site.anonymous() as browser:
        answer = browser.get(path)

    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert len(answer.headers["X-Request-Id"]) == 16


def test_a_missing_address_of_the_api_is_a_problem_with_the_number_of_the_request(site: Site) -> None:
    with site.anonymous() as browser:
        answer = browser.get("/api/v1/nothing")

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]


def test_a_name_that_is_not_the_servers_is_refused(site: Site) -> None:
    with site.admin() as browser:
        answer = browser.get("/api/v1/keys", headers={"Host": "attacker.example"})

    assert answer.status_code == 421


def test_a_route_that_states_no_right_is_told() -> None:
    @get("/forgotten", sync_to_thread=False)
    def forgotten() -> str:
        return ""

    @get("/open", opt=ANYONE, sync_to_thread=False)
    def public() -> str:
        return ""

    app = Litestar([forgotten, public], openapi_config=None)

    assert unguarded(app) == ["/forgotten forgotten"]


def test_the_document_names_each_type_plainly_and_each_operation_once() -> None:
    document = json.loads(openapi_text())

    assert [name for name in document["components"]["schemas"] if not name.isalnum()] == []
    operations = [
        operation["operationId"] for path in document["paths"].values() for operation in path.values()
    ]
    assert len(operations) == len(set(operations)) > 0


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_document_is_the_same_whatever_order_sets_have(seed: str) -> None:
    program = (
        "import sys; from akwarden.frontends.api.app import openapi_text; sys.stdout.write(openapi_text())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == openapi_text(), "two descriptions of one type?"


def test_the_document_is_made_once_for_whoever_asks(site: Site) -> None:
    with site.anonymous() as browser:
        answers = [browser.get("/api/v1/openapi.json")]
        made = site.app.state["document"]
        answers.append(browser.get("/api/v1/openapi.json"))

    assert site.app.state["document"] is made
    assert [answer.content for answer in answers] == [made, made]
    assert answers[0].json()["openapi"]


def test_a_defect_tells_the_caller_nothing_but_the_number(site: Site) -> None:
    def broken() -> datetime:
        message = "a value that nobody may see"
        raise ZeroDivisionError(message)

    with site.admin() as browser:
        site.server.clock = broken
        answer = browser.get("/api/v1/keys")

    assert answer.status_code == 500
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]
    assert "nobody may see" not in answer.text
