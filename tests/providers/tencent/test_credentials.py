import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.errors import CredentialError
from akwarden.model.account import FromEnvironment, FromProfile
from akwarden.model.credential import Credential
from akwarden.model.secret import Secret
from akwarden.providers.provider import Surroundings
from akwarden.providers.registry import load

ID, SECRET, TOKEN = "AKID" + "A" * 32, "B" * 32, "C" * 200
PLAIN = Credential(ID, Secret(SECRET.encode()))
WITH_TOKEN = Credential(ID, Secret(SECRET.encode()), Secret(TOKEN.encode()))
WRITTEN = {"secretId": ID, "secretKey": SECRET}


def from_environment(env: Mapping[str, str]) -> Credential:
    """Give the key that an environment holds."""
    return load("tencent").lease(FromEnvironment(), Surroundings(env, Path("/nowhere"))).credential


def from_profile(home: Path, name: str = "work") -> Credential:
    """Give the key of a profile."""
    return load("tencent").lease(FromProfile(name), Surroundings({}, home)).credential


def tccli(home: Path, content: object, name: str = "work") -> Path:
    """Write a file as tccli does."""
    path = home / ".tccli" / f"{name}.credential"
    path.parent.mkdir(exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def ini(home: Path, text: str) -> Path:
    """Write the file that the SDK reads."""
    path = home / ".tencentcloud" / "credentials"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def refused(home: Path, name: str = "work") -> CredentialError:
    """Give the error for a profile that can't be used; none of it may hold a secret."""
    with pytest.raises(CredentialError) as failed:
        from_profile(home, name)
    found = failed.value
    assert SECRET not in f"{found.what} {found.why} {found.mend} {found!r}"
    return found


def test_the_environment_gives_a_key_with_and_without_a_token() -> None:
    env = {"TENCENTCLOUD_SECRET_ID": ID, "TENCENTCLOUD_SECRET_KEY": f" {SECRET}\n"}

    assert from_environment(env) == PLAIN
    assert from_environment({**env, "TENCENTCLOUD_TOKEN": TOKEN}) == WITH_TOKEN


@pytest.mark.parametrize(
    ("env", "why"),
    [
        ({}, "TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY are not set"),
        ({"TENCENTCLOUD_SECRET_ID": ID}, "TENCENTCLOUD_SECRET_KEY is not set"),
        (
            {"TENCENTCLOUD_SECRET_KEY": SECRET, "TENCENTCLOUD_SECRET_ID": " "},
            "TENCENTCLOUD_SECRET_ID is not set",
        ),
    ],
)
def test_what_is_missing_in_the_environment_is_named(env: Mapping[str, str], why: str) -> None:
    with pytest.raises(CredentialError) as failed:
        from_environment(env)
    assert failed.value.why == why


def test_a_profile_of_tccli_is_read(tmp_path: Path) -> None:
    tccli(tmp_path, {**WRITTEN, "type": "default"})
    tccli(tmp_path, {**WRITTEN, "token": TOKEN}, "session")

    assert from_profile(tmp_path) == PLAIN
    assert from_profile(tmp_path, "session") == WITH_TOKEN


def test_a_section_of_the_sdk_is_read_where_tccli_has_no_profile(tmp_path: Path) -> None:
    ini(
        tmp_path,
        f'[default]\nsecret_id = x\n[work]\nsecret_id = "{ID}"\nsecret_key={SECRET}\ntoken = {TOKEN}',
    )

    assert from_profile(tmp_path) == WITH_TOKEN


def test_a_percent_sign_in_a_section_is_no_reference(tmp_path: Path) -> None:
    ini(tmp_path, f"[work]\nsecret_id={ID}\nsecret_key={SECRET}\nregion=%(none)s")

    assert from_profile(tmp_path) == PLAIN


def test_tccli_goes_before_the_sdk(tmp_path: Path) -> None:
    tccli(tmp_path, WRITTEN)
    ini(tmp_path, "[work]\nsecret_id = other\nsecret_key = other")

    assert from_profile(tmp_path) == PLAIN


def test_a_profile_that_is_nowhere_is_told_with_both_places(tmp_path: Path) -> None:
    ini(tmp_path, "[default]\nsecret_id = x\nsecret_key = y")

    found = refused(tmp_path)

    assert str(tmp_path / ".tccli" / "work.credential") in str(found.why)
    assert "the section [work]" in str(found.why)
    assert found.mend == "run `tccli configure --profile work`"


@pytest.mark.parametrize(
    ("kind", "mend"), [("oauth", "tccli auth login"), ("sso", "tccli sso login"), ("cvm-role", "`instance`")]
)
def test_a_profile_that_holds_no_key_of_its_own_is_refused_with_the_mend(
    tmp_path: Path, kind: str, mend: str
) -> None:
    tccli(tmp_path, {**WRITTEN, "type": kind})

    assert mend in str(refused(tmp_path).mend)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '"text"', {}, {"secretId": ID}, {**WRITTEN, "secretKey": 7}]
)
def test_a_file_that_is_none_of_tccli_is_named(tmp_path: Path, content: object) -> None:
    path = tccli(tmp_path, content)

    assert refused(tmp_path).what == f"{path} can't be used"


@pytest.mark.parametrize("text", ["secret_id = 1", "[work]\nsecret_id = 1", "[work]\nno line"])
def test_a_file_that_is_none_of_the_sdk_is_named(tmp_path: Path, text: str) -> None:
    path = ini(tmp_path, text)

    assert refused(tmp_path).what == f"{path} can't be used"


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    path = tccli(tmp_path, "{}")
    path.write_bytes(b"\xff\xfe")

    assert refused(tmp_path).why == "it can't be read (UnicodeDecodeError)"


@pytest.mark.parametrize("name", ["../work", "a/b", "", ".hidden", "a\nb", "x" * 200])
def test_the_name_of_a_profile_leads_to_no_other_file(tmp_path: Path, name: str) -> None:
    tccli(tmp_path, WRITTEN)

    assert refused(tmp_path, name).what == "a profile can't be called so"


@given(text=st.text())
def test_any_file_is_a_key_or_an_error_of_ours(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    home = tmp_path_factory.mktemp("home")
    ini(home, text)
    tccli(home, text, "other")

    for name in ("work", "other"):
        with pytest.raises(CredentialError):
            from_profile(home, name)
