"""What goes to the server and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import List, Optional, TypedDict
from uuid import UUID


class UsageOutcome(str, Enum):
    """How a use of a pattern ended; its text serves as well."""

    SUCCESS = "success"
    FAILURE = "failure"
    PARTIAL_SUCCESS = "partial_success"
    ERROR = "error"

    def __str__(self) -> str:
        return str(self.value)


@dataclass(frozen=True)
class RecordedUsage:
    """A usage that is durable on the server."""

    id: UUID
    pattern_id: UUID
    created_at: datetime
    #: Whether it had been stored before, be it by an attempt whose answer was lost; it is counted once.
    duplicate: bool


class Violation(TypedDict):
    """One thing that is wrong with what was sent."""

    #: JSON Pointer to the field.
    pointer: str
    #: Stable name of the rule, such as ``out_of_range``.
    code: str
    #: What the field may be, in words.
    allowed: str
    message: str


class PatternUsageStats(TypedDict):
    """One pattern's usage over a range."""

    pattern_id: UUID
    pattern_name: str
    total_usages: int
    #: Outcomes success and partial_success.
    success_count: int
    #: Outcomes failure and error.
    failure_count: int
    #: 0..1, or None without usages.
    success_rate: Optional[float]
    #: 0..1, or None where no usage had a quality.
    average_quality_score: Optional[float]
    #: Milliseconds, or None where no usage had a time.
    average_execution_time_ms: Optional[float]
    #: ``increasing``, ``decreasing`` or ``stable``: the range's second half against its first.
    usage_trend: str
    first_used: Optional[datetime]
    last_used: Optional[datetime]


class UsageStats(TypedDict):
    """Usage of patterns, the most used first."""

    patterns: List[PatternUsageStats]
    #: How many are listed.
    total_patterns: int
    #: How many there are, listed or not.
    total_matching: int
    time_range_hours: float


class EffectivenessComponents(TypedDict):
    """The terms of an effectiveness score, each 0..1."""

    #: None without usages.
    success_rate: Optional[float]
    #: None where no usage had a quality, which counts 0.
    average_quality: Optional[float]
    usage_frequency: float


class PatternEffectiveness(TypedDict):
    """How well a pattern works."""

    #: 0..1
    effectiveness_score: float
    #: 0..1; 1 from 30 usages on.
    confidence: float
    #: ``highly_recommended``, ``recommended``, ``use_with_caution``, ``not_recommended`` or
    #: ``insufficient_data``.
    recommendation: str
    components: EffectivenessComponents
    metrics: PatternUsageStats
