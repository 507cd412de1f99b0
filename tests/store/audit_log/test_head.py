from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from tests.store.audit_log.logs import head, log, tree

from akwarden.errors import AuditLogError
from akwarden.store.audit_log.head import decode, encode, head_of
from akwarden.store.audit_log.merkle import Frontier


def test_a_head_is_one_line() -> None:
    assert encode(head(log(3))).decode() == snapshot(
        '{"at":"2026-11-02T00:00:00Z","root":"58c6011e333834450be5a9d7fb78043c38f4a39b2c87440b6861b364bd9493a9","schema":"akwarden.audit-head/1","size":3}'
    )


@given(st.integers(0, 20), st.datetimes(timezones=st.just(UTC)))
def test_a_head_is_read_back_as_it_was_saved(size: int, at: datetime) -> None:
    grown = tree(log(size))

    saved = head_of(grown, at)

    assert decode(encode(saved)) == saved
    assert (saved.size, saved.hash, saved.at) == (size, grown.root(), at)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(AuditLogError, match="zone"):
        head_of(Frontier(), datetime(2026, 1, 1))  # noqa: DTZ001  that is the point


@pytest.mark.parametrize("edit", [("3", "-3"), ("Z", ""), ("head/1", "head/2"), ('"at"', '"al"'), ("}", "")])
def test_what_is_no_head_is_refused(edit: tuple[str, str]) -> None:
    line = encode(head(log(3))).decode()

    with pytest.raises(AuditLogError):
        decode(line.replace(*edit).encode())
