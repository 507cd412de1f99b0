from itertools import islice

from tests.frontends.demo.company import AT, company

from akwarden.frontends.demo.coming import FIRST, STORY, attack, coming
from akwarden.frontends.demo.history import VICTIM


def test_the_attack_begins_at_once_and_goes_on_for_minutes() -> None:
    begins = int(AT.timestamp())

    found = attack(company().organisation, AT)

    assert found[0].at == begins + FIRST
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert begins + 120 < found[-1].at < begins + 1_800
    assert all(one.record.story == STORY and one.record.time == one.at for one in found)


def test_the_attack_uses_the_key_that_leaked() -> None:
    key = company().credential("acme-shop", VICTIM).key_id

    found = attack(company().organisation, AT)

    assert all(key.encode() in one.record.content for one in found)


def test_normal_life_goes_on_around_it_in_its_order() -> None:
    found = list(islice(coming(company().organisation, AT), 300))

    assert [one.at for one in found] == sorted(one.at for one in found)
    assert found[0].at > AT.timestamp()
    assert 0 < sum(one.record.story == STORY for one in found) < len(found)
