"""Key Management Service: master keys, what they encrypt, and white-box keys (version 2019-01-18)."""
