import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.errors import KekError, SealedError
from akwarden.model.secret import Secret
from akwarden.vault.kek import KEK_ID_BYTES, LocalKek

keys = st.binary(min_size=32, max_size=32).map(Secret)


@given(keys, st.binary(max_size=64), st.binary(max_size=64))
def test_what_was_wrapped_comes_back(key: Secret, dek: bytes, bound: bytes) -> None:
    kek = LocalKek(key)

    assert kek.unwrap(kek.wrap(dek, bound), bound) == dek


@given(keys, st.binary(max_size=64), st.binary(max_size=64))
def test_what_was_wrapped_for_one_place_does_not_unwrap_for_another(
    key: Secret, bound: bytes, other: bytes
) -> None:
    kek = LocalKek(key)
    wrapped = kek.wrap(bytes(32), bound + b"1")

    with pytest.raises(SealedError):
        kek.unwrap(wrapped, other + b"2")


@given(keys, st.binary(max_size=80))
def test_bytes_that_were_never_wrapped_are_refused(key: Secret, wrapped: bytes) -> None:
    with pytest.raises(SealedError):
        LocalKek(key).unwrap(wrapped, b"")


@given(keys, keys)
def test_the_id_names_the_key(key: Secret, other: Secret) -> None:
    assert (LocalKek(key).id == LocalKek(other).id) is (key == other)
    assert len(LocalKek(key).id) == KEK_ID_BYTES
    assert key.reveal().find(LocalKek(key).id) == -1


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_key_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(KekError, match=str(size)):
        LocalKek(Secret(b"k" * size))


@pytest.mark.parametrize("how", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_key_is_not_copied_and_not_written_down(how: object) -> None:
    assert callable(how)
    with pytest.raises(TypeError):
        how(LocalKek(Secret(bytes(32))))
