import type { PatternType } from '../../common/pattern-terms.js';

/** What a counter told of a pattern at a time. */
export interface CounterPoint {
  /** A UUID, the same of all points of a series. */
  readonly seriesId: string;
  /** Nanoseconds since 1970: from when to when it counted. */
  readonly start: bigint;
  readonly time: bigint;
  /** `time` in milliseconds. */
  readonly createdAt: number;
  readonly patternId: string;
  readonly patternName: string | null;
  readonly patternType: PatternType;
  readonly amount: 'costUsd' | 'inputTokens' | 'outputTokens';
  /** US dollars, 0..1e9, or whole tokens, 0..2^53 - 1. */
  readonly value: number;
  /** Whether it is all since the start of the series, rather than what came between its two times. */
  readonly isCumulative: boolean;
}

/** What counters told of a pattern on one day of UTC, as far as that is in a range. */
export interface CounterDay {
  /** Which of the ranges that were asked for, from 0. */
  readonly slice: number;
  readonly pattern_id: string;
  /** When the day began, in milliseconds. */
  readonly day: number;
  /** Each null where no point told it. */
  readonly cost_usd: number | null;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
}
