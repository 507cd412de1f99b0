"""Code that comes with a call: a zip in base64, or one that lies in a bucket; images have none.

After CreateFunction and UpdateFunctionCode of the API documents of SCF.
"""

import base64
import binascii
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.cos.state import CosState
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.services.regional import region_of
from akwarden.emulator.tencent.services.scf.function import Revision

MOST_ZIP, MOST_UNPACKED, MOST_SHOWN = 50 << 20, 500 << 20, 1 << 20
_SOURCES = ("ZipFile", "CosObjectName", "DemoId", "ImageConfig", "TempCosObjectName", "GitUrl")
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(KeyError, ValueError, RuntimeError, OverflowError),
)
"""What reading a broken zip may raise."""
_ENTRIES = {"Nodejs": ".js", "Python": ".py", "Php": ".php", "Go": ".go"}


def code_of(call: Call, code: Mapping[str, Any]) -> bytes:
    """Return the zip that a Code describes, nothing for an image; raises ApiError for what can't be had."""
    given = [name for name in _SOURCES if code.get(name)]
    if not given:
        raise ApiError("MissingParameter.Code", "The request has no code.")
    if len(given) > 1:
        raise ApiError("InvalidParameterValue.Code", f"Give one of {', '.join(given)}.")
    match given[0]:
        case "ZipFile":
            return checked_zip(_decoded(str(code["ZipFile"])))
        case "CosObjectName":
            return checked_zip(_from_bucket(call, code))
        case "ImageConfig":
            return b""
        case "DemoId":
            raise ApiError("ResourceNotFound.Demo", "The demo does not exist.")
        case "GitUrl":
            raise ApiError("UnsupportedOperation", "Code from Git has been taken offline.")
        case _:
            raise ApiError("InvalidParameterValue.TempCosObjectName", "The temporary object does not exist.")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ApiError("InvalidParameterValue.ZipFileBase64BinasciiError", "ZipFile is not base64.") from None


def checked_zip(code: bytes) -> bytes:
    """Return a zip; raises ApiError for what is none, or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(code)) as archive:
            unpacked = sum(one.file_size for one in archive.infolist())
    except _UNREADABLE:
        raise ApiError("InvalidParameterValue.ZipFile", "The code is not a zip.") from None
    if len(code) > MOST_ZIP or unpacked > MOST_UNPACKED:
        raise ApiError(
            "InvalidParameterValue.ZipFile", "The code is larger than 50 MB, or than 500 MB unpacked."
        )
    return code


def _from_bucket(call: Call, code: Mapping[str, Any]) -> bytes:
    """Return an object of the account's; the region is the function's where none is named."""
    name = str(code.get("CosBucketName") or "")
    if not name:
        raise ApiError("InvalidParameterValue.CosBucketName", "CosBucketName goes with CosObjectName.")
    bucket = call.account.state(CosState).buckets.get(f"{name}-{call.account.appid}")
    if bucket is None or bucket.region != (code.get("CosBucketRegion") or region_of(call)):
        raise ApiError("ResourceNotFound.Cos", f"The bucket `{name}` does not exist in the region.")
    bucket.fill(call.now)
    found = bucket.objects.get(str(code["CosObjectName"]).removeprefix("/"))
    if found is None:
        raise ApiError("ResourceNotFound.CosObject", f"There is no object `{code['CosObjectName']}`.")
    return found.content


def entry_file(revision: Revision) -> str:
    """Return the file that the Handler names; nothing where it is larger than 1 MB, or not text."""
    suffix = next((s for runtime, s in _ENTRIES.items() if revision.text("Runtime").startswith(runtime)), "")
    name = revision.text("Handler").rpartition(".")[0] + suffix
    try:
        with zipfile.ZipFile(io.BytesIO(revision.code)) as archive:
            if archive.getinfo(name).file_size <= MOST_SHOWN:
                with archive.open(name) as file:
                    return file.read(MOST_SHOWN).decode()
    except _UNREADABLE:
        pass
    return ""
