"""Security Token Service: temporary keys, and who one is (version 2018-08-13)."""
