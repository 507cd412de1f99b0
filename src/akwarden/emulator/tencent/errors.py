"""What the cloud answers when it does not do what it was asked to."""


class ApiError(Exception):
    """An error that goes to the caller with HTTP status 200, as Tencent Cloud's API 3.0 sends it."""

    def __init__(self, code: str, message: str) -> None:
        """Take a code of the service's list or of the common one, such as `ResourceNotFound.UserNotExist`."""
        super().__init__(code)
        self.code = code
        self.message = message
