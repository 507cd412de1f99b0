"""Reads an AWS key of this machine: from the environment, a profile, or the machine's own role."""

from akwarden.model.account import FromEnvironment, FromInstance, FromProfile
from akwarden.model.lease import Lease
from akwarden.providers.aws.metadata import instance_lease
from akwarden.providers.aws.profile import profile_lease
from akwarden.providers.aws.written_key import Names, read_key
from akwarden.providers.provider import Surroundings

_ENVIRONMENT = Names("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


def lease(source: FromEnvironment | FromProfile | FromInstance, surroundings: Surroundings) -> Lease:
    """Return the key. Raises CredentialError, naming the place, where there is none."""
    match source:
        case FromEnvironment():
            return read_key(surroundings.env, _ENVIRONMENT, "the environment")
        case FromProfile(name=name):
            return profile_lease(name, surroundings)
        case FromInstance():
            return instance_lease(surroundings)
