"""Secrets Manager: secrets with versions, sealed with master keys of KMS (version 2019-09-23)."""
