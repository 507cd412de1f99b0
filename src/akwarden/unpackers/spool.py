"""Bytes that come out of a decoder, kept where they can be read twice: in memory, then in a nameless file.

The temporary file has no name in the file system, so nothing is left behind, and no name from an archive
ever becomes a path.
"""

from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Final, cast

from akwarden.errors import UnpackError
from akwarden.model.artifact import Skipped
from akwarden.unpackers.budget import Budget, BudgetError, in_words, mend
from akwarden.unpackers.protocol import Member, MemberError, reason

IN_MEMORY: Final = 4 << 20
"""Bytes of one member that stay in memory."""


def spooled(
    name: str, blocks: Iterable[bytes], budget: Budget, *, most: int | None = None
) -> Iterator[Member | Skipped]:
    """Yields the member made of these blocks, and a record when they broke off.

    What was read before a break, and before a limit, is handed on. `most` cuts the member.
    `BudgetError` is raised after the member was handed on.
    """
    with SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
        file = cast(BinaryIO, spool)
        fault = _fill(file, blocks, budget, most)
        size = file.tell()
        if size or fault is None:
            file.seek(0)
            yield Member(name, file, size)
    if isinstance(fault, BudgetError):
        raise fault
    if fault is not None:
        yield Skipped(name, reason(fault))


def _fill(file: BinaryIO, blocks: Iterable[bytes], budget: Budget, most: int | None) -> UnpackError | None:
    try:
        for block in blocks:
            if most is not None and file.tell() + len(block) > most:
                kept = block[: most - file.tell()]
                budget.charge(len(kept))
                file.write(kept)
                return too_large(most)
            budget.charge(len(block))
            file.write(block)
    except UnpackError as error:
        return error
    # A decoder fed with hostile bytes may raise anything; the member's record says so.
    except Exception as error:  # noqa: BLE001
        return unreadable(error)
    return None


def too_large(most: int) -> MemberError:
    """Gives the error of a member that is handed on in part."""
    return MemberError(f"only its first {in_words(most)} were read", mend=mend("max_member_bytes"))


def unreadable(error: Exception) -> MemberError:
    """Gives the error that stands for one from outside this family."""
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return MemberError("it can't be read any further", why=f"{type(error).__name__}: {words}".rstrip(": "))
