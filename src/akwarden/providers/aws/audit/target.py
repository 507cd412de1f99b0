"""What a call was about: the first resource that its record names, or the parameter that tells most."""

from typing import Final

from akwarden.providers.aws.audit.record import Parameters, Resource

_NONE: Final = Parameters()


def resource_of(resources: list[Resource | str] | None, parameters: Parameters | None) -> str | None:
    """Return the ARN of the first resource, else the name in the parameters; for an object `BUCKET/KEY`."""
    for resource in resources or ():
        arn = resource if isinstance(resource, str) else resource.arn
        if arn:
            return arn
    # Most calls have none of them, which is seen at once by comparing all.
    return None if parameters is None or parameters == _NONE else _told(parameters)


def _told(parameters: Parameters) -> str | None:
    if isinstance(parameters.bucket, str) and parameters.bucket:
        key = parameters.key
        return f"{parameters.bucket}/{key}" if isinstance(key, str) and key else parameters.bucket
    for value in (
        parameters.role_arn,
        parameters.role,
        parameters.user,
        parameters.group,
        parameters.policy,
        parameters.instance,
        parameters.function,
        parameters.secret,
        parameters.key_id,
        parameters.trail,
    ):
        if isinstance(value, str) and value:
            return value
    return None
