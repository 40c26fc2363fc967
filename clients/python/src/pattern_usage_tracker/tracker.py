"""The client for threads."""

from __future__ import annotations

import atexit
import json
import os
import ssl as ssl_module
from concurrent.futures import Future
from datetime import date, datetime, timezone
from enum import Enum
from types import TracebackType
from typing import Any, Dict, Mapping, Optional, Set, Type, Union
from urllib.parse import urlencode
from uuid import UUID

from .buffer import PendingUsage, UsageBuffer
from .delivery import Delivery, OnError, parse_time, refusal
from .errors import ClosedError, UsageRefusedError
from .http import HttpPool
from .models import PatternEffectiveness, PatternUsageStats, RecordedUsage, UsageOutcome, UsageStats
from .pattern_id import is_uuid, pattern_uuid
from .retry import RetryingHttp
from .uuid7 import uuid7

DEFAULT_URL = "http://127.0.0.1:8053"
_API = "/api/pattern-analytics"
_WEEK_HOURS = 168
_EXIT_SECONDS = 10.0

# Held until they are closed: what waits in one that nobody holds any more is sent at exit, too.
_trackers: "Set[PatternUsageTracker]" = set()


def _close_all() -> None:
    for tracker in list(_trackers):
        tracker.close(_EXIT_SECONDS)


def _forget_all() -> None:
    for tracker in list(_trackers):
        tracker._forget()


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)


def _plain(value: object) -> object:
    """JSON for the values that a context is likely to have beside its own."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def _utc(time: datetime) -> str:
    if time.tzinfo is None:
        raise ValueError("created_at has no time zone")
    return time.astimezone(timezone.utc).isoformat(timespec="milliseconds")


def _time(text: Optional[str]) -> Optional[datetime]:
    return None if text is None else parse_time(text)


def _stats(row: Dict[str, Any]) -> PatternUsageStats:
    """A row of the server with the types that the original's tracker gives."""
    return PatternUsageStats(
        pattern_id=UUID(row["pattern_id"]),
        pattern_name=row["pattern_name"],
        total_usages=row["total_usages"],
        success_count=row["success_count"],
        failure_count=row["failure_count"],
        success_rate=row["success_rate"],
        average_quality_score=row["average_quality_score"],
        average_execution_time_ms=row["average_execution_time_ms"],
        usage_trend=row["usage_trend"],
        first_used=_time(row["first_used"]),
        last_used=_time(row["last_used"]),
    )


class PatternUsageTracker:
    """Records usages and asks for their statistics, from any number of threads.

    Usages go to the server in batches, from a daemon thread. Each has an id before it is first sent,
    so that however often it is sent, it is counted once. What still waits when the program ends is
    sent then, for at most ten seconds. A forked process starts with an empty buffer.

    :param url: of the server; PATTERN_USAGE_URL or http://127.0.0.1:8053 by default.
    :param api_key: sent as ``Authorization: Bearer``; PATTERN_USAGE_KEY by default.
    :param timeout: seconds without a word from the server after which an attempt is given up.
    :param retry_for: seconds for which a request is repeated while the server cannot be reached or
        answers 429, 502, 503 or 504.
    :param batch_items: most usages in one request, 1..1000.
    :param batch_bytes: most bytes in one request, unless a single usage has more.
    :param linger_ms: how long a usage that nobody waits for may wait for others to share its request.
    :param buffer_items: most usages that may wait, those on their way included.
    :param buffer_bytes: most bytes they may take, as JSON.
    :param block_when_full: whether recording waits for room in a full buffer, or raises BufferFullError.
    :param gzip_over_bytes: bodies larger than this are compressed; None for none.
    :param on_error: called from the thread with what went wrong and with the usage, for usages that
        nobody waits for. Without it they are logged.
    :param ssl_context: for https; the system's authorities by default.
    """

    def __init__(
        self,
        url: Optional[str] = None,
        api_key: Optional[str] = None,
        *,
        timeout: float = 30.0,
        retry_for: float = 60.0,
        batch_items: int = 500,
        batch_bytes: int = 1_048_576,
        linger_ms: float = 5.0,
        buffer_items: int = 10_000,
        buffer_bytes: int = 67_108_864,
        block_when_full: bool = True,
        gzip_over_bytes: Optional[int] = 16_384,
        on_error: Optional[OnError] = None,
        ssl_context: Optional[ssl_module.SSLContext] = None,
    ) -> None:
        if not 1 <= batch_items <= 1000:
            raise ValueError(f"batch_items is {batch_items}; it must be from 1 to 1000.")
        if buffer_items < 1:
            raise ValueError(f"buffer_items is {buffer_items}; it must be 1 or more.")
        url = url or os.environ.get("PATTERN_USAGE_URL") or DEFAULT_URL
        api_key = api_key or os.environ.get("PATTERN_USAGE_KEY")
        self._headers = {"accept": "application/json", "user-agent": "pattern-usage-tracker-python"}
        if api_key:
            if not (api_key.isascii() and api_key.isprintable()):
                raise ValueError("api_key has characters that no HTTP header can have.")
            self._headers["authorization"] = f"Bearer {api_key}"
        self.blocks_when_full = block_when_full
        self._is_closed = False
        self._http = RetryingHttp(HttpPool(url, timeout, ssl_context), retry_for)
        self._delivery = Delivery(
            self._http, f"{_API}/usage/batch", self._headers, gzip_over_bytes, on_error
        )
        self._buffer = UsageBuffer(
            self._delivery.deliver,
            batch_items=batch_items,
            batch_bytes=batch_bytes,
            linger=linger_ms / 1000,
            buffer_items=buffer_items,
            buffer_bytes=buffer_bytes,
        )
        _trackers.add(self)

    def record_usage(
        self,
        pattern_id: Union[UUID, str],
        outcome: Union[UsageOutcome, str],
        context: Optional[Mapping[str, Any]] = None,
        correlation_id: Union[UUID, str, None] = None,
        quality_score: Optional[float] = None,
        execution_time_ms: Optional[int] = None,
        error_message: Optional[str] = None,
        *,
        execution_id: Optional[str] = None,
        version: Optional[str] = None,
        actor: Optional[str] = None,
        input_tokens: Optional[int] = None,
        output_tokens: Optional[int] = None,
        cost_usd: Optional[float] = None,
        time_saved_seconds: Optional[float] = None,
        pattern_name: Optional[str] = None,
        pattern_type: Optional[str] = None,
        node_type: Optional[str] = None,
        created_at: Optional[datetime] = None,
        id: Union[UUID, str, None] = None,
    ) -> RecordedUsage:
        """Records one usage and returns once it is durable.

        :param pattern_id: its UUID, or its name: any other text of 1 to 256 characters.
        :param quality_score: 0..1
        :param execution_time_ms: whole milliseconds
        :param correlation_id: patterns used under one are used together.
        :param execution_id: what the pattern was used in; feedback may name it later.
        :param version: of the pattern, at most 128 characters.
        :param actor: who or what used it, at most 128 characters; the server keeps a keyed hash of it.
        :param cost_usd: US dollars, 0 or more, as are the tokens and seconds saved.
        :param created_at: when it was used, with its time zone; now by default.
        :param id: recorded again with the same id and created_at, it is counted once. Made here by
            default; one that is no UUIDv7 needs created_at beside it.

        Raises UsageRefusedError where it is wrong, RequestRefusedError where the server takes none,
        UnavailableError where it was not acknowledged in time, BufferFullError and ClosedError.
        """
        self._buffer.forbid_own_thread()
        return self.submit(
            {
                "pattern_id": pattern_id,
                "outcome": outcome,
                "context": context,
                "correlation_id": correlation_id,
                "quality_score": quality_score,
                "execution_time_ms": execution_time_ms,
                "error_message": error_message,
                "execution_id": execution_id,
                "version": version,
                "actor": actor,
                "input_tokens": input_tokens,
                "output_tokens": output_tokens,
                "cost_usd": cost_usd,
                "time_saved_seconds": time_saved_seconds,
                "pattern_name": pattern_name,
                "pattern_type": pattern_type,
                "node_type": node_type,
                "created_at": created_at,
                "id": id,
            },
            is_awaited=True,
            may_block=self.blocks_when_full,
        ).result()

    def record_usage_nowait(
        self,
        pattern_id: Union[UUID, str],
        outcome: Union[UsageOutcome, str],
        context: Optional[Mapping[str, Any]] = None,
        correlation_id: Union[UUID, str, None] = None,
        quality_score: Optional[float] = None,
        execution_time_ms: Optional[int] = None,
        error_message: Optional[str] = None,
        *,
        execution_id: Optional[str] = None,
        version: Optional[str] = None,
        actor: Optional[str] = None,
        input_tokens: Optional[int] = None,
        output_tokens: Optional[int] = None,
        cost_usd: Optional[float] = None,
        time_saved_seconds: Optional[float] = None,
        pattern_name: Optional[str] = None,
        pattern_type: Optional[str] = None,
        node_type: Optional[str] = None,
        created_at: Optional[datetime] = None,
        id: Union[UUID, str, None] = None,
    ) -> "Future[RecordedUsage]":
        """As ``record_usage``, but returns at once with what will hold its result.

        Only BufferFullError and ClosedError are raised here; whatever else goes wrong is told to
        ``on_error`` and to the future, which may be ignored.
        """
        return self.submit(
            {
                "pattern_id": pattern_id,
                "outcome": outcome,
                "context": context,
                "correlation_id": correlation_id,
                "quality_score": quality_score,
                "execution_time_ms": execution_time_ms,
                "error_message": error_message,
                "execution_id": execution_id,
                "version": version,
                "actor": actor,
                "input_tokens": input_tokens,
                "output_tokens": output_tokens,
                "cost_usd": cost_usd,
                "time_saved_seconds": time_saved_seconds,
                "pattern_name": pattern_name,
                "pattern_type": pattern_type,
                "node_type": node_type,
                "created_at": created_at,
                "id": id,
            },
            is_awaited=False,
            may_block=self.blocks_when_full,
        )

    def get_usage_stats(
        self, pattern_id: Union[UUID, str, None] = None, time_range_hours: int = _WEEK_HOURS
    ) -> UsageStats:
        """Usage of one pattern, or of all that were used in the range, the most used first.

        :param pattern_id: its UUID or its name.
        :param time_range_hours: how far back from now, 1..87600.

        Raises RequestRefusedError, UnavailableError and ClosedError.
        """
        query = {"time_range_hours": str(time_range_hours)}
        if pattern_id is not None:
            query["pattern_id"] = str(pattern_uuid(pattern_id))
        answer = self._get(f"/usage-stats/totals?{urlencode(query)}")
        return UsageStats(
            patterns=[_stats(row) for row in answer["patterns"]],
            total_patterns=answer["total_patterns"],
            total_matching=answer["total_matching"],
            time_range_hours=answer["time_range_hours"],
        )

    def get_pattern_effectiveness(
        self, pattern_id: Union[UUID, str], time_range_hours: int = _WEEK_HOURS
    ) -> PatternEffectiveness:
        """How effective a pattern is, with the terms of its score.

        :param pattern_id: its UUID or its name.
        :param time_range_hours: how far back from now, 1..87600.

        Raises RequestRefusedError, UnavailableError and ClosedError.
        """
        query = urlencode({"time_range_hours": str(time_range_hours)})
        answer = self._get(f"/patterns/{pattern_uuid(pattern_id)}/effectiveness?{query}")
        return PatternEffectiveness(
            effectiveness_score=answer["effectiveness_score"],
            confidence=answer["confidence"],
            recommendation=answer["recommendation"],
            components=answer["components"],
            metrics=_stats(answer["metrics"]),
        )

    def flush(self, timeout: Optional[float] = None) -> bool:
        """Waits until every usage recorded before is acknowledged or refused.

        :param timeout: seconds; None for as long as it takes.
        :returns: whether it was so in time.
        """
        return self._buffer.flush(timeout)

    def close(self, timeout: Optional[float] = None) -> None:
        """Takes no more usages, flushes, and fails with ClosedError what is left after ``timeout`` seconds."""
        if not self._buffer.close(timeout):
            self._http.stop()
            # Time to tell everybody; a connection that is just being made cannot be cut.
            self._buffer.flush(1.0)
        self._is_closed = True
        self._http.stop()
        _trackers.discard(self)

    def __enter__(self) -> "PatternUsageTracker":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    def submit(
        self, fields: Dict[str, Any], *, is_awaited: bool, may_block: bool
    ) -> "Future[RecordedUsage]":
        """What both ways of recording come to, here and in asyncio.

        :param is_awaited: whether somebody stands still for it: then it does not linger, and what goes
            wrong is told to the future alone.
        """
        usage = {name: value for name, value in fields.items() if value is not None}
        usage["id"] = str(usage.get("id") or uuid7())
        said = usage.pop("pattern_id", None)
        usage["pattern_id" if said is None or is_uuid(said) else "pattern"] = str(said)
        try:
            if "created_at" in usage:
                usage["created_at"] = _utc(usage["created_at"])
            # Now, for the caller may change its context afterwards.
            body = json.dumps(usage, allow_nan=False, default=_plain, separators=(",", ":")).encode()
        except (TypeError, ValueError, AttributeError, RecursionError) as error:
            pending = PendingUsage(usage, b"", is_awaited)
            refused = UsageRefusedError(f"The usage cannot be sent: {error}")
            refused.__cause__ = error
            self._delivery.fail(pending, refused)
            return pending.future
        pending = PendingUsage(usage, body, is_awaited)
        self._buffer.add(pending, may_block)
        return pending.future

    def _get(self, path: str) -> Any:
        if self._is_closed:
            raise ClosedError("The client is closed.")
        response = self._http.request("GET", _API + path, self._headers)
        if response.status != 200:
            raise refusal(response)
        return response.answer

    def _forget(self) -> None:
        """In a forked process, what waits and the connections are the parent's."""
        self._http.forget()
        self._buffer.forget()
