"""TencentCloud Lighthouse: small servers with addresses of their own (version 2020-03-24)."""
