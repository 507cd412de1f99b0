import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.errors import SettingsError
from akwarden.workflows.ownership import REACH, Grounds, Own, Refusal, around, read_own


def seen(own: str, text: str) -> set[str]:
    """Give what of one statement stands in a text."""
    return set(read_own([own]).seen_in(text.encode()).stated)


# What may be stated


@pytest.mark.parametrize(
    "stated",
    [
        "100001234567",
        "1250000000",
        "123456789012",
        "logs-1250000000",
        "example.com",
        "api.example.com.cn",
        "a.cn",
    ],
)
def test_accounts_buckets_and_domains_can_be_stated(stated: str) -> None:
    assert read_own([stated.upper(), stated]).words == (stated,)


@pytest.mark.parametrize(
    "stated",
    [
        "",
        "1",
        "20240101",
        "1234567890123",
        "bucket",
        "localhost",
        "com.cn",
        "co.uk",
        "com",
        "myqcloud.com",
        "cos.ap-guangzhou.myqcloud.com",
        "s3.amazonaws.com",
        "github.com",
        "*.example.com",
        "https://example.com",
        "me@example.com",
    ],
)
def test_what_many_share_or_anybody_has_can_t_be_stated(stated: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_own([stated])

    assert "scan.own" in caught.value.what
    assert caught.value.mend


# What stands near a key


@pytest.mark.parametrize(
    ("own", "text"),
    [
        ("1250000000", "bucket = logs-1250000000"),
        ("1250000000", '{"appid": 1250000000}'),
        ("1250000000", "https://logs-1250000000.cos.ap-guangzhou.myqcloud.com"),
        ("100001234567", "qcs::cam::uin/100001234567:uin/100007654321"),
        ("123456789012", "arn:aws:iam::123456789012:user/alice"),
        ("logs-1250000000", "https://logs-1250000000.cos.ap-guangzhou.myqcloud.com"),
        ("example.com", "https://api.example.com/v1"),
        ("example.com", "alice@EXAMPLE.com."),
        ("example.com", "db: example.com:3306"),
    ],
)
def test_a_whole_word_is_seen(own: str, text: str) -> None:
    assert seen(own, text) == {own}


@pytest.mark.parametrize(
    ("own", "text"),
    [
        ("1250000000", "12500000001"),
        ("1250000000", "91250000000"),
        ("1250000000", "a1250000000"),
        ("1250000000", "0.1250000000"),
        ("logs-1250000000", "more-logs-1250000000"),
        ("logs-1250000000", "logs-12500000000"),
        ("example.com", "notexample.com"),
        ("example.com", "my-example.com"),
        ("example.com", "example.com.evil.net"),
        ("example.com", "example.company"),
        ("example.com", "examplescom"),
    ],
)
def test_a_piece_of_another_word_is_not_seen(own: str, text: str) -> None:
    assert seen(own, text) == set()


def test_a_bucket_of_somebody_else_nearby_makes_it_unclear_whose_key_it_is() -> None:
    theirs = "https://theirs-1259999999.cos.ap-guangzhou.myqcloud.com"

    text = f"api.example.com {theirs}".encode()
    assert read_own(["example.com"]).seen_in(text) == Grounds(foreign=frozenset({"1259999999"}))
    assert read_own(["example.com", "1259999999"]).seen_in(text) == Grounds(
        stated=frozenset({"example.com", "1259999999"})
    )


def test_who_states_nothing_sees_nothing() -> None:
    assert read_own([]).seen_in(b"example.com 1250000000") == Grounds()


@given(st.lists(st.sampled_from(["1250000000", "example.com", "logs-1250000000"])), st.binary(max_size=60))
def test_what_is_seen_was_stated(stated: list[str], text: bytes) -> None:
    assert read_own(stated).seen_in(text).stated <= set(stated)


# What counts as ground

OWN = read_own(["123456789012", "example.com"])
NEAR = Grounds(stated=frozenset({"example.com"}))
FOREIGN = Grounds(foreign=frozenset({"1259999999"}))


def test_the_account_in_the_id_decides_whatever_stands_around() -> None:
    assert OWN.refusal("123456789012", FOREIGN) is None
    assert OWN.refusal("999999999999", NEAR) is Refusal.OTHER_ACCOUNT


def test_without_an_account_in_the_id_what_stands_near_decides() -> None:
    assert OWN.refusal(None, NEAR) is None
    assert OWN.refusal(None, FOREIGN) is Refusal.FOREIGN_BUCKET
    assert OWN.refusal(None, Grounds()) is Refusal.NOTHING


def test_a_ground_in_one_place_outweighs_a_strange_bucket_in_another() -> None:
    assert OWN.refusal(None, FOREIGN | NEAR) is None


def test_the_appid_of_a_bucket_is_an_account() -> None:
    assert read_own(["logs-1250000000"]).accounts == {"1250000000"}


# How near


def found_near(own: Own, text: str, at: int) -> bool:
    """Say whether something of it stands near a place in a text."""
    raw = text.encode()
    return bool(own.seen_in(around(raw[max(0, at - REACH) : at], raw[at : at + REACH])).stated)


@pytest.mark.parametrize(("lines", "near"), [(0, True), (10, True), (11, False)])
def test_ten_lines_are_near(lines: int, *, near: bool) -> None:
    gap = "\n" * lines + " "

    assert found_near(OWN, f"example.com{gap}KEY", len(f"example.com{gap}")) is near
    assert found_near(OWN, f"KEY{gap}example.com", 0) is near


def test_no_line_is_so_long_that_all_of_it_is_near() -> None:
    assert not found_near(OWN, f"example.com{' ' * REACH}KEY", len("example.com") + REACH)


def test_what_is_cut_in_two_does_not_pass_for_a_whole_word() -> None:
    text = f"notexample.com{' ' * (REACH - len('example.com'))}KEY"

    assert not found_near(OWN, text, text.index("KEY"))
    behind = f"KEY{' ' * (REACH - 3 - len('example.com'))}example.company"
    assert not found_near(OWN, behind, 0)


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_short_texts_are_taken_whole_but_for_far_lines(before: bytes, after: bytes) -> None:
    near = around(before, after)

    assert near in before + after
    assert near.count(b"\n") <= 20
