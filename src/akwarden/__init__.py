"""akwarden, the access key security center."""

__version__ = "0.1.0"
