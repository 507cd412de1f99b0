import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.sources.git.https_server import Site, serving

from akwarden.errors import TargetError
from akwarden.sources.git.remote import Bounds, Remote, StoppedCloneError, checked, fetch, settled

HOST = "git.example.com"
BOUNDS = Bounds(seconds=60, most_bytes=1 << 30)


def git(folder: Path, *arguments: str) -> None:
    line = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments]
    subprocess.run(line, check=True, capture_output=True)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Give a server with the repository `/a.git`."""
    work, root = tmp_path / "work", tmp_path / "root"
    work.mkdir()
    root.mkdir()
    git(work, "init", "-q")
    (work / "a.txt").write_text("one\n" * 1000)
    git(work, "add", ".")
    git(work, "commit", "-q", "-m", "one")
    git(tmp_path, "clone", "-q", "--bare", str(work), str(root / "a.git"))
    git(root / "a.git", "update-server-info")
    with serving(root, tmp_path, HOST) as running:
        monkeypatch.setenv("GIT_SSL_CAINFO", str(running.certificate))
        yield running


@pytest.fixture
def silent() -> Iterator[Remote]:
    """Give the address of a server that takes the connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"https://{HOST}:{listening.getsockname()[1]}/a.git"
        yield settled(url, private=True, resolved=lambda _host, _port: ["127.0.0.1"])


def remote(site: Site) -> Remote:
    url = f"https://{HOST}:{site.port}/a.git"
    return settled(url, private=True, resolved=lambda _host, _port: ["127.0.0.1"])


def test_a_repository_is_fetched_from_the_address_that_its_name_had(site: Site, tmp_path: Path) -> None:
    repository = fetch(remote(site), tmp_path / "here", BOUNDS, lambda: False)

    seen = subprocess.run(
        ["git", f"--git-dir={repository.git_dir}", "log", "--all", "--format=%s"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert seen.stdout == "one\n"
    assert {host for host, _ in site.asked} == {f"{HOST}:{site.port}"}


def test_the_set_up_of_the_user_counts_for_nothing(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / ".gitconfig").write_text(
        f'[url "https://127.0.0.1:1/"]\n\tinsteadOf = https://{HOST}:{site.port}/\n'
        "[http]\n\tproxy = http://127.0.0.1:1\n"
    )
    monkeypatch.setenv("HOME", str(own))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")

    assert fetch(remote(site), tmp_path / "here", BOUNDS, lambda: False).git_dir.is_dir()


def refused(where: Remote, folder: Path) -> TargetError:
    with pytest.raises(TargetError, match="can't be fetched") as caught:
        fetch(where, folder / "here", BOUNDS, lambda: False)
    return caught.value


def test_an_authority_that_is_not_known_says_how_it_is_trusted(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GIT_SSL_CAINFO")

    assert "GIT_SSL_CAINFO" in (refused(remote(site), tmp_path).mend or "")


def test_a_certificate_of_another_name_says_so(site: Site, tmp_path: Path) -> None:
    url = f"https://other.example.com:{site.port}/a.git"
    other = settled(url, private=True, resolved=lambda _host, _port: ["127.0.0.1"])

    assert "the name that its certificate is for" in (refused(other, tmp_path).mend or "")


def test_a_path_without_a_repository_says_so(site: Site, tmp_path: Path) -> None:
    url = f"https://{HOST}:{site.port}/b.git"
    other = settled(url, private=True, resolved=lambda _host, _port: ["127.0.0.1"])

    assert "check the path" in (refused(other, tmp_path).mend or "")


def test_a_repository_behind_a_login_says_what_else_can_be_done(site: Site, tmp_path: Path) -> None:
    site.status = 401

    assert "akwarden scan --save" in (refused(remote(site), tmp_path).mend or "")


def test_nobody_is_sent_elsewhere(site: Site, tmp_path: Path) -> None:
    site.redirect = f"https://127.0.0.1:{site.port}/a.git/info/refs"

    assert "sends on to" in (refused(remote(site), tmp_path).mend or "")
    assert {host for host, _ in site.asked} == {f"{HOST}:{site.port}"}
    assert not (tmp_path / "here").exists()


def test_what_takes_too_long_is_too_large_or_is_stopped_leaves_nothing(
    silent: Remote, tmp_path: Path
) -> None:
    here = tmp_path / "here"
    with pytest.raises(StoppedCloneError):
        fetch(silent, here, BOUNDS, lambda: True)
    with pytest.raises(TargetError, match="longer than"):
        fetch(silent, here, Bounds(seconds=0.3, most_bytes=1 << 30), lambda: False)
    with pytest.raises(TargetError, match="larger than"):
        fetch(silent, here, Bounds(seconds=60, most_bytes=1), lambda: False)

    assert not here.exists()


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"],
)
def test_a_name_that_leads_into_the_network_around_the_server_is_refused(address: str) -> None:
    with pytest.raises(TargetError, match="not on the internet") as refused:
        settled("https://git.example.com/a.git", private=False, resolved=lambda _h, _p: ["8.8.8.8", address])

    assert "private_addresses" in str(refused.value.mend)


def test_a_name_is_resolved_once_and_settled() -> None:
    asked = []

    def resolved(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["8.8.8.8", "2606:4700::1111"]

    found = settled("https://git.example.com/a.git", private=False, resolved=resolved)

    assert asked == [("git.example.com", 443)]
    assert found.addresses == ("8.8.8.8", "2606:4700::1111")


def test_a_name_that_nobody_has_says_so() -> None:
    def unknown(_host: str, _port: int) -> list[str]:
        raise OSError

    with pytest.raises(TargetError, match="is not known"):
        settled("https://git.example.com/a.git", private=False, resolved=unknown)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "http://git.example.com/a.git",
        "git://git.example.com/a.git",
        "ssh://git@git.example.com/a.git",
        "git@git.example.com:a.git",
        "file:///etc",
        "ext::sh -c id",
        "https://",
        "https:///a.git",
        "https://git.example.com",
        "https://git.example.com/",
        "https://git.example.com:0x50/a.git",
        "https://git.example.com:99999/a.git",
        "https://user@git.example.com/a.git",
        "https://user:pass@git.example.com/a.git",
        "https://git.example.com/a.git?token=1",
        "https://git.example.com/a.git#x",
        "https://git.example.com/a b.git",
        "https://git.example.com/a\n.git",
        "https://-git.example.com/a.git",
        "https://git_example/a.git",
        "https://gít.example.com/a.git",
        "https://[::1/a.git",
        "https://git.example.com\\@127.0.0.1/a.git",
        "https://git.example.com%2f@127.0.0.1/a.git",
    ],
)
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(TargetError):
        checked(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://git.example.com/a.git", ("git.example.com", 443)),
        ("https://git.example.com:8443/team/a", ("git.example.com", 8443)),
        ("https://8.8.8.8/a.git", ("8.8.8.8", 443)),
        ("https://[2606:4700::1111]:444/a.git", ("2606:4700::1111", 444)),
        ("https://localhost/a.git", ("localhost", 443)),
    ],
)
def test_an_address_tells_host_and_port(url: str, expected: tuple[str, int]) -> None:
    assert checked(url) == expected
