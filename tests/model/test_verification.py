import msgspec
import pytest

from akwarden.model.verification import Active, Inactive, Unverified, Verification


@pytest.mark.parametrize(
    ("state", "written"),
    [
        (Active("a root account"), {"state": "active", "identity": "a root account"}),
        (Inactive("deleted"), {"state": "inactive", "reason": "deleted"}),
        (Unverified("offline"), {"state": "unverified", "reason": "offline"}),
    ],
)
def test_state_is_written_with_its_name_and_read_back(state: Verification, written: dict[str, str]) -> None:
    assert msgspec.to_builtins(state) == written
    assert msgspec.convert(written, Verification) == state
