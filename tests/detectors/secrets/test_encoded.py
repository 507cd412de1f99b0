"""Keys in encoded text: found by their beginnings, decoded with what stands around them, and told once."""

import base64
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.secrets.scanning import (
    AWS,
    KEYS,
    TENCENT,
    credentials,
    key,
    rules,
    scan,
    secret_of,
    stream,
)

from akwarden.detectors.secrets.encodings import encoded_patterns
from akwarden.workflows.rule_check import expand

TEXT = "[prod]\nsecret_id = {i}\nregion = ap-guangzhou\nsecret_key = {s}\n"


def base64_of(text: str) -> bytes:
    return base64.b64encode(text.encode())


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "base64": base64_of,
    "base64 one off": lambda text: base64_of("x" + text),
    "base64 two off": lambda text: base64_of("xy" + text),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()).rstrip(b"="),
    "base64 in lines": lambda text: base64.encodebytes(text.encode()),
    "base64 in lines of 64": lambda text: b"\n".join(re.findall(b".{1,64}", base64_of(text))),
    "PowerShell": lambda text: base64.b64encode(text.encode("utf-16-le")),
    "hex": lambda text: text.encode().hex().encode(),
    "HEX": lambda text: text.encode().hex().upper().encode(),
    "UTF-16 little": lambda text: text.encode("utf-16"),
    "UTF-16 big": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "JSON": lambda text: "".join(f"\\u{ord(c):04x}" for c in text).encode(),
    "percent": lambda text: "".join(f"%{ord(c):02X}" for c in text).encode(),
    "base64 in JSON in base64": lambda text: base64_of(
        f'{{"config": "{text}", "more": "{base64_of("SecretId: " + key(TENCENT, 99)[0]).decode()}"}}'
    ),
}
"""A whole file or field that holds a configuration."""

FIELDS = {
    "Kubernetes Secret": "data:\n  SECRET_ID: {i}\n  SECRET_KEY: {s}\n",
    "two variables": "SECRET_ID_B64={i}\nSECRET_KEY_B64={s}\n",
    "JSON": '{{"secretId": "{i}", "secretKey": "{s}"}}',
}
"""Each value is encoded by itself, its name is not."""

JOINED = {
    "plus": '"{0}" + "{1}"',
    "plus without spaces": "'{0}'+'{1}'",
    "plus on the next line": '"{0}"\n        + "{1}"',
    "plus at the end of the line": '"{0}" +\n        "{1}"',
    "dot": "'{0}' . '{1}'",
    "next to each other on two lines": '"{0}"\n        "{1}"',
    "backslash": '"{0}" \\\n        "{1}"',
    "ampersand": '"{0}" & "{1}"',
}


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("cloud", KEYS)
def test_encoded_configuration_gives_the_pair(cloud: tuple[str, str], name: str) -> None:
    for seed in range(4):
        key_id, secret = key(cloud, seed)

        found = scan(b"config: " + ENCODINGS[name](TEXT.format(i=key_id, s=secret)) + b"\n")

        assert (key_id, secret) in credentials(found)


@pytest.mark.parametrize("form", FIELDS)
@pytest.mark.parametrize("cloud", KEYS)
def test_values_encoded_one_by_one_are_paired(cloud: tuple[str, str], form: str) -> None:
    key_id, secret = key(cloud)
    text = FIELDS[form].format(i=base64_of(key_id).decode(), s=base64_of(secret).decode())

    assert credentials(scan(text)) == [(key_id, secret)]


@pytest.mark.parametrize("joined", JOINED)
@pytest.mark.parametrize("cloud", KEYS)
@pytest.mark.parametrize("cut", [2, 3, 10, 19])
def test_literals_that_are_put_together_are_one_value(cloud: tuple[str, str], joined: str, cut: int) -> None:
    key_id, secret = key(cloud)
    first, second = (JOINED[joined].format(value[:cut], value[cut:]) for value in (key_id, secret))

    found = scan(f"secret_id = {first}\nsecret_key = {second}\n")

    assert credentials(found) == [(key_id, secret)]


@pytest.mark.parametrize("cut", [5, 20])
def test_only_the_secret_is_put_together(cut: int) -> None:
    key_id, secret = key()

    found = scan(f'id = "{key_id}"\nsecret_key = "{secret[:cut]}" + "{secret[cut:]}"\n')

    assert credentials(found) == [(key_id, secret)]


@pytest.mark.parametrize("cloud", KEYS)
def test_literals_next_to_each_other_in_one_line_are_one_value(cloud: tuple[str, str]) -> None:
    """As C puts them together."""
    key_id, secret = key(cloud)
    text = (
        f'char *secret_id = "{key_id[:9]}" "{key_id[9:]}";\nchar *secret_key = "{secret[:9]}" "{secret[9:]}";'
    )

    assert credentials(scan(text)) == [(key_id, secret)]


def test_arguments_next_to_each_other_are_not_put_together() -> None:
    token = "glpat-" + expand("{20*A}")
    text = f'curl --header "PRIVATE-TOKEN: {token}" "https://gitlab.acme-shop.com/api/v4/projects"'

    assert credentials(scan(text)) == [(None, token)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ARK_API_KEY", "{8*h}-{4*h}-{4*h}-{4*h}-{12*h}"),
        ("GITEE_TOKEN", "{32*h}"),
        ("MOONSHOT_API_KEY", "sk-{48*A}"),
    ],
)
def test_secret_of_kubernetes_is_decoded_though_its_values_begin_like_nothing(name: str, value: str) -> None:
    token = expand(value)
    text = f"apiVersion: v1\nkind: Secret\ndata:\n  {name}: {base64_of(token).decode()}\n"

    assert [secret_of(m) for m in scan(text)] == [token]
    assert scan(text.replace("kind: Secret", "kind: ConfigMap")) == []


def test_secret_that_is_base64_itself_stands_between_escapes() -> None:
    """Volcengine's are: what they would say when decoded is not the secret."""
    key_id = "AKLT" + expand("{43*A}")
    secret = base64_of(base64_of(expand("{32*h}")).decode()).decode()
    text = f"https://acme.cn/?volc_access_key={key_id}&volc_secret_key={quote(secret, safe='')}&region=cn"

    assert credentials(scan(text)) == [(key_id, secret)]


@pytest.mark.parametrize(
    "text",
    [
        r'"slack": "https:\/\/hooks.slack.com\/services\/T{9*U}\/B{9*U}\/{24*A}"',
        "HOOK = 'https://hooks.slack.com/services/' + 'T{9*U}/B{9*U}/{24*A}'",
    ],
)
def test_address_that_is_escaped_or_put_together_is_found(text: str) -> None:
    assert [m.rule for m in scan(expand(text))] == ["slack-webhook-url"]


def test_first_of_two_literals_is_no_secret_of_its_own() -> None:
    key_id, secret = key(AWS)
    text = f'const id = "{key_id}";\nconst s3SecretAccessKey = "{secret[:30]}" +\n  "{secret[30:]}";'

    assert credentials(scan(text)) == [(key_id, secret)]


def test_place_is_where_the_encoded_text_stands() -> None:
    key_id, secret = key()
    text = f"a: 1\nb: 2\nconfig: {base64_of(TEXT.format(i=key_id, s=secret)).decode()}\nc: 3\n"

    (match,) = scan(text)

    assert match.position.line == 3
    assert match.position.offset == text.index("config") + match.position.column - 1
    assert {line.number for line in match.frame} == {3}
    assert secret not in "".join(line.text for line in match.frame)


def test_key_in_the_clear_is_told_once_though_its_surroundings_are_decoded() -> None:
    key_id, secret = key()
    encoded = base64_of(f"SecretId={key(TENCENT, 5)[0]}").decode()

    found = scan(f"secret_id={key_id}\nsecret_key={secret}\nother: {encoded}\n")

    assert sorted(m.key_id or "" for m in found) == sorted([key_id, key(TENCENT, 5)[0]])


def test_two_places_of_one_key_are_both_told() -> None:
    key_id, _ = key()

    found = scan(f"id={key_id}\nencoded={base64_of('id=' + key_id).decode()}\n")

    assert [m.position.line for m in found] == [1, 2]


@pytest.mark.parametrize("buffer_bytes", [40_000, 1 << 20])
@pytest.mark.parametrize("name", ENCODINGS)
def test_stream_finds_in_encoded_text_what_a_buffer_finds(name: str, buffer_bytes: int) -> None:
    padding = b"an ordinary line of text\n" * 4000
    content = padding
    for seed in range(5):
        key_id, secret = key(TENCENT, seed)
        encoded = ENCODINGS[name](TEXT.format(i=key_id, s=secret))
        content += b"\n" + encoded + b"\n" + padding[: seed * 1111]

    assert stream(content, buffer_bytes) == scan(content)
    assert len(scan(content)) >= 5


@given(st.binary(max_size=3000), st.sampled_from(list(ENCODINGS)))
def test_any_bytes_around_encoded_text_do_no_harm(noise: bytes, name: str) -> None:
    key_id, secret = key()
    encoded = ENCODINGS[name](TEXT.format(i=key_id, s=secret))

    found = scan(noise + b"\n\n" + encoded + b"\n\n" + noise)

    assert all(secret_of(m) in {None, secret} for m in found)


def test_long_base64_of_a_file_gives_what_is_deep_inside() -> None:
    key_id, secret = key()
    lines = "some lines of an ordinary file\n" * 900

    found = scan(base64_of(lines + TEXT.format(i=key_id, s=secret) + lines))

    assert credentials(found) == [(key_id, secret)]


def test_every_prefix_has_its_encoded_patterns_once() -> None:
    patterns = encoded_patterns(rules().ruleset)

    assert len(patterns) == len(set(patterns))
    assert "QUtJR" in "".join(patterns)
    for before in ("", "x", "xy"):
        encoded = base64_of(f"{before}AKIDAbc").decode()
        assert any(re.search(pattern, encoded) for pattern in patterns)


@pytest.mark.parametrize(
    "text",
    [
        "const icon = 'data:image/png;base64,{600*S}'",
        "integrity sha512-{86*S}==",
        "{400*h}",
        "{900*S}",
        "\\u4e2d\\u6587\\u5bc6\\u94a5",
    ],
)
def test_encoded_text_without_a_key_says_nothing(text: str) -> None:
    for seed in range(40):
        assert scan(expand(text, seed)) == []


def test_quoted_text_is_not_read_as_a_key() -> None:
    assert scan(quote("SecretId=AKIDEXAMPLE&SecretKey=your-secret-key")) == []
