"""The worst path through the graph of a key in one sentence."""

from collections.abc import Sequence

from akwarden.detectors.posture.service_rights import EVERY, first_write
from akwarden.model.access_key import KeyStatus
from akwarden.model.key_graph import EdgeKind, GraphLayer, NodeKind
from akwarden.model.key_row import KeyFacts
from akwarden.workflows.reach.net import Net, Part, Step


def sentence(net: Net, worst: Sequence[str], key: KeyFacts) -> str:
    """Return where the key stands, whether it works, and the worst that can be done with it."""
    way = [net.parts[one] for one in worst]
    begins = _of_key(way, key)
    if key.status is KeyStatus.UNLISTED:
        return f"{begins}: no account lists it, so what it opens is not known."
    rest = _of_way(net, way)
    return f"{begins}: {rest}." if rest else f"{begins}: whose it is is not known."


def _of_key(way: Sequence[Part], key: KeyFacts) -> str:
    """Return where the key stands and, for one of an account, whether it works."""
    place = way[0].name if way[0].layer is GraphLayer.PLACE else None
    words = f"The key stands in {place}" if place else "No leak of the key is known"
    match key.status:
        case KeyStatus.ACTIVE:
            return f"{words} and works" if place else f"{words} and it works"
        case KeyStatus.INACTIVE:
            return f"{words} and is disabled" if place else f"{words} and it is disabled"
        case KeyStatus.DELETED:
            return f"{words} and is deleted" if place else f"{words} and it is deleted"
        case KeyStatus.UNLISTED:
            return f"{words} and its cloud took it" if place and key.works else words


def _of_way(net: Net, way: Sequence[Part]) -> str:
    """Return whose the key is, by what it holds its worst right, and what that is."""
    people = [one for one in way if one.layer is GraphLayer.IDENTITY]
    if not people:
        return ""
    policy = next((one for one in way if one.layer is GraphLayer.POLICY), None)
    if people[0].kind is NodeKind.ROOT:
        return "it is a root key, which may do everything in the account"
    holds = _holds(people, policy)
    step = _last(net, way)
    return f"{holds}, {_allows(step, way[-1])}" if step and policy else holds


def _last(net: Net, way: Sequence[Part]) -> Step | None:
    if way[-1].layer is not GraphLayer.RESOURCE:
        return None
    return next(one for one in net.after[way[-2].id] if one.target == way[-1].id)


def _holds(people: Sequence[Part], policy: Part | None) -> str:
    """Return who holds a policy, and through which group or roles."""
    name = people[0].name
    if policy is None:
        return f"as {name} it holds no policy that is known"
    roles = [one.name for one in people[1:] if one.kind is not NodeKind.GROUP]
    if len(roles) == 1:
        return f"as {name} it may take the role {roles[0]} that holds {policy.name}"
    if roles:
        return f"as {name} it may go through other roles to the role {roles[-1]} that holds {policy.name}"
    if people[-1].kind is NodeKind.GROUP:
        return f"as {name} it is in the group {people[-1].name} that holds {policy.name}"
    return f"as {name} it holds {policy.name}"


def _allows(step: Step, resource: Part) -> str:
    """Return what a policy allows at the end of the way."""
    service = resource.detail.partition(" ")[0]
    changes = step.kind is EdgeKind.CHANGES
    if resource.kind is NodeKind.EVERYTHING:
        if changes and not step.is_conditional:
            return "which allows everything in the account"
        return "which lets it change every service" if changes else "which lets it read every service"
    if resource.kind is NodeKind.SERVICE:
        if not changes:
            return f"which lets it read {service}"
        action = first_write(step.actions) or step.actions[0]
        whole = action in {EVERY, f"{service}:*"}
        return f"which allows all of {service}" if whole else f"which lets it call {action}"
    where = resource.name if service == EVERY else f"{resource.name} of {service}"
    return f"which lets it change {where}" if changes else f"which lets it read {where}"
