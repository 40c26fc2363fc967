import { isSuccess, KNOWN_OUTCOMES, type Outcome } from '../../src/common/pattern-terms.js';
import { seededRandom } from './seeded-random.js';

/** A usage as it is reported. */
export interface ReportedUsage {
  readonly id: string;
  readonly pattern_id: string;
  readonly created_at: string;
  readonly outcome: Outcome;
  readonly quality_score: number | null;
  readonly execution_time_ms: number | null;
  readonly error_message: string | null;
  readonly context: Readonly<Record<string, unknown>>;
}

/**
 * So many usages of some patterns, spread over the days before `now`. Qualities are multiples of
 * 1/64, so that their sums are exact.
 */
export const seededUsages = (
  patternIds: readonly string[],
  count: number,
  days: number,
  now: number,
): ReportedUsage[] => {
  const random = seededRandom(7);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  return Array.from({ length: count }, (_, at): ReportedUsage => {
    const outcome = pick(KNOWN_OUTCOMES);
    const isError = outcome === 'error' || outcome === 'failure';
    return {
      id: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
      pattern_id: patternIds[Math.floor(random() ** 2 * patternIds.length)]!,
      created_at: new Date(now - Math.floor(random() * days * 86_400_000)).toISOString(),
      outcome,
      quality_score: random() < 0.2 ? null : Math.floor(random() * 65) / 64,
      execution_time_ms: random() < 0.2 ? null : Math.floor(random() ** 3 * 5000),
      error_message: isError && random() < 0.9 ? `${pick(['Timeout after', 'No row'])} ${at}` : null,
      context: { team: pick(['search', 'shop']) },
    };
  });
};

export const timeOf = ({ created_at }: ReportedUsage): number => Date.parse(created_at);
export const text = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
export const qualities = (own: readonly ReportedUsage[]): number[] =>
  own.flatMap((one) => one.quality_score ?? []);
export const times = (own: readonly ReportedUsage[]): number[] =>
  own.flatMap((one) => one.execution_time_ms ?? []);
export const rate = (own: readonly ReportedUsage[]): number | null =>
  mean(own.map((one) => (isSuccess(one.outcome) ? 1 : 0)));
