"""Reads accounts into the state: what is new, what changed, what is gone."""
