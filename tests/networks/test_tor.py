from pathlib import Path

import pytest

from akwarden.errors import SettingsError
from akwarden.networks.address import Address
from akwarden.networks.tor import read_exits


def test_list_of_addresses_is_read(tmp_path: Path) -> None:
    path = tmp_path / "exits"
    path.write_text("# fetched\n192.0.2.1\n\n  2001:db8::1  # one more\n192.0.2.1\n", encoding="utf-8")

    assert read_exits(path) == {Address(4, 0xC0000201), Address(6, 0x20010DB8 << 96 | 1)}


def test_exit_list_of_tor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "exit-addresses"
    path.write_text(
        "@type tordnsel 1.0\n"
        "Downloaded 2026-11-29 12:00:00\n"
        "ExitNode 0011BD2485AD45D984EC4159C88FC066E5E3300E\n"
        "Published 2026-11-29 03:02:17\n"
        "LastStatus 2026-11-29 11:00:00\n"
        "ExitAddress 192.0.2.7 2026-11-29 11:05:12\n",
        encoding="utf-8",
    )

    assert read_exits(path) == {Address(4, 0xC0000207)}


def test_empty_list_names_nobody(tmp_path: Path) -> None:
    path = tmp_path / "exits"
    path.touch()

    assert read_exits(path) == frozenset()


@pytest.mark.parametrize("line", ["<html>", "ExitAddress", "ExitAddress soon", "192.0.2.0/24"])
def test_line_that_is_no_address_is_refused_with_its_number(line: str, tmp_path: Path) -> None:
    path = tmp_path / "exits"
    path.write_text(f"192.0.2.1\n{line}\n", encoding="utf-8")

    with pytest.raises(SettingsError, match="Line 2 of the list"):
        read_exits(path)


def test_missing_file_and_what_is_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "picture").write_bytes(b"\xff\xd8\xff")

    for name in ("missing", "picture"):
        with pytest.raises(SettingsError, match="can't be read"):
            read_exits(tmp_path / name)
