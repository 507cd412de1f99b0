"""Ten thousand random requests of each language: the independent evaluator and ours must agree.

The alphabets are small, so that actions, resources, keys and values often meet. Left out is what the
documents do not decide: an operator without qualifier on a key of several values, a for-any qualifier with
if-exists, for_all_value on an absent key in CAM, several values of a negated operator in CAM, and what a
resource policy for everyone gives together with a boundary or a session policy.
"""

import copy
import functools
import json
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from tests.policy.test_decisions import independent, ours

CASES = 10_000
SEED = 20_240_501
Json = dict[str, Any]
Values = list[str]

USER = "arn:aws:iam::111122223333:user/alice"
BOB = "arn:aws:iam::111122223333:user/bob"
SESSION = "arn:aws:sts::111122223333:assumed-role/ci/build-7"
ROLE = "arn:aws:iam::111122223333:role/ci"
SUB = "qcs::cam::uin/100:uin/200"
OTHER_SUB = "qcs::cam::uin/100:uin/300"
DATES = ["2024-05-01T00:00:00Z", "2024-05-02T12:00:00Z", "2024-05-01T08:00:00+08:00"]
ADDRESSES = ["10.1.2.3", "10.1.3.3", "192.0.2.1", "2001:db8::1", "2001:db8:1::1"]
RANGES = ["10.1.2.0/24", "10.0.0.0/8", "192.0.2.1", "2001:db8::/32", "2001:db8::/48", "0.0.0.0/0"]
BINARY = ["QQ==", "Qg=="]
SIGNS = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"]

# kind of key -> (its name, values in requests, values in policies, operators)
IAM_KEYS: dict[str, tuple[str, Values, Values, Values]] = {
    "name": ("aws:username", ["alice", "bob", "Alice"],
             ["alice", "ALICE", "al*", "?ob", "*", "${aws:PrincipalTag/home}",
              "${aws:PrincipalTag/home, 'bob'}", "${*}", "${$}x"],
             ["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase",
              "StringLike", "StringNotLike"]),
    "home": ("aws:PrincipalTag/home", ["alice", "bob"], ["alice", "${aws:username}", "${AWS:UserName}", "b*"],
             ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"]),
    "keys": ("s3:max-keys", ["5", "10", "10.5"], ["5", "10", "10.0", "11"], [f"Numeric{s}" for s in SIGNS]),
    "time": ("aws:CurrentTime", DATES, [*DATES, "1714521600"], [f"Date{sign}" for sign in SIGNS]),
    "tls": ("aws:SecureTransport", ["true", "false"], ["true", "false"], ["Bool"]),
    "ip": ("aws:SourceIp", ADDRESSES, RANGES, ["IpAddress", "NotIpAddress"]),
    "arn": ("aws:SourceArn", ["arn:aws:sns:eu:111122223333:a", "arn:aws:sns:us:111122223333:alice/b:c"],
            ["arn:aws:sns:*:111122223333:a", "arn:aws:sns:us:111122223333:${aws:username}/*",
             "arn:aws:s?s:eu:*:?", "arn:aws:*:*:*:c"],
            ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "StringLike"]),
    "blob": ("ex:blob", BINARY, BINARY, ["BinaryEquals"]),
}  # fmt: skip
CAM_SIGNS = ["equal", "not_equal", "less_than", "less_than_equal", "greater_than", "greater_than_equal"]
CAM_KEYS: dict[str, tuple[str, Values, Values, Values]] = {
    "region": ("vpc:region", ["sh", "gz", "SH"], ["sh", "gz", "Sh", "${vpc:region}"],
               ["string_equal", "string_not_equal", "string_equal_ignore_case",
                "string_not_equal_ignore_case"]),
    "type": ("cos:content-type", ["image/png", "text/css"], ["image/*", "*/png", "text/css", "*"],
             ["string_like", "string_not_like"]),
    "disk": ("cvm_system_disk_size", ["5", "10"], ["5", "10", "11"], [f"numeric_{s}" for s in CAM_SIGNS]),
    "time": ("qcs:current_time", DATES[:2], DATES[:2], [f"date_{sign}" for sign in CAM_SIGNS]),
    "mfa": ("cam:mfa", ["true", "false"], ["true", "false"], ["bool_equal"]),
    "ip": ("qcs:ip", ADDRESSES, [*RANGES, "10.1.2.9/24"], ["ip_equal", "ip_not_equal"]),
    "blob": ("ex:blob", BINARY, BINARY, ["binary_equal"]),
}  # fmt: skip
TAGS, TAG_VALUES = ["a&b", "c&d", "e&f"], ["a&b", "c&d", "x&y"]


class Maker:
    """Makes one case of one language."""

    def __init__(self, language: str, number: int) -> None:
        self.dice = random.Random(f"{SEED} {language} {number}")
        self.cam = language == "cam"
        self.keys = CAM_KEYS if self.cam else IAM_KEYS

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def some(self, values: Values, most: int = 2) -> Values:
        return self.dice.sample(values, self.dice.randint(1, min(most, len(values))))

    def one_or_list(self, values: Values) -> str | Values:
        return values[0] if len(values) == 1 and self.chance(0.5) else values

    def tag_condition(self) -> tuple[str, Json]:
        qualifier = self.dice.choice(["for_any_value:", "for_all_value:"])
        negated = self.chance(0.3)
        values = self.some(TAG_VALUES, 1 if self.cam and negated else 2)
        if not self.cam:
            qualifier = self.dice.choice(["ForAnyValue:", "ForAllValues:"])
            operator = self.dice.choice(["StringNotEquals", "StringNotLike"] if negated else ["StringEquals"])
            return qualifier + operator, {"aws:TagKeys": self.one_or_list(values)}
        operator = "string_not_equal" if negated else "string_equal"
        suffix = "_if_exist" if qualifier == "for_all_value:" else ""
        return qualifier + operator + suffix, {"qcs:request_tag": self.one_or_list(values)}

    def condition(self) -> tuple[str, Json]:
        if self.chance(0.15):
            return self.tag_condition()
        name, _, values, operators = self.keys[self.dice.choice(list(self.keys))]
        if self.chance(0.1):
            return "null_equal" if self.cam else "Null", {name: self.dice.choice(["true", "false"])}
        operator = self.dice.choice(operators)
        many = 1 if self.cam and "not_" in operator else 2
        chosen = self.some(values, many)
        if not self.cam and self.chance(0.1):
            operator = f"ForAllValues:{operator}"
        if self.chance(0.3):
            operator += "_if_exist" if self.cam else "IfExists"
        if self.chance(0.1):  # the case of a key: a different key in CAM, the same one in IAM
            name = name.upper()
        return operator, {name: self.one_or_list(chosen)}

    def conditions(self) -> Json:
        found: Json = {}
        for _ in range(self.dice.choice([0, 0, 1, 1, 2])):
            operator, block = self.condition()
            found.setdefault(operator, {}).update(block)
        return found

    def context(self) -> Json:
        found: Json = {name: [self.dice.choice(values)] for name, values, _, _ in self.keys.values()}
        for name in [name for name in found if self.chance(0.3)]:
            del found[name]
        if self.cam and self.chance(0.7):
            found["qcs:request_tag"] = self.some(TAGS)
        elif not self.cam and self.chance(0.7):
            found["aws:TagKeys"] = self.dice.sample(TAGS, self.dice.randint(0, 2))
        return found

    # IAM

    def iam_statement(self, broad: float, *, resource_based: str = "") -> Json:
        effect = "Deny" if self.chance(0.25) else "Allow"
        statement: Json = {"Effect": effect}
        actions = [
            "s3:GetObject",
            "S3:getobject",
            "s3:PutObject",
            "s3:*",
            "s3:Get*",
            "s3:?etObject",
            "ec2:*",
            "*",
        ]
        resources = [
            "arn:aws:s3:::team/alice/x", "arn:aws:s3:::team/*", "arn:aws:s3:::team/${aws:username}/*",
            "arn:aws:s3:::team/${aws:PrincipalTag/home, 'bob'}/?", "arn:aws:s3:::*", "arn:*:s3:::*/x",
            "arn:aws:s3:*:b:x", "arn:aws:s3:::team/${*}", "*",
        ]  # fmt: skip
        wide = effect == "Allow" and self.chance(broad)
        inverse = self.chance(0.12)
        statement["NotAction" if inverse else "Action"] = (
            "ec2:*" if wide and inverse else "*" if wide else self.one_or_list(self.some(actions))
        )
        inverse = self.chance(0.12) and not wide
        statement["NotResource" if inverse else "Resource"] = (
            "*" if wide else self.one_or_list(self.some(resources))
        )
        if resource_based:
            names = [USER, BOB, SESSION, "111122223333"] + ([ROLE] if resource_based == SESSION else [])
            if effect == "Deny" and self.chance(0.2):
                statement["NotPrincipal"] = {"AWS": self.some([USER, BOB, SESSION])}
            else:
                statement["Principal"] = {"AWS": self.one_or_list(self.some(names))}
        if found := self.conditions():
            statement["Condition"] = found
        return statement

    # CAM

    def cam_statement(self, broad: float, *, level: bool = True, resource_based: str = "") -> Json:
        effect = "deny" if self.chance(0.25) else "allow"
        actions = [
            "cvm:RunInstances",
            "name/cvm:RunInstances",
            "cvm:Stop*",
            "name/cvm:*",
            "cos:*",
            "cvm:*Ins*",
            "*",
        ]
        accounts = ["", "uin/100", "uid/1250", "uin/999", "*"]
        places = ["instance/ins-1", "instance/*", "*", "instance/*-2"]
        segments = (["cvm", "", "*", "cos"], ["gz", "", "*", "sh"], accounts, places)
        resources = ["qcs::" + ":".join(map(self.dice.choice, segments)) for _ in range(2)]
        if not level:
            resources = ["qcs::cvm:gz:uin/100:instance/ins-1"] if effect == "allow" else ["*"]
        wide = effect == "allow" and self.chance(broad)
        statement: Json = {
            "effect": effect,
            "action": "*" if wide else self.one_or_list(self.some(actions)),
            "resource": "*" if wide else self.one_or_list(self.some([*resources, "*"])),
        }
        if resource_based:
            statement["principal"] = {"qcs": self.some([SUB, OTHER_SUB])}
        if found := self.conditions():
            statement["condition"] = found
        return statement

    def policy(self, broad: float, *, level: bool = True, resource_based: str = "") -> Json:
        count = range(self.dice.randint(1, 3))
        if self.cam:
            made = [self.cam_statement(broad, level=level, resource_based=resource_based) for _ in count]
            return {"version": "2.0", "statement": made}
        version = "2008-10-17" if self.chance(0.05) else "2012-10-17"
        return {
            "Version": version,
            "Statement": [self.iam_statement(broad, resource_based=resource_based) for _ in count],
        }

    def case(self) -> Json:
        limits = [name for name in ("boundary", "session") if self.chance(0.25)]
        who = SUB if self.cam else SESSION if "session" in limits else USER
        level = not (self.cam and self.chance(0.15))
        request: Json = {"context": self.context(), "principal": who}
        if self.cam:
            request |= {"service": "cvm", "action": self.dice.choice(["RunInstances", "StopInstances"])}
            request |= {"account": "100", "appid": "1250", "resource_level": level}
            owners = ["uin/100", "uin/100", "uid/1250", "uin/999"]
            request["resources"] = [
                f"qcs::cvm:{self.dice.choice(['gz', 'sh'])}:{self.dice.choice(owners)}:instance/{name}"
                for name in self.some(["ins-1", "ins-2"])
            ] if level else ["*"]  # fmt: skip
        else:
            request |= {"service": "s3", "action": self.dice.choice(["GetObject", "PutObject"])}
            request["account"] = "111122223333"
            places = [
                "arn:aws:s3:::team/alice/x",
                "arn:aws:s3:::team/bob/x",
                "arn:aws:s3:::team/*",
                "arn:aws:s3:::team//x",
                "arn:aws:s3:eu:1:a:b:x",
            ]
            request["resources"] = ["*"] if self.chance(0.1) else self.some(places)
        found: Json = {"request": request}
        root = self.chance(0.05)
        if root:
            found["is_root"] = True
            request["principal"] = (
                "qcs::cam::uin/100:uin/100" if self.cam else USER.replace("user/alice", "root")
            )
        else:
            found["identity"] = [self.policy(0.4, level=level) for _ in range(self.dice.choice([0, 1, 1, 2]))]
            found |= {name: [self.policy(0.8, level=level)] for name in limits}
        if level and self.chance(0.25) and not (self.cam and limits):
            found["resource"] = [self.policy(0.3, resource_based=who)]
        return found


KEPT = {
    "request",
    "service",
    "action",
    "resources",
    "resource_level",
    "account",
    "appid",
    "version",
    "principal",
    "Version",
}


def smaller(value: Any) -> Iterator[Any]:
    """Every copy of a case with one part less."""
    if isinstance(value, dict):
        for key in value:
            if key not in KEPT:
                yield {name: part for name, part in value.items() if name != key}
            for part in smaller(value[key]):
                yield {**value, key: part}
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield value[:number] + value[number + 1 :]
            for part in smaller(member):
                yield [*value[:number], part, *value[number + 1 :]]


def disagree(language: str, case: Json) -> bool:
    return independent(language, case) != ours(language, case)


def smallest(language: str, case: Json) -> Json:
    """Take parts away as long as the two still differ, and what is left is still decided by the documents."""
    found, going = copy.deepcopy(case), True
    while going:
        going = False
        for candidate in smaller(found):
            given = candidate["request"].get("context", {})
            if not candidate["request"]["resources"] or not all(given.values()):
                continue
            try:
                going = disagree(language, candidate)
            except Exception:  # noqa: BLE001, S112  what is no valid case any more says nothing
                continue
            if going:
                found = candidate
                break
    return found


@functools.cache
def cases(language: str) -> list[Json]:
    return [Maker(language, number).case() for number in range(CASES)]


@pytest.mark.parametrize("language", ["cam", "iam"])
def test_the_random_cases_meet_every_outcome_often(language: str) -> None:
    share = Counter(independent(language, case) for case in cases(language))
    assert min(share[name] for name in ("allowed", "explicit_deny", "implicit_deny")) > CASES / 8, share


@pytest.mark.parametrize("language", ["cam", "iam"])
def test_both_evaluators_agree_on_random_cases(language: str) -> None:
    different = [case for case in cases(language) if disagree(language, case)]
    if different:
        shown = min(
            (smallest(language, case) for case in different[:20]), key=lambda case: len(json.dumps(case))
        )
        pytest.fail(
            f"{len(different)} of {CASES} differ; the smallest found: {json.dumps(shown)}\n"
            f"independent: {independent(language, shown)}, ours: {ours(language, shown)}"
        )
