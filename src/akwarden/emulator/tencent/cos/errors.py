"""What COS answers when it does not do what it was asked to ("Error Codes" of its API documents)."""

from xml.sax.saxutils import escape


class CosError(Exception):
    """An error that goes to the caller as XML, with an HTTP status of its own."""

    def __init__(self, status: int, code: str, message: str) -> None:
        """Take the status, and a code such as `NoSuchKey`."""
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message

    def body(self, resource: str, request_id: str) -> bytes:
        """Return the XML."""
        told = {
            "Code": self.code,
            "Message": self.message,
            "Resource": resource,
            "RequestId": request_id,
            "TraceId": "",
        }
        inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in told.items())
        return f"<?xml version='1.0' encoding='utf-8' ?><Error>{inner}</Error>".encode()
