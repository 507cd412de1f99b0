import hashlib
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.store.audit_log.merkle import (
    EMPTY,
    Frontier,
    Hash,
    consistency,
    inclusion,
    is_consistent,
    is_included,
    leaf,
    node,
    root,
)

# The inputs and roots with which the implementations of Certificate Transparency are tested.
CONTENTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf(content) for content in CONTENTS]


def made_up(size: int) -> list[Hash]:
    """Give as many leaves as asked for."""
    return [leaf(b"leaf %d" % number) for number in range(size)]


def by_definition(contents: Sequence[bytes]) -> bytes:
    """Give MTH(D[n]) as RFC 6962 writes it down, with nothing of ours."""
    if not contents:
        return hashlib.sha256(b"").digest()
    if len(contents) == 1:
        return hashlib.sha256(b"\0" + contents[0]).digest()
    half = max(1 << power for power in range(32) if 1 << power < len(contents))
    halves = by_definition(contents[:half]) + by_definition(contents[half:])
    return hashlib.sha256(b"\1" + halves).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert root(LEAVES[:size]).hex() == ROOTS[size - 1] == by_definition(CONTENTS[:size]).hex()


def test_the_empty_tree_is_the_hash_of_nothing() -> None:
    assert root([]) == EMPTY == by_definition([])
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_proofs_are_those_of_the_example_in_the_rfc() -> None:
    d = made_up(7)
    a, b, c, d_, e, f, j = d
    g, h, i = node(a, b), node(c, d_), node(e, f)
    k, l = node(g, h), node(i, j)  # noqa: E741  the letters of the RFC

    assert root(d) == node(k, l)
    assert inclusion(d, 0) == (b, h, l)
    assert inclusion(d, 3) == (c, g, l)
    assert inclusion(d, 4) == (f, j, k)
    assert inclusion(d, 6) == (i, k)
    assert consistency(d, 3) == (c, d_, g, l)
    assert consistency(d, 4) == (l,)
    assert consistency(d, 6) == (i, j, k)


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_a_tree_that_grows_has_the_root_of_the_definition(contents: list[bytes]) -> None:
    grown = Frontier()

    for size, content in enumerate(contents, start=1):
        grown.append(leaf(content))
        assert grown.size == size
    assert grown.root() == by_definition(contents)


def test_every_proof_of_every_small_tree_holds() -> None:
    for size in range(34):
        leaves = made_up(size)
        top = root(leaves)
        for index in range(size):
            assert is_included(leaves[index], index, size, inclusion(leaves, index), top)
        for old in range(size + 1):
            assert is_consistent(old, root(leaves[:old]), size, top, consistency(leaves, old))


@given(st.integers(1, 3000), st.data())
def test_proofs_of_large_trees_hold(size: int, data: st.DataObject) -> None:
    leaves, top = LARGE[:size], root(LARGE[:size])
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))

    assert is_included(leaves[index], index, size, inclusion(leaves, index), top)
    assert is_consistent(old, root(leaves[:old]), size, top, consistency(leaves, old))


LARGE = made_up(3000)


def variants(proof: tuple[Hash, ...], chance: random.Random) -> list[tuple[Hash, ...]]:
    """Give proofs that are not `proof`, near to it."""
    stranger = Hash(chance.randbytes(32))
    made = [(*proof, stranger), (stranger, *proof)]
    for at, step in enumerate(proof):
        turned = Hash(bytes([step[0] ^ 1 << chance.randrange(8)]) + step[1:])
        made += [
            (*proof[:at], turned, *proof[at + 1 :]),
            (*proof[:at], stranger, *proof[at + 1 :]),
            proof[:at] + proof[at + 1 :],
            (*proof[: at + 1], *proof[at:]),
            (*proof[:at], Hash(step[:-1]), *proof[at + 1 :]),
        ]
        if at:
            made.append((*proof[: at - 1], step, proof[at - 1], *proof[at + 1 :]))
    return [each for each in made if each != proof]


def test_no_forged_proof_of_inclusion_is_accepted() -> None:
    chance, tried = random.Random(6962), 0
    for size in (*range(1, 20), 100, 257):
        leaves = made_up(size)
        top = root(leaves)
        for index in range(min(size, 12)):
            proof = inclusion(leaves, index)
            stranger = leaf(chance.randbytes(8))
            forgeries = [
                is_included(leaves[index], index, size, forged, top) for forged in variants(proof, chance)
            ]
            forgeries += [
                is_included(stranger, index, size, proof, top),
                is_included(leaves[index], index, size, proof, stranger),
                is_included(leaves[index], -1, size, proof, top),
                is_included(leaves[index], size, size, proof, top),
                is_included(leaves[index], index, 0, proof, top),
            ]
            forgeries += [
                is_included(leaves[index], other, size, proof, top) for other in range(size) if other != index
            ]
            assert not any(forgeries)
            tried += len(forgeries)
    assert tried > 5000


def test_no_forged_proof_of_consistency_is_accepted() -> None:
    chance, tried = random.Random(9162), 0
    for size in (*range(1, 20), 100, 257):
        leaves = made_up(size)
        top = root(leaves)
        for old in range(1, min(size, 20) + 1):
            proof, before = consistency(leaves, old), root(leaves[:old])
            changed = root([*leaves[: old - 1], leaf(b"changed")])
            forgeries = [is_consistent(old, before, size, top, forged) for forged in variants(proof, chance)]
            forgeries += [
                is_consistent(old, changed, size, top, proof),
                is_consistent(old, before, size, changed, proof),
                is_consistent(size, top, old, before, proof) and old != size,
                is_consistent(-1, before, size, top, proof),
            ]
            assert not any(forgeries)
            tried += len(forgeries)
    assert tried > 3000


def test_a_history_that_was_changed_has_no_proof() -> None:
    honest = made_up(20)
    for changed in range(12):
        other = [*honest[:changed], leaf(b"changed"), *honest[changed + 1 :]]

        for old in range(changed + 1, 20):
            assert not is_consistent(old, root(honest[:old]), 20, root(other), consistency(other, old))


def test_an_inner_node_does_not_pass_for_a_leaf() -> None:
    leaves = made_up(4)
    joined = leaves[0] + leaves[1]

    assert leaf(joined) != node(leaves[0], leaves[1])
    assert not is_included(leaf(joined), 0, 2, (node(leaves[2], leaves[3]),), root(leaves))


def test_hashes_of_another_length_prove_nothing() -> None:
    one, two = made_up(2)
    top = root([one, two])
    cut = (Hash(one[:16]), Hash(one[16:] + two))

    assert not is_consistent(1, one, 2, top, cut)
    assert not is_included(Hash(one + two[:4]), 0, 2, (Hash(two[4:]),), top)


def test_the_empty_log_is_the_beginning_of_every_log_and_of_no_other_root() -> None:
    top = root(LEAVES)

    assert is_consistent(0, EMPTY, 8, top, ())
    assert not is_consistent(0, top, 8, top, ())
    assert not is_consistent(0, EMPTY, 8, top, (EMPTY,))
    assert is_consistent(0, EMPTY, 0, EMPTY, ())


@pytest.mark.parametrize("index", [-1, 8])
def test_what_is_not_there_can_not_be_proven(index: int) -> None:
    with pytest.raises(IndexError):
        inclusion(LEAVES, index)
    with pytest.raises(IndexError):
        consistency(LEAVES, 9 if index == 8 else -1)
