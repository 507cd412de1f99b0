"""What a document or an environment says of others in the file, before it is known: `%{uin:shop/li.wei}`.

- `%{uin:ACCOUNT}`, `%{appid:ACCOUNT}`: numbers of a main account.
- `%{uin:ACCOUNT/USER}`: of a user.
- `%{id:ACCOUNT/USER}`, `%{secret:ACCOUNT/USER}`: the first key of a user; of root without `/USER`; `#2` at
  the end stands for the second.
"""

import difflib
import re
from collections.abc import Iterable
from typing import Any

from akwarden.emulator.tencent.scenarios.parts import MisfitError
from akwarden.emulator.tencent.state import Account, Cloud, Key

_MARK = re.compile(r"%\{([^{}]*)\}")
_REFERENCE = re.compile(r"(uin|appid|id|secret):([^/#]+)(?:/([^/#]+))?(?:#([12]))?")
_MEND = "write %{uin:ACCOUNT}, %{appid:ACCOUNT}, or uin, id or secret as in %{uin:ACCOUNT/USER}"


class Names:
    """Puts numbers and keys in place of names."""

    def __init__(self, cloud: Cloud) -> None:
        """Take the cloud, in which accounts, users and keys are already."""
        self._accounts = {account.name: account for account in cloud.accounts.values()}

    def filled(self, value: Any, path: str) -> Any:
        """Return a value with all references in its texts followed.

        Raises MisfitError for one that leads nowhere.
        """
        if isinstance(value, str):
            return _MARK.sub(lambda mark: self._meant(mark[1], path), value)
        if isinstance(value, list):
            return [self.filled(item, path) for item in value]
        if isinstance(value, dict):
            return {name: self.filled(item, path) for name, item in value.items()}
        return value

    def _meant(self, text: str, path: str) -> str:
        found = _REFERENCE.fullmatch(text)
        if found is None:
            raise MisfitError(path, f"%{{{text}}} is no reference", mend=_MEND)
        what, name, user, number = found.groups()
        account = self._accounts.get(name)
        if account is None:
            raise MisfitError(path, f"there is no account {name!r}", mend=listed(self._accounts))
        owner = self._owner(account, user, path)
        if what in {"id", "secret"}:
            key = _key(account, owner, int(number or 1), text, path)
            return key.secret_id if what == "id" else key.secret_key
        return str(owner if what == "uin" else account.appid)

    def _owner(self, account: Account, name: str | None, path: str) -> int:
        if name is None:
            return account.uin
        user = account.user_named(name)
        if user is None:
            raise MisfitError(path, f"the account {account.name!r} has no user {name!r}")
        return user.uin


def _key(account: Account, owner: int, number: int, text: str, path: str) -> Key:
    keys = account.keys_of(owner)
    if len(keys) < number:
        raise MisfitError(path, f"%{{{text}}} has no such key", mend=f"it has {len(keys)}")
    return keys[number - 1]


def listed(names: Iterable[str], *, most: int = 20) -> str:
    """Return names for a person, not too many."""
    known = sorted(names)
    return (
        f"known: {', '.join(known[:most])}{' …' if len(known) > most else ''}" if known else "there is none"
    )


def near(name: str, names: Iterable[str]) -> str:
    """Return what may have been meant by a name, or what there is."""
    known = [*names]
    found = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {found[0]!r}?" if found else listed(known)
