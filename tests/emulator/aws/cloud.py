"""AWS for tests: moto's own server with the supplement in front of it, and real boto3 clients."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from tests.emulator.aws.supplement import Supplement
from werkzeug.serving import make_server

REGION = "us-east-1"


@contextmanager
def aws() -> Iterator[str]:
    """Give the endpoint of a running server; its state is moto's, one for each process."""
    application = Supplement(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def client(service: str, endpoint: str, key_id: str = "AKIA" + "A" * 16, secret: str = "made-up") -> Any:
    """Give a real boto3 client that calls the server."""
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=endpoint,
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
        config=Config(retries={"max_attempts": 1}, connect_timeout=5, read_timeout=20),
    )
