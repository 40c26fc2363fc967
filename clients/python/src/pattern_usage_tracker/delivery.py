"""A batch's way to the server and each usage's way back."""

from __future__ import annotations

import gzip
import json
import logging
from datetime import datetime
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence
from uuid import UUID

from .buffer import PendingUsage
from .errors import RequestRefusedError, TrackerError, UnavailableError, UsageRefusedError
from .http import Response
from .models import RecordedUsage, Violation
from .pattern_id import pattern_uuid
from .retry import RetryingHttp
from .uuid7 import uuid7_time

#: Called with what went wrong and the usage as it was to be sent.
OnError = Callable[[TrackerError, Mapping[str, Any]], None]

_logger = logging.getLogger("pattern_usage_tracker")
# Of a batch one usage may be why: it is too large, or no JSON parser takes it.
_PERHAPS_ONE_USAGE = frozenset({400, 413, 422})


def parse_time(text: str) -> datetime:
    """An RFC 3339 time; Python before 3.11 does not know its Z."""
    return datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith(("Z", "z")) else text)


def refusal(response: Response) -> RequestRefusedError:
    """What a problem document, or any other answer that is no success, says."""
    try:
        problem = json.loads(response.body)
        message, violations = str(problem["detail"]), problem.get("errors", ())
    except (ValueError, TypeError, KeyError, AttributeError):
        message, violations = f"The server answered {response.status}.", ()
    return RequestRefusedError(response.status, message, violations)


def _pattern_of(usage: Mapping[str, Any]) -> str:
    """The pattern as the usage has it: by its id or its name."""
    return usage.get("pattern_id") or usage["pattern"]


def _created_at(usage: Mapping[str, Any]) -> datetime:
    created_at = usage.get("created_at")
    time = parse_time(created_at) if created_at is not None else uuid7_time(UUID(usage["id"]))
    if time is None:
        raise ValueError("neither a created_at nor a UUIDv7")
    return time


class Delivery:
    """Sends batches and settles each usage of them.

    :param gzip_over: bytes beyond which a body is compressed; None for never.
    """

    def __init__(
        self,
        http: RetryingHttp,
        path: str,
        headers: Mapping[str, str],
        gzip_over: Optional[int],
        on_error: Optional[OnError],
    ) -> None:
        self._http = http
        self._path = path
        self._headers = headers
        self._gzip_over = gzip_over
        self._on_error = on_error

    def deliver(self, batch: Sequence[PendingUsage]) -> None:
        """Settles every usage of the batch; does not raise."""
        try:
            self._send(batch)
        except Exception as error:
            _logger.exception("A batch of usages could not be sent")
            failure = TrackerError(f"The batch could not be sent: {error}")
            failure.__cause__ = error
            for pending in batch:
                if not pending.future.done():
                    self.fail(pending, failure)

    def fail(self, pending: PendingUsage, error: TrackerError) -> None:
        """Tells whoever recorded it; where nobody waits, ``on_error`` or the log."""
        pending.future.set_exception(error)
        if pending.is_awaited:
            return
        if self._on_error is None:
            _logger.warning("A usage of %s is not recorded: %s", _pattern_of(pending.usage), error)
            return
        try:
            self._on_error(error, pending.usage)
        except Exception:
            _logger.exception("on_error failed")

    def _send(self, batch: Sequence[PendingUsage]) -> None:
        body = b"[" + b",".join(pending.body for pending in batch) + b"]"
        headers = {**self._headers, "content-type": "application/json"}
        if self._gzip_over is not None and len(body) > self._gzip_over:
            body = gzip.compress(body, compresslevel=1, mtime=0)
            headers["content-encoding"] = "gzip"
        try:
            response = self._http.request("POST", self._path, headers, body)
        except UnavailableError as error:
            for pending in batch:
                failure = UnavailableError(str(error), pending.usage["id"])
                failure.__cause__ = error.__cause__
                self.fail(pending, failure)
            return
        except TrackerError as error:
            for pending in batch:
                self.fail(pending, error)
            return
        if response.status in (200, 207):
            self._settle(batch, response)
        elif response.status in _PERHAPS_ONE_USAGE and len(batch) > 1:
            middle = len(batch) // 2
            self._send(batch[:middle])
            self._send(batch[middle:])
        else:
            whole = refusal(response)
            refused: TrackerError = whole
            if response.status in _PERHAPS_ONE_USAGE:
                refused = UsageRefusedError(str(whole), whole.violations)
            for pending in batch:
                self.fail(pending, refused)

    def _settle(self, batch: Sequence[PendingUsage], response: Response) -> None:
        report = response.answer
        results = report["results"]
        if len(results) != len(batch):
            raise ValueError(f"the server answered for {len(results)} usages of {len(batch)}")
        faults: Dict[int, List[Violation]] = {}
        for fault in report["errors"]:
            faults.setdefault(fault["index"], []).append(
                Violation(
                    pointer=fault["pointer"],
                    code=fault["code"],
                    allowed=fault["allowed"],
                    message=fault["message"],
                )
            )
        for index, (pending, result) in enumerate(zip(batch, results)):
            if result["status"] == "rejected":
                violations = faults.get(index, [])
                message = " ".join(violation["message"] for violation in violations)
                self.fail(pending, UsageRefusedError(message or "The usage was refused.", violations))
                continue
            usage = pending.usage
            pending.future.set_result(
                RecordedUsage(
                    id=UUID(usage["id"]),
                    pattern_id=pattern_uuid(_pattern_of(usage)),
                    created_at=_created_at(usage),
                    duplicate=result["status"] == "duplicate",
                )
            )
