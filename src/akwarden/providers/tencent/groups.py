"""The groups of users, and who is in which: asked once for all users, and not user by user."""

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial

import msgspec

from akwarden.errors import MissingRightError
from akwarden.model.policy import Group, GroupId
from akwarden.providers.tencent import grants
from akwarden.providers.tencent.answer import moment, number
from akwarden.providers.tencent.client import Client
from akwarden.providers.tencent.pages import numbered
from akwarden.providers.tencent.refusal import GoneError
from akwarden.providers.tencent.rights import Rights


class _Group(msgspec.Struct, frozen=True, rename="pascal"):
    """A row of ListGroups."""

    group_id: str = ""
    group_name: str = ""
    create_time: str = ""
    remark: str = ""


class _Groups(msgspec.Struct, frozen=True):
    total: str = msgspec.field(name="TotalNum", default="")
    rows: tuple[_Group, ...] = msgspec.field(name="GroupInfo", default=())


class _Member(msgspec.Struct, frozen=True, rename="pascal"):
    """A row of ListUsersForGroup."""

    uin: str = ""


class _Members(msgspec.Struct, frozen=True):
    total: str = msgspec.field(name="TotalNum", default="")
    rows: tuple[_Member, ...] = msgspec.field(name="UserInfo", default=())


Membership = Mapping[str, tuple[GroupId, ...]]
"""The groups of each user, by uin."""


class Groups:
    """The groups of one account; shared by threads."""

    def __init__(self, client: Client, rights: Rights) -> None:
        """Take how the account is read."""
        self._client = client
        self._rights = rights
        self._lock = threading.Lock()
        self._rows: tuple[_Group, ...] | None = None
        self._refused: MissingRightError | None = None
        self._membership: Membership | None = None
        self._is_known = False

    def all(self) -> Iterator[Group]:
        """Yield the groups; raises MissingRightError where they can't be listed."""
        with self._lock:
            rows = self._listed()
        for row in rows:
            try:
                held = grants.of_group(self._client, self._rights, row.group_id)
            except GoneError:
                continue
            yield Group(
                id=GroupId(row.group_id),
                name=row.group_name,
                note=row.remark,
                created_at=moment(row.create_time),
                grants=held,
            )

    def of(self, uin: str) -> tuple[GroupId, ...] | None:
        """Return the groups of a user; None where that can't be seen."""
        with self._lock:
            if not self._is_known:
                self._membership = self._rights.attempt("cam", "ListGroups", self._members)
                self._is_known = True
        self._client.tally.spared()  # no call of ListGroupsForUser for this one
        return self._membership.get(uin, ()) if self._membership is not None else None

    def _listed(self) -> tuple[_Group, ...]:
        """Return the groups, listed once; a refusal is told again without a call."""
        if self._refused is not None:
            self._client.tally.spared()
            raise self._refused
        if self._rows is None:
            try:
                rows = numbered(partial(self._client.ask, "cam", "ListGroups", _Groups))
                found = {row.group_id: row for row in rows if number(row.group_id)}
            except MissingRightError as error:
                self._refused = error
                raise
            self._rows = tuple(found[one] for one in sorted(found))
        return self._rows

    def _members(self) -> Membership | None:
        """Return who is in which group, or None where that can't be seen of one."""
        found: dict[str, list[GroupId]] = defaultdict(list)
        for row in self._listed():
            uins = self._rights.attempt("cam", "ListUsersForGroup", partial(self._inside, row.group_id))
            if uins is None:
                return None
            for uin in uins:
                found[uin].append(GroupId(row.group_id))
        return {uin: tuple(groups) for uin, groups in found.items()}

    def _inside(self, group: str) -> tuple[str, ...]:
        """Return the members of a group; nobody where it is gone by now."""
        asked = {"GroupId": int(group)}
        pages = numbered(
            lambda page: self._client.ask("cam", "ListUsersForGroup", _Members, {**asked, **page})
        )
        try:
            return tuple(dict.fromkeys(row.uin for row in pages))
        except GoneError:
            return ()
