from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from akwarden.analytics.calls import CALL_VOCABULARY
from akwarden.model.account import Account, AccountNumber, AccountSite, FromEnvironment
from akwarden.query.parse import parse
from akwarden.query.spell import spell
from akwarden.store import account_rows
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.workflows.events.account_names import with_numbers


@pytest.fixture
def named(tmp_path: Path) -> Iterator[State]:
    """Give a state with the accounts `prod` and `prod-eu` of two clouds."""
    with closing(open_state(tmp_path / "home", None)) as state:
        for provider, name, number, site in (
            ("tencent", "prod", "100000000001", AccountSite.MAINLAND),
            ("aws", "prod-eu", "123456789012", AccountSite.AWS),
        ):
            account = Account(
                provider=provider,
                number=AccountNumber(number),
                name=name,
                site=site,
                source=FromEnvironment(),
                endpoints={},
            )
            with state.writing() as connection:
                account_rows.add(connection, account, datetime(2026, 1, 1, tzinfo=UTC))
        yield state


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("account:prod", "account:prod,100000000001"),
        ("account:PROD-eu", "account:PROD-eu,123456789012"),
        ("account:prod*", "account:prod*,100000000001,123456789012"),
        ("account:100000000001", "account:100000000001"),
        ("account:elsewhere", "account:elsewhere"),
        ("-account:prod", "-account:prod,100000000001"),
        ("account:prod or service:cam", "account:prod,100000000001 or service:cam"),
        ("service:cam account:prod", "service:cam account:prod,100000000001"),
        ("account:none", "account:none"),
        ("prod", "prod"),
    ],
)
def test_the_name_of_an_account_stands_for_its_number(named: State, asked: str, meant: str) -> None:
    with named.reading() as connection:
        found = with_numbers(connection, parse(asked, CALL_VOCABULARY))

    assert found == parse(meant, CALL_VOCABULARY), spell(found)
