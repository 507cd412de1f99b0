import pytest

from akwarden.store.notes import network_name, read_tags, tags_text


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("192.0.2.7", "192.0.2.7/32"),
        ("192.0.2.0/24", "192.0.2.0/24"),
        ("::ffff:192.0.2.7", "192.0.2.7/32"),
        ("2001:DB8::1", "2001:db8::1/128"),
        ("::/90", "::/90"),
    ],
)
def test_an_address_has_one_name_however_it_is_written(written: str, kept: str) -> None:
    assert network_name(written) == kept


@pytest.mark.parametrize("written", ["192.0.2.7/24", "192.0.2", "web-1", "", "1.2.3.4/33"])
def test_what_is_no_network_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        network_name(written)


def test_tags_are_kept_in_order_and_once() -> None:
    assert read_tags(tags_text(["prod", "app=pay", "prod"])) == ("app=pay", "prod")


def test_no_tags_are_nothing() -> None:
    assert tags_text([]) is None
    assert read_tags("[]") == ()
