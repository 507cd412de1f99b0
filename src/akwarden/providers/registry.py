"""The clouds that can be asked whose a key is, by the name that rules have for them."""

from importlib import import_module

from akwarden.providers.protocol import Provider

_PROVIDERS = {
    "tencent": "akwarden.providers.tencent.identify:Tencent",
    "aws": "akwarden.providers.aws.identify:Aws",
}

PROVIDERS = tuple(_PROVIDERS)


def load(name: str) -> Provider:
    """Return the cloud called `name`."""
    module, _, kind = _PROVIDERS[name].partition(":")
    provider: Provider = getattr(import_module(module), kind)()
    return provider
