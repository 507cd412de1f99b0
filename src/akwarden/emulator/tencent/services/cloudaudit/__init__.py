"""CloudAudit: the events of an account, and tracks that deliver them (version 2019-03-19)."""
