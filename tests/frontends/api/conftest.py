from tests.frontends.api.client import site

__all__ = ["site"]
