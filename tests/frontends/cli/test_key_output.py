"""The part of the page of a key that says which rights are used, as people read it."""

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from tests.store.rows import NOW, ago, key_id
from tests.workflows.keys.inventory import add_inventory

from akwarden.frontends.cli.key_output import page_lines
from akwarden.model.rights_use import GrantedBy, RightsUse, ServiceUse, UseState
from akwarden.store.migration import open_state
from akwarden.workflows.keys.page import key_page

_WORK = (GrantedBy(policy="work", pattern="*"),)


def service(
    name: str, state: UseState, calls: int = 0, last: int | None = None, since: int | None = None
) -> ServiceUse:
    """Give a service that was called or recorded so many days ago."""
    return ServiceUse(
        service=name,
        state=state,
        calls=calls,
        last_at=None if last is None else ago(last),
        recorded_since=None if since is None else ago(since),
        granted_by=_WORK,
    )


def said(folder: Path, use: RightsUse, at: datetime = NOW) -> str:
    """Give what the page says of rights in use."""
    with closing(open_state(folder, None)) as state, state.writing() as connection:
        add_inventory(connection)
        page = key_page(connection, key_id(1), at, rights_of=lambda _account, _principal: use)
    text = "".join(page_lines(page, "text", at))
    return text[text.index("Rights used:") : text.index("\nRisks:")]


def test_services_stand_by_whether_they_were_called(tmp_path: Path) -> None:
    use = RightsUse(
        days=90,
        since=ago(200),
        until=ago(1),
        every_service=False,
        services=(
            service("cam", UseState.NOT_CALLED, last=150, since=200),
            service("cos", UseState.NOT_CALLED, since=30),
            service("cvm", UseState.CALLED, calls=1, last=2, since=200),
            service("scf", UseState.NOT_RECORDED),
            service("vpc", UseState.NOT_CALLED, since=200),
        ),
    )

    assert said(tmp_path, use) == snapshot("""\
Rights used:
  records from 2025-11-13 to 2026-05-31
  called in 90 days: cvm (1 call, last 2026-05-30)
  not called in 90 days: cam (last 2026-01-02), cos (recorded since 2026-05-02), vpc
  not recorded, so not known: scf
""")


@pytest.mark.parametrize(("days", "is_short"), [(89, True), (90, False)])
def test_records_that_do_not_go_back_as_far_are_told(tmp_path: Path, days: int, *, is_short: bool) -> None:
    use = RightsUse(days=90, since=NOW - timedelta(days=days), until=NOW, every_service=True, services=())

    text = said(tmp_path, use)

    assert ("less than 90 days" in text) is is_short
    assert "every other service" in text
