import logging
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest
from tests.detectors.secrets.scanning import rules
from tests.providers.clouds import (
    AwsCloud,
    FakeCloud,
    Said,
    TencentCloud,
    aws_error,
    aws_key_id,
    page,
    tencent_error,
)

from akwarden.errors import SettingsError, UsageError
from akwarden.model.finding import KeyType
from akwarden.model.match import Match, Position
from akwarden.model.rule import PartName, RuleId
from akwarden.model.secret import Secret
from akwarden.model.severity import Confidence, Severity
from akwarden.model.verification import Active, Inactive, Unverified, Verification, VerifyMode
from akwarden.settings import ScanSettings
from akwarden.sources.protocol import Place
from akwarden.workflows.findings import Group, Sighting, findings, group
from akwarden.workflows.ownership import Grounds
from akwarden.workflows.rule_check import expand
from akwarden.workflows.verify import MOST_KEYS, Known, Verifier, new_verifier, nothing_known

HOME = b"h" * 32
GROUND = Grounds(stated=frozenset({"example.com"}))
ALICE = Active("arn:aws:iam::123456789012:user/alice")


def tencent(seed: int = 1, **changed: object) -> Match:
    """Give a made-up pair of Tencent Cloud."""
    made = Match(
        rule=RuleId("tencent-access-key"),
        severity=Severity.CRITICAL,
        confidence=Confidence.HIGH,
        title="Tencent Cloud access key",
        key_id=expand("AKID{32*A}", seed),
        key_type=KeyType.PERMANENT,
        secret=Secret(expand("{32*A}", seed + 1000).encode()),
        parts=(PartName.KEY_ID, PartName.SECRET),
        position=Position(0, 1, 1),
        frame=(),
        example=False,
        allowed=None,
    )
    return msgspec.structs.replace(made, **changed)


def temporary(seed: int = 1, **changed: object) -> Match:
    """Give a made-up temporary key of Tencent Cloud."""
    made = tencent(
        seed,
        rule=RuleId("tencent-temporary-key"),
        key_type=KeyType.TEMPORARY,
        token=Secret(expand("{200*W}", seed + 2000).encode()),
        parts=tuple(PartName),
    )
    return msgspec.structs.replace(made, **changed)


def aws(account: str = "123456789012", **changed: object) -> Match:
    """Give a made-up pair of AWS for an account."""
    secret = Secret(expand("{40*S}", int(account)).encode())
    made = tencent(rule=RuleId("aws-access-key"), key_id=aws_key_id(account), secret=secret)
    return msgspec.structs.replace(made, **changed)


def revealed(match: Match) -> tuple[str, str]:
    """Give id and secret of a key, for a cloud that is to know it."""
    assert match.key_id is not None
    assert match.secret is not None
    return match.key_id, match.secret.reveal().decode()


def groups(*matches: Match, grounds: Grounds = GROUND) -> list[Group]:
    """Give one group a match, each in a file of its own, with something of the user's own beside it."""
    return group(
        Sighting("folder", Place(f"{number:03}"), match, reachable=True, grounds=grounds)
        for number, match in enumerate(matches)
    )


class Clouds:
    """Both clouds with two sites each, on this machine, and what asks them."""

    def __init__(self, servers: Mapping[str, FakeCloud], cache: Path) -> None:
        self.servers = servers
        self.mainland, self.international = servers["mainland"], servers["international"]
        self.aws = servers["us-east-1"]
        self.cache = cache
        self.said: list[str] = []
        self.stop = threading.Event()

    def settings(self, **changed: object) -> ScanSettings:
        """Give settings that lead to these servers."""
        sites = [f"{name}={server.url}" for name, server in self.servers.items()]
        base = ScanSettings(
            verify=VerifyMode.OWN,
            own=("example.com", "123456789012"),
            verify_tencent=tuple(sites[:2]),
            verify_aws=tuple(sites[2:]),
            verify_timeout=30.0,  # a loaded machine answers late; who wants to wait less says so
            verify_rate=100.0,
        )
        return msgspec.structs.replace(base, **changed)

    def verifier(
        self,
        settings: ScanSettings | None = None,
        known: Known = nothing_known,
        most_keys: int = MOST_KEYS,
    ) -> Verifier:
        """Give what asks; waiting is short."""
        settings = settings or self.settings()
        made = new_verifier(settings, self.cache, HOME, known=known, most_keys=most_keys, backoff=0.01)
        assert made is not None
        return made

    def check(self, *matches: Match, grounds: Grounds = GROUND, **changed: object) -> list[Verification]:
        """Ask for keys and give the answers."""
        return self.ask(self.verifier(self.settings(**changed)), groups(*matches, grounds=grounds))

    def ask(self, verifier: Verifier, asked: Sequence[Group]) -> list[Verification]:
        """Let it ask for these groups."""
        return verifier.check(asked, rules().ruleset, say=self.said.append, stop=self.stop)

    @property
    def calls(self) -> int:
        """Give how many calls were made in all."""
        return sum(len(server.asked) for server in self.servers.values())


@pytest.fixture
def clouds(tmp_path: Path) -> Iterator[Clouds]:
    with ExitStack() as stack:
        made: dict[str, FakeCloud] = {
            "mainland": TencentCloud(),
            "international": TencentCloud(),
            "us-east-1": AwsCloud(),
            "cn-north-1": AwsCloud("cn-north-1"),
        }
        for server in made.values():
            stack.enter_context(server)
        yield Clouds(made, tmp_path / "cache")


# The three answers


def test_a_key_is_active_inactive_or_open(clouds: Clouds) -> None:
    alive, dead, wrong = tencent(1), tencent(2), tencent(3)
    clouds.mainland.add(*revealed(alive))
    clouds.international.add(revealed(wrong)[0], expand("{32*A}", 9))

    active, inactive, open_ = clouds.check(alive, dead, wrong)

    assert isinstance(active, Active)
    assert isinstance(inactive, Inactive)
    assert "90 idle days" in inactive.reason
    assert isinstance(open_, Unverified)
    assert open_.asked


def test_aws_is_asked_in_each_partition(clouds: Clouds) -> None:
    clouds.servers["cn-north-1"].add(*revealed(aws()), identity={"Arn": "arn:aws-cn:iam::123456789012:root"})

    assert clouds.check(aws()) == [Active("arn:aws-cn:iam::123456789012:root")]
    assert [len(clouds.servers[name].asked) for name in ("us-east-1", "cn-north-1")] == [1, 1]


def test_findings_carry_the_answers(clouds: Clouds) -> None:
    clouds.aws.add(*revealed(aws()))
    shown = groups(aws(), tencent(2))

    found = findings(shown, rules().ruleset, HOME, clouds.ask(clouds.verifier(), shown))

    assert {type(finding.verification) for finding in found} == {Active, Inactive}


def test_a_temporary_key_is_tried_with_its_token(clouds: Clouds) -> None:
    match = temporary()
    assert match.token
    clouds.mainland.add(*revealed(match), token=match.token.reveal().decode())

    assert isinstance(clouds.check(match)[0], Active)


def test_an_id_with_several_secrets_has_the_surest_answer(clouds: Clouds) -> None:
    right, wrong = tencent(1), tencent(1, secret=Secret(expand("{32*A}", 77).encode()))
    clouds.mainland.add(*revealed(right))
    both = group(
        Sighting("folder", Place("a"), match, reachable=True, grounds=GROUND) for match in (wrong, right)
    )

    (answer,) = clouds.ask(clouds.verifier(), both)

    assert isinstance(answer, Active)


# What is not asked for


@pytest.mark.parametrize(
    ("match", "reason"),
    [
        (tencent(secret=None, parts=(PartName.KEY_ID,)), "only the id is known"),
        (tencent(key_id=None, parts=(PartName.SECRET,)), "only the secret is known"),
        (temporary(key_id=None, parts=(PartName.TOKEN,)), "only the token is known"),
        (tencent(example=True), "an example is not tried"),
        (tencent(rule=RuleId("alibaba-access-key")), "there is no check for this kind of key"),
        (
            tencent(rule=RuleId("aws-access-key"), key_id=expand("ABIA{16*B}")),
            "there is no check for this kind of key",
        ),
    ],
)
def test_what_can_t_be_tried_says_why(clouds: Clouds, match: Match, reason: str) -> None:
    assert clouds.check(match) == [Unverified(reason)]
    assert clouds.calls == 0


def test_a_temporary_key_without_its_token_is_not_tried(clouds: Clouds) -> None:
    bare = msgspec.structs.replace(temporary(), token=None, parts=(PartName.KEY_ID, PartName.SECRET))

    assert clouds.check(bare) == [Unverified("its session token is not found with it")]
    assert clouds.calls == 0


def test_without_a_ground_no_call_is_made(clouds: Clouds) -> None:
    assert clouds.check(tencent(), grounds=Grounds()) == [
        Unverified(
            "nothing near it that --own states says that it is yours;"
            " an account, bucket or domain of yours within ten lines of it would"
        )
    ]
    assert clouds.calls == 0


@pytest.mark.parametrize(
    ("appids", "which"),
    [({"1259999999"}, "1259999999"), ({"1259999999", "1257777777"}, "1257777777 (and of 1 more)")],
)
def test_a_bucket_of_somebody_else_is_named_with_what_to_add_where_it_is_not(
    clouds: Clouds, appids: set[str], which: str
) -> None:
    grounds = Grounds(foreign=frozenset(appids))

    assert clouds.check(tencent(), grounds=grounds) == [
        Unverified(
            f"a bucket of APPID {which} stands near it, which --own does not state;"
            f" if that is yours, add --own {min(appids)}"
        )
    ]
    assert clouds.calls == 0


def test_a_key_whose_id_tells_a_strange_account_is_not_tried_whatever_stands_near(clouds: Clouds) -> None:
    assert clouds.check(aws("999999999999")) == [
        Unverified("it belongs to AWS account 999999999999, which --own does not state")
    ]
    assert clouds.calls == 0


def test_a_key_whose_id_tells_the_users_account_needs_no_other_ground(clouds: Clouds) -> None:
    clouds.aws.add(*revealed(aws()))

    assert clouds.check(aws(), grounds=Grounds()) == [ALICE]


def test_a_ground_in_one_file_counts_for_the_same_key_in_another(clouds: Clouds) -> None:
    clouds.mainland.add(*revealed(tencent()))
    shown = [*groups(tencent(), grounds=Grounds()), *groups(tencent())]

    answers = clouds.ask(clouds.verifier(), shown)

    assert [type(answer) for answer in answers] == [Active, Active]
    assert clouds.calls == 1


def test_any_needs_no_ground(clouds: Clouds) -> None:
    clouds.aws.add(*revealed(aws("999999999999")))

    assert clouds.check(aws("999999999999"), grounds=Grounds(), verify=VerifyMode.ANY, own=()) == [ALICE]


def test_what_an_inventory_knows_is_never_called_with(clouds: Clouds) -> None:
    asked: list[str] = []

    def inventory(key_id: str) -> Verification | None:
        asked.append(key_id)
        return Inactive("disabled since 2025-01-31") if key_id == tencent(1).key_id else None

    clouds.mainland.add(*revealed(tencent(2)))
    only_id = tencent(1, secret=None, parts=(PartName.KEY_ID,))
    shown = groups(tencent(1), tencent(2), only_id)

    known, other, same = clouds.ask(clouds.verifier(known=inventory), shown)

    assert known == same == Inactive("disabled since 2025-01-31")
    assert isinstance(other, Active)
    assert [one.headers["authorization"].count(str(tencent(1).key_id)) for one in clouds.mainland.asked] == [
        0
    ]
    assert set(asked) == {tencent(1).key_id, tencent(2).key_id}


# Calls


def test_one_key_in_many_files_is_asked_for_once(clouds: Clouds) -> None:
    clouds.mainland.add(*revealed(tencent()))

    answers = clouds.check(*[tencent()] * 20)

    assert {type(answer) for answer in answers} == {Active}
    assert clouds.calls == 1


def test_many_keys_are_asked_for_at_the_same_time_and_each_has_its_own_answer(clouds: Clouds) -> None:
    matches = [tencent(seed) for seed in range(12)]
    for match in matches[::2]:
        clouds.mainland.add(*revealed(match), identity={"Arn": f"arn-of-{match.key_id}"})

    answers = clouds.check(*matches)

    for match, answer in zip(matches[::2], answers[::2], strict=True):
        assert isinstance(answer, Active)
        assert answer.identity.startswith(f"arn-of-{match.key_id}")
    assert {type(answer) for answer in answers[1::2]} == {Inactive}


def test_calls_of_all_threads_together_keep_the_rate(clouds: Clouds) -> None:
    began = time.monotonic()

    clouds.check(*[tencent(seed) for seed in range(6)], verify_rate=10.0)

    assert clouds.calls == 12
    assert time.monotonic() - began >= (12 - 2) / 10.0 - 0.05


def test_progress_says_how_many_were_asked_for(clouds: Clouds) -> None:
    clouds.check(tencent(1), tencent(2))

    assert all(re.fullmatch(r"asking whether keys work, \d of 2", said) for said in clouds.said)
    assert len(clouds.said) == 2


def test_an_answer_is_kept_for_the_next_run_until_it_expires(clouds: Clouds) -> None:
    clouds.mainland.add(*revealed(tencent()))
    first = clouds.check(tencent(), aws())
    calls = clouds.calls

    assert clouds.check(tencent(), aws()) == first
    assert clouds.calls == calls
    assert clouds.check(tencent(), aws(), verify_cache_seconds=0) == first
    assert clouds.calls == 2 * calls


def test_what_was_open_is_asked_again_in_the_next_run(clouds: Clouds) -> None:
    clouds.mainland.add(*revealed(tencent()))
    clouds.mainland.say(page())

    assert isinstance(clouds.check(tencent())[0], Unverified)
    assert isinstance(clouds.check(tencent())[0], Active)


def test_an_id_is_not_tried_with_every_secret_that_lies_about(clouds: Clouds) -> None:
    lies = [tencent(1, secret=Secret(expand("{32*A}", seed).encode())) for seed in range(10)]

    answers = clouds.check(*lies, verify_tencent=clouds.settings().verify_tencent[:1])

    assert len(clouds.mainland.asked) == 4
    assert answers.count(Unverified("more than 4 secrets were found with this id")) == 6


def test_a_flood_of_pairs_is_not_a_flood_of_calls_and_the_worst_come_first(clouds: Clouds) -> None:
    low = [tencent(seed, severity=Severity.LOW) for seed in range(2, 8)]
    clouds.mainland.add(*revealed(tencent(1)))

    *answers, worst = clouds.ask(clouds.verifier(most_keys=3), groups(*low, tencent(1)))

    assert isinstance(worst, Active)
    assert answers.count(Unverified("more than 3 keys were found")) == 4


# Failures


def test_a_cloud_that_is_not_there_leaves_it_open(clouds: Clouds) -> None:
    nowhere = ("mainland=http://127.0.0.1:9", "international=http://127.0.0.1:9")

    assert clouds.check(tencent(), verify_tencent=nowhere) == [
        Unverified("mainland: it can't be reached", asked=True)
    ]


def test_a_cloud_that_does_not_answer_leaves_it_open(clouds: Clouds) -> None:
    clouds.mainland.say_always(Said(200, b"late", seconds=20))

    assert clouds.check(tencent(), verify_timeout=0.2) == [
        Unverified("mainland: no answer within 0.2 s", asked=True)
    ]


def test_a_cloud_that_is_too_busy_is_asked_again_and_then_left_open(clouds: Clouds) -> None:
    clouds.mainland.say_always(tencent_error("RequestLimitExceeded"))
    clouds.aws.say(aws_error("Throttling", status=400))
    clouds.aws.add(*revealed(aws()))

    assert clouds.check(tencent(), aws()) == [
        Unverified("mainland: the answer was RequestLimitExceeded", asked=True),
        ALICE,
    ]
    assert (len(clouds.mainland.asked), len(clouds.aws.asked)) == (3, 2)


def test_a_defect_in_a_check_is_told_without_its_message(clouds: Clouds) -> None:
    broken = temporary(token=Secret("not ASCII: \N{SNOWMAN}".encode()))

    (answer,) = clouds.check(broken)

    assert isinstance(answer, Unverified)
    assert "defect" in answer.reason
    assert "\N{SNOWMAN}" not in answer.reason


def test_a_scan_that_was_stopped_asks_for_nothing_more(clouds: Clouds) -> None:
    clouds.stop.set()

    assert clouds.check(tencent()) == [Unverified("the scan was interrupted")]
    assert clouds.calls == 0


def test_stopping_ends_the_wait_for_the_pace_at_once(clouds: Clouds) -> None:
    threading.Timer(0.5, clouds.stop.set).start()
    began = time.monotonic()

    answers = clouds.check(*[tencent(seed) for seed in range(20)], verify_rate=0.1)

    assert time.monotonic() - began < 30, "twenty calls would take minutes"
    assert Unverified("the scan was interrupted") in answers


# Settings


def test_off_asks_nobody(clouds: Clouds) -> None:
    assert new_verifier(clouds.settings(verify=VerifyMode.OFF), clouds.cache, HOME) is None


def test_own_without_anything_stated_is_refused_before_the_scan(clouds: Clouds) -> None:
    with pytest.raises(UsageError) as caught:
        new_verifier(clouds.settings(own=()), clouds.cache, HOME)

    assert "--own" in str(caught.value.mend)


def test_what_tells_nothing_can_t_be_stated(clouds: Clouds) -> None:
    with pytest.raises(SettingsError):
        new_verifier(clouds.settings(own=("com.cn",)), clouds.cache, HOME)


# Secrets


def test_no_secret_is_in_an_answer_a_log_or_the_cache(
    clouds: Clouds, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    matches = [*(tencent(seed) for seed in range(4)), *(temporary(seed) for seed in range(4, 8)), aws()]
    values = [s.reveal().decode() for m in matches for s in (m.secret, m.token) if s]
    for match in matches[::2]:
        clouds.mainland.add(*revealed(match), identity={"Arn": f"echo {revealed(match)[1]}"})
    clouds.mainland.say(*(tencent_error(value, value) for value in values[:2]), Said(200, values[2].encode()))

    answers = clouds.check(*matches, verify=VerifyMode.ANY)

    kept = b"".join(path.read_bytes() for path in clouds.cache.rglob("*") if path.is_file())
    logged = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert kept
    assert logged
    for value in values:
        assert value not in f"{answers} {clouds.said}"
        assert value not in logged
        assert value.encode() not in kept
