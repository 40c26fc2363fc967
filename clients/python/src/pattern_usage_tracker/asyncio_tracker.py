"""The client for asyncio, with the names and signatures of the original's tracker."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from datetime import datetime
from types import TracebackType
from typing import Any, Dict, Mapping, Optional, Type, Union
from uuid import UUID

from .errors import BufferFullError
from .models import PatternEffectiveness, RecordedUsage, UsageOutcome, UsageStats
from .tracker import PatternUsageTracker


class PatternUsageTrackerService:
    """``PatternUsageTracker`` for asyncio: takes the same parameters and has the same methods, to be awaited.

    Usages that are recorded while others are on their way share a request. Belongs to no event loop.
    """

    def __init__(self, url: Optional[str] = None, api_key: Optional[str] = None, **options: Any) -> None:
        self._tracker = PatternUsageTracker(url, api_key, **options)

    async def record_usage(
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
        """See ``PatternUsageTracker.record_usage``. Cancelled, the usage may be recorded all the same."""
        future = await self._submit(
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
            }
        )
        return await asyncio.wrap_future(future)

    async def get_usage_stats(
        self, pattern_id: Union[UUID, str, None] = None, time_range_hours: int = 168
    ) -> UsageStats:
        """See ``PatternUsageTracker.get_usage_stats``."""
        return await asyncio.to_thread(self._tracker.get_usage_stats, pattern_id, time_range_hours)

    async def get_pattern_effectiveness(
        self, pattern_id: Union[UUID, str], time_range_hours: int = 168
    ) -> PatternEffectiveness:
        """See ``PatternUsageTracker.get_pattern_effectiveness``."""
        return await asyncio.to_thread(
            self._tracker.get_pattern_effectiveness, pattern_id, time_range_hours
        )

    async def flush(self, timeout: Optional[float] = None) -> bool:
        """See ``PatternUsageTracker.flush``."""
        return await asyncio.to_thread(self._tracker.flush, timeout)

    async def close(self, timeout: Optional[float] = None) -> None:
        """See ``PatternUsageTracker.close``."""
        await asyncio.to_thread(self._tracker.close, timeout)

    async def __aenter__(self) -> "PatternUsageTrackerService":
        return self

    async def __aexit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        await self.close()

    async def _submit(self, fields: Dict[str, Any]) -> "Future[RecordedUsage]":
        try:
            return self._tracker.submit(fields, is_awaited=True, may_block=False)
        except BufferFullError:
            if not self._tracker.blocks_when_full:
                raise
        return await asyncio.to_thread(self._tracker.submit, fields, is_awaited=True, may_block=True)


_default: Optional[PatternUsageTrackerService] = None
_default_lock = threading.Lock()


def get_usage_tracker(
    url: Optional[str] = None, api_key: Optional[str] = None, **options: Any
) -> PatternUsageTrackerService:
    """The process's tracker, made by the first call with what that one is given."""
    global _default
    with _default_lock:
        if _default is None:
            _default = PatternUsageTrackerService(url, api_key, **options)
        return _default
