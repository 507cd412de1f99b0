"""Takes a role: temporary keys for it, with the access of another identity."""

from akwarden.model.credential import Credential
from akwarden.model.lease import Lease
from akwarden.providers.aws.answers import AssumedRole
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.permissions import ASSUME_ROLE
from akwarden.providers.inventory import Access, Tally
from akwarden.providers.provider import RoleRequest

_SECONDS = 3600
"""What every role allows; a role that is taken with another role's keys allows no more."""


def assume(request: RoleRequest, access: Access) -> Lease:
    """Return a key of the role for an hour. Raises CloudError."""
    parameters: dict[str, str | int] = {
        "RoleArn": request.arn,
        "RoleSessionName": request.session_name,
        "DurationSeconds": _SECONDS,
    }
    if request.external_id is not None:
        parameters["ExternalId"] = request.external_id
    key = Client(access, Tally()).ask(ASSUME_ROLE, parameters, AssumedRole).credentials
    return Lease(Credential(key.access_key_id, key.secret_access_key, key.session_token), key.expiration)
