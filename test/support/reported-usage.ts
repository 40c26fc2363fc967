import fc from 'fast-check';
import { NODE_TYPES, KNOWN_OUTCOMES, ORIGINAL_TYPES } from '../../src/common/pattern-terms.js';

/** A usage as it is posted; quality in 64ths, so that no sum is rounded. */
export interface ReportedUsage {
  readonly pattern_id: string;
  readonly pattern_name?: string;
  readonly pattern_type?: string;
  readonly node_type?: string;
  readonly outcome: string;
  readonly created_at: string;
  readonly quality_score: number | null;
  readonly execution_time_ms: number | null;
}

/** What its usages say of a pattern; the sixth and later ones have no type, every other one no name. */
export const REPORTED_PATTERNS = Array.from({ length: 8 }, (_, at) => ({
  pattern_id: `${String(at).repeat(8)}-1111-4111-8111-111111111111`,
  ...(at % 2 === 0 ? { pattern_name: `Pattern ${10 * at} of 100%_` } : {}),
  ...(at < 5 ? { pattern_type: ORIGINAL_TYPES[at]!, node_type: NODE_TYPES[at % 4]! } : {}),
}));

const HOUR = 3_600_000;

/** Usages up to now: of days, of weeks, and at the edges of hours. */
export const reportedUsages = (now: number, maxUsages: number): fc.Arbitrary<ReportedUsage[]> => {
  const time = fc.oneof(
    fc.integer({ min: now - 47 * HOUR, max: now }),
    fc.integer({ min: now - 80 * 24 * HOUR, max: now }),
    fc.nat({ max: 60 }).map((hours) => now - hours * HOUR),
    fc.nat({ max: 60 }).map((hours) => now - hours * HOUR - 1),
  );
  const usage = fc.record({
    // Some patterns are used much more than others.
    pattern: fc.tuple(fc.nat(7), fc.nat(7)).map(([a, b]) => REPORTED_PATTERNS[Math.min(a, b)]!),
    outcome: fc.constantFrom('success', 'success', ...KNOWN_OUTCOMES),
    time,
    quality_score: fc.option(fc.nat(64).map((part) => part / 64)),
    execution_time_ms: fc.option(fc.nat(5000)),
  });
  return fc.array(usage, { minLength: maxUsages / 2, maxLength: maxUsages, size: 'max' }).map((usages) =>
    usages.map(({ pattern, time: at, ...rest }) => ({
      ...pattern,
      ...rest,
      created_at: new Date(at).toISOString(),
    })),
  );
};
