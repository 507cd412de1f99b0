"""Audit records of Tencent Cloud: read from every wrapping, and fetched."""
