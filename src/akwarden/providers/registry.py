"""The clouds, by the name that rules and accounts have for them."""

from importlib import import_module

from akwarden.providers.protocol import Identifier
from akwarden.providers.provider import Provider

_PROVIDERS = {
    "tencent": "akwarden.providers.tencent.provider:TENCENT",
    "aws": "akwarden.providers.aws.provider:AWS",
}

PROVIDERS = tuple(_PROVIDERS)


def load(name: str) -> Provider:
    """Return the cloud called `name`; raises KeyError for another name."""
    module, _, attribute = _PROVIDERS[name].partition(":")
    provider: Provider = getattr(import_module(module), attribute)
    return provider


def load_identifier(name: str) -> Identifier:
    """Return what asks the cloud called `name` whose a key is."""
    return load(name).identifier()
