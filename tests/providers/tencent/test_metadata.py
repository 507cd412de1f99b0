"""The metadata service of a machine, stood in for by a server on this one."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.providers.tencent.saying import Raw, Said, Saying

from akwarden.errors import CredentialError, UsageError
from akwarden.model.account import FromInstance
from akwarden.model.credential import Credential
from akwarden.model.lease import Lease
from akwarden.model.secret import Secret
from akwarden.providers.provider import Surroundings
from akwarden.providers.registry import load

PLACE = "/latest/meta-data/cam/security-credentials/"
KEY = {
    "TmpSecretId": "AKID" + "A" * 60,
    "TmpSecretKey": "B" * 32,
    "ExpiredTime": 1_735_689_600,
    "Expiration": "2025-01-01T00:00:00Z",
    "Token": "C" * 200,
    "Code": "Success",
}


def lease(address: str) -> Lease:
    """Give the key of the machine."""
    return load("tencent").lease(FromInstance(), Surroundings({}, Path("/nowhere"), {"metadata": address}))


def answers(key: Any, role: bytes = b"CollectorRole") -> dict[str, Said]:
    """Give what a machine with a role says."""
    body = key if isinstance(key, Raw) else Raw(msgspec.json.encode(key))
    return {PLACE: Raw(role, content_type="text/plain"), f"{PLACE}CollectorRole": body}


def why(said: dict[str, Said]) -> str:
    """Give why there is no key; nothing of it may be a secret."""
    with Saying(said) as server, pytest.raises(CredentialError) as failed:
        lease(server.endpoint)
    found = failed.value
    assert "B" * 32 not in f"{found.what} {found.why} {found.mend} {found!r}"
    assert found.what == "this machine has no role of Tencent Cloud"
    return str(found.why)


def test_the_role_of_the_machine_gives_a_key_that_ends() -> None:
    with Saying(answers(KEY)) as server:
        found = lease(server.endpoint)

    assert found == Lease(
        Credential("AKID" + "A" * 60, Secret(b"B" * 32), Secret(b"C" * 200)),
        datetime(2025, 1, 1, tzinfo=UTC),
    )
    assert server.asked == [PLACE, f"{PLACE}CollectorRole"]


def test_a_machine_without_a_role_is_told() -> None:
    assert why({"*": Raw(b"", status=404)}) == "the metadata service answers with HTTP 404"
    assert why(answers(KEY, b"")) == "the metadata service names none"
    assert why(answers(KEY, b"<html>\n</html>")) == "the metadata service names none"


@pytest.mark.parametrize(
    "change", [{"Code": "Failed"}, {"TmpSecretId": None}, {"Token": ""}, {"ExpiredTime": "?"}]
)
def test_a_role_without_a_whole_key_is_told(change: dict[str, Any]) -> None:
    assert why(answers({**KEY, **change})) == "the metadata service gives no key for it"


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"\xff", b"[" * 50_000])
def test_what_is_no_answer_of_the_service_is_told(body: bytes) -> None:
    assert why(answers(Raw(body))).startswith("the ")


def test_the_service_leads_nowhere_else() -> None:
    assert why({"*": Raw(b"", status=302, location="http://127.0.0.1:9/")}) == (
        "the metadata service answers with HTTP 302"
    )


def test_no_service_is_told() -> None:
    with Saying({}) as server:
        gone = server.endpoint

    with pytest.raises(CredentialError) as failed:
        lease(gone)
    assert failed.value.why == "the metadata service does not answer (URLError)"


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    with Saying(answers(KEY)) as server:
        assert lease(server.endpoint).credential.key_id.startswith("AKID")


def test_another_address_is_https_or_this_machine() -> None:
    with pytest.raises(UsageError):
        lease("http://169.254.0.23")
