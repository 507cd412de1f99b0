"""What can be reached with a key, as a graph: where it stands, the key, whose it is, policies, resources."""

from enum import StrEnum
from typing import Final

import msgspec

from akwarden.model.said import Said
from akwarden.model.severity import Severity

KEY_GRAPH_SCHEMA: Final = "akwarden.key-graph/1"


class GraphLayer(StrEnum):
    """Where a node stands, from left to right."""

    PLACE = "place"
    """Where the key leaked."""
    KEY = "key"
    IDENTITY = "identity"
    """Whose key it is, the groups that is in, and the roles that can be taken from there."""
    POLICY = "policy"
    RESOURCE = "resource"
    """A service, or named resources of one."""


class NodeKind(StrEnum):
    """What a node is."""

    CODE = "code"
    """Of the places: one in code."""
    CLIENT = "client"
    DOCUMENT = "document"
    TEMPORARY = "temporary"
    LOG_OR_SNAPSHOT = "log_or_snapshot"
    SERVER = "server"
    KEY = "key"
    ROOT = "root"
    USER = "user"
    ROLE = "role"
    COLLABORATOR = "collaborator"
    SERVICE_ROLE = "service_role"
    """A role that belongs to a service of the cloud."""
    GROUP = "group"
    CUSTOM = "custom"
    """Of the policies: one of the account's own."""
    PRESET = "preset"
    INLINE = "inline"
    BOUNDARY = "boundary"
    """A policy that says what may be allowed at most."""
    EVERYTHING = "everything"
    """Of the resources: all of every service."""
    SERVICE = "service"
    """All of one service."""
    RESOURCE = "resource"
    """Named resources of a service."""


class EdgeKind(StrEnum):
    """What leads from one node to the next."""

    HOLDS_KEY = "holds_key"
    """The key stands in that place."""
    ACTS_AS = "acts_as"
    """Whoever has the key acts as that identity."""
    IS_IN = "is_in"
    """It is a member of that group."""
    TAKES = "takes"
    """It may take that role."""
    HAS = "has"
    """That policy is attached to it."""
    LIMITED_BY = "limited_by"
    """That policy says what it may be allowed at most."""
    CHANGES = "changes"
    """It lets its holder change something there."""
    READS = "reads"
    """It lets its holder read there, and nothing else."""


class LinkKind(StrEnum):
    """What kind of thing has a page of its own."""

    LEAK = "leak"
    KEY = "key"
    PRINCIPAL = "principal"
    RISK = "risk"


class NodeLink(msgspec.Struct, frozen=True):
    """What shows more of a node."""

    kind: LinkKind
    id: str
    """The id of the leak, the key or the risk; of a principal, the number of its account, `:` and its id."""


class GraphNode(msgspec.Struct, frozen=True, kw_only=True):
    """One thing on the way."""

    id: str
    """The same as long as the thing is there; what `expand` takes."""
    layer: GraphLayer
    kind: NodeKind
    name: str
    """What people or the cloud call it: a path with its line, an id, a name, the code of a service."""
    detail: str
    """What tells it from another one of that name: the target of a place, a whole resource; may be empty."""
    severity: Severity | None
    """How bad the worst open risk that shows here is; None for none."""
    why: Said
    """What that risk says, in one sentence; empty for none."""
    link: NodeLink | None
    """What shows more of it; None for what has no page."""
    is_worst: bool
    """Whether it lies on the worst path."""
    hidden: int
    """How many more nodes are beside it that are not shown; `expand` shows some."""


class GraphEdge(msgspec.Struct, frozen=True, kw_only=True):
    """One step from left to right."""

    source: str
    """The id of the node on the left."""
    target: str
    """The id of the node on the right."""
    kind: EdgeKind
    actions: tuple[str, ...]
    """The first of the actions that a policy allows there, as it writes them; at most 3."""
    more_actions: int
    """How many more actions it writes."""
    is_conditional: bool
    """Whether it depends on the request, such as on its address."""
    is_worst: bool
    """Whether it is a step of the worst path."""


class LayerCount(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a layer is shown."""

    layer: GraphLayer
    shown: int
    left_out: int
    """How many of its nodes are not shown."""
    is_more: bool
    """Whether there are more than were looked at."""


class KeyGraph(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag=KEY_GRAPH_SCHEMA):
    """What can be reached with one key. It begins with the worst path alone."""

    key_id: str
    sentence: Said
    """The worst path in words."""
    nodes: tuple[GraphNode, ...]
    """From left to right, in a layer the worst path first; at most 60."""
    edges: tuple[GraphEdge, ...]
    """All steps between two nodes that are shown."""
    worst: tuple[str, ...]
    """The ids of the worst path, from left to right."""
    layers: tuple[LayerCount, ...]
    """From left to right, all of them."""
    is_full: bool
    """Whether as many are shown as can be, so that nothing can be expanded any more."""
