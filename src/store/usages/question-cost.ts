import type { TimeRange } from '../../common/time-range.js';
import type { PlanCost } from './slice-plan.js';
import { bucketWidth } from '../rollups/rollup-level.js';
import { familyOf } from '../rollups/catalogue.js';
import { VERSION } from '../rollups/dimension.js';
import { type AskedOf, rollupsFor } from './usage-question.js';
import type { MeasureName } from '../rollups/usage-measures.js';

/** About how many usages lie where, and of how many patterns. */
export interface StoreSize {
  /** Ascending, disjoint; milliseconds. */
  readonly spans: readonly (TimeRange & { readonly usages: number })[];
  readonly patterns: number;
}

/** A usage is a wider row than one of a rollup, and takes longer where its context is looked into. */
const USAGE_COST = 2;
const CONTEXT_COST = 4;

const usagesIn = ({ spans }: StoreSize, { from, to }: TimeRange): number =>
  spans.reduce((sum, span) => {
    const overlap = Math.min(to, span.to) - Math.max(from, span.from);
    return overlap <= 0 ? sum : sum + (span.usages * overlap) / (span.to - span.from);
  }, 0);

/** Estimates what the ranges of a question's plan cost to read, never much less than they do. */
export const questionCost = <M extends MeasureName>(question: AskedOf<M>, size: StoreSize): PlanCost => {
  const { keys = ['pattern'], filter = {} } = question;
  const { family, isTotal, dimension } = rollupsFor(question);
  const { maxRows } = familyOf(dimension === undefined ? family : 'dimension');
  const patterns = isTotal ? 1 : (filter.patternIds?.length ?? Math.max(1, size.patterns));
  const looksIntoContext =
    (keys.includes('dimension') && question.dimension !== VERSION) ||
    Object.keys(filter.context ?? {}).length > 0;
  const usageCost = looksIntoContext ? CONTEXT_COST : USAGE_COST;
  return {
    first: size.spans[0]?.from ?? Infinity,
    rows: (source, range) => {
      const usages = usagesIn(size, range);
      if (source === 'usage' || source === 'newest') return usages * usageCost;
      const buckets = (range.to - range.from) / bucketWidth(source);
      return Math.min(usages, patterns * buckets * maxRows);
    },
  };
};
