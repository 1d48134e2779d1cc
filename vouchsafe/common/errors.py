"""Errors that a person can act on and a client can match."""


class VouchsafeError(Exception):
    """Root of the server's typed errors.

    `code` is for programs ("upload/too-large"), `message` is one sentence for people, `status` is what HTTP answers
    when it reaches a view, `field` points into the request where that helps ("items[0].sealed").
    """

    def __init__(self, code: str, message: str, status: int = 400, *, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.field = field


class ApiError(VouchsafeError):
    """What a view raises to answer with the JSON error form."""
