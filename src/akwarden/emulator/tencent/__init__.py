"""Tencent Cloud on one port: the official SDKs and tccli call it as they call the cloud.

One way through, in this order: `http` (bytes) → `envelope` (a request) → `authentication` (who) → `limits` →
`schema` (input) → `authorization` (may they) → `faults` → a handler in `services` → `envelope` (an answer) →
`audit` (an event). All state lies in one `Cloud`, which only the server's thread touches.
"""
