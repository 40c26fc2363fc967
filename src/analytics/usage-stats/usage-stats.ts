import type { UsageTrend } from '../usage-trend.js';

/** One pattern's usage over a range, as the original's tracker answers it. */
export interface PatternUsageStats {
  readonly pattern_id: string;
  readonly pattern_name: string;
  readonly total_usages: number;
  /** Of these, with a known outcome; only where usages of unknown outcome are counted too. */
  readonly known_usages?: number;
  readonly unknown_usages?: number;
  /** Outcomes success and partial_success. */
  readonly success_count: number;
  /** Outcomes failure and error. */
  readonly failure_count: number;
  /** 0..1; null without usages. */
  readonly success_rate: number | null;
  /** 0..1, or null where no usage had a quality. */
  readonly average_quality_score: number | null;
  /** Milliseconds, or null where no usage had a time. */
  readonly average_execution_time_ms: number | null;
  /** The range's second half against its first. */
  readonly usage_trend: UsageTrend;
  /** RFC 3339, UTC; within the range. */
  readonly first_used: string | null;
  readonly last_used: string | null;
}

/** Usage of patterns over the last `time_range_hours` hours, the most used first. */
export interface UsageStats {
  readonly patterns: readonly PatternUsageStats[];
  /** How many are listed. */
  readonly total_patterns: number;
  /** How many there are, listed or not. */
  readonly total_matching: number;
  readonly time_range_hours: number;
}

/** A pattern that was not used in the range. */
export const noUsage = (patternId: string, patternName: string): PatternUsageStats => ({
  pattern_id: patternId,
  pattern_name: patternName,
  total_usages: 0,
  success_count: 0,
  failure_count: 0,
  success_rate: null,
  average_quality_score: null,
  average_execution_time_ms: null,
  usage_trend: 'stable',
  first_used: null,
  last_used: null,
});
