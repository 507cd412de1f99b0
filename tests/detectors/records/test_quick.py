import pytest
from tests.detectors.records.canaries import cloudaudit, cloudtrail, dumps, scrubber

from akwarden.detectors.records.names import Kind
from akwarden.detectors.records.quick import DoubtError, cuts
from akwarden.detectors.records.telling import key_id_near, provider_of, told_quickly
from akwarden.workflows.rule_check import expand

SECRET = expand("{40*A}", 3)


def looked(record: bytes) -> list[tuple[str, bytes]]:
    """Return the names and values that the quick look cuts out."""
    hits = scrubber()._prefilter.hits([record])  # noqa: SLF001  compiled once
    return [(cut.name, record[cut.start : cut.end]) for cut in cuts(record, hits.get(0, ()))]


@pytest.mark.parametrize("depth", range(4))
def test_a_value_in_quotes_is_cut_out_however_often_it_is_quoted(depth: int) -> None:
    text = dumps({"token": SECRET, "nextToken": "abc", "secretId": "x"})
    for _ in range(depth):
        text = dumps({"inner": text})

    assert looked(text.encode()) == [("token", SECRET.encode())]


@pytest.mark.parametrize(
    "fields",
    [
        *({"password": ["x"]}, {"password": {"a": "b"}}, {"password": 'a"b'}, {"a": f"password={SECRET}"}),
        *(
            {"name": "db_password", "value": "x"},
            {"token": SECRET, "again": SECRET},
            {"Authorization": SECRET},
        ),
        *({"a": f"ghp_{SECRET[:36]}"}, {"commands": ["--password", "x"]}),
    ],
)
def test_what_needs_more_is_doubted(fields: dict[str, object]) -> None:
    with pytest.raises(DoubtError):
        looked(dumps(cloudtrail(fields)).encode())


def test_what_is_told_of_a_cut() -> None:
    record = dumps(
        cloudtrail(response={"credentials": {"accessKeyId": "ASIA" + "A" * 16, "sessionToken": SECRET}})
    ).encode()
    hits = scrubber()._prefilter.hits([record])  # noqa: SLF001  compiled once

    (told,) = told_quickly(record, 7, cuts(record, hits[0]))

    assert (told.record, told.field) == (7, "responseElements.credentials.sessionToken")
    assert (told.provider, told.key_id) == ("aws", "ASIA" + "A" * 16)


def test_a_password_belongs_to_no_key() -> None:
    record = dumps(cloudaudit({"password": SECRET})).encode()

    assert key_id_near(record, 300, Kind.PASSWORD) is None
    assert key_id_near(record, 300, Kind.TOKEN) == expand("AKID{32*A}", 1)


def test_whose_cloud_it_is() -> None:
    assert provider_of(b"", "AKIDx") == "tencent"
    assert provider_of(b"", "ASIAX") == "aws"
    assert provider_of(b'{"eventSource":"iam.amazonaws.com"}', None) == "aws"
    assert provider_of(b"scf.ap-x.api.tencentyun.com", None) == "tencent"
    assert provider_of(b"{}", None) == "generic"
