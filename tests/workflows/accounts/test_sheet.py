from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.errors import AccountError
from akwarden.model.account import AccountSite, FromProfile, FromRole, FromVault
from akwarden.workflows.accounts.sheet import read_sheet


def _file(tmp_path: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path = tmp_path / "accounts.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_each_line_is_an_account(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "provider,name,from,site,department,via,endpoint\n"
        "tencent,支付,vault:pay,international,Pay,,\n"
        "aws,shop,role:arn:aws:iam::123456789012:role/r,,,profile:p,https://sts.example sts=https://a.example\n",
    )

    first, second = read_sheet(path)

    assert (first.name, first.site, first.department) == ("支付", AccountSite.INTERNATIONAL, "Pay")
    assert first.source == FromVault("pay")
    assert second.source == FromRole("arn:aws:iam::123456789012:role/r", FromProfile("p"))
    assert second.endpoints == {"*": "https://sts.example", "sts": "https://a.example"}
    assert second.site is AccountSite.AWS


def test_a_spreadsheets_mark_and_line_ends_are_taken(tmp_path: Path) -> None:
    path = _file(tmp_path, "Provider,Name,From\r\ntencent,a,env\r\n\r\n", encoding="utf-8-sig")

    assert [account.name for account in read_sheet(path)] == ["a"]


def test_every_wrong_line_is_named_and_no_account_is_taken(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "provider,name,from,site\ntencent,a,env,\nazure,b,env,\ntencent,c,nowhere,\ntencent,a,env,\n"
        "tencent,e,env,mars\n",
    )

    with pytest.raises(AccountError, match="4 wrong lines") as refused:
        read_sheet(path)

    why = str(refused.value.why)
    assert "line 3: there is no provider 'azure'" in why
    assert "line 4: --from names no source" in why
    assert "line 5: the name stands in line 2 too" in why
    assert "line 6: tencent has no site 'mars'" in why


def test_a_column_for_secrets_is_refused_with_the_way_that_works(tmp_path: Path) -> None:
    path = _file(tmp_path, "provider,name,from,secret_key\ntencent,a,env,hush\n")

    with pytest.raises(AccountError, match="column for secrets") as refused:
        read_sheet(path)

    assert "akwarden vault put" in str(refused.value.mend)
    assert "hush" not in f"{refused.value.what}{refused.value.why}{refused.value.mend}"


def test_a_mistyped_column_is_named_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(AccountError, match="'departement'") as refused:
        read_sheet(_file(tmp_path, "provider,name,from,departement\n"))

    assert "department" in str(refused.value.mend)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no accounts|lacks the column"),
        ("provider,name\ntencent,a\n", "lacks the column from"),
        ("provider,name,from\n", "has no accounts"),
        ('provider,name,from\ntencent,"a,env\n', "no CSV"),
        ("provider,name,from\ntencent,a,env,more\n", "more cells"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(AccountError, match=words):
        read_sheet(_file(tmp_path, text))


def test_a_file_in_another_encoding_is_refused_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(AccountError, match="not UTF-8") as refused:
        read_sheet(_file(tmp_path, "provider,name,from\ntencent,支付,env\n", encoding="gbk"))

    assert "UTF-8" in str(refused.value.mend)


@given(content=st.binary(max_size=300))
def test_whatever_the_file_holds_the_answer_is_accounts_or_our_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("sheet") / "accounts.csv"
    path.write_bytes(content)

    with pytest.raises(AccountError):
        read_sheet(path)
