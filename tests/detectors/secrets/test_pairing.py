from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.secrets.scanning import ALIBABA, AWS, KEYS, TENCENT, credentials, key, scan

from akwarden.model.finding import KeyType
from akwarden.model.rule import PartName
from akwarden.model.severity import Confidence, Severity
from akwarden.workflows.rule_check import expand

TWO_PAIRS = {
    "one after the other": "secret_id={i1}\nsecret_key={s1}\nsecret_id={i2}\nsecret_key={s2}\n",
    "secrets first": "secret_key={s1}\nsecret_id={i1}\nsecret_key={s2}\nsecret_id={i2}\n",
    "blocked": "{i1}\n{i2}\n{s1}\n{s2}\n",
    "blocked, secrets first": "prod_key={s1}\ndev_key={s2}\nprod_id={i1}\ndev_id={i2}\n",
    "blocked, named": "prod_id={i1}\ndev_id={i2}\n\nprod_secret_key={s1}\ndev_secret_key={s2}\n",
    "interleaved, named": "prod_id={i1}\ndev_id={i2}\nprod_secret_key={s1}\ndev_secret_key={s2}\n",
    "interleaved, named at the end": "id_prod={i1}\nid_dev={i2}\nsecret_key_prod={s1}\nsecret_key_dev={s2}\n",
    "turned round": "prod_id={i1}\nprod_secret_key={s1}\ndev_secret_key={s2}\ndev_id={i2}\n",
    "turned inside": "prod_secret_key={s1}\nprod_id={i1}\ndev_id={i2}\ndev_secret_key={s2}\n",
    "numbered": "ID_1={i1}\nSECRET_KEY_1={s1}\nID_2={i2}\nSECRET_KEY_2={s2}\n",
    "json, turned round": (
        '[{{"secretKey":"{s1}","secretId":"{i1}"}},{{"secretId":"{i2}","secretKey":"{s2}"}}]'
    ),
    "table": "{i1},{s1}\n{i2},{s2}\n",
    "table, secrets first": "{s1},{i1}\n{s2},{i2}\n",
    "calls on one line": 'f("{i1}", "{s1}"); f("{i2}", "{s2}")\n',
    "blank lines between": "{s1}\n{i1}\n\n{s2}\n{i2}\n",
    "old one in comments": "# SECRET_ID={i1}\n# SECRET_KEY={s1}\nSECRET_ID={i2}\nSECRET_KEY={s2}\n",
}

NESTED = {
    "nested, named": "prod_id={i1}\ndev_id={i2}\ndev_secret_key={s2}\nprod_secret_key={s1}\n",
    "nested, named at the end": "id_prod={i1}\nid_dev={i2}\nsecret_key_dev={s2}\nsecret_key_prod={s1}\n",
}

LISTS = (
    "{i},{s}\n",
    "{s},{i}\n",
    "{i}\n{s}\n",
    "{s}\n{i}\n\n",
    "SecretId={i}\nSecretKey={s}\n",
    "SecretKey={s}\nSecretId={i}\n",
    "id: {i}\n\nsecret_key: {s}\n\n",
)


def pairs_in(form: str, cloud: tuple[str, str], seed: int) -> None:
    (i1, s1), (i2, s2) = key(cloud, seed), key(cloud, seed + 1)

    found = scan(form.format(i1=i1, s1=s1, i2=i2, s2=s2))

    assert sorted(credentials(found), key=str) == sorted([(i1, s1), (i2, s2)], key=str)


@pytest.mark.parametrize("form", TWO_PAIRS)
@pytest.mark.parametrize("cloud", KEYS)
def test_two_pairs_close_together_are_never_crossed(cloud: tuple[str, str], form: str) -> None:
    for seed in range(0, 10, 2):
        pairs_in(TWO_PAIRS[form], cloud, seed)


@pytest.mark.parametrize("form", NESTED)
def test_two_pairs_nested_in_each_other_are_told_apart_by_their_names(form: str) -> None:
    pairs_in(NESTED[form], TENCENT, 0)


@pytest.mark.parametrize("form", LISTS)
def test_long_list_of_pairs_is_never_crossed(form: str) -> None:
    keys = [key(TENCENT, seed) for seed in range(400)]

    found = scan("".join(form.format(i=key_id, s=secret) for key_id, secret in keys))

    assert credentials(found) == keys


def test_lone_id_before_a_list_takes_no_secret_of_it() -> None:
    lone, keys = key(TENCENT, 1)[0], [key(TENCENT, seed) for seed in range(10, 210)]

    found = scan(f"old: {lone}\n\n" + "".join(f"{i}\n{s}\n" for i, s in keys))

    assert credentials(found) == [(lone, None), *keys]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_pairs_of_several_clouds_are_told_apart_in_any_order(order: tuple[int, ...]) -> None:
    keys = [key(cloud) for cloud in KEYS]
    text = "".join(f"access_key_id={keys[n][0]}\n" for n in order)
    text += "".join(f"secret_key={keys[n][1]}\n" for n in reversed(order))

    found = scan(text)

    assert sorted(credentials(found), key=str) == sorted(keys, key=str)


@pytest.mark.parametrize("lines", range(1, 11))
@pytest.mark.parametrize("cloud", KEYS)
def test_pair_is_one_finding_up_to_ten_lines_apart(cloud: tuple[str, str], lines: int) -> None:
    key_id, secret = key(cloud, lines)
    between = "\n" * lines

    assert credentials(scan(f"id={key_id}{between}secret_key={secret}")) == [(key_id, secret)]
    assert credentials(scan(f"secret_key={secret}{between}id={key_id}")) == [(key_id, secret)]


@pytest.mark.parametrize("cloud", KEYS)
def test_eleven_lines_apart_are_no_pair(cloud: tuple[str, str]) -> None:
    key_id, secret = key(cloud)
    between = "\n" * 11

    assert (key_id, secret) not in credentials(scan(f"id={key_id}{between}secret_key={secret}"))
    assert (key_id, secret) not in credentials(scan(f"secret_key={secret}{between}id={key_id}"))


@pytest.mark.parametrize("cloud", KEYS)
def test_parts_of_a_pair_may_be_four_kilobytes_apart_on_one_line(cloud: tuple[str, str]) -> None:
    key_id, secret = key(cloud)

    def apart(count: int) -> list[tuple[str | None, str | None]]:
        return credentials(scan(f"{key_id}{' ' * (count - 11)}secret_key={secret}"))

    assert apart(4096) == [(key_id, secret)]
    assert (key_id, secret) not in apart(4097)


def test_secret_under_a_foreign_name_is_not_joined() -> None:
    key_id, other = key()

    assert credentials(scan(f"SecretId={key_id}&Nonce={other}&Timestamp=1")) == [(key_id, None)]
    assert credentials(scan(f"secret_id={key_id}\nbuild: {other}\n")) == [(key_id, None)]


def test_unnamed_secret_must_follow_its_id_closely() -> None:
    key_id, secret = key()

    assert credentials(scan(f"{key_id}\n\n{secret}\n")) == [(key_id, secret)]
    assert credentials(scan(f"{key_id}\n\n\n{secret}\n")) == [(key_id, None)]
    assert credentials(scan(f"{key_id} seven plain words stand here in between {secret}")) == [(key_id, None)]


def test_secret_belongs_to_one_id_only() -> None:
    (first, secret), (second, _) = key(TENCENT, 1), key(TENCENT, 2)

    found = credentials(scan(f"id={first}\nsecret_key={secret}\nid={second}\n"))

    assert found == [(first, secret), (second, None)]


def test_real_id_is_not_completed_by_a_placeholder() -> None:
    key_id, _ = key()

    found = scan(f"secret_id={key_id}\nsecret_key={'x' * 32}\n")

    assert [(m.key_id, m.severity, m.example) for m in found] == [
        (key_id, Severity.LOW, False),
        (None, Severity.INFO, True),
    ]


def test_named_secret_gives_high_confidence_and_an_unnamed_one_medium() -> None:
    key_id, secret = key()

    assert [m.confidence for m in scan(f"secret_id={key_id}\nsecret_key={secret}\n")] == [Confidence.HIGH]
    assert [m.confidence for m in scan(f'f("{key_id}", "{secret}")')] == [Confidence.MEDIUM]


def test_id_alone_is_low() -> None:
    for cloud in KEYS:
        key_id, _ = key(cloud)

        found = scan(f"seen {key_id} in the ticket")

        assert [(m.key_id, m.severity, m.parts) for m in found] == [
            (key_id, Severity.LOW, (PartName.KEY_ID,))
        ]


@pytest.mark.parametrize(
    ("cloud", "text"),
    [
        (TENCENT, "tencent.secretKey={}"),
        (TENCENT, "cos.ap-guangzhou.myqcloud.com secret_key: {}"),
        (AWS, "AWS_SECRET_ACCESS_KEY={}"),
        (ALIBABA, "aliyun.accessKeySecret={}"),
    ],
)
def test_secret_alone_is_high_where_its_cloud_is_named(cloud: tuple[str, str], text: str) -> None:
    _, secret = key(cloud)

    found = scan(text.format(secret))

    assert [(m.key_id, m.severity, m.parts) for m in found] == [(None, Severity.HIGH, (PartName.SECRET,))]
    assert credentials(found) == [(None, secret)]


def test_secret_alone_is_no_finding_where_no_cloud_is_named() -> None:
    assert scan(f"secret_key={key(TENCENT)[1]}") == []
    assert scan(f"password = {key(ALIBABA)[1]}") == []


@pytest.mark.parametrize(
    "template",
    [
        '{"TmpSecretId": "AKID{64*W}", "TmpSecretKey": "{43*A}=", "Token": "{220*W}"}',
        '{"Token": "{220*W}", "TmpSecretId": "AKID{64*W}", "TmpSecretKey": "{43*A}="}',
        "tmpSecretId: AKID{32*A}\ntmpSecretKey: {32*A}\nsessionToken: {200*W}\n",
        "AWS_ACCESS_KEY_ID=ASIA{16*B}\nAWS_SECRET_ACCESS_KEY={40*S}\nAWS_SESSION_TOKEN=IQoJb3JpZ2lu{300*S}\n",
        '{"AccessKeyId":"STS.{25*A}","AccessKeySecret":"{44*A}","SecurityToken":"CAIS{400*S}="}',
    ],
)
def test_token_is_part_of_its_temporary_key(template: str) -> None:
    for seed in range(5):
        found = scan(expand(template, seed))

        assert [(m.parts, m.key_type, m.severity) for m in found] == [
            (tuple(PartName), KeyType.TEMPORARY, Severity.HIGH)
        ]


@given(
    st.lists(st.sampled_from(KEYS), min_size=1, max_size=6),
    st.integers(1, 4),
    st.sampled_from([1, -1]),
    st.integers(0, 1000),
)
def test_blocks_are_never_crossed_whatever_clouds_and_order(
    clouds: list[tuple[str, str]], lines: int, order: int, seed: int
) -> None:
    keys = [key(cloud, seed + number) for number, cloud in enumerate(clouds)]
    parts = [[f"access_key_id={i}", f"secret_key={s}"] for i, s in keys]

    found = scan(("\n" * (lines + 1)).join("\n".join(p[::order]) for p in parts))

    assert sorted(credentials(found), key=str) == sorted(keys, key=str)
