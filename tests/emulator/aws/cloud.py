"""AWS for tests: moto's own server with the supplement in front of it, and real boto3 clients.

with guarded() as cloud:                        # keys and policies are checked, as AWS does it
    cloud.client("iam").create_user(...)        # as root
    cloud.faults.say("iam:ListRoles", Refused("Throttling", "Rate exceeded", status=400))
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from moto.moto_api._internal.models import moto_api_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from tests.emulator.aws.asked import Application
from tests.emulator.aws.faults import Faults
from tests.emulator.aws.gate import ROOT_ID, ROOT_SECRET, Gate
from tests.emulator.aws.supplement import Supplement
from werkzeug.serving import WSGIRequestHandler, make_server

REGION = "us-east-1"


class _Quiet(WSGIRequestHandler):
    """Keeps connections open between calls, and says nothing of each."""

    protocol_version = "HTTP/1.1"

    def send_response(self, code: int, message: str | None = None) -> None:
        """Begin an answer; the application may tell a time of its own."""
        self.send_response_only(code, message)

    def log(self, kind: str, message: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(application: Application) -> Iterator[str]:
    """Give the address of a server of an application."""
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


@contextmanager
def aws() -> Iterator[str]:
    """Give the endpoint of a running server with nothing in its state, which is one for each process."""
    moto_api_backend.reset()
    with serving(Supplement(DomainDispatcherApplication(create_backend_app))) as endpoint:
        yield endpoint


@dataclass(frozen=True)
class Cloud:
    """A running server that checks keys and policies."""

    endpoint: str
    supplement: Supplement
    gate: Gate
    faults: Faults

    def client(self, service: str, region: str = REGION) -> Any:
        """Give a real boto3 client with the root key."""
        return client(service, self.endpoint, ROOT_ID, ROOT_SECRET, region)

    def reset(self) -> None:
        """Forget everything that was made."""
        moto_api_backend.reset()
        self.supplement.boundaries.clear()
        self.supplement.root.clear()
        self.supplement.events.clear()
        self.supplement.is_recording = True
        self.gate.closed_regions.clear()
        self.gate.denied_by_organization.clear()
        self.gate.clock_offset = 0
        self.faults.clear()


@contextmanager
def guarded() -> Iterator[Cloud]:
    """Give a running server that checks keys and policies, with nothing in its state."""
    supplement = Supplement(DomainDispatcherApplication(create_backend_app))
    gate = Gate(supplement, boundaries=supplement.boundaries)
    faults = Faults(gate)
    with serving(faults) as endpoint:
        cloud = Cloud(endpoint, supplement, gate, faults)
        cloud.reset()
        yield cloud


def client(
    service: str,
    endpoint: str,
    key_id: str = "AKIA" + "A" * 16,
    secret: str = "made-up",
    region: str = REGION,
) -> Any:
    """Give a real boto3 client that calls the server."""
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
        config=Config(retries={"max_attempts": 1}, connect_timeout=60, read_timeout=100),
    )
