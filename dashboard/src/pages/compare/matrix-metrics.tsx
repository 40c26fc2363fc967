import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.js';
import * as format from '../../format/format.js';
import { Hint } from '../../parts/hint.js';
import type { ComparedPattern } from './use-comparison.js';

export interface Contender {
  readonly pattern: ComparedPattern;
  /** Undefined while it loads, and for a pattern that nobody knows. */
  readonly row: Schemas['PatternRow'] | undefined;
}

export interface MatrixMetric {
  readonly title: string;
  readonly value: (contender: Contender) => number | null;
  readonly write: (value: number | null) => string;
  /** Whether more is better, worse or neither. */
  readonly good: 1 | -1 | 0;
  /** What is said below the value. */
  readonly detail?: (contender: Contender) => ReactNode;
}

const latency = (percent: 50 | 95 | 99): MatrixMetric => ({
  title: `p${String(percent)} latency`,
  value: ({ pattern }) => pattern[`p${percent}_execution_time_ms`],
  write: format.duration,
  good: -1,
});

/** The rows of the matrix, from the top. */
export const MATRIX: readonly MatrixMetric[] = [
  {
    title: 'Success rate',
    value: ({ pattern }) => pattern.success_rate,
    write: format.percent,
    good: 1,
    detail: ({ pattern: { success_interval: interval } }) =>
      interval && `${format.percent(interval.lower)} – ${format.percent(interval.upper)}`,
  },
  { title: 'Quality', value: ({ pattern }) => pattern.avg_quality, write: format.score, good: 1 },
  latency(50),
  latency(95),
  latency(99),
  {
    title: 'Effectiveness',
    // Without usages there is nothing to be judged.
    value: ({ row }) => (row === undefined || row.usage_count === 0 ? null : row.effectiveness_score),
    write: format.score,
    good: 1,
    detail: ({ row }) =>
      row && (
        <Hint text={row.reason}>
          <span className="badge" data-recommendation={row.recommendation}>
            {format.words(row.recommendation)}
          </span>
        </Hint>
      ),
  },
  { title: 'Usages', value: ({ pattern }) => pattern.usage_count, write: format.count, good: 0 },
];
