"""Buckets on the emulator's port, asked with requests signed by hand."""

import hashlib

import httpx
import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, emulator, root_key
from tests.emulator.tencent.cos.signed import code_in, found_in, host_of, send, times

from akwarden.emulator.tencent.cos.state import Bucket, CosState, add_bucket
from akwarden.emulator.tencent.faults import Fault
from akwarden.emulator.tencent.server import Emulator

__all__ = ["emulator"]
KEYS = ("a/1", "a/2", "b/1 ü&", "c")


@pytest.fixture(scope="module")
def bucket(emulator: Emulator) -> Bucket:
    """Give a bucket with a few objects."""
    found = add_bucket(emulator.cloud, account_of(emulator), "docs", "ap-guangzhou")
    for key in KEYS:
        found.put(key, key.encode(), 1735689600.0)
    return found


@pytest.fixture(scope="module")
def nobody(emulator: Emulator) -> tuple[str, str]:
    """Give the key of a user without policies."""
    made = ask(client("cam", emulator), "AddUser", Name="nobody", UseApi=1)
    return made["SecretId"], made["SecretKey"]


def test_bucket_is_made_once(emulator: Emulator) -> None:
    host = host_of(emulator, "fresh", "ap-shanghai")

    assert send(emulator, "PUT", host=host).status_code == 200
    assert code_in(send(emulator, "PUT", host=host)) == (409, "BucketAlreadyOwnedByYou")
    head = send(emulator, "HEAD", host=host)
    assert (head.status_code, head.headers["x-cos-bucket-region"]) == (200, "ap-shanghai")


def test_making_a_bucket_is_an_event(emulator: Emulator) -> None:
    send(emulator, "PUT", host=host_of(emulator, "noted"))

    event = account_of(emulator).events[-1]
    assert (event.service, event.action, event.write) == ("cos", "PutBucket", True)


def test_bucket_whose_name_can_not_be_is_refused(emulator: Emulator) -> None:
    assert code_in(send(emulator, "PUT", host=host_of(emulator, "ends-"))) == (400, "InvalidBucketName")


@pytest.mark.parametrize("host", [None, "service.cos.myqcloud.com"])
def test_all_buckets_of_an_account_are_listed_with_their_regions(
    emulator: Emulator, bucket: Bucket, host: str | None
) -> None:
    answer = send(emulator, "GET", host=host)

    found = dict(zip(found_in(answer, ".//Bucket/Name"), found_in(answer, ".//Bucket/Location"), strict=True))
    assert found[bucket.name] == "ap-guangzhou"
    assert found == {one.name: one.region for one in account_of(emulator).state(CosState).buckets.values()}


def test_listing_buckets_and_asking_for_their_logs_need_rights(
    emulator: Emulator, bucket: Bucket, nobody: tuple[str, str]
) -> None:
    host = host_of(emulator, "docs")

    assert code_in(send(emulator, "GET", key=nobody)) == (403, "AccessDenied")
    assert code_in(send(emulator, "GET", host=host, key=nobody, logging="")) == (403, "AccessDenied")
    assert bucket.log_target is None


def test_a_bucket_says_where_its_access_logs_go(emulator: Emulator) -> None:
    logged = add_bucket(emulator.cloud, account_of(emulator), "logged", "ap-guangzhou")
    host = host_of(emulator, "logged")

    assert found_in(send(emulator, "GET", host=host, logging=""), ".//TargetBucket") == []
    logged.log_target = ("logs-1250000000", "access/")
    answer = send(emulator, "GET", host=host, logging="")

    assert found_in(answer, "LoggingEnabled/TargetBucket") == ["logs-1250000000"]
    assert found_in(answer, "LoggingEnabled/TargetPrefix") == ["access/"]


def test_list_has_all_objects_in_order(emulator: Emulator, bucket: Bucket) -> None:
    answer = send(emulator, "GET", host=host_of(emulator, "docs"))

    assert answer.headers["content-type"] == "application/xml"
    assert found_in(answer, "Contents/Key") == [*KEYS]
    assert found_in(answer, "Contents/Size") == [str(len(key.encode())) for key in KEYS]
    assert {*found_in(answer, "Contents/LastModified")} == {"2025-01-01T00:00:00.000Z"}
    assert {*found_in(answer, "Contents/Owner/ID")} == {bucket.name.rpartition("-")[2]}
    assert (found_in(answer, "Name"), found_in(answer, "IsTruncated")) == ([bucket.name], ["false"])
    assert (found_in(answer, "MaxKeys"), found_in(answer, "NextMarker")) == (["1000"], [])


def test_list_comes_in_pages(emulator: Emulator, bucket: Bucket) -> None:
    seen, marker = [], ""
    for _ in range(3):
        page = send(emulator, "GET", f"/{bucket.name}", max_keys="2", marker=marker)
        seen.append(found_in(page, "Contents/Key"))
        if found_in(page, "IsTruncated") == ["false"]:
            break
        (marker,) = found_in(page, "NextMarker")

    assert seen == [["a/1", "a/2"], ["b/1 ü&", "c"]]


@pytest.mark.usefixtures("bucket")
def test_list_is_narrowed_and_grouped(emulator: Emulator) -> None:
    host = host_of(emulator, "docs")

    narrowed = send(emulator, "GET", host=host, prefix="a/")
    grouped = send(emulator, "GET", host=host, delimiter="/")
    after = send(emulator, "GET", host=host, delimiter="/", marker="a/")

    assert found_in(narrowed, "Contents/Key") == ["a/1", "a/2"]
    assert found_in(grouped, "CommonPrefixes/Prefix") == ["a/", "b/"]
    assert found_in(grouped, "Contents/Key") == ["c"]
    assert found_in(after, "CommonPrefixes/Prefix") == ["b/"]


@pytest.mark.usefixtures("bucket")
def test_list_has_encoded_keys_where_asked(emulator: Emulator) -> None:
    answer = send(emulator, "GET", host=host_of(emulator, "docs"), prefix="b/", encoding_type="url")

    assert found_in(answer, "Contents/Key") == ["b/1%20%C3%BC%26"]
    assert found_in(answer, "EncodingType") == ["url"]


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("most", ["1001", "many", "-1"])
def test_page_that_can_not_be_is_refused(emulator: Emulator, most: str) -> None:
    answer = send(emulator, "GET", host=host_of(emulator, "docs"), max_keys=most)

    assert code_in(answer) == (400, "InvalidArgument")


@pytest.mark.parametrize("in_path", [False, True])
def test_object_is_read_by_host_or_by_path(emulator: Emulator, bucket: Bucket, *, in_path: bool) -> None:
    if in_path:
        answer = send(emulator, "GET", f"/{bucket.name}/b/1 ü&")
    else:
        answer = send(emulator, "GET", "/b/1 ü&", host=host_of(emulator, "docs"))

    assert answer.content == "b/1 ü&".encode()
    assert answer.headers["etag"] == f'"{hashlib.md5(answer.content).hexdigest()}"'  # noqa: S324  as COS has it
    assert answer.headers["last-modified"] == "Wed, 01 Jan 2025 00:00:00 GMT"
    assert answer.headers["x-cos-request-id"]


@pytest.mark.usefixtures("bucket")
def test_head_of_an_object_has_its_size_and_no_content(emulator: Emulator) -> None:
    answer = send(emulator, "HEAD", "/a/1", host=host_of(emulator, "docs"))

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == "3"


@pytest.mark.usefixtures("bucket")
def test_signed_url_needs_no_header(emulator: Emulator) -> None:
    assert send(emulator, "GET", "/a/1", host=host_of(emulator, "docs"), in_query=True).content == b"a/1"


@pytest.mark.usefixtures("bucket")
def test_temporary_key_reads_with_its_token_only(emulator: Emulator) -> None:
    policy = '{"version":"2.0","statement":[{"effect":"allow","action":"cos:*","resource":"*"}]}'
    made = ask(client("sts", emulator), "GetFederationToken", Name="guest", Policy=policy)
    own = made["Credentials"]
    key, host = (own["TmpSecretId"], own["TmpSecretKey"]), host_of(emulator, "docs")

    assert send(emulator, "GET", "/c", host=host, key=key, token=own["Token"]).content == b"c"
    assert code_in(send(emulator, "GET", "/c", host=host, key=key, token="other")) == (403, "AccessDenied")


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize(
    ("path", "place", "code"),
    [
        ("/none", ("docs", "ap-guangzhou"), "NoSuchKey"),
        ("/c", ("none", "ap-guangzhou"), "NoSuchBucket"),
        ("/c", ("docs", "ap-shanghai"), "NoSuchBucket"),
    ],
)
def test_what_is_not_there_is_refused(
    emulator: Emulator, path: str, place: tuple[str, str], code: str
) -> None:
    answer = send(emulator, "GET", path, host=host_of(emulator, *place))

    assert code_in(answer) == (404, code)


def test_unsigned_request_is_refused(emulator: Emulator, bucket: Bucket) -> None:
    assert code_in(httpx.get(f"{emulator.endpoint}/{bucket.name}/c", timeout=100)) == (403, "AccessDenied")


@pytest.mark.parametrize(
    "when", [(-600, -60), (60, 600), "1;2;3", "now;then"], ids=["past", "future", "three", "words"]
)
def test_signature_out_of_its_time_is_refused(
    emulator: Emulator, bucket: Bucket, when: str | tuple[int, int]
) -> None:
    # Told in seconds from now, and made here: tests are collected long before they run.
    text = when if isinstance(when, str) else times(*when)

    assert code_in(send(emulator, "GET", f"/{bucket.name}/c", when=text)) == (403, "AccessDenied")


def test_unknown_key_and_wrong_secret_are_told_apart(emulator: Emulator, bucket: Bucket) -> None:
    known = root_key(emulator).secret_id
    path = f"/{bucket.name}/c"

    assert code_in(send(emulator, "GET", path, key=("AKIDnone", "x"))) == (403, "InvalidAccessKeyId")
    assert code_in(send(emulator, "GET", path, key=(known, "x"))) == (403, "SignatureDoesNotMatch")


def test_use_of_a_key_is_noted(emulator: Emulator, bucket: Bucket) -> None:
    root_key(emulator).last_used = None

    send(emulator, "GET", f"/{bucket.name}/c")

    assert root_key(emulator).last_used is not None


def test_user_without_policies_reads_nothing(
    emulator: Emulator, bucket: Bucket, nobody: tuple[str, str]
) -> None:
    for path in (f"/{bucket.name}", f"/{bucket.name}/c"):
        assert code_in(send(emulator, "GET", path, key=nobody)) == (403, "AccessDenied")


def test_bucket_of_another_account_is_closed(emulator: Emulator) -> None:
    other = emulator.cloud.add_account("other")
    found = add_bucket(emulator.cloud, other, "theirs", "ap-guangzhou")
    found.put("x", b"x", 0.0)

    assert code_in(send(emulator, "GET", f"/{found.name}/x")) == (403, "AccessDenied")
    del emulator.cloud.accounts[other.uin]


def test_other_methods_and_settings_of_buckets_are_not_served(emulator: Emulator, bucket: Bucket) -> None:
    assert code_in(send(emulator, "DELETE", f"/{bucket.name}/c")) == (405, "MethodNotAllowed")
    assert code_in(send(emulator, "GET", f"/{bucket.name}", acl="")) == (501, "NotImplemented")


def test_other_paths_are_still_none(emulator: Emulator) -> None:
    assert httpx.get(f"{emulator.endpoint}/else", timeout=100).status_code == 404


def test_faults_happen_to_buckets_too(emulator: Emulator, bucket: Bucket) -> None:
    path = f"/{bucket.name}/c"

    emulator.faults.add(Fault("throttle", service="cos", times=1))
    assert code_in(send(emulator, "GET", path)) == (503, "SlowDown")
    emulator.faults.add(Fault("status", service="cos", action="GetObject", times=1, status=502))
    assert send(emulator, "GET", path).status_code == 502
    emulator.faults.add(Fault("outage", service="cos", times=1))
    with pytest.raises(httpx.RemoteProtocolError):
        send(emulator, "GET", path)
    assert send(emulator, "GET", path).content == b"c"
