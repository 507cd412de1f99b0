from pathlib import Path

from akwarden.sources.mounts import pseudo_folders

TABLE = r"""21 28 0:19 / /sys rw,nosuid shared:7 - sysfs sysfs rw
22 28 0:20 / /proc rw,nosuid shared:13 - proc proc rw
28 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 28 0:26 / /mnt/with\040space rw - tmpfs tmpfs rw
31 28 0:27 / /mnt/odd\040proc rw - proc proc rw
broken line
"""


def test_only_file_systems_without_files_of_their_own_are_named(tmp_path: Path) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(TABLE)

    assert pseudo_folders(table) == {"/sys", "/proc", "/mnt/odd proc"}


def test_a_system_that_does_not_tell_has_none(tmp_path: Path) -> None:
    assert pseudo_folders(tmp_path / "absent") == frozenset()
