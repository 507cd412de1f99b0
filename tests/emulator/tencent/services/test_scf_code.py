"""Code: how it comes, and how it is fetched."""

import base64
import hashlib
import io
import zipfile
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator

from akwarden.emulator.tencent.cos.state import add_bucket
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.scf.code import checked_zip, entry_file
from akwarden.emulator.tencent.services.scf.download import GOOD_SECONDS
from akwarden.emulator.tencent.services.scf.function import Revision
from akwarden.emulator.tencent.services.scf.state import add_function, add_layer, zipped

__all__ = ["emulator"]
SOURCE = "def main_handler(event, context):\n    return 'hello'\n"
ZIP = zipped({"index.py": SOURCE, "config.json": "{}"})


@pytest.fixture(scope="module")
def scf(emulator: Emulator) -> Any:
    return client("scf", emulator)


def create(scf: Any, name: str, **code: Any) -> str:
    ask(scf, "CreateFunction", FunctionName=name, Code=code, Runtime="Python3.9")
    return name


def fetch(url: str) -> bytes:
    with urlopen(url, timeout=100) as answer:  # noqa: S310  the emulator's own address
        return bytes(answer.read())


def status(url: str) -> int:
    with pytest.raises(HTTPError) as refused:
        fetch(url)
    refused.value.close()
    return int(refused.value.code)


def test_code_can_be_fetched_from_its_address(scf: Any) -> None:
    create(scf, "fetched", ZipFile=base64.b64encode(ZIP).decode())

    answer = ask(scf, "GetFunctionAddress", FunctionName="fetched")

    code = fetch(answer["Url"])
    assert (code, hashlib.sha256(code).hexdigest()) == (ZIP, answer["CodeSha256"])
    with zipfile.ZipFile(io.BytesIO(code)) as archive:
        assert archive.read("index.py").decode() == SOURCE


def test_each_version_has_its_own_code(scf: Any) -> None:
    create(scf, "versions", ZipFile=base64.b64encode(ZIP).decode())
    ask(scf, "PublishVersion", FunctionName="versions")
    other = zipped({"index.py": "OTHER = 1"})

    ask(scf, "UpdateFunctionCode", FunctionName="versions", ZipFile=base64.b64encode(other).decode())

    urls = [
        ask(scf, "GetFunctionAddress", FunctionName="versions", Qualifier=q)["Url"] for q in ("1", "$LATEST")
    ]
    assert [fetch(url) for url in urls] == [ZIP, other]


def test_address_is_good_for_some_minutes_only(scf: Any, emulator: Emulator) -> None:
    add_function(emulator.cloud, account_of(emulator), "expiring")
    url = ask(scf, "GetFunctionAddress", FunctionName="expiring")["Url"]

    emulator.cloud.clock.advance(GOOD_SECONDS + 1)

    assert status(url) == 403


def test_address_that_was_changed_is_refused(scf: Any, emulator: Emulator) -> None:
    add_function(emulator.cloud, account_of(emulator), "changed")
    url = ask(scf, "GetFunctionAddress", FunctionName="changed")["Url"]
    parts = urlsplit(url)

    assert status(url.replace("changed.zip", "other.zip")) == 403
    assert status(url.replace("expires=", "expires=1")) == 403
    assert status(url.replace("sign=", "sign=%C3%A9")) == 403
    assert status(f"{emulator.endpoint}{parts.path}") == 403
    assert status(f"{emulator.endpoint}/_emulator-code/../x") == 404
    assert status(f"{emulator.endpoint}/_emulator-code/1/{'0' * 64}/a.zip?{parts.query}") == 404


def test_code_of_a_deleted_function_is_gone(scf: Any) -> None:
    gone = zipped({"index.py": "GONE = 1"})
    create(scf, "deleted", ZipFile=base64.b64encode(gone).decode())
    url = ask(scf, "GetFunctionAddress", FunctionName="deleted")["Url"]

    ask(scf, "DeleteFunction", FunctionName="deleted")

    assert status(url) == 404


def test_layer_is_fetched_too(scf: Any, emulator: Emulator) -> None:
    for number in range(2):
        add_layer(emulator.cloud, account_of(emulator), "shared", {"a.py": f"A = {number}"})

    answer = ask(scf, "GetLayerVersion", LayerName="shared", LayerVersion=1)

    assert hashlib.sha256(fetch(answer["Location"])).hexdigest() == answer["CodeSha256"]
    assert ask(scf, "ListLayers", SearchKey="shared")["Layers"][0]["LayerVersion"] == 2
    assert ask(scf, "ListLayers", CompatibleRuntime="Go1")["Layers"] == []
    assert code_of(scf, "GetLayerVersion", LayerName="none", LayerVersion=1) == "ResourceNotFound.Layer"
    wrong = code_of(scf, "GetLayerVersion", LayerName="shared", LayerVersion=3)
    assert wrong == "ResourceNotFound.LayerVersion"


def test_code_comes_out_of_a_bucket(scf: Any, emulator: Emulator) -> None:
    bucket = add_bucket(emulator.cloud, account_of(emulator), "code", "ap-guangzhou")
    bucket.put("f.zip", ZIP, 0.0)

    create(scf, "from-cos", CosBucketName="code", CosObjectName="/f.zip")

    assert ask(scf, "GetFunction", FunctionName="from-cos")["CodeSize"] == len(ZIP)


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ({}, "MissingParameter.Code"),
        ({"ZipFile": "%"}, "InvalidParameterValue.ZipFileBase64BinasciiError"),
        ({"ZipFile": "YWJj"}, "InvalidParameterValue.ZipFile"),
        ({"ZipFile": "YWJj", "DemoId": "d"}, "InvalidParameterValue.Code"),
        ({"CosObjectName": "a.zip"}, "InvalidParameterValue.CosBucketName"),
        ({"CosObjectName": "a.zip", "CosBucketName": "none"}, "ResourceNotFound.Cos"),
        ({"DemoId": "demo"}, "ResourceNotFound.Demo"),
        ({"GitUrl": "https://example.com/a.git"}, "UnsupportedOperation"),
        ({"TempCosObjectName": "tmp"}, "InvalidParameterValue.TempCosObjectName"),
    ],
)
def test_code_that_can_not_be_had_is_refused(scf: Any, code: dict[str, Any], refusal: str) -> None:
    assert code_of(scf, "CreateFunction", FunctionName="refused", Code=code) == refusal


def test_object_must_be_there(scf: Any, emulator: Emulator) -> None:
    add_bucket(emulator.cloud, account_of(emulator), "empty", "ap-guangzhou")
    code = {"CosBucketName": "empty", "CosObjectName": "a.zip"}

    refused = code_of(scf, "CreateFunction", FunctionName="refused", Code=code)

    assert refused == "ResourceNotFound.CosObject"


def test_image_has_no_code_to_fetch(scf: Any) -> None:
    image = {"ImageType": "personal", "ImageUri": "ccr.ccs.tencentyun.com/a/b:c"}

    create(scf, "image", ImageConfig=image)

    found = ask(scf, "GetFunction", FunctionName="image")
    assert (found["CodeSize"], found["ImageConfig"]["ImageUri"]) == (0, image["ImageUri"])
    refused = code_of(scf, "GetFunctionAddress", FunctionName="image")
    assert refused == "FailedOperation.GetFunctionAddress"


def test_entry_file_is_shown_on_demand(scf: Any) -> None:
    create(scf, "shown", ZipFile=base64.b64encode(ZIP).decode())

    assert ask(scf, "GetFunction", FunctionName="shown", ShowCode="TRUE")["CodeInfo"] == SOURCE
    assert ask(scf, "GetFunction", FunctionName="shown")["CodeInfo"] == ""


def test_large_entry_file_is_not_shown() -> None:
    large = zipped({"index.py": "#" * (1 << 20) + "\n"})

    assert entry_file(_revision(large)) == ""


def test_zip_that_unpacks_to_too_much_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            with archive.open(f"zeros{number}", "w") as file:
                for _ in range(100):
                    file.write(bytes(1 << 20))

    with pytest.raises(ApiError, match=r"ZipFile"):
        checked_zip(packed.getvalue())


@given(st.binary(max_size=200), st.integers(0, len(ZIP) - 1), st.integers(0, 255))
@settings(max_examples=150)
def test_broken_zips_raise_nothing_else(rest: bytes, place: int, byte: int) -> None:
    broken = bytearray(ZIP)
    broken[place] = byte
    for code in (bytes(broken), bytes(broken) + rest, rest):
        try:
            checked_zip(code)
        except ApiError:
            continue
        assert isinstance(entry_file(_revision(code)), str)


def _revision(code: bytes) -> Revision:
    return Revision("1", 0.0, 0.0, code, {"Runtime": "Python3.9", "Handler": "index.main_handler"})
