import base64
import random
import string
import time
from collections.abc import Callable
from io import BytesIO, RawIOBase

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.secrets.scanning import AWS, KEYS, TENCENT, credentials, key, rules, scan, stream

from akwarden.access.random_text import api_token
from akwarden.detectors.secrets import region, seen
from akwarden.detectors.secrets.decoding import Found
from akwarden.detectors.secrets.region import MARGIN
from akwarden.detectors.secrets.scanner import Scanner
from akwarden.model.artifact import Batch
from akwarden.model.match import Match, Position
from akwarden.workflows.rule_check import expand

SMALL = 36 << 10
"""A stream buffer so small that a text of some kilobytes has many edges."""
STEP = SMALL - 2 * MARGIN - 1
"""How far a buffer of that size moves on in each step."""
FIRST_EDGES = (SMALL - MARGIN - 1, SMALL, SMALL - MARGIN - 1 + STEP, SMALL + STEP)
"""Where the first steps stop looking for anchors, and where the bytes that they have read end."""

FORMS = {
    "id": "x={i}\n",
    "pair on two lines": "secret_id={i}\nsecret_key={s}\n",
    "pair in a call": 'f("{i}", "{s}")',
    "two pairs": "id={i}\nsecret_key={s}\nid={i2}\nsecret_key={s2}\n",
    "secret alone": "tencent.secretKey={s}\n",
    "allowed": "# akwarden:allow tencent-access-key a test\nsecret_id={i}\n",
    "example": "secret_id=AKIDxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
    "temporary key": "tmpSecretId: {i}\ntmpSecretKey: {s}\ntoken: {t}\n",
}

LENGTHS = st.sampled_from([1, 30, 200, 400, 2048, 4096, 4352, 8448, 8648, 12_000])
NOISE = st.builds(
    lambda piece, length, more: (piece * (length + 40))[: max(1, length + more)],
    st.sampled_from([" ", ".", "\n", "a ", "x", "ab=", "-", "é "]),
    LENGTHS,
    st.integers(-40, 40),
)
PIECES = st.one_of(
    st.builds(
        expand,
        st.sampled_from(
            [
                *("AKID{32*A}", "{32*A}", "{30*A}", "{40*S}", "{44*A}", "AKIA{16*B}", "LTAI{20*A}"),
                *("secretKey='{32*A}'", "secret_key={40*S}", "SecretId: AKID{32*A}\nSecretKey: {32*A}\n"),
                *(
                    "f('AKID{32*A}', '{32*A}')",
                    "tmpSecretId: AKID{64*W}",
                    "token: {300*W}",
                    "{36*A}",
                    "{72*S}",
                ),
                *("IQoJb3JpZ2lu{300*S}", "{500*S}", "{4300*S}", "qcloud ", "secret_key: "),
                *("# akwarden:allow tencent-access-key a reason\n", "akwarden:allow aws-access-key so "),
            ]
        ),
        st.integers(0, 10_000),
    ),
    st.sampled_from([" ", "\n", "=", '"', ": ", ",", "\\n", "\r\n", "\0", "%3D"]),
    NOISE,
)
TEXTS = st.lists(PIECES, min_size=2, max_size=24).map("".join)


def with_key(form: str, seed: int = 0) -> str:
    (i, s), (i2, s2) = key(TENCENT, seed), key(TENCENT, seed + 1)
    return form.format(i=i, s=s, i2=i2, s2=s2, t=expand("{200*W}", seed))


def padded(length: int) -> str:
    """Return noise of a length, in lines."""
    return ("." * 99 + "\n") * (length // 100) + "." * (length % 100)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("edge", FIRST_EDGES)
def test_key_at_every_offset_around_the_edge_of_a_step_is_found_as_in_one_piece(name: str, edge: int) -> None:
    text = with_key(FORMS[name])
    for start in range(edge - len(text) - 2, edge + 2, 1 if len(text) < 150 else 7):
        whole = padded(start) + "\n" + text + padded(2 * SMALL)

        assert stream(whole, SMALL) == scan(whole), start


@pytest.mark.parametrize("apart", [20, 500, 5000, 8600, 9000, 20_000])
def test_keys_on_both_sides_of_an_edge_are_found_as_in_one_piece(apart: int) -> None:
    (first, _), (second, _) = key(TENCENT, 1), key(TENCENT, 2)
    for start in range(FIRST_EDGES[0] - apart - 60, FIRST_EDGES[0] + 20, 61 if apart > 500 else 7):
        whole = f"{padded(start)} {first} {padded(apart)} {second} {padded(SMALL)}"

        assert credentials(stream(whole, SMALL)) == [(first, None), (second, None)]


@pytest.mark.parametrize("shift", [-2, -1, 0, 1, 2])
def test_run_that_the_end_of_a_region_cuts_is_not_taken_for_a_secret(shift: int) -> None:
    """The first id is the last that the first step looks at; it sees 32 characters of the run."""
    (first, _), (second, _), run = key(TENCENT, 1), key(TENCENT, 2), expand("{50*A}", 3)
    end = FIRST_EDGES[0] + shift
    whole = f"{padded(end - 38)}\n {first} "
    whole += (
        padded(end + MARGIN - 32 - len(whole) - 12) + "\nsecret_key=" + run + f"\n{second} {padded(SMALL)}"
    )

    assert credentials(scan(whole)) == [(first, None), (second, None)]
    assert credentials(stream(whole, SMALL)) == [(first, None), (second, None)]


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_run_that_the_start_of_a_region_cuts_is_not_taken_for_a_secret(shift: int) -> None:
    """The second id is the first that the second step looks at; it sees the last 32 characters of the run."""
    (first, _), (second, _), run = key(TENCENT, 1), key(TENCENT, 2), expand("{50*A}", 3)
    before = padded(FIRST_EDGES[0] - 6000) + f"\n{first}\nsecret_key={run}"
    whole = before + "\n" + padded(MARGIN - 32 - 38 + shift) + f" {second} {padded(SMALL)}"

    assert credentials(scan(whole)) == [(first, None), (second, None)]
    assert credentials(stream(whole, SMALL)) == [(first, None), (second, None)]


def test_order_of_clouds_does_not_depend_on_a_value_that_is_near_nothing() -> None:
    (first, _), (second, _) = key(TENCENT), key(AWS)
    text = f"{key(AWS, 2)[1]} {padded(8400)} {first}\n\n{second}\n"

    assert credentials(scan(padded(100) + "\n" + text)) == [(first, None), (second, None)]
    assert credentials(scan(text)) == [(first, None), (second, None)]


@pytest.mark.parametrize("length", [100, 1020])
def test_secret_may_be_four_kilobytes_behind_the_longest_id(length: int) -> None:
    key_id, secret = expand("AKID{9999*W}")[:length], expand("{43*A}=", 2)
    text = f"{padded(SMALL)}\ntmpSecretId={key_id} {' ' * 4050}tmp_sk={secret} {padded(SMALL)}"

    assert credentials(scan(text)) == [(key_id, secret)]
    assert stream(text, SMALL) == scan(text)


@given(TEXTS, st.sampled_from([SMALL, SMALL + 1, 40_000, 50_001, 1 << 16]), st.sampled_from([0, 1 << 15]))
def test_stream_finds_what_a_batch_finds(text: str, buffer_bytes: int, behind: int) -> None:
    text += " " * behind

    assert stream(text, buffer_bytes) == scan(text)


@given(TEXTS, st.integers(0, 3 * SMALL))
def test_what_is_found_does_not_depend_on_what_lies_far_before_it(text: str, before: int) -> None:
    text = "\n" * (2 * MARGIN) + text

    moved = scan(padded(before) + "\n" + text)

    assert [moved_back(m, before + 1, padded(before).count("\n") + 1) for m in moved] == [
        moved_back(m, 0, 0) for m in scan(text)
    ]


def moved_back(match: Match, by: int, lines: int) -> tuple[object, ...]:
    at = match.position
    place = Position(at.offset - by, at.line - lines, at.column)
    return (match.rule, match.key_id, match.secret, match.parts, match.severity, match.allowed, place)


@given(st.lists(TEXTS, min_size=1, max_size=4), st.integers(0, 2), st.integers(0, 50))
def test_artifacts_of_a_batch_are_judged_one_by_one(texts: list[str], gap: int, before: int) -> None:
    data, starts, ends = bytearray(b"secret_key=" * before), [], []
    for text in texts:
        starts.append(len(data))
        data += text.encode()
        ends.append(len(data))
        data += b"\0" * gap

    found = dict(Scanner(rules()).batch(Batch(data, starts, ends, [str(n) for n in range(len(texts))])))

    nothing = Found([], complete=True)
    assert [found.get(n, nothing).matches for n in range(len(texts))] == [scan(text) for text in texts]


def test_key_that_lies_across_two_artifacts_is_none() -> None:
    text = with_key(FORMS["pair on two lines"]).encode()
    cut = text.index(b"AKID") + 20

    batch = Batch(bytearray(text), [0, cut], [cut, len(text)], ["one", "two"])

    assert list(Scanner(rules()).batch(batch)) == [(1, Found([], complete=True))]


def test_bytes_outside_the_spans_are_not_scanned() -> None:
    text = with_key(FORMS["id"]).encode()

    assert list(Scanner(rules()).batch(Batch(bytearray(text * 3), [100], [100], ["empty"]))) == []
    assert list(Scanner(rules()).batch(Batch(bytearray(text), [], [], []))) == []


@pytest.mark.parametrize("buffer_bytes", [SMALL, 1 << 20])
def test_empty_file_and_tiny_file_are_streamed(buffer_bytes: int) -> None:
    text = with_key(FORMS["id"])

    assert stream("", buffer_bytes) == []
    assert stream(text, buffer_bytes) == scan(text)


class Dripping(RawIOBase):
    """Gives a few bytes at a time, as pipes and decompressors do."""

    def __init__(self, data: bytes, chunk: int) -> None:
        super().__init__()
        self._rest, self._chunk = data, chunk

    def readable(self) -> bool:
        return True

    def readinto(self, view: object) -> int:
        target = memoryview(view)  # type: ignore[arg-type]
        part = self._rest[: min(self._chunk, len(target))]
        target[: len(part)] = part
        self._rest = self._rest[len(part) :]
        return len(part)


def test_stream_that_gives_few_bytes_at_a_time_is_read_to_its_end() -> None:
    text = padded(3 * SMALL) + with_key(FORMS["pair on two lines"])
    steps = list(Scanner(rules()).stream(Dripping(text.encode(), 777), bytearray(SMALL), 1 << 40))  # type: ignore[arg-type]

    assert sum(step for step in steps if isinstance(step, int)) == len(text)
    assert steps[-1] == Found(scan(text), complete=True)


@pytest.mark.parametrize("limit", [0, 1, 5000, SMALL, SMALL + 1, 3 * SMALL, 10 * SMALL])
def test_stream_reads_no_more_than_its_limit(limit: int) -> None:
    text = (with_key(FORMS["id"]) + padded(2000)) * 60

    assert stream(text, SMALL, limit) == scan(text[:limit])


def test_place_is_counted_from_the_start_of_the_artifact() -> None:
    key_id, _ = key()
    before = "é\n" + "\n" * SMALL + "xy "

    (match,) = stream(f"{before}{key_id} {padded(2 * SMALL)}", SMALL)

    assert match.position == Position(len(before.encode()), SMALL + 2, 4)


def test_column_on_a_line_longer_than_many_steps_is_counted_from_its_start() -> None:
    key_id, _ = key()

    (match,) = stream("\n" + "." * 5 * SMALL + key_id + "." * SMALL, SMALL)

    assert match.position == Position(5 * SMALL + 1, 2, 5 * SMALL + 1)


ALLOW = "akwarden:allow tencent-access-key of a sandbox"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("id={i}  # " + ALLOW, "of a sandbox"),
        ("# " + ALLOW + "\nid={i}", "of a sandbox"),
        ("// " + ALLOW + "\r\nid={i}\r\n", "of a sandbox"),
        ("/* " + ALLOW + " */ id={i}", "of a sandbox"),
        ("# " + ALLOW + "\n\nid={i}", None),
        ("id={i}\n# " + ALLOW, None),
        ("id={i}  # akwarden:allow tencent-access-key", None),
        ("id={i}  # akwarden:allow tencent-access-key   ", None),
        ("id={i}  # akwarden:allow tencent-access-key --", None),
        ("id={i}  # akwarden:allow aws-access-key of a sandbox", None),
        ("id={i}  # akwarden:allow a reason without a rule", None),
        ("id={i}  # akwarden: allow tencent-access-key of a sandbox", None),
        ("id={i}  # akwarden:allow aws-access-key a  akwarden:allow tencent-access-key b", None),
        ("# akwarden:allow aws-access-key a\n" + "id={i} # " + ALLOW, "of a sandbox"),
        ("id={i}\nsecret_key={s} # " + ALLOW, "of a sandbox"),
        # What gitleaks allows is the line alone, for every rule.
        ("id={i}  # gitleaks:allow", "gitleaks:allow"),
        ("id={i}\nsecret_key={s} #gitleaks:allow", "gitleaks:allow"),
        ("# gitleaks:allow\nid={i}", None),
        ("id={i}\n# gitleaks:allow", None),
        ("id={i} # gitleaks:allow " + ALLOW, "of a sandbox"),
    ],
)
def test_comment_with_rule_and_reason_allows_on_its_line_and_the_next(text: str, reason: str | None) -> None:
    (key_id, secret) = key()

    (match,) = scan(text.format(i=key_id, s=secret))

    assert (match.allowed or "").startswith(reason or "") is True
    assert (match.allowed is None) == (reason is None)


def test_match_carries_the_line_of_each_part_as_a_secret() -> None:
    key_id, secret = key()

    (match,) = scan(f"first\n id={key_id} # é\n\nsecret_key='{secret}',")

    lines = [(line.number, line.text.reveal().decode()) for line in match.lines]
    assert lines == [(2, f" id={key_id} # é"), (4, f"secret_key='{secret}',")]
    assert secret not in repr(match)


def test_comment_at_the_end_of_a_long_line_allows() -> None:
    key_id, _ = key()

    (match,) = scan(f"{'a ' * 1000}{key_id}{' b' * 500} // {ALLOW}")

    assert match.allowed == "of a sandbox"


RANDOM = random.Random(7)


def letters(count: int, alphabet: str = string.ascii_letters + string.digits) -> str:
    return "".join(RANDOM.choices(alphabet, k=count))


HOSTILE: dict[str, Callable[[], str]] = {
    "ids": lambda: f"AKID{letters(32)}\n",
    "ids in one run": lambda: f"AKID{letters(32)}",
    "ids on one line": lambda: f"LTAI{letters(12)} ",
    "assignments": lambda: f"secret={letters(32)}\n",
    "assignments on one line": lambda: f"secret={letters(32)},",
    "pairs": lambda: f"AKID{letters(32)},{letters(32)}\n",
    "named pairs": lambda: f"SecretId=AKID{letters(32)}\nSecretKey={letters(32)}\n",
    "slashes": lambda: "secret" + "/" * 40,
    "dotted ids": lambda: f"STS.{letters(20)}",
    "tokens": lambda: f"tmpSecretId=AKID{letters(60)} token={letters(110)}\n",
    "ids and tokens": lambda: f"AKID{letters(32)} {letters(110)}\n",
    "words between": lambda: f"AKID{letters(32)} {'a_' * 44}9 {letters(32)} {'_' * 44} ",
    "comments": lambda: f"AKID{letters(32)} akwarden:allow {' ' * 40}",
    "dashes": lambda: f"AKID{letters(32)} {'-' * 60}+ ",
}


def filled(unit: Callable[[], str], size: int) -> bytes:
    """Return about `size` bytes of many units."""
    block = "".join(unit() for _ in range(2000)).encode()
    return (block * (size // len(block) + 1))[:size]


def cost(look: Callable[[bytes], object], data: bytes) -> float:
    """Return the CPU seconds that it takes."""
    begun = time.process_time()
    look(data)
    return time.process_time() - begun


@pytest.mark.parametrize("name", HOSTILE)
def test_cost_of_hostile_bytes_grows_with_their_number_and_not_with_its_square(name: str) -> None:
    small, large = (filled(HOSTILE[name], size) for size in (25_000, 100_000))

    # Sixteen times the cost would be the square. A busy machine disturbs one try; it does not disturb all.
    assert any(cost(scan, large) < 4 * 2 * cost(scan, small) + 0.05 for _ in range(5))


@pytest.mark.parametrize("name", ["ids", "assignments", "slashes"])
def test_cost_of_megabytes_of_nothing_but_keys_grows_with_their_number(name: str) -> None:
    small, large = (filled(HOSTILE[name], size) for size in (250_000, 1_000_000))

    # As above, at sizes where limits on the number of values have set in.
    assert any(cost(in_chunks, large) < 4 * 2 * cost(in_chunks, small) + 0.05 for _ in range(5))


def in_chunks(data: bytes) -> object:
    """Look at bytes in chunks that no single look may hold."""
    return stream(data, 200_000)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let fewer values be looked at than else, which would take half a minute."""
    number = 2000
    for module in (region, seen):
        monkeypatch.setattr(module, "MOST_VALUES", number)
    return number


@pytest.mark.parametrize("template", ["AKID{32*A}\n", "tencent secret={32*A}\n"])
def test_of_more_values_than_are_looked_at_the_first_are_reported_and_the_rest_is_said(
    template: str, few: int
) -> None:
    unit = expand(template * 100)
    data = bytearray((unit * (few // 100) + unit[: len(unit) // 100]).encode())
    scanner = Scanner(rules())

    ((_, whole),) = scanner.batch(Batch(data, [0], [len(data)], ["many"]))
    *_, streamed = scanner.stream(BytesIO(data), bytearray(1 << 20), 1 << 40)

    assert isinstance(streamed, Found)
    for found in (whole, streamed):
        assert not found.complete
        assert len(found.matches) == few
        assert found.matches[0].position.offset < 20


def test_other_artifacts_of_the_batch_are_scanned_when_one_has_too_many_values(few: int) -> None:
    many = (expand("AKID{32*A}\n") * (few + 1)).encode()
    one = with_key(FORMS["id"]).encode()
    batch = Batch(bytearray(many + one), [0, len(many)], [len(many), len(many + one)], ["many", "one"])

    found = dict(Scanner(rules()).batch(batch))

    assert not found[0].complete
    assert found[1] == Found(scan(one), complete=True)


def test_scanner_is_as_good_after_a_stream_that_was_given_up() -> None:
    scanner, text = Scanner(rules()), with_key(FORMS["id"])
    steps = scanner.stream(BytesIO(padded(5 * SMALL).encode()), bytearray(SMALL), 1 << 40)
    next(steps)
    steps.close()  # type: ignore[attr-defined]  # it is a generator

    *_, found = scanner.stream(BytesIO(text.encode()), bytearray(SMALL), 1 << 40)
    assert found == Found(scan(text), complete=True)


@pytest.mark.parametrize("cloud", KEYS)
def test_binary_file_is_scanned_like_text(cloud: tuple[str, str]) -> None:
    key_id, secret = key(cloud)
    data = b"\x7fELF\0\x01\xff" + key_id.encode() + b"\0" + secret.encode() + b"\0\xfe"

    assert credentials(scan(data)) == [(key_id, secret)]


def test_same_id_in_two_places_is_two_matches() -> None:
    key_id, _ = key(AWS)

    assert [m.position.line for m in scan(f"{key_id}\n\n{key_id}\n")] == [1, 3]


def test_a_token_of_ours_is_found_wherever_it_stands_and_one_with_a_typing_error_is_not() -> None:
    tokens = [api_token() for _ in range(20)]
    text = "\n".join(f"Authorization: Bearer {token}" for token in tokens)
    wrong = "\n".join(token[:-1] + ("0" if token[-1] != "0" else "1") for token in tokens)

    found = scan(text)

    assert [(one.rule, one.example) for one in found] == [("akwarden-token", False)] * 20
    assert scan(base64.b64encode(text.encode()))[0].rule == "akwarden-token"
    assert not [one for one in scan(wrong) if one.rule == "akwarden-token"]
