"""Judges calls: what does not fit the key, the account or the hour."""
