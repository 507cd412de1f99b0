"""Whether somebody must show a second factor before anything else works, and what they have to do for it.

The rules that this module keeps:

- It is judged by the session and not by the person: who has a passkey and came in without it is held up.
- Who has no second factor yet may set one up with the password alone, and is through with that very session.
  Who has one already may not add another in a session that did not show it: else a stolen password would be
  enough. An administrator takes lost ones away (`people.new_link`).
- The last one can't be given up by whoever must have one, nor the last two at the same moment.
- Tokens are for programs, which have no second factor: only a session that showed one can make them.
"""

from akwarden.access.roles import administrates
from akwarden.errors import AccessError
from akwarden.model.person import Caller, Person, Via
from akwarden.model.second_factor import Demand, Lacking


def is_demanded(demand: Demand, person: Caller | Person) -> bool:
    """Say whether somebody must have a second factor."""
    match demand:
        case Demand.NOBODY:
            return False
        case Demand.ADMINISTRATORS:
            return administrates(person.grants)
        case Demand.EVERYONE:
            return True


def is_held_up(demand: Demand, caller: Caller) -> bool:
    """Say whether a caller may do nothing but set up or show a second factor."""
    return caller.via is Via.SESSION and not caller.second_factor and is_demanded(demand, caller)


def lacking(demand: Demand, caller: Caller, person: Person) -> Lacking | None:
    """Return what a caller has to do before anything else works; None for nothing."""
    if not is_held_up(demand, caller):
        return None
    return Lacking.SHOW if factors(person) else Lacking.SET_UP


def factors(person: Person) -> int:
    """Return how many second factors somebody has."""
    return person.one_time_codes + person.passkeys


def check_not_last(demand: Demand, person: Person) -> None:
    """Raise AccessError where somebody who must have a second factor has but the one that is to go.

    The person is read in the transaction in which it goes, behind `log.wait`: of two who give one up at once,
    the second counts what the first one left.
    """
    if is_demanded(demand, person) and factors(person) == 1:
        raise AccessError(
            "this is the last second factor, and one is demanded here", mend="add another first"
        )
