from datetime import datetime
from pathlib import Path

import pytest
from tests.workflows.access.somebody import (
    ADMIN,
    NOW,
    ROOT,
    VIEWER,
    add,
    keyhole,
    later,
    local,
    records,
    stored,
)

from akwarden.errors import AccessError
from akwarden.model.api_key import ApiKeyKind
from akwarden.model.person import Caller, Grant, Role, Via
from akwarden.query.tree import Holder
from akwarden.store.state import State
from akwarden.workflows.access.account_groups import remove_group, set_group
from akwarden.workflows.access.api_keys import MOST, Made, Wanted, keys, make, revoke, wire_key
from akwarden.workflows.access.door import caller_of_key, caller_of_token
from akwarden.workflows.access.people import set_active, set_grants
from akwarden.workflows.vault.listing import listed

__all__ = ["local"]

ANALYST = Grant(Role.ANALYST)


def made(
    state: State,
    home: Path,
    *grants: Grant,
    kind: ApiKeyKind = ApiKeyKind.TOKEN,
    networks: tuple[str, ...] = (),
    expires_at: datetime | None = None,
    by: tuple[Grant, ...] = (ADMIN,),
) -> Made:
    wanted = Wanted(
        kind=kind, name="ci", grants=grants or (VIEWER,), networks=networks, expires_at=expires_at
    )
    return make(keyhole(state, home), "ada", wanted, ROOT, by=by)


def enter(state: State, token: Made, *, ip: str = "192.0.2.7", at: datetime = NOW) -> Caller | None:
    return caller_of_token(state, token.secret.reveal().decode(), ip, at)


def test_a_token_calls_for_its_person_with_what_it_was_made_for(local: State, tmp_path: Path) -> None:
    add(local, grants=[ANALYST])

    token = made(local, tmp_path)

    caller = enter(local, token)
    assert caller is not None
    assert (caller.login, caller.via, caller.csrf, caller.grants) == ("ada", Via.TOKEN, None, (VIEWER,))
    (kept,) = keys(local)
    assert (kept.used_at, kept.used_from) == (NOW.replace(microsecond=0), "192.0.2.7")
    assert token.secret.reveal().decode() not in f"{records(local)}{kept}"


def test_a_token_does_no_more_than_its_person_may_now(local: State, tmp_path: Path) -> None:
    add(local, grants=[ADMIN])
    add(local, "eve", grants=[ADMIN])
    token = made(local, tmp_path, ADMIN)

    set_grants(local, "ada", [VIEWER], ROOT)

    caller = enter(local, token)
    assert caller is not None
    assert caller.grants == (VIEWER,)
    set_grants(local, "ada", [], ROOT)
    caller = enter(local, token)
    assert caller is not None
    assert caller.grants == ()


def test_a_revoked_token_is_refused_with_the_next_call(local: State, tmp_path: Path) -> None:
    add(local)
    token = made(local, tmp_path)
    assert enter(local, token) is not None

    ended = revoke(local, token.key.id, ROOT)

    assert ended is not None
    assert enter(local, token) is None
    assert revoke(local, token.key.id, ROOT) == ended
    assert [one.action for one in records(local)].count("token.revoke") == 1


def test_a_token_of_somebody_who_is_not_active_is_refused_until_they_are(
    local: State, tmp_path: Path
) -> None:
    add(local)
    token = made(local, tmp_path)

    set_active(local, "ada", ROOT, active=False)
    assert enter(local, token) is None
    set_active(local, "ada", ROOT, active=True)

    assert enter(local, token) is not None


def test_a_token_ends_when_it_was_to_end(local: State, tmp_path: Path) -> None:
    add(local)
    token = made(local, tmp_path, expires_at=later(days=1))

    assert enter(local, token, at=later(hours=23)) is not None
    assert enter(local, token, at=later(days=1)) is None


@pytest.mark.parametrize("ip", ["198.51.100.1", "", "::1", "192.0.2.7.example.com", "192.0.2.7 "])
def test_a_token_from_another_address_is_refused(local: State, tmp_path: Path, ip: str) -> None:
    add(local)
    token = made(local, tmp_path, networks=("192.0.2.0/24",))

    assert enter(local, token) is not None
    assert enter(local, token, ip=ip) is None


def test_a_guessed_token_lets_nobody_in(local: State, tmp_path: Path) -> None:
    add(local)
    token = made(local, tmp_path).secret.reveal().decode()
    other = made(local, tmp_path).secret.reveal().decode()

    spliced = token[:20] + other[20:]

    for text in (token[:-1], f"{token} ", token.upper(), token.swapcase(), spliced, "akw_", "", "x" * 9999):
        assert caller_of_token(local, text, "192.0.2.7", NOW) is None


@pytest.mark.parametrize(
    ("held", "wanted", "by"),
    [
        ([VIEWER], ANALYST, [ADMIN]),
        ([ADMIN], ADMIN, [VIEWER]),
        ([Grant(Role.ADMIN, "payments")], VIEWER, [ADMIN]),
        ([VIEWER], Grant(Role.ADMIN, "payments"), [ADMIN]),
    ],
)
def test_a_token_for_more_than_its_person_or_its_maker_may_is_refused(
    local: State, tmp_path: Path, held: list[Grant], wanted: Grant, by: list[Grant]
) -> None:
    set_group(local, "payments", [Holder("tencent", "1")], ROOT)
    add(local, grants=held)

    with pytest.raises(AccessError, match="can't have"):
        made(local, tmp_path, wanted, by=tuple(by))

    assert keys(local) == []


def test_a_token_without_a_role_with_a_wrong_end_or_one_too_many_is_refused(
    local: State, tmp_path: Path
) -> None:
    person = add(local)
    wanted = Wanted(kind=ApiKeyKind.TOKEN, name="ci", grants=())

    with pytest.raises(AccessError, match="without a role"):
        make(keyhole(local, tmp_path), "ada", wanted, ROOT, by=(ADMIN,))
    for end in (NOW, later(days=-1), later(days=4000)):
        with pytest.raises(AccessError, match="ends in the future"):
            made(local, tmp_path, expires_at=end)
    for _ in range(MOST):
        made(local, tmp_path)
    with pytest.raises(AccessError, match="tokens that work"):
        made(local, tmp_path)
    assert len(keys(local, person.id)) == MOST


def test_somebody_elses_token_is_as_good_as_none(local: State, tmp_path: Path) -> None:
    add(local)
    ben = add(local, "ben")
    token = made(local, tmp_path)

    assert revoke(local, token.key.id, ROOT, of=ben.id) is None
    assert revoke(local, "nothing", ROOT) is None
    assert enter(local, token) is not None


def test_a_pair_is_sealed_and_its_secret_comes_back_for_the_signature_alone(
    local: State, tmp_path: Path
) -> None:
    add(local)
    pair = made(local, tmp_path, kind=ApiKeyKind.WIRE, networks=("192.0.2.0/24",))
    hole = keyhole(local, tmp_path)

    found = wire_key(hole, hole.open(), pair.key.id)

    assert found is not None
    assert found.secret == pair.secret
    caller = caller_of_key(local, found.key, found.stored, ip="192.0.2.7", now=NOW)
    assert caller is not None
    assert caller.grants == (VIEWER,)
    assert caller_of_key(local, found.key, found.stored, ip="198.51.100.1", now=NOW) is None
    content = b"".join(path.read_bytes() for path in (tmp_path / "home").iterdir())
    assert pair.key.id.encode() in content
    assert pair.secret.reveal() not in content
    assert listed(local) == [], "it is nobody's to list among the secrets of the vault"


def test_a_revoked_pair_is_forgotten(local: State, tmp_path: Path) -> None:
    add(local)
    pair = made(local, tmp_path, kind=ApiKeyKind.WIRE)
    hole = keyhole(local, tmp_path)

    revoke(local, pair.key.id, ROOT)

    assert wire_key(hole, hole.open(), pair.key.id) is None
    with local.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sealed_secrets").scalar_one() == 0
    assert keys(local)[0].revoked_at is not None


def test_a_token_keeps_the_group_that_it_is_for(local: State, tmp_path: Path) -> None:
    set_group(local, "payments", [Holder("tencent", "1")], ROOT)
    add(local)
    token = made(local, tmp_path, Grant(Role.VIEWER, "payments"))

    with pytest.raises(AccessError, match="in use") as refused:
        remove_group(local, "payments", ROOT)
    assert refused.value.why == "token 'ci'"
    revoke(local, token.key.id, ROOT)

    assert remove_group(local, "payments", ROOT)
    assert stored(local).person.grants == (VIEWER,)
