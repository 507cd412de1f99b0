"""Judges of people of other accounts who work in this one."""

from collections.abc import Iterator

from akwarden.detectors.posture.key_facts import active_keys, history
from akwarden.detectors.posture.protocol import Judging, NoSettings
from akwarden.detectors.posture.stars import through
from akwarden.model.facts import AccountFacts, PrincipalFact
from akwarden.model.posture import Seen
from akwarden.model.principal import PrincipalType
from akwarden.model.risk import Evidence


def collaborator_foreign(judging: Judging, settings: NoSettings) -> Iterator[Seen]:  # noqa: ARG001
    """Yield collaborators whose own account is not one of ours."""
    ours = {str(one) for one in (judging.facts.number, *judging.facts.own_accounts)}
    for principal in _collaborators(judging.facts):
        if principal.id not in ours:
            held = tuple(
                Evidence(policy=one.name, note=through(judging.facts, one))
                for one in principal.policies or ()
            )
            yield Seen(
                principal=principal.id,
                detail=f"works here from account {principal.id}, which is none of ours",
                evidence=held or (Evidence(note="no policy of it can be seen"),),
            )


def collaborator_with_key(judging: Judging, settings: NoSettings) -> Iterator[Seen]:  # noqa: ARG001
    """Yield the keys that work of collaborators."""
    for principal in _collaborators(judging.facts):
        for key in active_keys(principal):
            yield Seen(
                principal=principal.id,
                key=key.id,
                detail="somebody of another account has a key to this one",
                evidence=(history(key, judging.now),),
            )


def _collaborators(facts: AccountFacts) -> Iterator[PrincipalFact]:
    return (one for one in facts.principals if one.type is PrincipalType.COLLABORATOR)
