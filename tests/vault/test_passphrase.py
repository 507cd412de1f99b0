import os

import pytest

from akwarden.errors import PassphraseError
from akwarden.model.secret import Secret
from akwarden.vault.passphrase import from_descriptor, from_environment


def given(content: bytes) -> int:
    """Give a descriptor that `content` can be read from."""
    reader, writer = os.pipe()
    os.write(writer, content)
    os.close(writer)
    return reader


def test_the_environment_gives_a_passphrase_or_none() -> None:
    assert from_environment({"AKWARDEN_PASSPHRASE": "pass wörd"}) == Secret("pass wörd".encode())
    assert from_environment({"AKWARDEN_PASSPHRASE": ""}) is None
    assert from_environment({}) is None


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\nsecond line"])
def test_a_descriptor_gives_its_first_line(end: bytes) -> None:
    descriptor = given(b" pass word " + end)

    assert from_descriptor(descriptor) == Secret(b" pass word ")
    os.close(descriptor)


@pytest.mark.parametrize("content", [b"", b"\n", b"\ncanary", b"canary" * 1000])
def test_a_descriptor_without_a_passphrase_is_told(content: bytes) -> None:
    descriptor = given(content)

    with pytest.raises(PassphraseError) as refused:
        from_descriptor(descriptor)

    assert "canary" not in f"{refused.value!r} {refused.value.mend}"
    os.close(descriptor)


def test_a_descriptor_that_is_closed_is_told() -> None:
    descriptor = given(b"")
    os.close(descriptor)

    with pytest.raises(PassphraseError, match="can't be read"):
        from_descriptor(descriptor)
