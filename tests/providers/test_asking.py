import logging
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from tests.providers.clouds import AwsCloud, FakeCloud, Said, TencentCloud, aws_error, page, tencent_error

from akwarden.model.credential import Credential
from akwarden.model.finding import KeyType
from akwarden.model.secret import Secret
from akwarden.model.verification import Active, Inactive, Unverified, Verification
from akwarden.providers.asking import Cloud
from akwarden.providers.aws.identify import Aws
from akwarden.providers.pace import Pace
from akwarden.providers.protocol import Call, Identifier, NoReply, Reply, Site
from akwarden.providers.registry import PROVIDERS, load_identifier
from akwarden.providers.tencent.identify import Tencent
from akwarden.providers.transport import Transport
from akwarden.workflows.rule_check import expand

KEY_ID, SECRET, TOKEN = expand("AKID{32*A}", 1), expand("{32*A}", 2), expand("{200*W}", 3)
CREDENTIAL = Credential(KEY_ID, Secret(SECRET.encode()))
WITH_TOKEN = Credential(KEY_ID, Secret(SECRET.encode()), Secret(TOKEN.encode()))
DEAD = (
    "it may be deleted, disabled by its owner, disabled by Tencent Cloud after 90 idle days, of another site,"
    " or no CAM key"
)


class Sites:
    """Two sites of Tencent Cloud, asked over a real connection; time does not pass by waiting."""

    def __init__(self, mainland: TencentCloud, international: TencentCloud, transport: Transport) -> None:
        self.mainland, self.international = mainland, international
        self.waits: list[float] = []
        self.stopped = False
        self.cloud = self.of(Tencent(), transport, mainland=mainland, international=international)

    def of(self, provider: Identifier, transport: Transport, **servers: FakeCloud) -> Cloud:
        """Give a cloud whose sites are these servers."""
        sites = [Site(name, one.url, one.url.partition("//")[2]) for name, one in servers.items()]
        pace = Pace(1e9, burst=1_000, clock=lambda: 0.0)
        return Cloud(provider, sites, send=transport.send, pace=pace, backoff=0.5)

    def wait(self, seconds: float) -> bool:
        """Note the wait, and say whether the run is to stop."""
        self.waits.append(seconds)
        return self.stopped

    def ask(self, credential: Credential = CREDENTIAL, key_type: KeyType = KeyType.PERMANENT) -> Verification:
        """Ask for a key."""
        return self.cloud.identify(credential, key_type, self.wait)


@pytest.fixture
def transport() -> Iterator[Transport]:
    one = Transport(2.0)
    yield one
    one.close()


@pytest.fixture
def sites(transport: Transport) -> Iterator[Sites]:
    with ExitStack() as stack:
        mainland, international = (stack.enter_context(TencentCloud()) for _ in range(2))
        yield Sites(mainland, international, transport)


def test_a_key_of_the_first_site_is_active_and_the_second_is_not_asked(sites: Sites) -> None:
    sites.mainland.add(KEY_ID, SECRET)

    found = sites.ask()

    assert isinstance(found, Active)
    assert "100001234567" in found.identity
    assert (len(sites.mainland.asked), len(sites.international.asked)) == (1, 0)


def test_a_key_of_the_second_site_is_active(sites: Sites) -> None:
    sites.international.add(KEY_ID, SECRET)

    found = sites.ask()

    assert isinstance(found, Active)
    assert found.identity.endswith("international site)")


def test_a_key_that_no_site_takes_is_inactive_with_its_causes(sites: Sites) -> None:
    assert sites.ask() == Inactive(f"refused at mainland and international: {DEAD}")
    assert (len(sites.mainland.asked), len(sites.international.asked)) == (1, 1)


def test_a_key_is_not_called_inactive_while_one_site_is_silent(sites: Sites) -> None:
    sites.international.say(Said(200, b"late", seconds=20))

    assert sites.ask() == Unverified("international: no answer within 2 s", asked=True)


def test_a_site_that_knows_the_id_ends_the_asking(sites: Sites) -> None:
    sites.mainland.add(KEY_ID, expand("{32*A}", 99))

    assert sites.ask() == Unverified(
        "mainland: the id exists, but this is not its secret: the two may be of different keys", asked=True
    )
    assert sites.international.asked == []


def test_a_temporary_key_is_tried_with_its_token(sites: Sites) -> None:
    sites.mainland.add(KEY_ID, SECRET, token=TOKEN)

    assert isinstance(sites.ask(WITH_TOKEN, KeyType.TEMPORARY), Active)
    sites.mainland.add(KEY_ID, SECRET, token=TOKEN, expired=True)
    assert sites.ask(WITH_TOKEN, KeyType.TEMPORARY) == Inactive(
        "refused at mainland: it has expired, or its session token is that of another key; "
        "refused at international: it may be expired, revoked, of another site, or no CAM key"
    )


@pytest.mark.parametrize(
    "code", ["RequestLimitExceeded", "RequestLimitExceeded.UinLimitExceeded", "InternalError"]
)
def test_a_cloud_that_is_too_busy_is_asked_again_a_little_later(sites: Sites, code: str) -> None:
    sites.mainland.add(KEY_ID, SECRET)
    sites.mainland.say(tencent_error(code), tencent_error(code))

    assert isinstance(sites.ask(), Active)
    assert sites.waits == [0.0, 0.5, 1.0]


def test_a_cloud_that_stays_too_busy_leaves_it_open(sites: Sites) -> None:
    sites.mainland.say_always(tencent_error("RequestLimitExceeded"))

    assert sites.ask() == Unverified("mainland: the answer was RequestLimitExceeded", asked=True)
    assert len(sites.mainland.asked) == 3


def test_aws_that_is_too_busy_is_asked_again_too(sites: Sites, transport: Transport) -> None:
    with AwsCloud() as server:
        server.add("AKIA1", SECRET)
        server.say(aws_error("Throttling", status=400))
        named = {"us-east-1": server}
        cloud = sites.of(Aws(), transport, **named)

        found = cloud.identify(Credential("AKIA1", Secret(SECRET.encode())), KeyType.PERMANENT, sites.wait)

    assert found == Active("arn:aws:iam::123456789012:user/alice")


@pytest.mark.parametrize("status", [200, 403])
def test_a_proxy_that_answers_in_the_place_of_the_cloud_leaves_it_open(sites: Sites, status: int) -> None:
    sites.mainland.say(page(status))

    found = sites.ask()

    assert isinstance(found, Unverified)
    assert found.asked
    assert f"HTTP {status}" in found.reason


def test_a_site_that_never_answers_is_not_called_for_every_key() -> None:
    calls: list[Call] = []

    def silent(call: Call) -> NoReply:
        calls.append(call)
        return NoReply("it can't be reached")

    pace = Pace(1e9, burst=100, clock=lambda: 0.0)
    cloud = Cloud(Tencent(), [Site("mainland", "http://h", "h")], send=silent, pace=pace)

    found = [cloud.identify(CREDENTIAL, KeyType.PERMANENT, lambda _: False) for _ in range(10)]

    assert len(calls) == 3
    assert found[0] == Unverified("mainland: it can't be reached", asked=True)
    assert found[-1] == Unverified("mainland: it did not answer to the keys before", asked=True)


def test_a_run_that_is_stopped_makes_no_further_call(sites: Sites) -> None:
    sites.stopped = True

    assert sites.ask() == Unverified("the scan was interrupted")
    assert sites.mainland.asked == []


def test_calls_keep_the_pace_of_their_cloud() -> None:
    waits: list[float] = []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return False

    reply = Reply(200, tencent_error("AuthFailure.SecretIdNotFound").body)
    cloud = Cloud(
        Tencent(),
        [Site("mainland", "http://h", "h")],
        send=lambda _: reply,
        pace=Pace(2.0, burst=1, clock=lambda: 0.0),
    )
    for _ in range(3):
        cloud.identify(CREDENTIAL, KeyType.PERMANENT, wait)

    assert waits == [0.0, 0.5, 1.0]


@pytest.mark.parametrize("place", ["Arn", "Type", "Code", "Message"])
def test_a_server_that_sends_the_secret_back_is_not_repeated(sites: Sites, place: str) -> None:
    echo = f"x{SECRET}y{TOKEN}z"
    sites.mainland.add(KEY_ID, SECRET, token=TOKEN, identity={place: echo})
    if place in {"Code", "Message"}:
        sites.mainland.say_always(tencent_error(echo if place == "Code" else "Odd", echo))

    found = repr(sites.ask(WITH_TOKEN, KeyType.TEMPORARY))

    assert SECRET not in found
    assert TOKEN not in found


def test_nothing_of_a_key_is_logged(sites: Sites, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sites.mainland.say(Said(200, b"late", seconds=20))
    sites.international.add(KEY_ID, SECRET, token=TOKEN)

    sites.ask(WITH_TOKEN, KeyType.TEMPORARY)

    assert caplog.records, "httpx logs something, else this test shows nothing"
    for record in caplog.records:
        text = f"{record.getMessage()} {record.args} {record.__dict__}"
        assert SECRET not in text
        assert TOKEN not in text
        assert "Signature=" not in text


def test_every_cloud_in_the_registry_says_its_name() -> None:
    assert [load_identifier(name).name for name in PROVIDERS] == list(PROVIDERS)
    assert all(load_identifier(name).title for name in PROVIDERS)


def test_a_long_identity_is_cut(sites: Sites) -> None:
    sites.mainland.add(KEY_ID, SECRET, identity={"Arn": "a" * 5_000})

    found = sites.ask()

    assert isinstance(found, Active)
    assert len(found.identity) == 300
