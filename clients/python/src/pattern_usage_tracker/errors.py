"""What can go wrong, each a ``TrackerError``."""

from __future__ import annotations

from typing import Optional, Sequence

from .models import Violation


class TrackerError(Exception):
    """Anything the client raises on account of the server or of itself."""


class UsageRefusedError(TrackerError):
    """The usage is wrong; it is not stored and never will be as it is."""

    def __init__(self, message: str, violations: Sequence[Violation] = ()) -> None:
        super().__init__(message)
        self.violations = tuple(violations)


class RequestRefusedError(TrackerError):
    """The server refused the request as a whole and would do so again."""

    def __init__(self, status: int, message: str, violations: Sequence[Violation] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.violations = tuple(violations)


class UnavailableError(TrackerError):
    """The server could not be reached, or could not serve, for as long as it was tried.

    A usage may be stored all the same, where only its answer was lost: recorded again with the same
    ``usage_id`` (and ``created_at``, where one was given) it is counted once.
    """

    def __init__(self, message: str, usage_id: Optional[str] = None) -> None:
        super().__init__(message)
        self.usage_id = usage_id


class BufferFullError(TrackerError):
    """More usages wait than the buffer holds; this one was not taken."""


class ClosedError(TrackerError):
    """The client is closed."""
