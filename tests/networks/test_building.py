"""The script that makes the packaged data, over two small sources."""

from pathlib import Path

from tools.networks import Row, Table, joined, read_rows

from akwarden.networks.ranges import Range


def test_two_tables_become_one_without_neighbours_alike() -> None:
    asns = Table([Row(0, 9, "64500", "A"), Row(10, 19, "64500", "A"), Row(30, 39, "64501", "B")])
    countries = Table([Row(0, 14, "CN", ""), Row(15, 34, "SG", "")])

    assert list(joined(asns, countries)) == [
        Range(0, 64500, "CN"),
        Range(15, 64500, "SG"),
        Range(20, 0, "SG"),
        Range(30, 64501, "SG"),
        Range(35, 64501, ""),
        Range(40, 0, ""),
    ]


def test_of_lines_that_overlap_the_later_begun_is_right() -> None:
    table = Table([Row(5, 14, "64501", ""), Row(0, 9, "64500", "")])

    assert [table.value(number) for number in (0, 4, 5, 14, 15)] == ["64500", "64500", "64501", "64501", ""]


def test_parts_of_a_small_network_of_ipv6_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "asn-ipv6-num.csv"
    path.write_text(
        f'{1 << 64},{(3 << 64) - 1},64500,"One,  Two "\n{7 << 64},{(7 << 64) + 5},64501,Part\n',
        encoding="utf-8",
    )

    assert list(read_rows(path, 6)) == [Row(1, 2, "64500", "One, Two")]
