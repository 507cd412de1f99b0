"""Policies, groups and roles, and who has which."""

from collections.abc import Iterable, Sequence, Sized
from typing import Any

import msgspec

from akwarden.emulator.tencent.scenarios.names import Names, listed, near
from akwarden.emulator.tencent.scenarios.parts import MisfitError
from akwarden.emulator.tencent.scenarios.people import DAY, Placed, check_unique
from akwarden.emulator.tencent.scenarios.wanted import Document, WantedAccount, WantedRole
from akwarden.emulator.tencent.services.cam.attachments import MOST_ATTACHED
from akwarden.emulator.tencent.services.cam.groups import MOST_GROUPS
from akwarden.emulator.tencent.services.cam.members import MOST_GROUPS_OF_A_USER, MOST_MEMBERS
from akwarden.emulator.tencent.services.cam.policies import MOST_POLICIES
from akwarden.emulator.tencent.services.cam.roles import MOST_ROLES
from akwarden.emulator.tencent.state import Account, Attachment, Cloud, Group, Policy, Role, Version
from akwarden.errors import PolicyError
from akwarden.policy.grammar import Language, check_size, read_policy
from akwarden.policy.grammar import Policy as Read


class Rights:
    """Gives one account what it wants of rights, after its users are there."""

    def __init__(self, cloud: Cloud, account: Account, names: Names, now: float) -> None:
        """Take where things go, and what fills references."""
        self._cloud = cloud
        self._account = account
        self._names = names
        self._now = now
        self._policies = {policy.name: policy.id for policy in cloud.presets.values()}
        self._groups: dict[str, Group] = {}

    def add(self, wanted: WantedAccount, people: Iterable[Placed], path: str) -> None:
        """Add policies, groups and roles and attach them; raises MisfitError for what leads nowhere."""
        self._add_policies(wanted, path)
        self._add_groups(wanted, path)
        for placed in people:
            self._give(placed)
        _check_number(wanted.roles, MOST_ROLES, f"{path}.roles", "an account")
        check_unique([(role.name, f"{path}.roles[{n}]") for n, role in enumerate(wanted.roles)], "role")
        for number, role in enumerate(wanted.roles):
            self._add_role(role, f"{path}.roles[{number}]")

    def _add_policies(self, wanted: WantedAccount, path: str) -> None:
        _check_number(wanted.policies, MOST_POLICIES, f"{path}.policies", "an account")
        for number, one in enumerate(wanted.policies):
            place = f"{path}.policies[{number}]"
            if one.name in self._policies:
                raise MisfitError(place, f"there is another policy {one.name!r}", mend="give it another name")
            text, read = self._document(one.document, f"{place}.document")
            policy = Policy(self._cloud.ids.number("policy"), one.name, [Version(1, text, read, self._now)])
            policy.description = one.description
            policy.created = policy.updated = self._now
            self._account.policies[policy.id] = policy
            self._policies[one.name] = policy.id

    def _add_groups(self, wanted: WantedAccount, path: str) -> None:
        _check_number(wanted.groups, MOST_GROUPS, f"{path}.groups", "an account")
        check_unique([(group.name, f"{path}.groups[{n}]") for n, group in enumerate(wanted.groups)], "group")
        for number, one in enumerate(wanted.groups):
            group = Group(self._cloud.ids.number("group"), one.name, self._now, one.remark)
            group.attached = self._attached(one.policies, f"{path}.groups[{number}].policies")
            self._account.groups[group.id] = self._groups[one.name] = group

    def _give(self, placed: Placed) -> None:
        user = self._account.user_named(placed.user.name)
        assert user is not None  # noqa: S101  it was made before its rights
        user.attached = self._attached(placed.user.policies, f"{placed.path}.policies")
        user.boundary = self._boundary(placed.user.boundary, placed.path)
        _check_number(placed.user.groups, MOST_GROUPS_OF_A_USER, f"{placed.path}.groups", "a user")
        for name in placed.user.groups:
            group = self._groups.get(name)
            if group is None:
                raise MisfitError(
                    f"{placed.path}.groups", f"there is no group {name!r}", mend=listed(self._groups)
                )
            group.members.append(user.uin)
            _check_number(group.members, MOST_MEMBERS, f"{placed.path}.groups", f"the group {name!r}")

    def _add_role(self, wanted: WantedRole, path: str) -> None:
        text, read = self._document(wanted.trust, f"{path}.trust")
        created = self._now - wanted.age * DAY
        role = Role(self._cloud.ids.number("role"), wanted.name, text, read, created, created)
        role.description = wanted.description
        role.console_login = wanted.console
        role.tags = dict(wanted.tags)
        role.attached = self._attached(wanted.policies, f"{path}.policies")
        role.boundary = self._boundary(wanted.boundary, path)
        self._account.roles[role.id] = role

    def _document(self, document: Document, path: str) -> tuple[str, Read]:
        """Return the text of a document and what it says; raises MisfitError from PolicyError."""
        filled: Any = self._names.filled(document, path)
        text = filled if isinstance(filled, str) else msgspec.json.encode(filled).decode()
        try:
            check_size(text)
            return text, read_policy(text, Language.CAM)
        except PolicyError as error:
            raise MisfitError(path, error.what) from error

    def _attached(self, names: Sequence[str], path: str) -> list[Attachment]:
        _check_number(names, MOST_ATTACHED, path, "one holder")
        numbers = [self._number(name, path) for name in names]
        if len({*numbers}) < len(numbers):
            raise MisfitError(path, "a policy stands twice")
        return [Attachment(number, self._now) for number in numbers]

    def _boundary(self, name: str | None, path: str) -> int | None:
        return None if name is None else self._number(name, f"{path}.boundary")

    def _number(self, name: str, path: str) -> int:
        number = self._policies.get(name)
        if number is None:
            raise MisfitError(path, f"there is no policy {name!r}", mend=near(name, self._policies))
        return number


def _check_number(parts: Sized, most: int, path: str, of: str) -> None:
    """Raise MisfitError for more than the cloud allows."""
    if len(parts) > most:
        raise MisfitError(path, f"{of} has {most} at most, and here are {len(parts)}")
