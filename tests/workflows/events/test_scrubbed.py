"""Which secrets that were taken out of audit records are leaks."""

from typing import Any

from tests.detectors.records.canaries import block, cloudaudit, cloudtrail, dumps, scrubber

from akwarden.model.leak import SeenLeak
from akwarden.workflows.events.reading import SecretPlace
from akwarden.workflows.events.scrubbed import leaks_of
from akwarden.workflows.rule_check import expand

TEMPORARY = expand("AKID{60*A}", 1)
TOKEN = expand("{200*A}", 2)


def leaks(*records: dict[str, Any]) -> tuple[SeenLeak, ...]:
    """Return the leaks of records that stand in one line of one file."""
    _, told = scrubber().scrub(block(*(dumps(record).encode() for record in records)))
    assert told
    return leaks_of((SecretPlace(one, "calls.json", 1) for one in told), "tencent 100000000001", b"k" * 32)


def of_a_session(**more: Any) -> dict[str, Any]:
    """Return what CloudAudit writes of a call that a temporary key signed."""
    record = cloudaudit({"Token": TOKEN} | more)
    record["userIdentity"] = {
        "secretId": TEMPORARY,
        "type": "CAMRole",
        "sessionContext": {"token": TOKEN, "userIp": "198.51.100.7"},
    }
    return record


def test_the_token_of_a_session_alone_is_no_leak_since_nobody_can_sign_with_it() -> None:
    answer = {"credentials": {"accessKeyId": expand("ASIA{16*B}", 3), "sessionToken": TOKEN}}

    assert leaks(of_a_session()) == ()
    assert leaks(cloudtrail({}) | {"responseElements": answer}) == ()


def test_the_token_of_a_session_beside_its_secret_key_is_a_leak() -> None:
    found = leaks(of_a_session(Credentials={"TmpSecretId": TEMPORARY, "TmpSecretKey": expand("{32*A}", 5)}))

    assert {leak.key_id for leak in found} == {TEMPORARY}
    assert all(leak.is_temporary for leak in found)


def test_another_token_is_a_leak_by_itself() -> None:
    found = leaks(of_a_session(Environment={"GITHUB_TOKEN": expand("ghp_{36*A}", 6)}))

    assert [leak.places[0].vpath.rsplit(".", 1)[-1] for leak in found] == ["GITHUB_TOKEN"]
    assert [(leak.key_id, leak.is_temporary) for leak in found] == [(None, False)]
