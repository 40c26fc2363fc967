import { FULL_CONFIDENCE_SAMPLES } from '../common/sample-confidence.js';
import type { MeasureName } from '../store/rollups/usage-measures.js';
import { type Interval, wilsonInterval } from './stats/wilson-interval.js';

/** The measures that every metric below is made of. */
export const METRIC_MEASURES = [
  'usages',
  'successes',
  'quality_count',
  'quality_sum',
  'execution_count',
  'execution_sum',
] as const satisfies readonly MeasureName[];

type Measured<M extends MeasureName> = Readonly<Record<M, number | null>>;

/** The sum of one measure over answers; what has none counts 0. */
export const sumOf = <M extends MeasureName>(rows: readonly Measured<M>[], measure: M): number =>
  rows.reduce((total, row) => total + (row[measure] ?? 0), 0);

/** Usages of unknown outcome, where the question meant them; no measure counts these. */
export const unknownsOf = (rows: readonly { readonly unknowns?: number }[]): number =>
  rows.reduce((total, { unknowns = 0 }) => total + unknowns, 0);

/** A mean, or null of nothing. */
export const meanOf = (total: number, count: number): number | null => (count === 0 ? null : total / count);

/** The mean of the qualities that were given, 0..1; null without any. */
export const averageQualityOf = (rows: readonly Measured<'quality_count' | 'quality_sum'>[]): number | null =>
  meanOf(sumOf(rows, 'quality_sum'), sumOf(rows, 'quality_count'));

/** What is said of usages, by one definition wherever it shows. */
export interface UsageMetrics {
  readonly usages: number;
  /** Usages whose outcome is success or partial_success. */
  readonly successes: number;
  /** successes / usages, 0..1; null without usages. */
  readonly successRate: number | null;
  /** The mean of the qualities that were given, 0..1; null without any. */
  readonly averageQuality: number | null;
  /** The mean of the execution times that were given, in milliseconds; null without any. */
  readonly averageExecutionMs: number | null;
}

/** The metrics of usages that are spread over several answers. */
export const metricsOf = (rows: readonly Measured<(typeof METRIC_MEASURES)[number]>[]): UsageMetrics => {
  const usages = sumOf(rows, 'usages');
  const successes = sumOf(rows, 'successes');
  return {
    usages,
    successes,
    successRate: meanOf(successes, usages),
    averageQuality: averageQualityOf(rows),
    averageExecutionMs: meanOf(sumOf(rows, 'execution_sum'), sumOf(rows, 'execution_count')),
  };
};

/** The 95 % interval of a success rate (Wilson), within 0..1; null without usages. */
export const successIntervalOf = ({
  usages,
  successes,
}: Pick<UsageMetrics, 'usages' | 'successes'>): Interval | null =>
  usages === 0 ? null : wilsonInterval(successes, usages);

/**
 * What `avg_success_rate` (and `average_success_rate`) says wherever it shows: the mean of the success
 * rates of patterns, each counting once however often it is used, 0..1; null without any. The rate of all
 * usages together is called `success_rate`.
 */
export const averageSuccessRate = (patterns: readonly Pick<UsageMetrics, 'successRate'>[]): number | null => {
  const rates = patterns.flatMap(({ successRate }) => (successRate === null ? [] : [successRate]));
  return meanOf(
    rates.reduce((total, rate) => total + rate, 0),
    rates.length,
  );
};

/**
 * The original's confidence in a pattern: success rate × min(usages / 30, 1), 0..1. Written as one
 * fraction, so that 24 successes of 25 usages are 0.8 and not a little less.
 * @param full from so many usages on they take nothing off.
 */
export const confidenceOf = (
  { usages, successes }: Pick<UsageMetrics, 'usages' | 'successes'>,
  full = FULL_CONFIDENCE_SAMPLES,
): number => successes / Math.max(usages, full);

/** From this confidence on a pattern counts as one of high confidence. */
export const HIGH_CONFIDENCE = 0.8;
