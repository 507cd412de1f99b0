import getpass
import os

import pytest

from akwarden.workflows.actor import actor


def test_the_system_says_who_it_is_and_not_the_environment() -> None:
    assert actor({"LOGNAME": "somebody-else", "USER": "somebody-else"}) == actor({})
    assert actor({}) != ""


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="needs users with numbers")
def test_it_is_the_name_that_a_person_logs_in_with(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)

    assert actor(os.environ) == getpass.getuser()
