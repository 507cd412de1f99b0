"""The functions of an account (SCF) with their environment variables, region by region."""

from collections.abc import Iterator, Mapping
from functools import partial

import msgspec

from akwarden.model.function import CloudFunction, FunctionId, Variable
from akwarden.model.secret import Secret
from akwarden.providers.tencent.answer import moment
from akwarden.providers.tencent.client import Client
from akwarden.providers.tencent.pages import by_offset
from akwarden.providers.tencent.refusal import GoneError
from akwarden.providers.tencent.regions import Regions, in_each
from akwarden.providers.tencent.rights import Rights

_DEFAULT = "default"
"""The namespace that every region has."""
_UNREAD = ""
"""The version of a function that may not be read: no version is like it, so it is asked for again."""


class _Namespace(msgspec.Struct, frozen=True, rename="pascal"):
    """A row of ListNamespaces."""

    name: str = ""


class _Namespaces(msgspec.Struct, frozen=True):
    total: str = msgspec.field(name="TotalCount", default="")
    rows: tuple[_Namespace, ...] = msgspec.field(name="Namespaces", default=())


class _Row(msgspec.Struct, frozen=True, rename="pascal"):
    """A row of ListFunctions."""

    function_name: str = ""
    mod_time: str = ""


class _Rows(msgspec.Struct, frozen=True):
    total: str = msgspec.field(name="TotalCount", default="")
    rows: tuple[_Row, ...] = msgspec.field(name="Functions", default=())


class _Variable(msgspec.Struct, frozen=True, rename="pascal"):
    key: str = ""
    value: str = ""


class _Environment(msgspec.Struct, frozen=True, rename="pascal"):
    variables: tuple[_Variable, ...] = ()


class _Detail(msgspec.Struct, frozen=True, rename="pascal"):
    """The answer of GetFunction."""

    role: str = ""
    environment: _Environment = _Environment()


class Functions:
    """The functions of one account."""

    def __init__(self, client: Client, rights: Rights, regions: Regions) -> None:
        """Take how the account is read."""
        self._client = client
        self._rights = rights
        self._regions = regions

    def all(self, known: Mapping[FunctionId, str]) -> Iterator[CloudFunction]:
        """Yield all functions; raises MissingRightError where they can't be listed."""
        return in_each(self._regions.of("cvm"), lambda region: self._in_region(region, known))

    def _in_region(self, region: str, known: Mapping[FunctionId, str]) -> Iterator[CloudFunction]:
        for namespace in self._namespaces(region):
            try:
                for row in self._rows(region, namespace):
                    yield from self._function(region, namespace, row, known)
            except GoneError:  # the namespace
                continue

    def _namespaces(self, region: str) -> tuple[str, ...]:
        """Return the namespaces of a region; the default one where they can't be listed."""

        def question() -> tuple[str, ...]:
            pages = by_offset(
                lambda page: self._client.ask("scf", "ListNamespaces", _Namespaces, page, region)
            )
            return tuple(dict.fromkeys(row.name for row in pages if row.name))

        found = self._rights.attempt("scf", "ListNamespaces", question)
        return (_DEFAULT,) if found is None else found

    def _rows(self, region: str, namespace: str) -> Iterator[_Row]:
        pages = by_offset(
            lambda page: self._client.ask(
                "scf", "ListFunctions", _Rows, {"Namespace": namespace, **page}, region
            )
        )
        return (row for row in pages if row.function_name)

    def _function(
        self, region: str, namespace: str, row: _Row, known: Mapping[FunctionId, str]
    ) -> Iterator[CloudFunction]:
        """Yield a function, with its variables unless its version is known; nothing when it is gone."""
        found = FunctionId(f"{region}/{namespace}/{row.function_name}")
        is_known = bool(row.mod_time) and known.get(found) == row.mod_time
        detail = None
        if is_known:
            self._client.tally.spared()
        else:
            try:
                detail = self._detail(region, namespace, row.function_name)
            except GoneError:
                return
        yield CloudFunction(
            id=found,
            name=row.function_name,
            region=region,
            version=row.mod_time if is_known or detail is not None else _UNREAD,
            role=detail.role or None if detail is not None else None,
            modified_at=moment(row.mod_time),
            variables=_variables(detail) if detail is not None else None,
        )

    def _detail(self, region: str, namespace: str, name: str) -> _Detail | None:
        asked = {"FunctionName": name, "Namespace": namespace}
        ask = partial(self._client.ask, "scf", "GetFunction", _Detail, asked, region)
        return self._rights.attempt("scf", "GetFunction", ask)


def _variables(detail: _Detail) -> tuple[Variable, ...]:
    return tuple(Variable(one.key, Secret(one.value.encode())) for one in detail.environment.variables)
