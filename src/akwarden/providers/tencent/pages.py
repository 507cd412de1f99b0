"""Long lists, page by page, in the ways that Tencent Cloud cuts them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from akwarden.errors import CloudError
from akwarden.providers.tencent.answer import number

_MOST_PAGES = 10_000
"""More come from a server that repeats itself."""
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Page(Protocol[T_co]):
    """An answer with a part of a list."""

    @property
    def total(self) -> str:
        """How many rows there are in all."""

    @property
    def rows(self) -> Sequence[T_co]:
        """Those of this page."""


def numbered(ask: Callable[[Mapping[str, object]], Page[T]], size: int = 200) -> Iterator[T]:
    """Yield all rows of a list that has pages by number, `Page` from 1 with `Rp` rows."""
    return _all(lambda page: ask({"Page": page + 1, "Rp": size}), size)


def by_offset(ask: Callable[[Mapping[str, object]], Page[T]], size: int = 100) -> Iterator[T]:
    """Yield all rows of a list that goes on from `Offset`, with `Limit` rows."""
    return _all(lambda page: ask({"Offset": page * size, "Limit": size}), size)


def by_page(ask: Callable[[Mapping[str, object]], Page[T]], size: int = 100) -> Iterator[T]:
    """Yield all rows of a list that has pages by number, `PageNumber` from 1 with `PageSize` rows."""
    return _all(lambda page: ask({"PageNumber": page + 1, "PageSize": size}), size)


def batches(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield a list in parts of up to `size`, for calls that take no more."""
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _all(ask: Callable[[int], Page[T]], size: int) -> Iterator[T]:
    """Yield the rows of all pages. The total ends it, or a page that is not full where there is no total."""
    for page in range(_MOST_PAGES):
        answer = ask(page)
        yield from answer.rows
        end = (page + 1) * size >= number(answer.total) if number(answer.total) else len(answer.rows) < size
        if end or not answer.rows:
            return
    raise CloudError("a list of Tencent Cloud does not end", why=f"it has more than {_MOST_PAGES} pages")
