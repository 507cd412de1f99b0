"""What leaves this machine, and to whom."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.providers.clouds import FakeCloud
from tests.providers.tencent.saying import Raw, Saying
from tests.providers.tencent.shop import MADE_UP
from tests.providers.test_transport import with_tls as with_tls  # noqa: PLC0414  a fixture is found by its name

from akwarden import __version__
from akwarden.providers.tencent.connection import Answer, Connection, Outcome, Refusal, Silence
from akwarden.providers.tencent.endpoints import Endpoint, read_endpoint


def send(endpoint: Endpoint, region: str = "") -> Outcome:
    """Make one call."""
    return Connection("cam", "2019-01-16", endpoint).send("ListUsers", {}, MADE_UP, region)


@pytest.fixture
def server() -> Iterator[Saying]:
    with Saying({"ListUsers": {"Data": []}}) as running:
        yield running


def test_an_answer_comes_without_its_envelope(server: Saying) -> None:
    assert send(read_endpoint(server.endpoint)) == Answer({"Data": []})


def test_a_call_says_who_calls_and_asks_for_english(server: Saying) -> None:
    send(read_endpoint(server.endpoint), "ap-tokyo")

    (head,) = server.heads
    assert head["x-tc-requestclient"].endswith(f"akwarden-{__version__}")
    assert (head["x-tc-language"], head["x-tc-region"]) == ("en-US", "ap-tokyo")
    assert (head["x-tc-version"], head["x-tc-token"]) == ("2019-01-16", "C" * 200)


def test_a_service_without_regions_is_called_without_one(server: Saying) -> None:
    send(read_endpoint(server.endpoint))

    assert "x-tc-region" not in server.heads[0]


def test_a_refusal_comes_with_the_time_of_the_cloud() -> None:
    date = "Wed, 01 Jan 2025 00:00:00 GMT"
    body = b'{"Response": {"Error": {"Code": "A.B", "Message": "no"}, "RequestId": "1"}}'
    with Saying({"*": Raw(body, date=date)}) as server:
        assert send(read_endpoint(server.endpoint)) == Refusal("A.B", "no", date)


def test_a_certificate_that_nobody_vouches_for_ends_the_call_before_it_is_sent(with_tls: FakeCloud) -> None:
    found = send(read_endpoint(with_tls.url.replace("127.0.0.1", "localhost")))

    assert found == Silence("its certificate or its encryption can't be trusted", again=False)
    assert with_tls.asked == []


def test_a_certificate_file_of_the_environment_counts(
    with_tls: FakeCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))

    found = send(read_endpoint(with_tls.url.replace("127.0.0.1", "localhost")))

    assert isinstance(found, Refusal)
    assert len(with_tls.asked) == 1
