"""A function that runs in the cloud, with its environment variables, which often hold keys in clear."""

from datetime import datetime
from typing import NewType

import msgspec

from akwarden.model.secret import Secret

FunctionId = NewType("FunctionId", str)
"""Region, namespace and name at Tencent Cloud, joined by `/`; the ARN at AWS."""


class Variable(msgspec.Struct, frozen=True):
    """One environment variable. Its value is taken for a secret until it was looked at."""

    name: str
    value: Secret


class CloudFunction(msgspec.Struct, frozen=True, kw_only=True):
    """One function as it is deployed."""

    id: FunctionId
    name: str
    region: str
    version: str
    """What changes when the function does, as the cloud gives it: most often a time."""
    role: str | None = None
    """The role that it runs as."""
    modified_at: datetime | None = None
    variables: tuple[Variable, ...] | None
    """None when the version is one that was known already, or when they can't be seen."""
