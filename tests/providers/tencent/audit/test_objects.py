import io
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from tencentcloud.common.credential import Credential as SdkCredential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tests.emulator.tencent.cloud import ask, sdk
from tests.emulator.tencent.services.roles_to_take import encoded
from tests.emulator.tencent.steering import steer
from tests.providers.tencent.shop import (
    AT_ONCE,
    MADE_UP,
    access,
    account,
    credential_of,
    reader,
    root_key,
    shop_cloud,
)

from akwarden.emulator.tencent.cos.state import Bucket, add_bucket
from akwarden.emulator.tencent.server import Emulator
from akwarden.errors import (
    CloudError,
    CredentialError,
    MissingRightError,
    ThrottledError,
    UnreachableError,
)
from akwarden.model.credential import Credential
from akwarden.model.secret import Secret
from akwarden.providers.audit_pull import BucketAddress, GoneObjectError, StoredObject
from akwarden.providers.inventory import Access, Tally
from akwarden.providers.tencent.audit.objects import CosBucket
from akwarden.providers.tencent.client import Timing
from akwarden.providers.tencent.permissions import DELIVERY_CALLS

Answer = Callable[[str], tuple[int, bytes]]


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    """Give a running cloud of two accounts."""
    with Emulator(shop_cloud(tmp_path), rate_scale=0) as running:
        yield running


@pytest.fixture
def logs(emulator: Emulator) -> Bucket:
    """Give a bucket with some objects, also such as have odd names."""
    bucket = add_bucket(emulator.cloud, account(emulator.cloud), "logs", "ap-guangzhou")
    for key in ("audit/2026/05/01/a b+&?.gz", "audit/2026/05/01/日志.gz", "audit/2026/05/02/b", "other"):
        bucket.put(key, key.encode() * 1000, emulator.cloud.clock.now())
    return bucket


def opened(endpoint: str, name: str, key: Credential, timing: Timing = AT_ONCE, **more: Any) -> CosBucket:
    """Open a bucket with a key."""
    address = BucketAddress(scheme="cos", bucket=name, **more)
    return CosBucket(access(endpoint, key), Tally(), address, timing)


def of_root(emulator: Emulator, bucket: str) -> CosBucket:
    """Open a bucket as root."""
    return opened(emulator.endpoint, bucket, credential_of(root_key(emulator.cloud)))


def content(store: CosBucket, stored: StoredObject) -> bytes:
    """Give what an object holds."""
    into = io.BytesIO()
    store.fetch(stored, into)
    return into.getvalue()


def all_of(store: CosBucket) -> list[bytes]:
    """Give what all objects hold."""
    return [content(store, one) for one in store.objects("")]


def test_objects_are_listed_in_order_and_fetched_whatever_they_are_called(
    emulator: Emulator, logs: Bucket
) -> None:
    with closing(of_root(emulator, logs.name)) as store:
        found = list(store.objects("audit/", page=1))

        assert [one.key for one in found] == sorted(
            (key for key in logs.objects if key.startswith("audit/")), key=str.encode
        )
        assert [content(store, one) for one in found] == [logs.objects[one.key].content for one in found]
        assert [f'"{one.etag}"' for one in found] == [logs.objects[one.key].etag for one in found]
        assert [one.size for one in found] == [len(logs.objects[one.key].content) for one in found]
        assert all(abs(one.modified.timestamp() - time.time()) < 60 for one in found)


def test_a_list_begins_behind_a_key_and_shows_folders(emulator: Emulator, logs: Bucket) -> None:
    with closing(of_root(emulator, logs.name)) as store:
        behind = [one.key for one in store.objects("audit/", after="audit/2026/05/02")]
        folders = [*store.folders(""), *store.folders("audit/2026/")]

    assert behind == ["audit/2026/05/02/b"]
    assert folders == ["audit/", "audit/2026/05/"]


def test_a_temporary_key_is_sent_with_its_token(emulator: Emulator, logs: Bucket) -> None:
    root, (module, _) = root_key(emulator.cloud), sdk("sts")
    http = HttpProfile(protocol="http", endpoint=emulator.address, reqTimeout=100)
    key = SdkCredential(root.secret_id, root.secret_key)
    sts = module.StsClient(key, "ap-guangzhou", ClientProfile(httpProfile=http))
    told = ask(sts, "GetFederationToken", Name="puller", Policy=encoded("cos:*"))["Credentials"]
    session = Credential(
        told["TmpSecretId"], Secret(told["TmpSecretKey"].encode()), Secret(told["Token"].encode())
    )

    with closing(opened(emulator.endpoint, logs.name, session)) as store:
        assert len(list(store.objects(""))) == 4


@pytest.mark.parametrize("call", DELIVERY_CALLS)
def test_a_missing_right_is_told(emulator: Emulator, logs: Bucket, call: Any) -> None:
    key = reader(emulator.cloud, [one for one in DELIVERY_CALLS if one is not call])
    with (
        closing(opened(emulator.endpoint, logs.name, credential_of(key))) as store,
        pytest.raises(MissingRightError) as refused,
    ):
        all_of(store)

    assert refused.value.right == call.right


def test_an_object_that_was_deleted_meanwhile_is_gone(emulator: Emulator, logs: Bucket) -> None:
    with closing(of_root(emulator, logs.name)) as store:
        (found,) = store.objects("other")
        del logs.objects["other"]

        with pytest.raises(GoneObjectError):
            content(store, found)


def test_a_bucket_that_is_not_there_is_told_with_its_region(emulator: Emulator) -> None:
    name = f"nothing-{account(emulator.cloud).appid}"
    with (
        closing(of_root(emulator, name)) as store,
        pytest.raises(CloudError) as refused,
    ):
        list(store.objects(""))

    assert f"no bucket {name} in ap-guangzhou" in refused.value.what
    assert "region=REGION" in str(refused.value.mend)


def test_a_key_that_nobody_has_is_told(emulator: Emulator, logs: Bucket) -> None:
    with closing(opened(emulator.endpoint, logs.name, MADE_UP)) as store, pytest.raises(CredentialError):
        list(store.objects(""))


def test_a_wrong_secret_is_told_and_not_shown(emulator: Emulator, logs: Bucket) -> None:
    key = Credential(root_key(emulator.cloud).secret_id, Secret(b"B" * 32))
    with (
        closing(opened(emulator.endpoint, logs.name, key)) as store,
        pytest.raises(CredentialError) as refused,
    ):
        all_of(store)

    assert "B" * 32 not in f"{refused.value.what}{refused.value.why}"


def test_a_wrong_clock_is_told(emulator: Emulator, logs: Bucket) -> None:
    timing = Timing(sleep=lambda _: None, now=lambda: time.time() + 3600)
    key = credential_of(root_key(emulator.cloud))
    with (
        closing(opened(emulator.endpoint, logs.name, key, timing)) as store,
        pytest.raises(CredentialError) as refused,
    ):
        all_of(store)

    assert "does not take the signature" in refused.value.what


def test_a_busy_bucket_is_asked_again(emulator: Emulator, logs: Bucket) -> None:
    store = of_root(emulator, logs.name)
    for kind in ("throttle", "lost", "status"):
        steer(emulator, "POST", "faults", {"kind": kind, "service": "cos", "times": 1})

    with closing(store):
        assert len(list(store.objects(""))) == 4


def test_one_that_stays_busy_or_silent_is_told(emulator: Emulator, logs: Bucket) -> None:
    with closing(of_root(emulator, logs.name)) as store:
        steer(emulator, "POST", "faults", {"kind": "throttle", "service": "cos"})
        with pytest.raises(ThrottledError):
            list(store.objects(""))
        steer(emulator, "DELETE", "faults")
        steer(emulator, "POST", "faults", {"kind": "outage", "service": "cos"})
        with pytest.raises(UnreachableError):
            list(store.objects(""))


@contextmanager
def said(answer: Answer) -> Iterator[str]:
    """Serve what is said to each path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answer(self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


_ENDLESS = b"<ListBucketResult><IsTruncated>true</IsTruncated><NextMarker>a</NextMarker></ListBucketResult>"
_BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbb">]><ListBucketResult>&b;</ListBucketResult>'
_NO_TIME = (
    b"<ListBucketResult><Contents><Key>a</Key><LastModified>x</LastModified></Contents></ListBucketResult>"
)


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (200, _ENDLESS, "does not end"),
        (200, _BOMB, "not one of COS"),
        (200, _NO_TIME, "not one of COS"),
        (200, b"<html>", "not one of COS"),
        (403, b"<html><body>Forbidden</body></html>", "did not answer"),
        (404, b"", "did not answer"),
        (400, b"<Error><Code>InvalidArgument</Code><Message>no</Message></Error>", "InvalidArgument"),
    ],
)
def test_what_another_server_says_is_an_error_of_ours(status: int, body: bytes, words: str) -> None:
    with (
        said(lambda _: (status, body)) as endpoint,
        closing(opened(endpoint, "logs-1250000000", MADE_UP)) as store,
        pytest.raises(CloudError, match=words),
    ):
        list(store.objects(""))


def test_without_a_replacement_the_bucket_stands_in_the_name_of_the_host() -> None:
    reached = Access(site=access("", MADE_UP).site, lease=access("", MADE_UP).lease)
    address = BucketAddress(scheme="cos", bucket="logs-1250000000", region="ap-shanghai")

    with closing(CosBucket(reached, Tally(), address, AT_ONCE)) as store:
        assert store._endpoint.host == "logs-1250000000.cos.ap-shanghai.myqcloud.com"  # noqa: SLF001
