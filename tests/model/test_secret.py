import copy
import hashlib
import hmac
import pickle
from collections.abc import Callable
from functools import partial
from pprint import pformat

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.model.finding import KeyType
from akwarden.model.match import Match, Position
from akwarden.model.rule import PartName, RuleId
from akwarden.model.secret import Secret
from akwarden.model.severity import Confidence, Severity
from akwarden.workflows.rule_check import expand

LONG = st.integers(24, 200).map(lambda length: expand("{999*A}", length)[:length].encode())


def match_with(secret: Secret) -> Match:
    return Match(
        rule=RuleId("tencent-access-key"),
        severity=Severity.CRITICAL,
        confidence=Confidence.HIGH,
        title="Tencent Cloud access key",
        key_id="AKID",
        key_type=KeyType.PERMANENT,
        secret=secret,
        parts=(PartName.KEY_ID, PartName.SECRET),
        position=Position(0, 1, 1),
        frame=(),
        example=False,
        allowed=None,
    )


WORDS: dict[str, Callable[[object], object]] = {
    "repr": repr,
    "str": str,
    "ascii": ascii,
    "format": format,
    "f-string": lambda value: f"{value} {value!r} {value!s} {value:}",
    "percent": lambda value: "%s %r" % (value, value),  # noqa: UP031  old formatting is what is tried
    "in a list": lambda value: str([value, {"key": value}, (value,)]),
    "pretty": pformat,
    "error": lambda value: repr(ValueError(value)) + str(ValueError("x", value)),
}

REFUSALS: dict[str, Callable[[object], object]] = {
    **{f"pickle {n}": partial(pickle.dumps, protocol=n) for n in range(pickle.HIGHEST_PROTOCOL + 1)},
    "copy": copy.copy,
    "deep copy": copy.deepcopy,
    "json": msgspec.json.encode,
    "msgpack": msgspec.msgpack.encode,
    "builtins": msgspec.to_builtins,
}


@pytest.mark.parametrize("how", WORDS)
@given(value=st.one_of(LONG, st.text("QWXZJ089", min_size=6, max_size=60).map(str.encode)))
def test_no_words_about_a_secret_or_a_match_hold_the_value(how: str, value: bytes) -> None:
    text = value.decode()
    shown = f"{WORDS[how](Secret(value))} {WORDS[how](match_with(Secret(value)))}"

    for at in range(len(text) - 5):
        assert text[at : at + 6] not in shown


@pytest.mark.parametrize("how", [name for name in REFUSALS if "copy" not in name])
def test_neither_a_secret_nor_a_match_is_written_down(how: str) -> None:
    for value in (Secret(b"x" * 40), match_with(Secret(b"x" * 40))):
        with pytest.raises(TypeError) as refused:
            REFUSALS[how](value)
        assert "xxxxx" not in str(refused.value)


@pytest.mark.parametrize("how", ["copy", "deep copy"])
def test_secret_is_not_copied_through_what_a_pickle_would_use(how: str) -> None:
    with pytest.raises(TypeError, match="a secret is not written"):
        REFUSALS[how](Secret(b"x" * 40))


@given(LONG)
def test_mask_shows_four_characters_at_either_end(value: bytes) -> None:
    text = value.decode()

    assert Secret(value).mask == f"{text[:4]}****{text[-4:]}"


@given(st.binary(max_size=23))
def test_mask_of_a_short_value_shows_nothing(value: bytes) -> None:
    assert Secret(value).mask == "****"


def test_only_reveal_gives_the_value() -> None:
    assert Secret(b"value").reveal() == b"value"
    assert not hasattr(Secret(b"value"), "__dict__")


@given(st.binary(), st.binary())
def test_secrets_are_equal_when_their_bytes_are(one: bytes, other: bytes) -> None:
    assert (Secret(one) == Secret(other)) is (one == other)
    assert len({Secret(one), Secret(one), Secret(other)}) == len({one, other})
    assert Secret(one) != one


@given(st.binary(), st.binary(min_size=1, max_size=64))
def test_fingerprint_is_a_keyed_hash(value: bytes, key: bytes) -> None:
    fingerprint = Secret(value).fingerprint(key)

    assert fingerprint == "hmac-sha256:" + hmac.new(key, value, hashlib.sha256).hexdigest()
    assert fingerprint != Secret(value).fingerprint(key + b"x")
    assert fingerprint != Secret(value + b"x").fingerprint(key)
