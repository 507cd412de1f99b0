"""A CSV file of accounts: one line each, nothing secret in it; all lines are right, or none is taken."""

import csv
import difflib
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from akwarden.errors import AccountError, AkwardenError
from akwarden.model.account import Account, AccountNumber, AccountSite
from akwarden.providers.registry import PROVIDERS, load
from akwarden.workflows.accounts.add import check_name
from akwarden.workflows.accounts.address import read_endpoints
from akwarden.workflows.accounts.source import read_source

COLUMNS = ("provider", "name", "from", "via", "external_id", "site", "endpoint", "department", "number")
_NEEDED = ("provider", "name", "from")
_SECRET = ("secret", "token", "password", "access_key", "accesskey")
_LARGEST = 16 << 20
_MOST_SHOWN = 20


def read_sheet(path: Path) -> list[Account]:
    """Return the accounts of a file. Raises AccountError that names every wrong line."""
    rows = list(_rows(path))
    if not rows:
        raise AccountError(f"{path} has no accounts", mend=f"write lines below {','.join(COLUMNS)}")
    accounts: list[Account] = []
    faults: list[str] = []
    names: dict[str, int] = {}
    for number, row in rows:
        try:
            account = account_of(row)
            if account.name in names:
                raise AccountError(f"the name stands in line {names[account.name]} too")
        except AkwardenError as error:
            faults.append(f"line {number}: {error.what}" + (f" ({error.mend})" if error.mend else ""))
        else:
            names[account.name] = number
            accounts.append(account)
    if faults:
        more = len(faults) - _MOST_SHOWN
        shown = faults[:_MOST_SHOWN] + ([f"and {more} more"] if more > 0 else [])
        lines = "line" if len(faults) == 1 else "lines"
        raise AccountError(
            f"{path} has {len(faults)} wrong {lines}, so no account was added",
            why="; ".join(shown),
            mend="correct them, and run the same command again",
        )
    return accounts


def account_of(row: Mapping[str, str]) -> Account:
    """Return the account of one line; raises AccountError and nothing else for what is wrong with it."""
    provider = row["provider"]
    if provider not in PROVIDERS:
        raise AccountError(f"there is no provider {provider!r:.40}", mend=f"write {' or '.join(PROVIDERS)}")
    check_name(row["name"])
    source = read_source(row["from"], via=row["via"] or None, external_id=row["external_id"] or None)
    return Account(
        provider=provider,
        number=AccountNumber(row["number"]),
        name=row["name"],
        site=read_site(provider, row["site"]),
        source=source,
        endpoints=read_endpoints(row["endpoint"].split()),
        department=row["department"] or None,
    )


def read_site(provider: str, text: str | None) -> AccountSite:
    """Return the site of a provider; its first where none is named. Raises AccountError for another one."""
    sites = load(provider).sites
    if not text:
        return sites[0]
    if text not in sites:
        raise AccountError(f"{provider} has no site {text!r:.40}", mend=f"write one of {', '.join(sites)}")
    return AccountSite(text)


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield each line with its number; raises AccountError for a file that is no such table."""
    reader = csv.reader(io.StringIO(_text(path)), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        _check_header(path, header)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                raise AccountError(f"{path}, line {reader.line_num}, has more cells than the first line")
            row = dict.fromkeys(COLUMNS, "") | dict(zip(header, map(str.strip, cells), strict=False))
            yield reader.line_num, row
    except csv.Error as error:
        raise AccountError(f"{path}, line {reader.line_num}, is no CSV", why=str(error)) from None


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise AccountError(f"{path} can't be read", why=error.strerror, mend="check the path") from error
    if len(content) > _LARGEST:
        raise AccountError(f"{path} is larger than {_LARGEST >> 20} MiB", mend="cut it into several files")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise AccountError(f"{path} is not UTF-8", mend="save it as CSV UTF-8") from None


def _check_header(path: Path, header: list[str]) -> None:
    for name in header:
        if any(word in name for word in _SECRET):
            raise AccountError(
                f"{path} has a column for secrets",
                why="a file of accounts lies around, so it names places of keys and never the keys",
                mend="put each key into the vault (akwarden vault put NAME) and write vault:NAME under from",
            )
        if name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, 1)
            raise AccountError(
                f"{path} has an unknown column {name!r:.60}",
                mend=f"did you mean {near[0]}?" if near else f"the columns are {', '.join(COLUMNS)}",
            )
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        raise AccountError(f"{path} lacks the column {missing[0]}", mend=f"begin with {','.join(COLUMNS)}")
