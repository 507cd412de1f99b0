"""Finds secrets in audit records and takes them out before anything is stored."""
