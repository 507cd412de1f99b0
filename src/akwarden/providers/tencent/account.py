"""The account that buckets tell: the name of each bucket of Tencent Cloud ends in the APPID of its owner.

After "Bucket overview", Tencent Cloud Object Storage: `<BucketName-APPID>`, the APPID of ten digits.
"""

import re

_BUCKETS = re.compile(
    # The host of a bucket, or a name that is given as one's bucket: `bucket = "app-1250000000"`.
    rb"-(1[0-9]{9})\.cos\b"
    rb"|(?i:bucket)[\w.-]{0,24}[\s\"'`=:>,(\[\\]{1,12}[a-z0-9][a-z0-9-]{0,50}-(1[0-9]{9})(?![0-9A-Za-z])"
)


def appids_in(text: bytes) -> frozenset[str]:
    """Return the APPIDs of the buckets that a text names."""
    return frozenset((one[1] or one[2]).decode() for one in _BUCKETS.finditer(text))
