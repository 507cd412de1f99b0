"""The policies of an account: all that were written in it, and those of the cloud that somebody has."""

import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial

import msgspec

from akwarden.errors import MissingRightError
from akwarden.model.policy import Policy, PolicyId, PolicyKind
from akwarden.providers.tencent.answer import moment, number
from akwarden.providers.tencent.client import Client
from akwarden.providers.tencent.documents import fault_of
from akwarden.providers.tencent.pages import numbered
from akwarden.providers.tencent.refusal import GoneError
from akwarden.providers.tencent.rights import Rights

_PRESET = "2"
_UNREAD = ""
"""The version of a policy whose document may not be read: no version is like it, so it is asked for again."""


class _Row(msgspec.Struct, frozen=True, rename="pascal"):
    """A row of ListPolicies."""

    policy_id: str = ""
    policy_name: str = ""
    type: str = ""
    add_time: str = ""
    update_time: str = ""
    attachments: str = ""
    attach_entity_count: str = ""
    attach_entity_boundary_count: str = ""

    @property
    def is_held(self) -> bool:
        """Say whether somebody has it."""
        counts = (self.attachments, self.attach_entity_count, self.attach_entity_boundary_count)
        return any(number(one) > 0 for one in counts)


class _Rows(msgspec.Struct, frozen=True):
    total: str = msgspec.field(name="TotalNum", default="")
    rows: tuple[_Row, ...] = msgspec.field(name="List", default=())


class _Text(msgspec.Struct, frozen=True, rename="pascal"):
    """The answer of GetPolicy."""

    policy_name: str = ""
    type: str = ""
    add_time: str = ""
    update_time: str = ""
    policy_document: str = ""


class Policies:
    """The policies of one account."""

    def __init__(self, client: Client, rights: Rights, granted: Callable[[], frozenset[PolicyId]]) -> None:
        """Take how the account is read, and what gives the policies that were seen at somebody."""
        self._client = client
        self._rights = rights
        self._granted = granted
        self._lock = threading.Lock()
        self._seen: set[PolicyId] = set()

    @property
    def seen(self) -> frozenset[PolicyId]:
        """Return all policies that were come by."""
        with self._lock:
            return frozenset(self._seen)

    def all(self, known: Mapping[PolicyId, str]) -> Iterator[Policy]:
        """Yield the policies whose version is not `known`.

        Where they can't be listed, those come that were seen at somebody, and then MissingRightError.
        """
        refused: MissingRightError | None = None
        listed: set[PolicyId] = set()
        try:
            for row in self._rows():
                if (found := PolicyId(row.policy_id)) not in listed:
                    listed.add(found)
                    yield from self._listed(row, known)
        except MissingRightError as error:
            refused = error
        for found in sorted(self._granted() - listed):
            yield from self._unlisted(found, known)
        if refused is not None:
            raise refused

    def _rows(self) -> Iterator[_Row]:
        """Yield what is listed: all of the account's own, and those of the cloud that somebody has."""
        yield from (row for row in self._pages("Local") if number(row.policy_id))
        yield from (row for row in self._pages("QCS") if number(row.policy_id) and row.is_held)

    def _pages(self, scope: str) -> Iterator[_Row]:
        return numbered(lambda page: self._client.ask("cam", "ListPolicies", _Rows, {"Scope": scope, **page}))

    def _listed(self, row: _Row, known: Mapping[PolicyId, str]) -> Iterator[Policy]:
        """Yield a policy of the list, with its document, unless it is known."""
        found = PolicyId(row.policy_id)
        self._note(found)
        version = row.update_time or row.add_time
        if version and known.get(found) == version:
            self._client.tally.spared()
            return
        try:
            text = self._text(found)
        except GoneError:
            return
        yield _policy(found, row.policy_name, row.type, text, version)

    def _unlisted(self, found: PolicyId, known: Mapping[PolicyId, str]) -> Iterator[Policy]:
        """Yield a policy that somebody has and that the list does not tell, unless it is known or gone."""
        try:
            text = self._text(found)
        except GoneError:
            return
        self._note(found)
        if text is None:
            yield _policy(found, found, "", None, _UNREAD)
            return
        version = text.update_time or text.add_time
        if known.get(found) != version:
            yield _policy(found, text.policy_name, text.type, text, version)

    def _text(self, found: PolicyId) -> _Text | None:
        """Return a policy with its document; None where it may not be read."""
        asked = {"PolicyId": int(found)}
        return self._rights.attempt(
            "cam", "GetPolicy", partial(self._client.ask, "cam", "GetPolicy", _Text, asked)
        )

    def _note(self, found: PolicyId) -> None:
        with self._lock:
            self._seen.add(found)


def _policy(found: PolicyId, name: str, kind: str, text: _Text | None, version: str) -> Policy:
    """Return a policy, with its document where it can be used."""
    fault = "the cloud does not show the document" if text is None else fault_of(text.policy_document)
    return Policy(
        id=found,
        name=name,
        kind=PolicyKind.PRESET if kind == _PRESET else PolicyKind.CUSTOM,
        version=_UNREAD if text is None else version,
        document=None if text is None or fault is not None else text.policy_document,
        fault=fault,
        updated_at=moment(version),
    )
