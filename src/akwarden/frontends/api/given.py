"""What handlers are given by name, as they write it down; `provided.py` says where each comes from."""

from datetime import datetime
from typing import TypeAlias

from litestar.di import NamedDependency

from akwarden.frontends.api.server import Server
from akwarden.model.person import Caller
from akwarden.workflows.access.scope import Scope

GivenServer: TypeAlias = NamedDependency[Server]
"""The parameter `server`: the running server."""
GivenCaller: TypeAlias = NamedDependency[Caller]
"""The parameter `caller`: who the request comes from."""
Within: TypeAlias = NamedDependency[Scope]
"""The parameter `within`: what the caller may see, for the right that the route takes."""
Now: TypeAlias = NamedDependency[datetime]
"""The parameter `now`: the time of the request."""
