"""A Merkle tree over the records, and its proofs: RFC 6962, section 2.1, "Merkle Hash Trees".

The rules that the tree keeps:

- A leaf is hashed behind 0x00 and an inner node behind 0x01, so that neither can pass for the other.
- The left half of a tree is the largest power of two that is smaller than the tree.
- Verification follows RFC 9162, sections 2.1.3.2 and 2.1.4.2, and needs the proof alone. It answers False
  for whatever proves nothing, and never raises.

All functions that make something take the hashes of the leaves, which a caller may keep.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NewType

Hash = NewType("Hash", bytes)
"""32 bytes: a leaf, an inner node, or a root."""

EMPTY: Final = Hash(hashlib.sha256().digest())
"""The root of a tree without leaves."""

_LEAF, _NODE = b"\x00", b"\x01"


def leaf(content: bytes) -> Hash:
    """Return the hash of a leaf."""
    return Hash(hashlib.sha256(_LEAF + content).digest())


def node(left: bytes, right: bytes) -> Hash:
    """Return the hash of an inner node."""
    return Hash(hashlib.sha256(_NODE + left + right).digest())


class Frontier:
    """A tree that only grows, in the space of its height: takes leaves, gives the root at any time."""

    __slots__ = ("_peaks", "size")

    def __init__(self, leaves: Iterable[Hash] = ()) -> None:
        """Begin with `leaves`."""
        self.size = 0
        self._peaks: list[Hash] = []
        """The roots of the perfect trees that the leaves make, the largest first."""
        for each in leaves:
            self.append(each)

    def append(self, added: Hash) -> None:
        """Add a leaf at the right."""
        full = self.size
        while full & 1:
            added = node(self._peaks.pop(), added)
            full >>= 1
        self._peaks.append(added)
        self.size += 1

    def root(self) -> Hash:
        """Return the root of all leaves so far."""
        if not self._peaks:
            return EMPTY
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node(peak, root)
        return root


def root(leaves: Iterable[Hash]) -> Hash:
    """Return the root over `leaves`: MTH of the RFC."""
    return Frontier(leaves).root()


def inclusion(leaves: Sequence[Hash], index: int) -> tuple[Hash, ...]:
    """Return the proof that the leaf at `index`, from 0, is in the tree: PATH of the RFC.

    Raises IndexError for a leaf that is not there.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    return tuple(_path(leaves, index))


def consistency(leaves: Sequence[Hash], old: int) -> tuple[Hash, ...]:
    """Return the proof that the tree of the first `old` leaves begins this one: PROOF of the RFC.

    It is empty for no leaves and for all. Raises IndexError for more leaves than there are.
    """
    if not 0 <= old <= len(leaves):
        raise IndexError(old)
    return tuple(_subproof(leaves, old)) if old else ()


def is_included(content: Hash, index: int, size: int, proof: Sequence[Hash], claimed: Hash) -> bool:
    """Whether `proof` shows that the leaf is at `index` in the tree of `size` leaves with this root."""
    if not 0 <= index < size or not _are_hashes(content, claimed, *proof):
        return False
    at, last, found = index, size - 1, content
    for beside in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node(beside, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, beside)
        at, last = at >> 1, last >> 1
    return last == 0 and hmac.compare_digest(found, claimed)


def is_consistent(old: int, old_root: Hash, size: int, root_now: Hash, proof: Sequence[Hash]) -> bool:
    """Whether `proof` shows that the tree of `old` leaves is the beginning of the one of `size` leaves."""
    if not 0 <= old <= size or not _are_hashes(old_root, root_now, *proof):
        return False
    if old in {0, size}:
        same = EMPTY if old == 0 else root_now
        return not proof and hmac.compare_digest(old_root, same)
    # A tree that is perfect is a node of the larger one by itself, so the proof leaves it out.
    nodes = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    return _leads_to_both(old - 1, size - 1, nodes, (old_root, root_now))


def _leads_to_both(at: int, last: int, nodes: Sequence[Hash], roots: tuple[Hash, Hash]) -> bool:
    """Whether the nodes, from the bottom up, give the old root and the new one."""
    if not nodes:
        return False
    while at & 1:
        at, last = at >> 1, last >> 1
    before = now = nodes[0]
    for beside in nodes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, now = node(beside, before), node(beside, now)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            now = node(now, beside)
        at, last = at >> 1, last >> 1
    return last == 0 and hmac.compare_digest(before, roots[0]) and hmac.compare_digest(now, roots[1])


def _are_hashes(*found: bytes) -> bool:
    """Whether all have the size of a hash: else two could be cut at another place and mean something else."""
    return all(len(each) == len(EMPTY) for each in found)


def _split(size: int) -> int:
    """Return the largest power of two that is smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1


def _path(leaves: Sequence[Hash], index: int) -> Iterator[Hash]:
    """Yield PATH(index, leaves), from the bottom up."""
    if len(leaves) == 1:
        return
    middle = _split(len(leaves))
    left, right = leaves[:middle], leaves[middle:]
    if index < middle:
        yield from _path(left, index)
        yield root(right)
    else:
        yield from _path(right, index - middle)
        yield root(left)


def _subproof(leaves: Sequence[Hash], old: int, *, whole: bool = True) -> Iterator[Hash]:
    """Yield SUBPROOF(old, leaves, whole): the reader knows the old root where `whole`."""
    if old == len(leaves):
        if not whole:
            yield root(leaves)
        return
    middle = _split(len(leaves))
    left, right = leaves[:middle], leaves[middle:]
    if old <= middle:
        yield from _subproof(left, old, whole=whole)
        yield root(right)
    else:
        yield from _subproof(right, old - middle, whole=False)
        yield root(left)
