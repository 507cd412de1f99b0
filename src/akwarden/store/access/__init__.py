"""Rows of who may use akwarden: people, groups of accounts, sessions, tokens, what logins must remember."""
