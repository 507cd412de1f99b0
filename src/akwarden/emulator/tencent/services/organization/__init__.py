"""Tencent Cloud Organization: many accounts under one roof (version 2021-03-31)."""
