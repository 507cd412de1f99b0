"""What principals may change and what they called, over a real lake of both clouds."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.databases import home_state
from tests.store.rows import add_account, add_policy, add_principal, attach
from tests.workflows.events.imports import FIRST, NOW, Shop, audit, lines, log_line, trail

from akwarden.model.account import AccountNumber
from akwarden.model.rights_use import RightsUse, UseState
from akwarden.workflows.events.audit_services import audit_services
from akwarden.workflows.events.lake_calls import LakeCalls
from akwarden.workflows.events.opening import FOLDER, events_of
from akwarden.workflows.events.rights_use import call_facts, facts_of, of_account, of_principal

pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

TENCENT, AWS = AccountNumber("100000000001"), AccountNumber("111122223333")
ROLE = "AROA2345672345672345A"
_DAY = 24 * 60
_NUMBER = int((NOW - FIRST) / timedelta(minutes=1))


def called(days_ago: int, service: str, **more: Any) -> dict[str, Any]:
    """Return a record of the user with the id 100000000002 at Tencent Cloud."""
    source = f"{service}.ap-guangzhou.api.tencentyun.com"
    return audit(
        _NUMBER - days_ago * _DAY, resourceType=service, eventSource=source, eventName="ModifyIt", **more
    )


def asked(days_ago: int, source: str, name: str = "ModifyIt", **more: Any) -> dict[str, Any]:
    """Return a record of the role `ci` at AWS."""
    return trail(_NUMBER - days_ago * _DAY, eventSource=f"{source}.amazonaws.com", eventName=name, **more)


def allowing(provider: str, *actions: str) -> str:
    """Give the text of a policy."""
    listed = ",".join(f'"{one}"' for one in actions)
    if provider == "tencent":
        return f'{{"version":"2.0","statement":[{{"effect":"allow","action":[{listed}],"resource":"*"}}]}}'
    return f'{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":[{listed}],"Resource":"*"}}]}}'


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Give a lake whose records go back 100 days, and an account of each cloud with one principal."""
    home = tmp_path / "home"
    with closing(home_state(home)) as state, closing(Shop(state, home / FOLDER)) as shop:
        with state.writing() as connection:
            prod = add_account(connection, "prod", number=TENCENT)
            user = add_principal(connection, prod, "deploy", cloud_id="100000000002")
            document = allowing("tencent", "cvm:*", "vpc:*", "cos:*", "cam:Get*", "scf:*")
            attach(connection, user, add_policy(connection, prod, "1", name="work", document=document))
            aws = add_account(connection, "web", number=AWS, provider="aws", site="aws")
            role = add_principal(connection, aws, "ci", cloud_id=ROLE, type="role")
            document = allowing("aws", "cloudwatch:*", "rds:*", "s3:*", "ec2:*")
            attach(connection, role, add_policy(connection, aws, "2", name="all", document=document))
        denied = {"errorCode": "UnauthorizedOperation", "errorMessage": "no"}
        records: list[Any] = [
            called(100, "cam"),
            called(40, "cvm"),
            called(2, "cvm"),
            called(3, "vpc", **denied),
            asked(100, "ec2"),
            asked(5, "monitoring"),
            asked(6, "rds", errorCode="AccessDenied", errorMessage="no"),
        ]
        (tmp_path / "a").write_bytes(lines(records))
        shop.take(tmp_path / "a")
        yield shop


def use_of(shop: Shop, account: int, principal: int) -> RightsUse:
    """Give what one principal uses."""
    with shop.state.reading() as connection:
        found = of_principal(connection, events_of(shop.lake), (account, principal), NOW)
    assert found is not None
    return found


def states(use: RightsUse) -> dict[str, str]:
    """Give how each service stands."""
    return {one.service: one.state.value for one in use.services}


def test_services_of_policies_are_held_against_calls_that_were_not_denied(shop: Shop) -> None:
    use = use_of(shop, 1, 1)

    assert states(use) == {
        "cos": "not_recorded",
        "cvm": "called",
        "scf": "not_recorded",
        "vpc": "not_called",
    }
    cvm = use.services[1]
    assert (cvm.calls, cvm.last_at) == (2, NOW - timedelta(days=2))
    assert [(one.policy, one.pattern) for one in cvm.granted_by] == [("work", "cvm:*")]
    assert (use.since, use.until) == (NOW - timedelta(days=100), NOW - timedelta(days=2))
    assert (use.days, use.every_service) == (90, False)


def test_names_of_records_are_those_of_policies_and_a_call_of_long_ago_does_not_count(shop: Shop) -> None:
    use = use_of(shop, 2, 2)

    # CloudWatch is not among the services whose calls all are recorded, but what was called was called.
    assert states(use) == {
        "cloudwatch": "called",
        "ec2": "not_called",
        "rds": "not_called",
        "s3": "not_recorded",
    }
    ec2 = use.services[1]
    assert (ec2.calls, ec2.last_at) == (0, NOW - timedelta(days=100))


def test_access_logs_of_buckets_show_what_lies_in_them_since_their_first_line(
    shop: Shop, tmp_path: Path
) -> None:
    (tmp_path / "log").write_bytes(lines([log_line(_NUMBER - 20 * _DAY)]))
    shop.take(tmp_path / "log")

    use = use_of(shop, 1, 1)

    cos = use.services[0]
    assert (cos.service, cos.recorded_since) == ("cos", NOW - timedelta(days=20))
    assert cos.state is not UseState.NOT_RECORDED


def test_data_events_show_that_a_service_of_aws_is_recorded(shop: Shop, tmp_path: Path) -> None:
    # Somebody else called: that shows that such calls are recorded, and no use of this role.
    other = {"type": "IAMUser", "principalId": "AIDAX", "userName": "x", "accountId": AWS}
    record = asked(95, "s3", "PutObject", eventID="data", userIdentity=other)
    (tmp_path / "b").write_bytes(lines([record]))
    shop.take(tmp_path / "b")

    use = use_of(shop, 2, 2)

    assert states(use)["s3"] == "not_called"
    assert use.services[-1].recorded_since == NOW - timedelta(days=95)


def test_all_principals_of_an_account_are_answered_for_at_once(shop: Shop) -> None:
    with shop.state.writing() as connection:
        add_principal(connection, 1, "nobody", cloud_id="100000000009")
    with shop.state.reading() as connection:
        found = of_account(connection, events_of(shop.lake), 1, NOW)

    assert {principal: len(use.services) for principal, use in found.items()} == {
        "100000000002": 4,
        "100000000009": 0,
    }


def test_an_account_without_records_is_not_told_of(shop: Shop) -> None:
    events = events_of(shop.lake)

    assert call_facts(events, "tencent", AccountNumber("999"), NOW) is None
    # The number of an account of the other cloud is no account of this one.
    assert call_facts(events, "aws", TENCENT, NOW) is None


def test_the_lake_is_opened_when_first_asked_and_again_when_its_files_may_be_gone(
    shop: Shop, tmp_path: Path
) -> None:
    at = [NOW]
    with closing(LakeCalls(shop.state, tmp_path / "home", {}, lambda: at[0])) as calls:
        before = calls("tencent", TENCENT)
        (tmp_path / "c").write_bytes(lines([called(120, "cam", eventID="older")]))
        shop.take(tmp_path / "c")
        same = calls("tencent", TENCENT)
        at[0] = NOW + timedelta(minutes=31)
        after = calls("tencent", TENCENT)

    assert before is not None
    assert before == same
    assert after is not None
    assert (before.since, after.since) == (NOW - timedelta(days=100), NOW - timedelta(days=120))


def test_a_home_without_records_tells_nothing_and_makes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with (
        closing(home_state(home)) as state,
        closing(LakeCalls(state, home, {}, lambda: NOW)) as calls,
    ):
        assert calls("tencent", TENCENT) is None

    assert not (home / FOLDER).exists()


_TIMES = st.integers(0, 300).map(lambda days: NOW - timedelta(days=days))


@st.composite
def _row(draw: st.DrawFn) -> dict[str, Any]:
    """Give a row as the lake answers: what was used was there, and no time is known where none is certain."""
    times: list[datetime] = sorted(draw(st.lists(_TIMES, max_size=3)))
    used = draw(st.none() | st.sampled_from(times)) if times else None
    return {
        "principal": draw(st.none() | st.sampled_from(("a", "b"))),
        "service": draw(
            st.sampled_from(("ec2", "monitoring", "autoscaling", "s3", "runtime.lex", "kinesis"))
        ),
        "is_data": draw(st.booleans()),
        "used": draw(st.integers(0, 5)) if used else 0,
        "last_used": used,
        "first": times[0] if times else None,
        "last": times[-1] if times else None,
    }


@given(st.lists(_row(), max_size=12))
def test_what_rows_tell_does_not_depend_on_their_order_and_adds_up(rows: list[dict[str, Any]]) -> None:
    known = audit_services("aws")

    found = facts_of(rows, known, 90)

    assert found == facts_of(rows[::-1], known, 90)
    firsts = [row["first"] for row in rows if row["first"] is not None]
    if found is None:
        assert not firsts
        return
    assert (found.since, found.until) == (min(firsts), max(row["last"] for row in rows if row["last"]))
    assert set(known.shown) <= found.recorded_since.keys()
    assert all(since >= found.since for since in found.recorded_since.values())
    assert found.recorded_since.keys() - set(known.shown) <= known.data.keys()
    for caller, services in found.by_caller.items():
        for prefix, calls in services.items():
            own = [
                row
                for row in rows
                if row["principal"] == caller
                and prefix in known.prefixes(row["service"])
                and row["last_used"]
            ]
            assert calls.calls == sum(row["used"] for row in own)
            assert calls.last_at == max(row["last_used"] for row in own)
