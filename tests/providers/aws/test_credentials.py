import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from akwarden.errors import CredentialError
from akwarden.model.account import FromEnvironment, FromInstance, FromProfile
from akwarden.model.credential import Credential
from akwarden.model.secret import Secret
from akwarden.providers.aws.credentials import lease
from akwarden.providers.provider import Surroundings

KEY_ID, SECRET, TOKEN = "AKIA" + "A" * 16, "s" * 39 + "+", "t" * 300
PLAIN = Credential(KEY_ID, Secret(SECRET.encode()))
TEMPORARY = Credential(KEY_ID, Secret(SECRET.encode()), Secret(TOKEN.encode()))


def around(home: Path, **env: str) -> Surroundings:
    """Give surroundings with a home folder and environment names."""
    return Surroundings(env, home)


def profile(home: Path, name: str = "work", *, credentials: str = "", config: str = "") -> Credential:
    """Read a profile from files with this content."""
    folder = home / ".aws"
    folder.mkdir(exist_ok=True)
    (folder / "credentials").write_text(credentials)
    (folder / "config").write_text(config)
    return lease(FromProfile(name), around(home)).credential


def keys(section: str, *, token: str = "") -> str:
    """Give a section with a key."""
    more = f"aws_session_token = {token}\n" if token else ""
    return f"[{section}]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n{more}"


class TestEnvironment:
    def test_a_key_is_read_with_its_token(self, tmp_path: Path) -> None:
        env = {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": TOKEN}

        read = lease(FromEnvironment(), around(tmp_path, **env))

        assert (read.credential, read.expires_at) == (TEMPORARY, None)

    @pytest.mark.parametrize("missing", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
    def test_a_part_that_is_missing_is_named(self, tmp_path: Path, missing: str) -> None:
        env = {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET}
        del env[missing]

        with pytest.raises(CredentialError) as refused:
            lease(FromEnvironment(), around(tmp_path, **env))

        assert refused.value.mend == f"set {missing}"
        assert SECRET not in f"{refused.value.what}{refused.value.why}"

    def test_a_secret_with_control_characters_is_refused_and_not_shown(self, tmp_path: Path) -> None:
        env = {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": f"{SECRET}\nx"}

        with pytest.raises(CredentialError) as refused:
            lease(FromEnvironment(), around(tmp_path, **env))

        assert SECRET not in f"{refused.value.what}{refused.value.why}"


class TestProfile:
    def test_a_key_in_the_credentials_file_is_read(self, tmp_path: Path) -> None:
        assert profile(tmp_path, credentials=keys("work", token=TOKEN)) == TEMPORARY

    def test_a_key_in_the_config_file_is_read(self, tmp_path: Path) -> None:
        assert profile(tmp_path, config=keys("profile work")) == PLAIN

    def test_the_default_profile_has_no_word_before_its_name(self, tmp_path: Path) -> None:
        assert profile(tmp_path, "default", config=keys("default")) == PLAIN

    def test_a_name_with_a_space_is_found(self, tmp_path: Path) -> None:
        assert profile(tmp_path, "my work", config=keys('profile "my work"')) == PLAIN

    def test_another_place_may_be_named_for_the_files(self, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").write_text(keys("work"))
        named = around(tmp_path, AWS_SHARED_CREDENTIALS_FILE="~/elsewhere")

        assert lease(FromProfile("work"), named).credential == PLAIN

    def test_a_profile_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(CredentialError, match="there is no profile work"):
            profile(tmp_path, credentials=keys("play"))

    def test_a_profile_without_a_key_says_what_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(CredentialError) as refused:
            profile(tmp_path, config="[profile work]\nregion = eu-west-1\n")

        assert refused.value.mend == "set aws_access_key_id"

    def test_a_profile_that_takes_a_role_is_refused_with_the_role(self, tmp_path: Path) -> None:
        role = "role_arn = arn:aws:iam::123456789012:role/reader\nsource_profile = base\n"

        with pytest.raises(CredentialError) as refused:
            profile(tmp_path, credentials=keys("work"), config=f"[profile work]\n{role}")

        assert "arn:aws:iam::123456789012:role/reader" in str(refused.value.mend)

    @pytest.mark.parametrize("setting", ["sso_session = x", "sso_start_url = https://x", "login_session = x"])
    def test_a_profile_that_signs_in_is_refused_with_what_to_do(self, tmp_path: Path, setting: str) -> None:
        with pytest.raises(CredentialError) as refused:
            profile(tmp_path, config=f"[profile work]\n{setting}\n")

        assert "aws configure export-credentials --profile work" in str(refused.value.mend)

    @pytest.mark.parametrize(
        "broken", [f"aws_secret_access_key = {SECRET}\n", f"[work\n{SECRET}", "[a]\n[a]\n"]
    )
    def test_a_broken_file_is_named_and_nothing_of_it_shown(self, tmp_path: Path, broken: str) -> None:
        with pytest.raises(CredentialError) as refused:
            profile(tmp_path, credentials=broken)

        shown = f"{refused.value.what}{refused.value.why}{refused.value.mend}"
        assert "credentials can't be read" in shown
        assert SECRET not in shown

    def test_a_file_of_bytes_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / ".aws").mkdir()
        (tmp_path / ".aws" / "credentials").write_bytes(b"\xff\xfe\x00")

        with pytest.raises(CredentialError, match="can't be read"):
            lease(FromProfile("work"), around(tmp_path))


class TestCredentialProcess:
    def run(self, home: Path, script: str) -> Credential:
        """Read a profile whose program is a script of Python."""
        program = home / "give.py"
        program.write_text(script)
        return profile(home, config=f'[profile work]\ncredential_process = "{sys.executable}" "{program}"\n')

    def test_what_the_program_prints_is_read(self, tmp_path: Path) -> None:
        told = {"Version": 1, "AccessKeyId": KEY_ID, "SecretAccessKey": SECRET, "SessionToken": TOKEN}

        assert self.run(tmp_path, f"print('''{json.dumps(told)}''')") == TEMPORARY

    def test_the_end_of_its_key_is_read(self, tmp_path: Path) -> None:
        told = {
            "Version": 1,
            "AccessKeyId": KEY_ID,
            "SecretAccessKey": SECRET,
            "Expiration": "2031-01-02T03:04:05Z",
        }
        self.run(tmp_path, f"print('''{json.dumps(told)}''')")

        read = lease(FromProfile("work"), around(tmp_path))

        assert read.expires_at == datetime(2031, 1, 2, 3, 4, 5, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("script", "why"),
        [
            (f"print('{SECRET}')", "it prints no JSON"),
            (f"print('[\"{SECRET}\"]')", "it prints no JSON object"),
            ("print('{\"Version\": 2}')", "it does not print Version 1"),
            (f"raise SystemExit('{SECRET}')", "it ended with 1"),
            ("print('[' * 100000)", "it prints no JSON"),
        ],
    )
    def test_a_program_that_gives_no_key_says_why_and_nothing_of_what_it_printed(
        self, tmp_path: Path, script: str, why: str
    ) -> None:
        with pytest.raises(CredentialError) as refused:
            self.run(tmp_path, script)

        assert refused.value.why == why

    def test_a_program_that_is_not_there_is_an_error_of_ours(self, tmp_path: Path) -> None:
        with pytest.raises(CredentialError) as refused:
            profile(tmp_path, config="[profile work]\ncredential_process = /nowhere/program\n")

        assert refused.value.why == "it can't be run (FileNotFoundError)"


ROLE_KEY = {
    "Code": "Success",
    "AccessKeyId": KEY_ID,
    "SecretAccessKey": SECRET,
    "Token": TOKEN,
    "Expiration": "2031-01-02T03:04:05Z",
}


class Metadata(ThreadingHTTPServer):
    """A metadata service of version 2: it answers to whoever got its token."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = pages


class _Handler(BaseHTTPRequestHandler):
    def do_PUT(self) -> None:
        """Give the token."""
        is_right = self.path == "/latest/api/token" and "X-aws-ec2-metadata-token-ttl-seconds" in self.headers
        self._write(200 if is_right else 400, "the-token")

    def do_GET(self) -> None:
        """Give a page to who has the token."""
        assert isinstance(self.server, Metadata)
        if self.headers.get("X-aws-ec2-metadata-token") != "the-token":
            self._write(401, "")
        elif self.path in self.server.pages:
            self._write(200, self.server.pages[self.path])
        else:
            self._write(404, "")

    def _write(self, status: int, text: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the library's
        """Say nothing."""


ROLES = "/latest/meta-data/iam/security-credentials/"


@pytest.fixture
def metadata() -> Iterator[Metadata]:
    """Give a machine's metadata service with one role."""
    with Metadata({ROLES: "reader", f"{ROLES}reader": json.dumps(ROLE_KEY)}) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


class TestInstance:
    def ask(self, home: Path, server: Metadata) -> Surroundings:
        """Give surroundings with this metadata service, and a proxy that must not be used."""
        return Surroundings({}, home, {"metadata": f"http://127.0.0.1:{server.server_address[1]}"})

    def test_the_key_of_the_role_is_read_with_its_end(
        self, tmp_path: Path, metadata: Metadata, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

        read = lease(FromInstance(), self.ask(tmp_path, metadata))

        assert read.credential == TEMPORARY
        assert read.expires_at == datetime(2031, 1, 2, 3, 4, 5, tzinfo=UTC)

    @pytest.mark.parametrize("pages", [{}, {ROLES: ""}])
    def test_a_machine_without_a_role_says_so(
        self, tmp_path: Path, metadata: Metadata, pages: Mapping[str, str]
    ) -> None:
        metadata.pages = pages

        with pytest.raises(CredentialError, match="this machine has no role"):
            lease(FromInstance(), self.ask(tmp_path, metadata))

    @pytest.mark.parametrize("page", ["no JSON", "[]", '{"Code": "Failed"}', "[" * 60000])
    def test_a_role_without_a_key_is_an_error_of_ours(
        self, tmp_path: Path, metadata: Metadata, page: str
    ) -> None:
        metadata.pages = {ROLES: "reader", f"{ROLES}reader": page}

        with pytest.raises(CredentialError, match="gives no key"):
            lease(FromInstance(), self.ask(tmp_path, metadata))

    def test_a_machine_without_the_service_says_so(self, tmp_path: Path) -> None:
        nobody = Surroundings({}, tmp_path, {"metadata": "http://127.0.0.1:9"})

        with pytest.raises(CredentialError) as refused:
            lease(FromInstance(), nobody)

        assert str(refused.value.why).startswith("it can't be reached")

    def test_an_address_of_another_kind_is_not_opened(self, tmp_path: Path) -> None:
        with pytest.raises(CredentialError, match="is none"):
            lease(FromInstance(), Surroundings({}, tmp_path, {"metadata": "file:///etc"}))
