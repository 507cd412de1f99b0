"""Cloud Access Management: users, groups, roles, policies and keys (version 2019-01-16)."""
