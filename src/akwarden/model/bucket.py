"""A bucket of an account, and whether its access is logged."""

import msgspec


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """One bucket."""

    name: str
    """Its whole name, with the number behind it where the cloud has one."""
    region: str | None = None
    log_target: str = ""
    """Where its access logs go, as `BUCKET/PREFIX`; empty for nowhere."""
    is_log_known: bool = True
    """Whether that could be seen; without it `log_target` says nothing."""
