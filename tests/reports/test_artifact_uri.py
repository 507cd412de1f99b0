import re
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

import pytest
from hypothesis import given
from tests.reports.hostile import is_calm, locations, words
from tests.reports.samples import location

from akwarden.model.location import Location
from akwarden.reports.artifact_uri import artifact_path, artifact_uri, vpath_uri

URI = re.compile(r"[A-Za-z0-9._~!@+=,/-]*(?:%[0-9A-F]{2}[A-Za-z0-9._~!@+=,/-]*)*")


@pytest.mark.parametrize(
    ("source", "vpath", "uri"),
    [
        (".", "app/my config.py", "app/my%20config.py"),
        ("./src", "a.py", "src/a.py"),
        ("../other", "a.py", "../other/a.py"),
        ("/srv/my repo", "a#b.py", "file:///srv/my%20repo/a%23b.py"),
        ("C:\\work", "a.py", "file:///C:/work/a.py"),
        ("https://example.com/r.git", "a.py", "a.py"),
        ("git@example.com:team/r.git", "a.py", "a.py"),
        ("app.apk", "app.apk!/classes.dex#strings", "app.apk!/classes.dex%23strings"),
        (".", "c:d.py", "c%3Ad.py"),
        (".", "caf\udce9", "caf%E9"),
        (".", "\ud800", "%ED%A0%80"),
        (".", "x.zip!/../../etc/passwd", "x.zip!/%252E%252E/%252E%252E/etc/passwd"),
        ("", "//host/share", "host/share"),
        ("", "/", "."),
    ],
)
def test_location_as_uri(source: str, vpath: str, uri: str) -> None:
    assert artifact_uri(location(source=source, vpath=vpath)) == uri


@given(words)
def test_vpath_uri_is_a_relative_reference_that_stays_below_its_base(vpath: str) -> None:
    uri = vpath_uri(vpath)

    assert URI.fullmatch(uri)
    assert not urlsplit(uri).scheme
    assert not urlsplit(uri).netloc
    assert urljoin("http://base/a/b/", uri).startswith("http://base/a/b/")


@given(words)
def test_bytes_of_a_name_survive(name: str) -> None:
    raw = name.replace("/", "").encode("utf-8", "surrogatepass")
    plain = raw.decode("utf-8", "surrogateescape")

    assert unquote_to_bytes(vpath_uri(plain or "a")) == (raw or b"a") or plain in {".", ".."}


@given(locations)
def test_every_location_has_a_uri(place: Location) -> None:
    assert URI.fullmatch(artifact_uri(place).removeprefix("file://").replace(":", "", 1))


@pytest.mark.parametrize(
    ("source", "vpath", "path"),
    [
        (".", "app/my config.py", "app/my config.py"),
        ("./src", "a.py", "src/a.py"),
        ("/srv/my repo", "a#b.py", "/srv/my repo/a#b.py"),
        ("https://example.com/r.git", "a.py", "a.py"),
        ("app.apk", "app.apk!/classes.dex#strings", "app.apk!/classes.dex#strings"),
        (".", "caf\udce9\n", "caf\\xe9\\n"),
        (".", "x.zip!/../../etc/passwd", "x.zip!/%2E%2E/%2E%2E/etc/passwd"),
        ("", "//host/share", "host/share"),
        ("", "/", "."),
    ],
)
def test_location_as_path(source: str, vpath: str, path: str) -> None:
    assert artifact_path(location(source=source, vpath=vpath)) == path


@given(locations)
def test_every_location_has_a_path_that_does_not_climb_out_of_its_root(place: Location) -> None:
    path = artifact_path(Location("", place.vpath, 1, 1, 0))

    assert path
    assert is_calm(path)
    assert not path.startswith("/")
    assert ".." not in path.split("/")
