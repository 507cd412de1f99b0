"""Puts what the sites of a cloud say about one key together to one answer. Pure: no call is made here.

The rules, the first that fits:

1. A site that tells whose the key is makes it active.
2. A site that knows the id, and can't tell more, leaves it open: no other site can know it.
3. A site that knows that the key has expired makes it inactive.
4. Where one site did not tell, it is open, whatever the others refused.
5. Where all refused, it is inactive, with all that this can mean.
"""

from collections.abc import Mapping, Sequence

from akwarden.model.site_answer import Identified, Refused, SiteAnswer, Unclear
from akwarden.model.verification import Active, Inactive, Unverified, Verification


def verdict(answers: Mapping[str, SiteAnswer]) -> Verification:
    """Return the answer for one key; `answers` are by the name of the site, in the order of asking."""
    for answer in answers.values():
        if isinstance(answer, Identified):
            return Active(answer.identity)
    for site, answer in answers.items():
        match answer:
            case Unclear(final=True):
                return Unverified(f"{site}: {answer.reason}", asked=True)
            case Refused(final=True):
                return Inactive(f"{site}: {answer.causes}")
            case _:
                pass
    for site, answer in answers.items():
        if isinstance(answer, Unclear):
            return Unverified(f"{site}: {answer.reason}", asked=True)
    refused = {site: answer for site, answer in answers.items() if isinstance(answer, Refused)}
    return Inactive(_causes(refused)) if refused else Unverified("there is no site to ask")


def is_settled(answer: SiteAnswer) -> bool:
    """Say whether no further site need be asked."""
    match answer:
        case Identified():
            return True
        case Refused(final=final) | Unclear(final=final):
            return final


def _causes(refused: Mapping[str, Refused]) -> str:
    """Return all that it can mean, the same words of several sites once."""
    by_cause: dict[str, list[str]] = {}
    for site, answer in refused.items():
        by_cause.setdefault(answer.causes, []).append(site)
    return "; ".join(f"refused at {_listed(sites)}: {causes}" for causes, sites in by_cause.items())


def _listed(names: Sequence[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
