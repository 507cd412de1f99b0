"""How the calls of an account are judged to be recorded, from facts that tests make up."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from akwarden.model.blind_spot import BlindSpot
from akwarden.model.bucket import Bucket
from akwarden.model.facts import TrailState
from akwarden.model.trail import DataCalls, Trail, TrailScope
from akwarden.workflows.events.covered import Answer, Arrived, CoveragePart, Part, Seen, judged
from akwarden.workflows.events.recorders import recorder_of

DATA_KINDS = ("AWS::DynamoDB::Table", "AWS::Lambda::Function", "AWS::S3::Object", "AWS::SNS::Topic")
ALL_DATA = tuple(DataCalls(kind=kind, whole=True) for kind in DATA_KINDS)
WHOLE = TrailScope(target="s3://records/logs", is_signed=True)
ARRIVED = Arrived(
    events=7,
    reads=5,
    writes=2,
    first=datetime(2026, 3, 2, tzinfo=UTC),
    last=datetime(2026, 3, 3, tzinfo=UTC),
    regions=("eu-west-1",),
    services=("iam",),
    access_log_lines=0,
    prompt=6,
    delay_median=240,
    delay_p99=660,
)


def trail(
    scope: TrailScope | None = WHOLE, name: str = "arn:aws:cloudtrail:eu-west-1:1:trail/audit"
) -> Trail:
    """Give a trail; one without a scope is off."""
    return Trail(name=name, state=TrailState.OFF if scope is None else TrailState.ON, scope=scope)


def seen(*scopes: TrailScope | None, provider: str = "aws", **more: Any) -> Seen:
    """Give an account that was read, with a trail for each scope."""
    fields = {"trails": tuple(map(trail, scopes)), "arrived": ARRIVED, "is_read": True, **more}
    return Seen(name="prod", recorder=recorder_of(provider), **fields)


def spot(right: str) -> BlindSpot:
    """Give what is not seen for want of a right."""
    return BlindSpot(right=right, unseen="something", reason="you may not", mend=f"allow {right}")


def answer(about: Seen, part: Part) -> CoveragePart:
    """Give the answer about one part."""
    return next(one for one in judged(about) if one.part is part)


def test_every_part_is_answered_in_order() -> None:
    assert [one.part for one in judged(seen(WHOLE))] == list(Part)
    assert [one.part for one in judged(seen(is_read=False))] == list(Part)


def test_an_account_that_takes_everything_needs_no_mend() -> None:
    parts = judged(seen(replace(WHOLE, data=ALL_DATA)))

    assert {(one.answer, one.mend) for one in parts} == {(Answer.YES, "")}
    assert parts[0].says == "audit to s3://records/logs"


def test_an_account_that_was_never_read_is_not_known() -> None:
    parts = judged(seen(is_read=False))[:-1]

    assert {one.answer for one in parts} == {Answer.UNKNOWN}
    assert {one.mend for one in parts} == {"akwarden sync prod"}


@pytest.mark.parametrize("provider", ["aws", "tencent"])
def test_without_a_trail_nothing_is_recorded_and_the_mend_says_so(provider: str) -> None:
    parts = judged(seen(provider=provider))

    recorder = recorder_of(provider)
    assert [one.answer for one in parts[:4]] == [Answer.NO] * 4
    assert {one.mend for one in parts[:4]} == {recorder.mends.trail}
    assert recorder.keeps in parts[0].says


def test_a_trail_that_is_off_or_can_not_deliver_records_nothing() -> None:
    off, broken = (
        answer(seen(None), Part.TRAIL),
        answer(seen(replace(WHOLE, fault="AccessDenied")), Part.TRAIL),
    )

    assert (off.answer, broken.answer) == (Answer.NO, Answer.NO)
    assert "audit is switched off" in off.says
    assert "audit can't deliver: AccessDenied" in broken.says
    assert broken.mend == recorder_of("aws").mends.deliver
    assert answer(seen(replace(WHOLE, fault="x")), Part.READ_WRITE).answer is Answer.NO


def test_files_that_are_not_signed_are_told() -> None:
    part = answer(seen(replace(WHOLE, is_signed=False)), Part.TRAIL)

    assert (part.answer, part.mend) == (Answer.YES, "switch on log file validation")
    assert answer(seen(replace(WHOLE, is_signed=False), WHOLE), Part.TRAIL).mend == ""
    assert answer(seen(replace(WHOLE, is_signed=None), provider="tencent"), Part.TRAIL).mend == ""


@pytest.mark.parametrize(
    ("scopes", "expected", "says"),
    [
        ([WHOLE], Answer.YES, "both"),
        ([replace(WHOLE, reads=False)], Answer.PARTLY, "no trail records reads"),
        ([replace(WHOLE, writes=False)], Answer.PARTLY, "no trail records writes"),
        ([replace(WHOLE, reads=False), replace(WHOLE, writes=False)], Answer.YES, "both"),
        ([replace(WHOLE, is_narrowed=True)], Answer.PARTLY, "no trail records all of them"),
        ([replace(WHOLE, reads=False, writes=False)], Answer.NO, "no trail records either"),
    ],
)
def test_reads_and_writes_are_those_of_all_trails(
    scopes: list[TrailScope], expected: Answer, says: str
) -> None:
    part = answer(seen(*scopes), Part.READ_WRITE)

    assert (part.answer, part.says) == (expected, says)
    assert bool(part.mend) == (expected is not Answer.YES)


@pytest.mark.parametrize(
    ("scopes", "expected", "says"),
    [
        ([WHOLE], Answer.YES, "all regions"),
        ([replace(WHOLE, regions=("b",)), replace(WHOLE, regions=("a",))], Answer.PARTLY, "only a, b"),
        ([replace(WHOLE, regions=("b",)), WHOLE], Answer.YES, "all regions"),
    ],
)
def test_regions_are_those_of_all_trails(scopes: list[TrailScope], expected: Answer, says: str) -> None:
    part = answer(seen(*scopes), Part.REGIONS)

    assert (part.answer, part.says) == (expected, says)


def test_services_that_every_trail_leaves_out_are_named() -> None:
    kms, both = replace(WHOLE, left_out=("kms",)), replace(WHOLE, left_out=("kms", "rds"))

    part = answer(seen(kms, both), Part.SERVICES)

    assert part.answer is Answer.PARTLY
    assert part.says.startswith("not recorded: kms;")
    assert answer(seen(kms, WHOLE), Part.SERVICES).answer is Answer.YES


def test_services_that_the_cloud_never_records_are_told() -> None:
    part = answer(seen(WHOLE), Part.SERVICES)

    assert "never recorded: services that CloudTrail does not support" in part.says


def test_a_track_of_one_service_is_told_as_such() -> None:
    parts = judged(seen(replace(WHOLE, services=("cam",)), provider="tencent"))

    assert parts[3].says.startswith("only cam;")
    assert [one.answer for one in parts[1:4]] == [Answer.PARTLY, Answer.YES, Answer.PARTLY]


def test_data_events_that_no_trail_takes_are_named() -> None:
    nothing = answer(seen(WHOLE), Part.DATA)
    some = replace(WHOLE, data=(DataCalls(kind="AWS::S3::Object", whole=False), *ALL_DATA[:2]))
    partly = answer(seen(some), Part.DATA)

    assert nothing.answer is Answer.NO
    assert "objects of S3" in nothing.says
    assert partly.answer is Answer.PARTLY
    assert partly.says.startswith(
        "not recorded: messages published to SNS topics; only in part: objects of S3"
    )


def test_data_events_of_one_region_are_not_all() -> None:
    part = answer(seen(replace(WHOLE, data=ALL_DATA, regions=("eu-west-1",))), Part.DATA)

    assert part.answer is Answer.PARTLY


@pytest.mark.parametrize(
    ("targets", "expected"),
    [([], Answer.YES), (["logs/"], Answer.YES), (["logs/", ""], Answer.PARTLY), (["", ""], Answer.NO)],
)
def test_objects_of_cos_are_recorded_by_access_logs_alone(targets: list[str], expected: Answer) -> None:
    buckets = tuple(Bucket(name=f"b{at}", log_target=target) for at, target in enumerate(targets))
    about = seen(WHOLE, provider="tencent", buckets=buckets)

    part = answer(about, Part.DATA)

    assert part.answer is (Answer.NO if expected is Answer.NO else expected)
    assert "recorded by nobody: what COS does by itself" in part.says


def test_buckets_without_logs_are_named_and_cut_short() -> None:
    buckets = tuple(Bucket(name=f"bucket-{at}", log_target="logs/" if at > 6 else "") for at in range(9))

    part = answer(seen(WHOLE, buckets=buckets), Part.BUCKETS)

    assert part.answer is Answer.PARTLY
    assert part.says == ("7 of 9 have none: bucket-0, bucket-1, bucket-2, bucket-3, bucket-4 and 2 more")


def test_all_buckets_with_logs_none_at_all_and_none_with_logs() -> None:
    logged, free = Bucket(name="a", log_target="logs/"), Bucket(name="b")

    assert answer(seen(WHOLE, buckets=(logged,)), Part.BUCKETS).answer is Answer.YES
    assert answer(seen(WHOLE), Part.BUCKETS).says == "it has no buckets"
    assert answer(seen(WHOLE, buckets=(free,)), Part.BUCKETS).answer is Answer.NO


@pytest.mark.parametrize(
    ("provider", "right"), [("aws", "s3:ListAllMyBuckets"), ("tencent", "cos:GetService")]
)
def test_buckets_that_can_not_be_listed_are_not_known(provider: str, right: str) -> None:
    part = answer(seen(WHOLE, provider=provider, spots=(spot(right),)), Part.BUCKETS)

    assert (part.answer, part.missing_rights, part.mend) == (Answer.UNKNOWN, (right,), f"allow {right}")
    assert part.says == "not known: you may not"


def test_logs_that_can_not_be_seen_are_not_known() -> None:
    unseen = Bucket(name="a", is_log_known=False)
    right = "cos:GetBucketLogging"
    about = seen(WHOLE, provider="tencent", buckets=(unseen,), spots=(spot(right),))

    assert answer(about, Part.BUCKETS).answer is Answer.UNKNOWN
    assert answer(about, Part.DATA).missing_rights == (right,)


def test_one_bucket_whose_logs_can_not_be_seen_does_not_hide_the_others() -> None:
    buckets = (Bucket(name="a"), Bucket(name="b", is_log_known=False), Bucket(name="c", log_target="l/"))

    part = answer(seen(WHOLE, buckets=buckets, spots=(spot("s3:GetBucketLogging"),)), Part.BUCKETS)

    assert part.answer is Answer.PARTLY
    assert part.says == "1 of 3 have none: a; of 1 it is not known: you may not"
    assert part.missing_rights == ("s3:GetBucketLogging",)


@pytest.mark.parametrize(
    "right", ["cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors"]
)
def test_what_a_trail_that_is_not_seen_might_record_is_not_known(right: str) -> None:
    parts = judged(seen(spots=(spot(right),)))[:5]

    assert {one.answer for one in parts} == {Answer.UNKNOWN}
    assert {one.missing_rights for one in parts} == {(right,)}


def test_what_is_seen_to_be_recorded_stays_so_where_another_trail_is_not_seen() -> None:
    parts = judged(seen(WHOLE, spots=(spot("cloudtrail:GetTrailStatus"),)))

    assert [one.answer for one in parts[:5]] == [*[Answer.YES] * 4, Answer.UNKNOWN]


def test_delays_are_told_in_words_and_are_not_known_without_prompt_events() -> None:
    late = answer(seen(WHOLE), Part.DELAY)
    nothing = answer(seen(WHOLE, arrived=None), Part.DELAY)
    history = answer(seen(arrived=replace(ARRIVED, prompt=0, delay_median=None, delay_p99=None)), Part.DELAY)

    assert late.says == "half of 6 events came within 4 min 0 s, 99% within 11 min 0 s"
    assert {nothing.answer, history.answer} == {Answer.UNKNOWN}
    assert nothing.mend == "akwarden audit pull prod"


SCOPES = st.builds(
    TrailScope,
    reads=st.booleans(),
    writes=st.booleans(),
    regions=st.sampled_from(((), ("a",), ("a", "b"))),
    services=st.sampled_from(((), ("cam",))),
    left_out=st.sampled_from(((), ("kms",))),
    is_narrowed=st.booleans(),
    data=st.sampled_from(((), ALL_DATA, ALL_DATA[:1])),
    is_signed=st.sampled_from((None, True, False)),
    fault=st.sampled_from(("", "AccessDenied")),
)
RANK = {Answer.NO: 0, Answer.UNKNOWN: 0, Answer.PARTLY: 1, Answer.YES: 2}


@given(scopes=st.lists(SCOPES, max_size=4), more=SCOPES, provider=st.sampled_from(("aws", "tencent")))
def test_one_trail_more_never_makes_an_answer_worse(
    scopes: list[TrailScope], more: TrailScope, provider: str
) -> None:
    before, after = judged(seen(*scopes, provider=provider)), judged(seen(*scopes, more, provider=provider))

    for one, other in zip(before, after, strict=True):
        assert RANK[other.answer] >= RANK[one.answer]


@given(scopes=st.lists(SCOPES, max_size=4), provider=st.sampled_from(("aws", "tencent")))
def test_whatever_is_not_complete_has_a_mend(scopes: list[TrailScope], provider: str) -> None:
    for part in judged(seen(*scopes, provider=provider)):
        assert part.answer is Answer.YES or part.mend
        assert part.says
