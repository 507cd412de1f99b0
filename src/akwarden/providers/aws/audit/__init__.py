"""Audit records of AWS: read from every wrapping, and fetched."""
