"""Departments: a tree under the root, in which members are."""

import re
from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.organization.lists import page, shown_tags, tags_of
from akwarden.emulator.tencent.services.organization.state import Node, managed, node_of

MOST_NODES, MOST_LEVELS = 1000, 10
"""The documents name the errors for more and not the numbers: these are the emulator's."""
# "Letters, digits, Chinese characters and +@、&._[]-", 40 of them ("AddOrganizationNode").
_NAME = re.compile(r"[A-Za-z0-9\u4e00-\u9fff+@、&._\[\]-]{1,40}")


@serve("organization", "AddOrganizationNode", write=True)
def add_organization_node(call: Call) -> Mapping[str, Any]:
    """Make a department; its name is the only one in the organization."""
    organization = managed(call)
    parent = node_of(organization, call.number("ParentNodeId"))
    name = call.text("Name")
    if not _NAME.fullmatch(name):
        raise ApiError("InvalidParameter", "The parameter `Name` has 1 to 40 letters, digits or +@、&._[]-.")
    if any(node.name == name for node in organization.nodes.values()):
        raise ApiError("FailedOperation.OrganizationNodeNameUsed", "The name is in use.")
    if len(organization.path(parent.id)) > MOST_LEVELS:
        raise ApiError("LimitExceeded.NodeDepthExceedLimit", f"There are {MOST_LEVELS} levels at most.")
    if len(organization.nodes) > MOST_NODES:
        raise ApiError("LimitExceeded.NodeExceedLimit", f"There are {MOST_NODES} departments at most.")
    tags = tags_of(call)
    node = Node(call.cloud.ids.number("node"), name, parent.id, call.now, call.text("Remark"), tags)
    organization.nodes[node.id] = node
    organization.control_newcomers([node.id], call.now)
    return {"NodeId": node.id}


@serve("organization", "DescribeOrganizationNodes")
def describe_organization_nodes(call: Call) -> Mapping[str, Any]:
    """Return the departments, the root first; with tags only those that have all of them."""
    wanted = tags_of(call).items()
    nodes = [node for node in managed(call).nodes.values() if wanted <= node.tags.items()]
    return {"Total": len(nodes), "Items": [_described(node) for node in page(call, nodes)]}


def _described(node: Node) -> dict[str, Any]:
    return {
        "NodeId": node.id,
        "Name": node.name,
        "ParentNodeId": node.parent,
        "Remark": node.remark,
        "CreateTime": local(node.created),
        "UpdateTime": local(node.created),
        "Tags": shown_tags(node.tags),
    }
