import base64
import json
from urllib.parse import quote

import pytest

from akwarden.detectors.records.forms import is_telling, without
from akwarden.workflows.rule_check import expand

SECRET = expand("{20*A}/+{18*A}", 9)
MASK = "[scrubbed:some-rule]"


@pytest.mark.parametrize(
    "form",
    [
        *(
            SECRET,
            SECRET.encode().hex(),
            SECRET.encode().hex().upper(),
            quote(SECRET, safe=""),
            quote(SECRET),
        ),
        *(
            quote(quote(SECRET, safe=""), safe=""),
            SECRET.replace("/", "\\/"),
            json.dumps(json.dumps(SECRET))[3:-3],
        ),
        *("".join(f"\\u{ord(c):04x}" for c in SECRET), "\0".join(SECRET)),
    ],
)
def test_every_form_is_replaced(form: str) -> None:
    assert without(f"<{form}>", {SECRET: "some-rule"}) == f"<{MASK}>"


@pytest.mark.parametrize("before", ["", "x", "xy", "xyz"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_the_whole_run_of_base64_goes(before: str, encoding: str) -> None:
    run = base64.b64encode(f"{before}{SECRET} and more".encode(encoding)).decode()

    assert without(f'"{run}"', {SECRET: "some-rule"}) == f'"{MASK}"'


def test_the_longer_of_two_secrets_goes_first() -> None:
    assert without(f"{SECRET}tail", {SECRET: "a", f"{SECRET}tail": "b"}) == "[scrubbed:b]"


def test_only_long_and_mixed_values_mean_themselves_everywhere() -> None:
    told = [is_telling(v) for v in ("production", "Ab1", "1234567890", "Passw0rd", "a" * 24, SECRET)]

    assert told == [False, False, False, True, True, True]
