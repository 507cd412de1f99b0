import base64
import traceback
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.errors import MovedError, SealedError, VaultError, WrongKekError
from akwarden.model.secret import Secret
from akwarden.vault.envelope import LARGEST, Place, Sealed, decode, encode, open_sealed, rewrap, seal
from akwarden.vault.kek import Kek, LocalKek

HOME = LocalKek(Secret(bytes(range(32))))
OTHER = LocalKek(Secret(bytes(range(1, 33))))
PLACE = Place(kind="access-key", owner="100001234567", name="alice", version=3)
CANARY = Secret(b"canary-value-that-must-not-be-shown-anywhere")

# What rests in databases must open for ever: a row as format 1 writes it.
ROW_OF_FORMAT_1 = (
    "9601c41056a65ee7021958fbbd2a1ed474e98601c420eb7fc06548c64fa2fa0091bd7bbfe0a740de"
    "e52b2c107e685733710a8df7cecdc43c765e76e0a6477fe40f779333e8716dd446133b6176bbe0e8"
    "c570cbcec0280452675d171b8a796771f059030cbc41fe4bb6d806a1f94fc65667e8813ec40c2fe0"
    "2435bafba910ceb66a2cc4267ce523ec4c69bc5d6a0cca5a8038b10fe1f8bf8b6d42c28ded9e0a93"
    "d0591ed9193639d1ee3c"
)

texts = st.text(max_size=20)
places = st.builds(Place, kind=texts, owner=texts, name=texts, version=st.integers(1, (1 << 63) - 1))
keks = st.binary(min_size=32, max_size=32).map(lambda key: LocalKek(Secret(key)))


def flipped(value: bytes, bit: int) -> bytes:
    """Give `value` with one bit turned."""
    at = bit // 8
    return value[:at] + bytes([value[at] ^ 1 << bit % 8]) + value[at + 1 :]


@given(st.binary(max_size=300).map(Secret), places, keks)
def test_a_secret_comes_back_from_its_row(secret: Secret, place: Place, kek: LocalKek) -> None:
    row = encode(seal(secret, place, kek))

    assert open_sealed(decode(row), place, kek) == secret


@given(places, places)
def test_a_row_opens_in_its_own_place_only(place: Place, other: Place) -> None:
    sealed = seal(CANARY, place, HOME)

    if place == other:
        assert open_sealed(sealed, other, HOME) == CANARY
        return
    with pytest.raises(MovedError):
        open_sealed(sealed, other, HOME)


@pytest.mark.parametrize(
    "change", [{"kind": "token"}, {"owner": "100007654321"}, {"name": "bob"}, {"version": 2}]
)
def test_a_row_that_was_moved_is_told_even_when_it_claims_its_new_place(change: dict[str, str | int]) -> None:
    there = msgspec.structs.replace(PLACE, **change)
    moved = seal(CANARY, PLACE, HOME)
    claiming = msgspec.structs.replace(moved, place=seal(CANARY, there, HOME).place)

    with pytest.raises(MovedError):
        open_sealed(moved, there, HOME)
    with pytest.raises(SealedError):
        open_sealed(claiming, there, HOME)


def test_a_row_that_was_written_long_ago_opens() -> None:
    row = bytes.fromhex(ROW_OF_FORMAT_1)

    assert open_sealed(decode(row), PLACE, HOME) == Secret(b"written by version 0.1")
    assert encode(decode(row)) == row


def test_a_secret_that_is_too_large_is_refused() -> None:
    largest = Secret(bytes(LARGEST))

    assert open_sealed(seal(largest, PLACE, HOME), PLACE, HOME) == largest
    with pytest.raises(VaultError, match="at most"):
        seal(Secret(bytes(LARGEST + 1)), PLACE, HOME)


def test_places_that_look_alike_when_joined_are_different() -> None:
    first = Place(kind="a", owner="bc", name="d|e", version=1)
    second = Place(kind="ab", owner="c", name="d|e", version=1)
    third = Place(kind="a", owner="bc|d", name="e", version=1)

    digests = {seal(CANARY, place, HOME).place for place in (first, second, third)}

    assert len(digests) == 3


def test_parts_of_two_rows_do_not_open_together() -> None:
    one, two = seal(CANARY, PLACE, HOME), seal(Secret(b"another"), PLACE, HOME)

    for field in ("wrapped", "nonce", "ciphertext"):
        mixed = msgspec.structs.replace(one, **{field: getattr(two, field)})
        with pytest.raises(SealedError):
            open_sealed(mixed, PLACE, HOME)


def test_every_flipped_bit_of_a_row_is_noticed() -> None:
    row = encode(seal(CANARY, PLACE, HOME))

    for bit in range(len(row) * 8):
        with pytest.raises(VaultError):
            open_sealed(decode(flipped(row, bit)), PLACE, HOME)


@pytest.mark.parametrize("field", ["wrapped", "nonce", "ciphertext"])
def test_a_flipped_bit_of_what_is_encrypted_is_called_damage(field: str) -> None:
    sealed = seal(CANARY, PLACE, HOME)
    value = getattr(sealed, field)

    for bit in range(len(value) * 8):
        with pytest.raises(SealedError):
            open_sealed(msgspec.structs.replace(sealed, **{field: flipped(value, bit)}), PLACE, HOME)


def test_every_row_that_was_cut_short_or_grew_is_refused() -> None:
    row = encode(seal(CANARY, PLACE, HOME))

    for length in range(len(row)):
        with pytest.raises(SealedError):
            decode(row[:length])
    with pytest.raises(SealedError):
        decode(row + b"\0")


@pytest.mark.parametrize("field", ["kek", "place", "wrapped", "nonce", "ciphertext"])
def test_a_field_that_was_cut_short_is_refused(field: str) -> None:
    sealed = seal(CANARY, PLACE, HOME)

    for length in range(len(getattr(sealed, field))):
        short = msgspec.structs.replace(sealed, **{field: getattr(sealed, field)[:length]})
        with pytest.raises(VaultError):
            open_sealed(decode(encode(short)), PLACE, HOME)


@pytest.mark.parametrize("field", ["kek", "place", "nonce", "ciphertext"])
def test_a_row_with_a_field_of_an_impossible_size_is_refused_before_it_is_tried(field: str) -> None:
    short = msgspec.structs.replace(seal(CANARY, PLACE, HOME), **{field: b"x" * 11})

    with pytest.raises(SealedError, match="cut short"):
        decode(encode(short))


@given(st.binary(max_size=200))
def test_bytes_that_are_no_row_are_refused_by_our_error(row: bytes) -> None:
    with pytest.raises(SealedError):
        decode(row)


@pytest.mark.parametrize("start", [b"", b"\x96", b"\x96\x01", b"\x97\x01"])
def test_a_row_that_is_deep_is_refused_by_our_error(start: bytes) -> None:
    with pytest.raises(SealedError):
        decode(start + b"\x91" * 100_000)


def test_a_row_of_an_unknown_format_is_told() -> None:
    newer = msgspec.structs.replace(seal(CANARY, PLACE, HOME), format=2)

    with pytest.raises(SealedError, match="format"):
        decode(encode(newer))
    with pytest.raises(SealedError, match="format"):
        open_sealed(newer, PLACE, HOME)


def test_the_same_row_written_in_another_way_is_refused() -> None:
    row = encode(seal(CANARY, PLACE, HOME))
    longer = b"\xdc\x00\x06" + row[1:]

    assert msgspec.msgpack.decode(longer) == msgspec.msgpack.decode(row)
    with pytest.raises(SealedError):
        decode(longer)


def test_another_key_is_told_before_anything_is_tried() -> None:
    with pytest.raises(WrongKekError):
        open_sealed(seal(CANARY, PLACE, HOME), PLACE, OTHER)


def test_another_key_that_claims_to_be_the_right_one_does_not_open() -> None:
    claimed = msgspec.structs.replace(seal(CANARY, PLACE, HOME), kek=OTHER.id)

    with pytest.raises(SealedError):
        open_sealed(claimed, PLACE, OTHER)


def test_each_seal_takes_a_fresh_key_and_nonce() -> None:
    rows = [seal(CANARY, PLACE, HOME) for _ in range(200)]

    for field in ("wrapped", "nonce", "ciphertext"):
        assert len({getattr(row, field) for row in rows}) == 200
    assert len({HOME.unwrap(row.wrapped, _bound_dek(row)) for row in rows}) == 200


def _bound_dek(row: Sealed) -> bytes:
    """Give what binds the data key of `PLACE`, written down by hand: it must never change."""
    parts = [b"akwarden.vault.dek", b"\0\1", b"access-key", b"100001234567", b"alice", b"\0" * 7 + b"\3"]
    assert row.format == 1
    return b"".join(len(part).to_bytes(8) + part for part in parts)


def test_rewrap_leaves_the_ciphertext_and_takes_the_right_from_the_old_key() -> None:
    before = seal(CANARY, PLACE, HOME)

    after = rewrap(before, PLACE, HOME, OTHER)

    assert (after.ciphertext, after.nonce, after.place) == (before.ciphertext, before.nonce, before.place)
    assert open_sealed(after, PLACE, OTHER) == CANARY
    with pytest.raises(WrongKekError):
        open_sealed(after, PLACE, HOME)


def test_rewrap_can_be_repeated() -> None:
    once = rewrap(seal(CANARY, PLACE, HOME), PLACE, HOME, OTHER)

    assert rewrap(once, PLACE, HOME, OTHER) is once


def test_rewrap_refuses_a_moved_row_a_damaged_key_and_a_wrong_key() -> None:
    sealed = seal(CANARY, PLACE, HOME)
    there = msgspec.structs.replace(PLACE, version=4)
    damaged = msgspec.structs.replace(sealed, wrapped=flipped(sealed.wrapped, 200))
    third = LocalKek(Secret(bytes(32)))

    with pytest.raises(MovedError):
        rewrap(sealed, there, HOME, OTHER)
    with pytest.raises(MovedError):
        rewrap(sealed, there, OTHER, HOME)
    with pytest.raises(SealedError):
        rewrap(damaged, PLACE, HOME, OTHER)
    with pytest.raises(WrongKekError):
        rewrap(sealed, PLACE, third, OTHER)


@pytest.mark.parametrize("version", [0, -1, 1 << 63])
def test_a_version_that_is_none_is_refused(version: int) -> None:
    with pytest.raises(VaultError):
        Place(kind="a", owner="b", name="c", version=version)


class Shortening:
    """A key that gives back too little, as a broken key service would."""

    id = HOME.id

    def wrap(self, dek: bytes, bound: bytes) -> bytes:
        return HOME.wrap(dek[:16], bound)

    def unwrap(self, wrapped: bytes, bound: bytes) -> bytes:
        return HOME.unwrap(wrapped, bound)


def test_a_data_key_of_another_size_is_refused() -> None:
    broken: Kek = Shortening()

    with pytest.raises(SealedError, match="size"):
        open_sealed(seal(CANARY, PLACE, broken), PLACE, broken)


ATTACKS: dict[str, Callable[[Sealed], object]] = {
    "moved": lambda row: open_sealed(row, msgspec.structs.replace(PLACE, version=9), HOME),
    "wrong key": lambda row: open_sealed(row, PLACE, OTHER),
    "damaged": lambda row: open_sealed(
        msgspec.structs.replace(row, ciphertext=flipped(row.ciphertext, 0)), PLACE, HOME
    ),
    "damaged key": lambda row: open_sealed(
        msgspec.structs.replace(row, wrapped=flipped(row.wrapped, 0)), PLACE, HOME
    ),
    "short": lambda row: decode(encode(row)[:-1]),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_error_holds_a_value(attack: str) -> None:
    sealed = seal(CANARY, PLACE, HOME)

    with pytest.raises(VaultError) as refused:
        ATTACKS[attack](sealed)

    told = f"{refused.value!r} {refused.value} {refused.value.why} {refused.value.mend}"
    told += "".join(traceback.format_exception(refused.value))
    for hidden in (CANARY.reveal(), bytes(range(32)), sealed.ciphertext, sealed.wrapped):
        assert all(form not in told for form in forms(hidden))


def test_nothing_at_rest_or_in_words_holds_a_value() -> None:
    sealed = seal(CANARY, PLACE, HOME)

    shown = f"{sealed!r} {HOME!r} {open_sealed(sealed, PLACE, HOME)!r} {PLACE!r}"

    assert all(form not in shown for form in (*forms(CANARY.reveal()), *forms(bytes(range(32)))))
    assert CANARY.reveal() not in encode(sealed)


def forms(value: bytes) -> list[str]:
    """Give the forms in which a value could show up in a text."""
    return [repr(value)[2:-1], value.hex(), base64.b64encode(value).decode()]
