import threading
from datetime import UTC, datetime, timedelta

import pytest
from tests.emulator.aws.asked import Said
from tests.emulator.aws.cloud import Cloud
from tests.emulator.aws.faults import Refused
from tests.providers.aws.collector import Sleeps, access, client, collector, credential, opened

from akwarden.errors import (
    CloudError,
    CredentialError,
    MissingRightError,
    ThrottledError,
    UnreachableError,
)
from akwarden.model.account import AccountSite
from akwarden.model.lease import Lease
from akwarden.providers.aws.answers import CallerIdentity, Roles
from akwarden.providers.aws.client import TRIES, Client
from akwarden.providers.aws.permissions import GET_CALLER_IDENTITY, LIST_ROLES
from akwarden.providers.inventory import Access, CloudCall, Purpose, Tally

BUSY = Refused("Throttling", "Rate exceeded", status=400)
WHO = "sts:GetCallerIdentity"


def who(asking: Client) -> CallerIdentity:
    """Ask who calls."""
    return asking.ask(GET_CALLER_IDENTITY, {}, CallerIdentity)


def test_a_call_that_is_not_in_the_table_is_never_made(cloud: Cloud) -> None:
    foreign = CloudCall(
        service="iam",
        action="DeleteUser",
        right="iam:DeleteUser",
        purpose=Purpose.INVENTORY,
        unseen="nothing",
    )

    with pytest.raises(ValueError, match="iam:DeleteUser is not in the table"):
        client(cloud).ask(foreign, {"UserName": "alice"}, CallerIdentity)

    assert cloud.faults.asked == []


def test_a_key_that_aws_does_not_know_says_so_and_what_to_do(cloud: Cloud) -> None:
    with pytest.raises(CredentialError) as refused:
        who(client(cloud, credential("AKIA" + "Q" * 16)))

    assert "InvalidClientTokenId" in refused.value.what
    assert "deleted, inactive" in str(refused.value.why)
    assert refused.value.mend


def test_a_key_that_was_made_inactive_does_not_work(cloud: Cloud) -> None:
    key = collector(cloud)
    cloud.client("iam").update_access_key(UserName="collector", AccessKeyId=key.key_id, Status="Inactive")

    with pytest.raises(CredentialError, match="InvalidClientTokenId"):
        opened(cloud, key).identity()


def test_a_secret_of_another_key_says_that_the_id_exists(cloud: Cloud) -> None:
    key = collector(cloud)

    with pytest.raises(CredentialError) as refused:
        who(client(cloud, credential(key.key_id, "w" * 40)))

    assert refused.value.why == "the id exists, but this is not its secret"


@pytest.mark.parametrize(("ahead", "word"), [(1200, "behind"), (-1200, "ahead")])
def test_a_wrong_clock_is_told_with_the_seconds(cloud: Cloud, ahead: float, word: str) -> None:
    cloud.gate.clock_offset = ahead

    with pytest.raises(CredentialError) as refused:
        who(client(cloud))

    seconds, unit, direction = str(refused.value.why).removeprefix("the clock of this machine is ").split()
    assert abs(int(seconds) - 1200) < 30
    assert (unit, direction) == ("s", word)
    assert refused.value.mend == "set the clock"


def test_an_address_where_nobody_answers_is_tried_five_times_with_growing_waits() -> None:
    sleeps, tally = Sleeps(), Tally()
    nobody = Access(
        site=AccountSite.AWS, lease=lambda: Lease(credential()), endpoints={"*": "http://127.0.0.1:9"}
    )

    with pytest.raises(UnreachableError, match="AWS does not answer to sts:GetCallerIdentity"):
        who(Client(nobody, tally, sleep=sleeps, jitter=lambda: 1.0))

    assert sleeps.seconds == [1.0, 2.0, 4.0, 8.0]
    assert tally.calls == TRIES


def test_a_throttled_call_is_made_again_and_counted(cloud: Cloud) -> None:
    cloud.faults.say(WHO, BUSY, BUSY)
    asking = client(cloud)

    assert who(asking).account == "123456789012"

    assert (asking.tally.calls, asking.tally.throttled) == (3, 2)


def test_a_cloud_that_stays_busy_is_told_as_that(cloud: Cloud) -> None:
    cloud.faults.say(WHO, *[BUSY] * TRIES)

    with pytest.raises(ThrottledError, match="AWS allows no more calls"):
        who(client(cloud))


@pytest.mark.parametrize("body", [b"<html>oops</html>", b"<!doctype html><p>oops<br>", b"", b"\xff"])
@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_failure_of_the_server_is_tried_again(cloud: Cloud, status: int, body: bytes) -> None:
    cloud.faults.say(WHO, Said(status, body, "text/html"))

    assert who(client(cloud)).account == "123456789012"


def test_a_refusal_is_not_tried_again(cloud: Cloud) -> None:
    asking = client(cloud, collector(cloud, [GET_CALLER_IDENTITY, _OTHER]))

    with pytest.raises(MissingRightError):
        asking.ask(LIST_ROLES, {}, Roles)

    assert asking.tally.calls == 1


_OTHER = CloudCall(service="s3", action="Get", right="s3:GetObject", purpose=Purpose.INVENTORY, unseen="")


@pytest.mark.parametrize(
    "said",
    [
        Said(200, b"<html><body>Sign in to the network</body></html>", "text/html"),
        Said(200, b"", "text/xml"),
        Said(200, b"\xff\xfe\x00garbage", "text/xml"),
        Said(200, b"<GetCallerIdentityResponse/>", "text/xml"),
        Said(404, b"not here", "text/plain"),
        Said(302, b"", "text/plain", (("Location", "http://127.0.0.1:9/"),)),
    ],
    ids=["portal", "nothing", "bytes", "no result", "not found", "redirect"],
)
def test_an_answer_that_is_none_of_aws_is_an_error_of_ours(cloud: Cloud, said: Said) -> None:
    cloud.faults.say(WHO, *[said] * TRIES)

    with pytest.raises(CloudError):
        who(client(cloud))


def test_what_the_cloud_writes_is_cut_cleaned_and_holds_no_secret(cloud: Cloud) -> None:
    key = collector(cloud)
    secret = key.secret.reveal().decode()
    words = f"\x1b[31m{secret} is not allowed\u202e " + "x" * 5000
    cloud.faults.say("iam:ListRoles", Refused("AccessDenied", words.replace("\x1b", "")))

    with pytest.raises(MissingRightError) as refused:
        client(cloud, key).ask(LIST_ROLES, {}, Roles)

    assert secret not in refused.value.reason
    assert len(refused.value.reason) <= 300
    assert refused.value.reason.isprintable()


def test_an_error_has_neither_cause_nor_context_that_would_hold_the_answer(cloud: Cloud) -> None:
    cloud.faults.say(WHO, Refused("SomethingNew", "words"))

    with pytest.raises(CloudError) as refused:
        who(client(cloud))

    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


def test_a_key_is_asked_for_again_a_minute_before_its_end(cloud: Cloud) -> None:
    asked: list[datetime] = []
    now = datetime.now(UTC)
    clock = [now]

    def lease() -> Lease:
        asked.append(clock[0])
        return Lease(credential(), clock[0] + timedelta(hours=1))

    asking = Client(access(cloud, lease=lease), Tally(), now=lambda: clock[0])
    for minutes in (0, 30, 58, 59, 60):
        clock[0] = now + timedelta(minutes=minutes)
        who(asking)

    assert asked == [now, now + timedelta(minutes=59)]


def test_an_address_without_encryption_is_called_only_on_this_machine() -> None:
    far = Access(
        site=AccountSite.AWS, lease=lambda: Lease(credential()), endpoints={"sts": "http://192.0.2.1"}
    )

    with pytest.raises(CloudError, match="the address of sts can't be used"):
        who(Client(far, Tally()))


def test_a_service_may_have_an_address_of_its_own(cloud: Cloud) -> None:
    split = access(cloud, endpoints={"*": "http://127.0.0.1:9", "sts": cloud.endpoint})

    assert who(Client(split, Tally())).account == "123456789012"


def test_a_secret_that_no_header_can_hold_is_an_error_that_does_not_show_it(cloud: Cloud) -> None:
    with pytest.raises(CloudError) as refused:
        who(client(cloud, credential(secret="geheim-ü-geheim")))

    assert "geheim" not in f"{refused.value.what}{refused.value.why}"


def test_a_page_that_comes_again_and_again_ends_the_listing(cloud: Cloud) -> None:
    again = (
        b'<ListRolesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListRolesResult><Roles/>'
        b"<IsTruncated>true</IsTruncated><Marker>same</Marker></ListRolesResult></ListRolesResponse>"
    )
    cloud.faults.say("iam:ListRoles", *[Said(200, again)] * 3)

    with pytest.raises(CloudError, match="the same page again and again"):
        list(client(cloud).pages(LIST_ROLES, {}, Roles))


def test_threads_share_one_client_and_one_key(cloud: Cloud) -> None:
    leases: list[int] = []

    def lease() -> Lease:
        leases.append(1)
        return Lease(credential())

    asking = Client(access(cloud, lease=lease), Tally())
    threads = [threading.Thread(target=who, args=(asking,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(leases), asking.tally.calls) == (1, 8)
