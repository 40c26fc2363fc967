"""When a request is tried again."""

from __future__ import annotations

import http.client
import json
import random
import ssl
import threading
import time
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Mapping, Optional

from .errors import ClosedError, UnavailableError
from .http import HttpPool, Response

RETRIED = frozenset({429, 502, 503, 504})
_ANSWERED = frozenset({200, 207})
_FIRST_SECONDS = 0.05
_LONGEST_SECONDS = 5.0


def seconds_of(retry_after: Optional[str], now: datetime) -> float:
    """What a Retry-After header (RFC 9110, 10.2.3) asks for, in seconds; 0 where it says nothing."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        date = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return 0.0
    if date.tzinfo is None:
        date = date.replace(tzinfo=timezone.utc)
    return max(0.0, (date - now).total_seconds())


def delay(attempt: int, retry_after: float, chance: float) -> float:
    """Seconds to wait after the given attempt (from 0): what the server asks for and full jitter on top.

    :param chance: from 0 to 1.
    """
    return retry_after + chance * min(_LONGEST_SECONDS, _FIRST_SECONDS * 2.0 ** min(attempt, 30))


class RetryingHttp:
    """Requests that are repeated while the server cannot be reached or cannot serve.

    :param retry_for: seconds after which no further attempt is made.
    """

    def __init__(self, pool: HttpPool, retry_for: float) -> None:
        self._pool = pool
        self._retry_for = retry_for
        self.forget()

    def forget(self) -> None:
        """For a forked process: see HttpPool."""
        self._stopped = threading.Event()
        self._pool.forget()

    def stop(self) -> None:
        """Fails what is under way and whatever follows."""
        self._stopped.set()
        self._pool.cut()

    def request(
        self, method: str, path: str, headers: Mapping[str, str], body: Optional[bytes] = None
    ) -> Response:
        """Raises UnavailableError; ClosedError after ``stop``. Any status but the retried ones is returned, a
        success with its answer parsed."""
        give_up_at = time.monotonic() + self._retry_for
        attempt = 0
        while not self._stopped.is_set():
            asked = 0.0
            cause: Optional[Exception] = None
            try:
                response = self._pool.request(method, path, headers, body)
                if response.status in _ANSWERED:
                    return response._replace(answer=json.loads(response.body))
                if response.status not in RETRIED:
                    return response
                reason = f"it answered {response.status}"
                asked = seconds_of(response.retry_after, datetime.now(timezone.utc))
            except ssl.SSLCertVerificationError as error:
                raise UnavailableError(f"The server is not trusted: {error}") from error
            except ValueError as error:
                # http.client takes headers that are cut short for complete, and so an answer for empty.
                cause = error
                reason = "its answer is no JSON"
            except (OSError, http.client.HTTPException) as error:
                cause = error
                reason = str(error) or type(error).__name__
            wait = delay(attempt, asked, random.random())
            if time.monotonic() + wait >= give_up_at:
                message = f"The server did not take it within {self._retry_for:g} s: {reason}"
                raise UnavailableError(message) from cause
            attempt += 1
            self._stopped.wait(wait)
        raise ClosedError("The client was closed before the server acknowledged it.")
