"""What a function is: versions, aliases, triggers and logs; and what a namespace and a layer are."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

LATEST, DEFAULT, NAMESPACE = "$LATEST", "$DEFAULT", "default"


@dataclass(slots=True)
class Revision:
    """A version of a function: `$LATEST`, or one that was published and stays as it is."""

    version: str
    created: float
    modified: float
    code: bytes
    """A zip; empty for an image."""
    config: dict[str, Any]
    """What CreateFunction and UpdateFunctionConfiguration set, by the names of their fields."""
    description: str = ""

    @property
    def sha256(self) -> str:
        """Return the hash of the code, in hex."""
        return hashlib.sha256(self.code).hexdigest()

    def text(self, name: str, default: str = "") -> str:
        """Return a text of the configuration."""
        return str(self.config.get(name) or default)


@dataclass(slots=True)
class Trigger:
    """What calls a function."""

    name: str
    kind: str
    """`timer`, `cos`, `apigw`, `http` ..."""
    description: str
    """TriggerDesc, mostly an object of JSON."""
    created: float
    modified: float
    qualifier: str = DEFAULT
    enabled: bool = True
    argument: str = ""
    comment: str = ""


@dataclass(slots=True)
class Alias:
    """A name for a version."""

    name: str
    version: str
    created: float
    description: str = ""
    weights: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Log:
    """One call of a function."""

    request_id: str
    moment: float
    result: str
    output: str
    code: int = 0
    """0 for a success."""
    version: str = LATEST
    milliseconds: float = 1.0
    memory: int = 3 << 20


@dataclass(slots=True)
class Function:
    """A function with its versions, in the order in which they came; `$LATEST` is the first."""

    id: str
    name: str
    namespace: str
    versions: dict[str, Revision]
    aliases: dict[str, Alias] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    logs: list[Log] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    published: int = 0
    """The number of the newest version."""
    result: str | None = None
    """What a call of it returns; None for one that can't be called, for nothing runs here."""

    @property
    def latest(self) -> Revision:
        """Return the version that changes."""
        return self.versions[LATEST]

    def publish(self, now: float, description: str = "") -> Revision:
        """Keep what `$LATEST` is now as a version of its own."""
        self.published += 1
        last = self.latest
        made = Revision(str(self.published), now, now, last.code, {**last.config}, description)
        self.versions[made.version] = made
        return made


@dataclass(slots=True)
class Namespace:
    """A set of functions."""

    name: str
    created: float
    modified: float
    description: str = ""
    functions: dict[str, Function] = field(default_factory=dict)


@dataclass(slots=True)
class Layer:
    """A version of a layer: files that functions share."""

    name: str
    version: int
    created: float
    code: bytes
    runtimes: list[str]
    description: str = ""
    license: str = ""

    @property
    def sha256(self) -> str:
        """Return the hash of the code, in hex."""
        return hashlib.sha256(self.code).hexdigest()
