"""GET Bucket (List Objects): keys in the order of their bytes, in pages, grouped by a delimiter.

Also GET Service, the list of buckets in one page, and GET Bucket logging.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import quote
from xml.sax.saxutils import escape

from akwarden.emulator.tencent.cos.errors import CosError
from akwarden.emulator.tencent.cos.state import Bucket

MOST = 1000
PARAMETERS = frozenset(["prefix", "delimiter", "marker", "max-keys", "encoding-type"])


def listed(bucket: Bucket, parameters: Mapping[str, str]) -> bytes:
    """Return the XML of one page; raises CosError for a page that can't be asked for."""
    most, encode = _most(parameters), parameters.get("encoding-type") == "url"
    found = list(islice(_entries(bucket, parameters), most + 1))
    page, is_more = found[:most], len(found) > most
    asked = {"Prefix": "prefix", "Marker": "marker", "Delimiter": "delimiter"}
    head = [
        ("Name", bucket.name),
        *(("EncodingType", "url") for _ in range(encode)),
        *((tag, _shown(parameters.get(name, ""), encode=encode)) for tag, name in asked.items()),
        ("MaxKeys", str(most)),
        ("IsTruncated", str(is_more).lower()),
        *(("NextMarker", _shown(page[-1], encode=encode)) for _ in range(is_more and bool(page))),
    ]
    body = _tags(head) + "".join(_entry(bucket, one, encode=encode) for one in page)
    return f"<?xml version='1.0' encoding='utf-8' ?><ListBucketResult>{body}</ListBucketResult>".encode()


def all_buckets(appid: int, buckets: Iterable[Bucket]) -> bytes:
    """Return the XML of all buckets of an account."""
    rows = "".join(
        f"<Bucket>{_tags(_told(one))}</Bucket>" for one in sorted(buckets, key=lambda one: one.name)
    )
    owner = _tags([("ID", str(appid)), ("DisplayName", str(appid))])
    body = f"<ListAllMyBucketsResult><Owner>{owner}</Owner><Buckets>{rows}</Buckets></ListAllMyBucketsResult>"
    return f"<?xml version='1.0' encoding='utf-8' ?>{body}".encode()


def _told(bucket: Bucket) -> list[tuple[str, str]]:
    created = datetime.fromtimestamp(bucket.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return [
        ("Name", bucket.name),
        ("Location", bucket.region),
        ("CreationDate", created),
        ("BucketType", "cos"),
    ]


def logging_of(bucket: Bucket) -> bytes:
    """Return the XML that says where the access logs of a bucket go; nothing in it where they go nowhere."""
    inner = ""
    if bucket.log_target is not None:
        target, prefix = bucket.log_target
        told = _tags([("TargetBucket", target), ("TargetPrefix", prefix)])
        inner = f"<LoggingEnabled>{told}</LoggingEnabled>"
    return (
        f"<?xml version='1.0' encoding='utf-8' ?><BucketLoggingStatus>{inner}</BucketLoggingStatus>".encode()
    )


def _most(parameters: Mapping[str, str]) -> int:
    text = parameters.get("max-keys") or str(MOST)
    if not text.isdecimal() or len(text) > len(str(MOST)) or int(text) > MOST:
        raise CosError(400, "InvalidArgument", f"max-keys must be in 0 to {MOST}.")
    return int(text)


def _entries(bucket: Bucket, parameters: Mapping[str, str]) -> Iterator[str]:
    """Yield keys, and the common beginnings of those that the delimiter groups."""
    prefix, delimiter = parameters.get("prefix", ""), parameters.get("delimiter", "")
    marker = parameters.get("marker", "").encode()
    last = ""
    for key in sorted((key for key in bucket.objects if key.startswith(prefix)), key=str.encode):
        head, found, _ = key[len(prefix) :].partition(delimiter) if delimiter else (key, "", "")
        entry = prefix + head + found if found else key
        if entry.encode() > marker and entry != last:
            yield entry
        last = entry


def _entry(bucket: Bucket, entry: str, *, encode: bool) -> str:
    found = bucket.objects.get(entry)
    if found is None:
        return f"<CommonPrefixes>{_tags([('Prefix', _shown(entry, encode=encode))])}</CommonPrefixes>"
    appid = bucket.name.rpartition("-")[2]
    modified = datetime.fromtimestamp(found.modified, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    told = [
        ("Key", _shown(entry, encode=encode)),
        ("LastModified", modified),
        ("ETag", found.etag),
        ("Size", str(len(found.content))),
    ]
    owner = _tags([("ID", appid), ("DisplayName", appid)])
    return f"<Contents>{_tags(told)}<Owner>{owner}</Owner>{_tags([('StorageClass', 'STANDARD')])}</Contents>"


def _shown(text: str, *, encode: bool) -> str:
    return quote(text) if encode else text


def _tags(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f"<{name}>{escape(value)}</{name}>" if value else f"<{name}/>" for name, value in pairs)
