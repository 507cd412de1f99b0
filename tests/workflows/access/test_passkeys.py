from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from tests.access.authenticator import Device
from tests.workflows.access.somebody import ROOT, add, coming, later, local, records, stored

from akwarden.access.passkeys import Site, site_of
from akwarden.errors import AccessError
from akwarden.model.second_factor import Demand
from akwarden.store.access import passkeys as rows
from akwarden.store.state import State
from akwarden.workflows.access.acting import Acting
from akwarden.workflows.access.outcome import LoggedIn, Refused
from akwarden.workflows.access.passkeys import Answer, ask_login, ask_new, log_in, remove
from akwarden.workflows.access.passkeys import add as add_passkey
from akwarden.workflows.access.people import set_active

__all__ = ["local"]

URL = "https://keys.example.com"
SITE = Site("keys.example.com", (URL,))


def give(state: State, device: Device, login: str = "ada", name: str = "laptop") -> None:
    """Let a device be a passkey of a person."""
    asked = ask_new(state, SITE, stored(state, login), ROOT)
    answer = Answer(asked.step.reveal().decode(), device.create(asked.options))
    add_passkey(state, SITE, stored(state, login), answer, ROOT, name=name)


def question(state: State) -> tuple[str, dict[str, Any]]:
    asked = ask_login(state, SITE, coming())
    return asked.step.reveal().decode(), asked.options


def enter(state: State, device: Device) -> LoggedIn | Refused:
    step, options = question(state)
    return log_in(state, SITE, Answer(step, device.get(options)), coming())


def test_a_passkey_lets_its_person_in_without_a_name_and_a_password(local: State) -> None:
    add(local)
    add(local, "ben")
    ada, ben = Device(URL), Device(URL)
    give(local, ada)
    give(local, ben, "ben")

    for device, login in ((ada, "ada"), (ben, "ben"), (ada, "ada")):
        done = enter(local, device)
        assert isinstance(done, LoggedIn)
        assert done.caller.login == login
    assert stored(local).person.passkeys == 1
    assert [one.details["how"] for one in records(local) if one.action == "login"] == ["passkey"] * 3


def test_a_passkey_asks_for_a_person_who_was_checked_and_no_old_ones_again(local: State) -> None:
    add(local)
    give(local, Device(URL))

    options = ask_new(local, SITE, stored(local), ROOT).options

    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["rp"]["id"] == "keys.example.com"
    assert len(options["excludeCredentials"]) == 1
    assert question(local)[1]["userVerification"] == "required"


@pytest.mark.parametrize(
    "fault",
    [
        {"origin": "https://keys.example.com.evil.test"},
        {"origin": "http://keys.example.com"},
        {"verifies": False},
        {"key": ec.generate_private_key(ec.SECP256R1())},
        {"id": b"another passkey!"},
    ],
)
def test_an_answer_with_a_fault_lets_nobody_in(local: State, fault: dict[str, Any]) -> None:
    add(local)
    device = Device(URL)
    give(local, device)

    assert enter(local, replace(device, **fault)) == Refused()
    assert isinstance(enter(local, device), LoggedIn)


def test_an_answer_counts_once_and_for_its_own_question(local: State) -> None:
    add(local)
    device = Device(URL, counts=False)
    give(local, device)
    step, options = question(local)
    other_step, _ = question(local)
    answer = device.get(options)

    assert log_in(local, SITE, Answer(other_step, answer), coming()) == Refused()
    assert isinstance(log_in(local, SITE, Answer(step, answer), coming()), LoggedIn)
    assert log_in(local, SITE, Answer(step, answer), coming()) == Refused()


def test_an_answer_that_comes_too_late_or_for_another_server_lets_nobody_in(local: State) -> None:
    add(local)
    device = Device(URL)
    give(local, device)
    step, options = question(local)

    assert log_in(local, SITE, Answer(step, device.get(options)), coming(later(minutes=10))) == Refused()
    step, options = question(local)
    assert log_in(local, SITE, Answer(step, device.get(options, rp="evil.test")), coming()) == Refused()


def test_the_copy_of_a_device_is_refused_by_its_count(local: State) -> None:
    add(local)
    device = Device(URL)
    give(local, device)
    copy = replace(device)
    assert isinstance(enter(local, device), LoggedIn)
    assert isinstance(enter(local, device), LoggedIn)

    assert enter(local, copy) == Refused()


@pytest.mark.parametrize(
    "credential",
    [
        {},
        {"id": 7},
        {"id": "x"},
        {"id": "x", "response": []},
        {
            "id": "x",
            "rawId": "x",
            "type": "public-key",
            "response": {"clientDataJSON": "?", "authenticatorData": "", "signature": None},
        },
    ],
)
def test_nonsense_is_refused_and_no_defect(local: State, credential: dict[str, Any]) -> None:
    add(local)
    device = Device(URL)
    give(local, device)
    with local.reading() as connection:
        known = rows.of_person(connection, stored(local).person.id)[0].id

    for shape in (credential, {**credential, "id": known, "rawId": known}):
        step, _ = question(local)
        assert log_in(local, SITE, Answer(step, shape), coming()) == Refused()
        asked = ask_new(local, SITE, stored(local), ROOT)
        with pytest.raises(AccessError, match="no passkey"):
            add_passkey(
                local, SITE, stored(local), Answer(asked.step.reveal().decode(), shape), ROOT, name="x"
            )


def test_a_passkey_is_added_for_who_began_it_alone(local: State) -> None:
    add(local)
    add(local, "mallory")
    asked = ask_new(local, SITE, stored(local), ROOT)
    answer = Answer(asked.step.reveal().decode(), Device(URL).create(asked.options))

    with pytest.raises(AccessError, match="too long, or was done"):
        add_passkey(local, SITE, stored(local, "mallory"), answer, ROOT, name="x")
    with pytest.raises(AccessError, match="too long, or was done"):
        add_passkey(local, SITE, stored(local), answer, ROOT, name="x")


def test_a_passkey_that_is_somebodys_already_is_refused(local: State) -> None:
    add(local)
    add(local, "mallory")
    device = Device(URL)
    give(local, device)

    with pytest.raises(AccessError, match="known already"):
        give(local, device, "mallory")


def test_who_took_it_away_or_is_not_active_does_not_come_in(local: State) -> None:
    add(local)
    add(local, "ben")
    device, other = Device(URL), Device(URL)
    give(local, device)
    give(local, other, "ben")
    with local.reading() as connection:
        passkey = rows.of_person(connection, stored(local).person.id)[0]

    assert not remove(local, stored(local, "ben"), passkey.id, ROOT, demand=Demand.NOBODY)
    assert remove(local, stored(local), passkey.id, ROOT, demand=Demand.NOBODY)
    set_active(local, "ben", Acting(actor="root", now=ROOT.now), active=False)

    assert enter(local, device) == Refused()
    assert enter(local, other) == Refused()


@pytest.mark.parametrize(
    ("url", "works"),
    [
        ("https://keys.example.com", True),
        ("http://localhost:8470", True),
        ("http://127.0.0.1:8470", False),
        ("https://[::1]:8470", False),
        ("http://keys.example.com", False),
        ("https://192.0.2.7", False),
    ],
)
def test_browsers_take_passkeys_for_a_name_with_tls_alone(url: str, *, works: bool) -> None:
    assert (site_of(url) is not None) is works
