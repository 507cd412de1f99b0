import pytest

from akwarden.errors import EditError
from akwarden.workflows.notes import checks
from akwarden.workflows.rule_check import expand


def test_a_remark_is_kept_without_the_blanks_around_it() -> None:
    assert checks.remark("  Pay gateway, 支付网关 ") == "Pay gateway, 支付网关"


def test_an_empty_text_says_nothing() -> None:
    assert (checks.remark(" "), checks.owner(""), checks.tags([])) == (None, None, None)


def test_the_longest_remark_and_owner_are_taken_and_one_more_character_is_not() -> None:
    assert checks.remark("界" * 200) == "界" * 200
    assert checks.owner("x" * 100) == "x" * 100
    with pytest.raises(EditError, match="201 characters, and 200 are the most"):
        checks.remark("x" * 201)
    with pytest.raises(EditError, match="101 characters, and 100 are the most"):
        checks.owner("x" * 101)


@pytest.mark.parametrize("character", ["\n", "\t", "\x00", "\x1b", "\u202e", "\u200b", "\ud800", "\x7f"])
def test_a_character_that_can_not_be_seen_is_refused_and_named(character: str) -> None:
    with pytest.raises(EditError, match="can't be seen") as refused:
        checks.remark(f"a{character}b")

    assert character not in refused.value.what


@pytest.mark.parametrize("template", ["{32*A}", "{40*S}", "secret={32*A}", "the key: {40*A}."])
def test_what_looks_like_a_secret_is_refused_and_not_repeated(template: str) -> None:
    secret = expand(template, 7)

    with pytest.raises(EditError, match="looks like the secret") as refused:
        checks.remark(f"{secret} is it".replace("=", " "))

    assert secret not in f"{refused.value.what}{refused.value.why}{refused.value.mend}"


@pytest.mark.parametrize("template", ["AKID{32*A}", "AKIA{16*B}", "{40*h}", "{32*h}", "{36*A}"])
def test_ids_and_digests_are_no_secrets(template: str) -> None:
    text = f"see {expand(template, 3)}"

    assert checks.remark(text) == text


def test_tags_are_split_sorted_and_kept_once() -> None:
    assert checks.tags(["prod, app=pay", "prod;x"]) == '["app=pay","prod","x"]'


def test_too_many_tags_and_strange_ones_are_refused() -> None:
    with pytest.raises(EditError, match="21 tags, and 20 are the most"):
        checks.tags([f"t{number}" for number in range(21)])
    with pytest.raises(EditError, match="quote or a backslash"):
        checks.tags(["it's"])


@pytest.mark.parametrize("text", ["", "short", "two words here", "AKIA" * 40, "=cmd|calc", "über-id-1234"])
def test_what_is_no_id_of_a_key_is_refused(text: str) -> None:
    with pytest.raises(EditError):
        checks.key_id(text)


def test_a_secret_in_the_place_of_an_id_is_refused_and_not_repeated() -> None:
    secret = expand("{32*A}", 5)

    with pytest.raises(EditError) as refused:
        checks.key_id(secret)

    assert secret not in f"{refused.value.what}{refused.value.why}{refused.value.mend}"
    assert secret not in checks.shown_id(secret)


def test_a_network_with_bits_behind_its_prefix_is_told_from_what_is_none() -> None:
    with pytest.raises(EditError, match="bits behind its prefix"):
        checks.network("192.0.2.7/24")
    with pytest.raises(EditError, match="no address or network"):
        checks.network("web-1")


def test_a_kind_of_network_is_one_of_a_few_and_none_takes_it_away() -> None:
    assert (checks.network_kind(" Office "), checks.network_kind("none")) == ("office", None)
    with pytest.raises(EditError, match="'ofice' is no kind") as refused:
        checks.network_kind("ofice")
    assert refused.value.mend is not None
    assert refused.value.mend.startswith("did you mean office?")


@pytest.mark.parametrize("template", ["{32*L}", "{32*A}", "{40*A}"])
def test_what_looks_like_a_secret_is_refused_with_digits_and_without(template: str) -> None:
    letters = "".join(chr(65 + (i * 7) % 26) if i % 3 else chr(97 + (i * 11) % 26) for i in range(32))
    text = letters if template == "{32*L}" else expand(template, 3)

    with pytest.raises(EditError, match="secret of a key"):
        checks.remark(f"pay gate {text}")


def test_words_of_the_length_of_a_secret_are_a_remark() -> None:
    text = "PaymentGatewayProductionTencents"
    assert len(text) == 32

    assert checks.remark(text) == text
