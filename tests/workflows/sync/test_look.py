from pathlib import Path

import pytest

from akwarden.errors import StateError
from akwarden.workflows.sync.look import Look


def test_a_home_whose_fingerprint_key_is_damaged_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fingerprint.key").write_bytes(b"short")

    with pytest.raises(StateError, match="leaks can't be told") as refused:
        Look(tmp_path)

    assert "damaged" in str(refused.value.why)


def test_a_home_without_one_gets_one_and_keeps_it(tmp_path: Path) -> None:
    Look(tmp_path)
    first = (tmp_path / "fingerprint.key").read_bytes()

    Look(tmp_path)

    assert (tmp_path / "fingerprint.key").read_bytes() == first
