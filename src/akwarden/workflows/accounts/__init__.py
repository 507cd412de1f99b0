"""Accounts: added, reached, tried, and what they need."""
