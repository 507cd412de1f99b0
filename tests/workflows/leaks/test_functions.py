from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.store.databases import home_state
from tests.store.rows import NOW, add_account, add_key
from tests.workflows.leaks.canaries import aws_pair, found_in, tencent_pair

from akwarden.model.account import Account, AccountNumber, AccountSite, FromEnvironment
from akwarden.model.finding import Finding
from akwarden.model.function import CloudFunction, FunctionId, Variable
from akwarden.model.leak import LeakRow
from akwarden.model.secret import Secret
from akwarden.store.leak_rows import select_rows
from akwarden.store.state import State
from akwarden.store.tables import access_keys
from akwarden.workflows.leaks.functions import (
    VariableScanner,
    save_function_leaks,
    scan_variables,
    variable_scanner,
)
from akwarden.workflows.rule_check import expand

TENCENT = Account(
    provider="tencent",
    number=AccountNumber("100001234567"),
    name="prod",
    site=AccountSite.MAINLAND,
    source=FromEnvironment(),
)
AWS = Account(
    provider="aws",
    number=AccountNumber("123456789012"),
    name="lab",
    site=AccountSite.AWS,
    source=FromEnvironment(),
)
PLACE = "scf:ap-guangzhou/default/orders-webhook#environment"


@pytest.fixture(scope="module")
def scanner() -> VariableScanner:
    """Give what all tests scan with, as a sync does."""
    return variable_scanner(b"k" * 32)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[State]:
    """Give a state in a folder of its own, whose files are looked through."""
    opened = home_state(tmp_path)
    yield opened
    opened.close()


def function(variables: dict[str, str] | None) -> CloudFunction:
    values = (
        None if variables is None else tuple(Variable(n, Secret(v.encode())) for n, v in variables.items())
    )
    return CloudFunction(
        id=FunctionId("ap-guangzhou/default/orders-webhook"),
        name="orders-webhook",
        region="ap-guangzhou",
        version="1",
        variables=values,
    )


def scanned(scanner: VariableScanner, variables: dict[str, str]) -> list[Finding]:
    return scan_variables(function(variables), TENCENT, scanner)


def saved(home: State, scanner: VariableScanner, variables: dict[str, str] | None) -> list[LeakRow]:
    with home.writing() as connection:
        save_function_leaks(connection, TENCENT, function(variables), NOW, scanner)
        return list(select_rows(connection))


def test_an_id_and_a_secret_in_two_variables_are_one_key_in_the_variable_of_the_id(
    scanner: VariableScanner,
) -> None:
    key_id, secret = tencent_pair(1)

    (found,) = scanned(scanner, {"MODE": "prod", "SECRET_ID": key_id, "SECRET_KEY": secret})

    assert (found.key_id, found.parts) == (key_id, ("key_id", "secret"))
    assert (found.location.source, found.location.vpath) == ("tencent:100001234567", f"{PLACE}/SECRET_ID")
    assert (found.location.line, found.frame) == (1, ())


def test_a_line_is_counted_from_where_the_value_begins(scanner: VariableScanner) -> None:
    key_id, secret = tencent_pair(2)
    config = f'{{\n"secretId": "{key_id}",\n"secretKey": "{secret}"}}'

    (found,) = scanned(scanner, {"FIRST": "a\nb\nc", "CONFIG": config})

    assert (found.location.vpath, found.location.line) == (f"{PLACE}/CONFIG", 2)


def test_a_function_of_aws_is_called_as_aws_calls_it(scanner: VariableScanner) -> None:
    key_id, secret = aws_pair(1)
    variables = {"AWS_KEY": key_id, "AWS_SECRET_ACCESS_KEY": secret}

    (found,) = scan_variables(function(variables), AWS, scanner)

    assert found.location.source == "aws:123456789012"
    assert found.location.vpath.startswith("lambda:")


@pytest.mark.parametrize("variables", [{}, {"MODE": "prod"}, {"SECRET_ID": "AKID" + "x" * 32}])
def test_variables_without_a_key_give_nothing(scanner: VariableScanner, variables: dict[str, str]) -> None:
    assert scanned(scanner, variables) == []


def test_a_comment_in_a_variable_allows_nothing(scanner: VariableScanner) -> None:
    key_id, secret = tencent_pair(3)
    note = "# akwarden:allow tencent-access-key it is only a test"

    assert scanned(scanner, {"SECRET_ID": f"{key_id} {note}", "SECRET_KEY": f"{secret} {note}"})


def test_a_secret_that_is_the_name_of_a_variable_is_masked(scanner: VariableScanner) -> None:
    key_id, secret = tencent_pair(4)

    found = scanned(scanner, {secret: key_id, "SECRET_ID": key_id, "SECRET_KEY": secret})

    assert found
    assert not any(secret in repr(one) for one in found)


def test_threads_share_one_scanner(scanner: VariableScanner) -> None:
    pairs = [tencent_pair(seed) for seed in range(10, 50)]

    with ThreadPoolExecutor(4) as pool:
        found = list(
            pool.map(lambda p: scanned(scanner, {"SECRET_ID": p[0], "SECRET_KEY": p[1]})[0].key_id, pairs)
        )

    assert found == [key_id for key_id, _ in pairs]


def test_a_key_in_a_function_is_a_leak_of_its_own_case(home: State, scanner: VariableScanner) -> None:
    key_id, secret = tencent_pair(5)

    (row,) = saved(home, scanner, {"SECRET_ID": key_id, "SECRET_KEY": secret})

    assert (row.leak.key_id, row.leak.case) == (key_id, "log_or_snapshot")
    assert [(place.source, place.vpath) for place in row.leak.places] == [
        ("tencent:100001234567", f"{PLACE}/SECRET_ID")
    ]


def test_a_second_sync_of_the_same_function_adds_nothing(home: State, scanner: VariableScanner) -> None:
    key_id, secret = tencent_pair(6)
    variables = {"SECRET_ID": key_id, "SECRET_KEY": secret}
    saved(home, scanner, variables)

    with home.writing() as connection:
        again = save_function_leaks(connection, TENCENT, function(variables), NOW, scanner)

    assert not again


def test_a_function_whose_variables_were_not_given_is_passed_over(
    home: State, scanner: VariableScanner
) -> None:
    assert saved(home, scanner, None) == []


def test_a_key_of_the_inventory_in_a_function_is_joined_to_it(home: State, scanner: VariableScanner) -> None:
    key_id, secret = tencent_pair(7)
    with home.writing() as connection:
        add_key(connection, key_id=key_id, account_id=add_account(connection))

    (row,) = saved(home, scanner, {"SECRET_ID": key_id, "SECRET_KEY": secret})

    assert (row.key_status, row.leak.validity, row.account_name) == ("active", "active", "prod")
    with home.reading() as connection:
        assert connection.execute(select(access_keys.c.status)).scalars().all() == ["active"]


def test_no_value_of_a_variable_is_kept_in_any_spelling(
    home: State, scanner: VariableScanner, tmp_path: Path
) -> None:
    clouds = [tencent_pair(seed) for seed in range(25)] + [aws_pair(seed) for seed in range(25)]
    tokens = [expand("ghp_{36*A}", seed) for seed in range(50)]

    for (key_id, secret), token in zip(clouds, tokens, strict=True):
        names = ("AWS_ID", "AWS_SECRET_ACCESS_KEY") if key_id.startswith("AKIA") else ("ID", "SECRET_KEY")
        saved(home, scanner, {names[0]: key_id, names[1]: secret, "GITHUB_TOKEN": token, secret: token})

    with home.reading() as connection:
        assert len(list(select_rows(connection))) == 100
    home.close()
    assert found_in(tmp_path, clouds[-1][0]), "the search looks where leaks are kept"
    assert [one for one in (*tokens, *(secret for _, secret in clouds)) if found_in(tmp_path, one)] == []
