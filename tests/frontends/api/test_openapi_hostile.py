"""Every operation of the API, asked as its document allows and as it forbids, by an administrator.

Nothing that anybody sends ends in an answer of 500, and what is answered is what the document promises. The
requests are made from the document; half of them name what there is, so that more than "not found" comes.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from litestar import Litestar
from litestar.testing import TestClient
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import response_schema_conformance
from tests.frontends.api.client import URL, Site, site_on
from tests.store import rows

from akwarden.frontends.api.app import openapi_text
from akwarden.model.person import Grant, Role
from akwarden.store.migration import open_state

SHARES = 4
"""Parts that run beside each other."""
EXAMPLES = 5
"""Requests to one operation, of each kind."""
STREAM = "text/event-stream"
LONGEST_URL = 60_000
"""More the client itself does not send."""
WRONG, UNAUTHORIZED, BROKEN, NOT_NOW = 400, 401, 500, {502, 503}
THERE = {"name": "prod", "key_id": rows.key_id(), "number": 1, "edit": 1, "id": 1}
"""Parameters of paths, with what they may be called by."""

Operation = APIOperation[Any, Any, Any, Any]


def operations() -> list[Operation]:
    """Give every operation of the document, as if none asked who calls: that is asked elsewhere."""
    document = json.loads(openapi_text())
    document["components"].pop("securitySchemes", None)
    document.pop("security", None)
    for path, methods in list(document["paths"].items()):
        # A stream ends when its reader leaves, and has tests of its own.
        if STREAM in json.dumps(methods):
            del document["paths"][path]
    schema = schemathesis.openapi.from_dict(document)
    return [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Give a server that knows an account, two keys, a leak, a risk and an address."""
    home = tmp_path_factory.mktemp("home")
    state = open_state(home, None)
    with state.writing() as connection:
        account = rows.add_account(connection)
        rows.add_principal(connection, account)
        keys = [rows.add_key(connection, number, account_id=account) for number in (1, 2)]
        rows.add_leak(connection, keys[0])
        rows.add_risk(connection, "risk-1", account)
        rows.add_address(connection, account, "203.0.113.0/24")
    made = site_on(state, home)
    yield made
    made.server.close()


def send(client: TestClient[Litestar], case: Case[Any]) -> Any:  # as httpx types it
    """Send exactly what was made up, and give the answer."""
    made = case.as_transport_kwargs(base_url=URL)
    request: Any = requests.Request(**{**made, "cookies": None}).prepare()
    assume(len(request.url) < LONGEST_URL)
    body = request.body or b""
    headers = {name: value for name, value in request.headers.items() if name != "Content-Length"}
    return client.request(
        request.method,
        request.url,
        content=body if isinstance(body, bytes | str) else b"".join(body),
        headers=headers,
        follow_redirects=False,
    )


def ask(operation: Operation, mode: GenerationMode, client: TestClient[Litestar]) -> list[int]:
    """Ask an operation many times, check each answer, and give what was answered."""
    answered = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), there=st.booleans())
    def once(case: Case[Any], *, there: bool) -> None:
        if there:
            case.path_parameters = {
                name: THERE.get(name, value) for name, value in (case.path_parameters or {}).items()
            }
        answer = send(client, case)
        case.validate_response(answer, checks=[response_schema_conformance])
        if answer.status_code >= WRONG:
            told = f"{answer.status_code} for {answer.request.url}: {answer.text[:500]}"
            assert answer.headers.get("content-type", "").startswith("application/problem+json"), told
            # What is not set up, or not to be reached, may say so, and how it is mended.
            assert answer.status_code < BROKEN or answer.status_code in NOT_NOW, told
            assert answer.status_code < BROKEN or answer.json().get("mend"), told
        answered.append(answer.status_code)

    # Where nothing is to be filled in, there is nothing to fill in wrongly.
    with suppress(Unsatisfiable):
        once()
    return answered


@pytest.mark.timeout(600)  # many requests, one behind the other
@pytest.mark.parametrize("share", range(SHARES))
def test_no_request_ends_in_a_server_error(share: int, filled: Site) -> None:
    asked = operations()
    faults, answers = [], []

    for number, operation in enumerate(asked[share::SHARES]):
        for mode in GenerationMode:
            # Each time somebody new: some of what is asked for ends sessions, or the rights of who asks.
            with filled.browser(Grant(Role.ADMIN), login=f"admin-{share}-{number}-{mode.value}") as client:
                try:
                    given_back = ask(operation, mode, client)
                    assert given_back or mode is GenerationMode.NEGATIVE, "it was never asked"
                    answers += given_back
                except Exception as error:  # noqa: BLE001  told below, with all others
                    faults.append(f"{operation.label} ({mode.value}): {error!r}")

    assert not faults, "\n\n".join(faults)
    assert len(asked) > 20
    assert answers.count(UNAUTHORIZED) < len(answers) / 10
    assert sum(status < WRONG for status in answers) > len(answers) / 10
