"""Client of a pattern usage tracker: records how patterns are used and asks how well they work.

``PatternUsageTracker`` is for threads, ``PatternUsageTrackerService`` for asyncio with the names and
signatures of the original's in-process tracker.
"""

from .asyncio_tracker import PatternUsageTrackerService, get_usage_tracker
from .errors import (
    BufferFullError,
    ClosedError,
    RequestRefusedError,
    TrackerError,
    UnavailableError,
    UsageRefusedError,
)
from .models import (
    EffectivenessComponents,
    PatternEffectiveness,
    PatternUsageStats,
    RecordedUsage,
    UsageOutcome,
    UsageStats,
    Violation,
)
from .tracker import PatternUsageTracker

__all__ = [
    "BufferFullError",
    "ClosedError",
    "EffectivenessComponents",
    "PatternEffectiveness",
    "PatternUsageStats",
    "PatternUsageTracker",
    "PatternUsageTrackerService",
    "RecordedUsage",
    "RequestRefusedError",
    "TrackerError",
    "UnavailableError",
    "UsageOutcome",
    "UsageRefusedError",
    "UsageStats",
    "Violation",
    "get_usage_tracker",
]
