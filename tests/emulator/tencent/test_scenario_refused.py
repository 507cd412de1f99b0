"""What a scenario file may not hold, and how it is told."""

import re
import time
from pathlib import Path

import pytest
from tests.emulator.tencent.scenario_file import SHOP, load

from akwarden.emulator.tencent.scenario import load_scenario, scenario_names
from akwarden.errors import PolicyError, ScenarioError, UsageError

REFUSED = {
    "an unknown name": (
        "remark: 李伟",
        "remarks: 李伟",
        "accounts[1].users[0].remarks",
        "did you mean 'remark'",
    ),
    "an unknown name at the top": (
        "organization:",
        "organisation:",
        "organisation",
        "did you mean 'organization'",
    ),
    "a wrong type": ("login: 3", "login: x", "accounts[1].users[0].login", "Expected"),
    "a negative age": ("age: 1000", "age: -1", "accounts[1].age", ">= 0"),
    "an age that is no number": ("age: 1000", "age: .nan", "accounts[1].age", ">= 0"),
    "a share over one": ("console: 0.5", "console: 5", "accounts[1].generate[0].console", "<= 1"),
    "a span of three": ("[10, 200]", "[1, 2, 3]", "accounts[1].generate[0].keys[0].age", "length"),
    "an unknown site": ("site: mainland", "site: moon", "accounts[1].site", "moon"),
    "an unknown status": ("Inactive, desc", "Gone, desc", "accounts[1].root_keys[1].status", "Gone"),
    "an unknown kind": ("AgentIdentity", "Robot", "accounts[1].users[1].kind", "SubUser"),
    "a name that the cloud does not take": (
        "name: robot",
        "name: ro bot",
        "accounts[1].users[1].name",
        "character",
    ),
    "a name that is a number": ("name: head", "1: head", "accounts[0]", "Expected"),
    "three keys": (
        "- {age: 10, used: 2",
        "- {}\n          - {age: 10, used: 2",
        "accounts[1].users[0]",
        "2 at most",
    ),
    "three keys of root": ("[{age: 900, used: 1}]", "[{}, {}, {}]", "accounts[0].root_keys", "2 at most"),
    "three generated keys": (
        "- {share: 0.3, age: 7",
        "- {}\n          - {share: 0.3, age: 7",
        "accounts[1].generate[0]",
        "2 at most",
    ),
    "a use before the key": ("used: 2,", "used: 11,", "accounts[1].users[0]", "11 days ago"),
    "a user younger than a key": ("remark: 李伟", "age: 5", "accounts[1].users[0]", "400 days old"),
    "an account younger than a key": ("age: 1000", "age: 10", "accounts[1]", "900 days old"),
    "a missing group": ("groups: [研发]", "groups: [dev]", "accounts[1].users[0].groups", "known: 研发"),
    "a missing policy": (
        "ReadOnlyAccess]\n        b",
        "ReadOnlyAcess]\n        b",
        "accounts[1].users[0].policies",
        "did",
    ),
    "a missing boundary": ("boundary: deploy", "boundary: x", "accounts[1].users[0].boundary", "no policy"),
    "a missing maker": ("made_by: robot", "made_by: joe", "accounts[1].users[0]", "no user 'joe'"),
    "a missing manager": ("management: head", "management: hat", "organization", "no account 'hat'"),
    "a reference to no account": (
        "%{appid:head}",
        "%{appid:hat}",
        "accounts[1].secrets[0].value",
        "no account",
    ),
    "a reference to no user": (
        "uin:shop/li.wei",
        "uin:shop/li",
        "accounts[1].policies[0].document",
        "no user 'li'",
    ),
    "a reference to no key": (
        "id:shop/li.wei",
        "id:shop/robot",
        "accounts[1].secrets[0].value",
        "no such key",
    ),
    "a bucket of a name that there can't be": (
        "name: backup",
        "name: Back_up",
        "accounts[1].buckets[0].name",
        "character",
    ),
    "a snapshot for nobody": (
        "shared_with: [head",
        "shared_with: [hat",
        "accounts[1].disks[0].snapshots[0]",
        "'hat'",
    ),
    "an unknown region": (
        "logs\n        region: ap-shanghai",
        "logs\n        region: ap-moon",
        "accounts[1].disks[0].region",
        "did you mean",
    ),
    "a function twice": (
        "- name: hook",
        "- {name: hook, region: ap-shanghai}\n      - name: hook",
        "accounts[1].functions[1]",
        "another",
    ),
    "an address twice": ("203.0.113.77", "198.51.100.5", "accounts[1].lighthouse[0].ip", "another address"),
    "an address inside": ("198.51.100.9", "10.0.0.9", "accounts[1].load_balancers[0].ip", "public"),
    "an address that the cloud gives": ("[198.51.100.5]", "[198.18.0.5]", "accounts[1].instances[1]", "left"),
    "an address that is none": ("ip: 198.51.100.6", "ip: web", "accounts[1].addresses[0].ip", "public"),
    "a gateway of no address": (
        "[198.51.100.7, 198.51.100.8]",
        "[]",
        "accounts[1].nat_gateways[0].ips",
        "length",
    ),
    "a server nowhere": ("ap-singapore", "ap-singapor", "accounts[1].lighthouse[0].region", "did you mean"),
    "a machine twice": ("name: old-web", "name: web", "accounts[1].instances[1]", "another machine"),
    "an address for no machine": (
        "instance: web}",
        "instance: wbe}",
        "accounts[1].addresses[0].instance",
        "did you mean 'web'",
    ),
    "an address for a machine elsewhere": (
        "instance: web}",
        "instance: web, region: ap-tokyo}",
        "accounts[1].addresses[0].instance",
        "there is none",
    ),
    "a second address for a machine": (
        "instance: web}",
        "instance: old-web}",
        "accounts[1].addresses[0].instance",
        "already",
    ),
    "a load balancer of no kind": (
        "kind: INTERNAL",
        "kind: INSIDE",
        "accounts[1].load_balancers[1].kind",
        "INSIDE",
    ),
    "a reference of no kind": (
        "%{appid:head}",
        "%{key:head}",
        "accounts[1].secrets[0].value",
        "no reference",
    ),
    "two users of one name": ("name: robot", "name: li.wei", "accounts[1].users[1]", "another user"),
    "a generated user of a name that is taken": (
        "name: robot",
        "name: svc-07",
        "accounts[1].generate[0]",
        "another",
    ),
    "two accounts of one name": ("- name: shop", "- name: head", "accounts[1]", "another account"),
    "a policy with the name of a preset one": (
        "name: deploy",
        "name: ReadOnlyAccess",
        "accounts[1].policies[0]",
        "another policy",
    ),
    "a policy attached twice": (
        "policies: [deploy]",
        "policies: [deploy, deploy]",
        "accounts[1].groups[0]",
        "twice",
    ),
    "the role of the organization": (
        "name: Opened",
        "name: OrganizationAccessControlRole",
        "organization.members",
        "already",
    ),
    "many without a number in their name": ("svc-{n}", "svc", "accounts[1].generate[0]", "count: 20"),
    "too many users": ("count: 40", "count: 1000", "accounts[1]", "1000 at most"),
    "no accounts": ("accounts:", "accounts: []\nx:", "accounts", "length"),
}


@pytest.mark.parametrize(("old", "new", "path", "words"), REFUSED.values(), ids=REFUSED)
def test_is_refused_with_line_path_and_reason(
    tmp_path: Path, old: str, new: str, path: str, words: str
) -> None:
    assert old in SHOP
    with pytest.raises(ScenarioError, match=rf"my\.yml, line \d+: {re.escape(path)}") as refused:
        load(tmp_path, SHOP.replace(old, new, 1))

    assert words in f"{refused.value.why} {refused.value.mend}"


def test_the_line_of_what_is_wrong_is_named(tmp_path: Path) -> None:
    wrong = SHOP.replace("login: 3", "logn: 3")
    line = wrong.splitlines().index("        logn: 3") + 1

    with pytest.raises(ScenarioError, match=rf"my\.yml, line {line}: accounts\[1\]\.users\[0\]\.logn"):
        load(tmp_path, wrong)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('["cam:ListUsers"]', '["ListUsers"]', r"policies\[0\]\.document: .* statement\[0\]\.action"),
        ('"2.0"\n', "2.0\n", r"policies\[0\]\.document: .* version"),
        ("principal: {qcs", "principals: {qcs", r"roles\[0\]\.trust: .* statement\[0\]\.principals"),
    ],
)
def test_a_policy_that_the_cloud_would_not_take_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    with pytest.raises(PolicyError, match=rf"my\.yml, line \d+: accounts\[1\]\.{place}"):
        load(tmp_path, SHOP.replace(old, new, 1))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "null"),
        ("- 1", "array"),
        ("accounts: [", "expected"),
        ("accounts: []", "length"),
        ("a: 1\na: 2", "stands twice"),
        ("accounts: &a [*a]", "holds itself"),
        ("accounts: !!python/name:os.system x", "constructor"),
        ("accounts: 2024-13-45", "month"),
        ("? [a]\n: 1", "unhashable"),
        ("accounts: 1" + ":1" * 100, "too long"),
        ("accounts: " + "1" * 5000, "too long"),
        ("[" * 60, "nests deeper"),
        ("[" * 50_000, "depth"),
        ("a: [" + "1," * 300_000 + "]", "more than 300000 values"),
        ("a: \x00", "not allowed"),
    ],
)
def test_text_that_is_no_scenario_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        load(tmp_path, text)

    assert words in str(refused.value.why)
    assert "my.yml" in refused.value.what


def test_aliases_that_multiply_are_refused_at_once(tmp_path: Path) -> None:
    levels = [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    began = time.thread_time()

    with pytest.raises(ScenarioError) as refused:
        load(tmp_path, "\n".join(["a0: &a0 [x, x, x, x]", *levels]))

    assert "aliases" in str(refused.value.why)
    assert time.thread_time() - began < 1


def test_merged_mappings_that_multiply_are_refused_at_once(tmp_path: Path) -> None:
    levels = [f"a{n}: &a{n} {{<<: [{','.join([f'*a{n - 1}'] * 10)}]}}" for n in range(1, 30)]
    began = time.thread_time()

    with pytest.raises(ScenarioError, match=r"my\.yml"):
        load(tmp_path, "\n".join(["a0: &a0 {x: 1, y: 2}", *levels]))

    assert time.thread_time() - began < 1


def test_what_many_share_may_be_written_once(tmp_path: Path) -> None:
    cloud = load(tmp_path, "accounts: [{name: a, root_keys: [&k {age: 5}]}, {name: b, root_keys: [*k, *k]}]")

    assert [len(one.keys) for one in cloud.accounts.values()] == [1, 2]


def test_a_file_over_five_megabytes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="larger than 5 MiB"):
        load(tmp_path, SHOP + "#" * (5 << 20))


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "my.yml").write_bytes(b"accounts: \xff\xfe\xff")

    with pytest.raises(ScenarioError, match="not readable as YAML"):
        load_scenario(str(tmp_path / "my.yml"))


def test_an_unknown_name_is_refused_with_those_that_there_are() -> None:
    assert scenario_names() == ["empty", "acme"]
    with pytest.raises(UsageError) as refused:
        load_scenario("nobody")

    assert "acme" in str(refused.value.mend)
    assert "empty" in str(refused.value.mend)


def test_a_name_that_is_almost_right_is_told() -> None:
    with pytest.raises(UsageError) as refused:
        load_scenario("acmee")

    assert "did you mean 'acme'" in str(refused.value.mend)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_scenario(str(tmp_path / "no.yml"))

    assert refused.value.why == "it does not exist"


def test_a_folder_and_a_name_that_no_file_has_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.yml").mkdir()

    with pytest.raises(ScenarioError):
        load_scenario(str(tmp_path / "folder.yml"))
    with pytest.raises(ScenarioError):
        load_scenario("a\0b.yml")
