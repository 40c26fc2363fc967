import type { Schemas } from '../api/client.js';
import * as format from '../format/format.js';

type Metrics = Schemas['OverviewPeriod'] | Schemas['OverviewBucket'];
type Metric =
  | 'usages'
  | 'success_rate'
  | 'average_quality'
  | 'p95_execution_time_ms'
  | 'cost_per_usage'
  | 'cost_per_success';

export interface Figure {
  readonly metric: Metric;
  readonly title: string;
  readonly of: (metrics: Metrics) => number | null;
  readonly write: (value: number | null) => string;
  /** How it changed against the period before, in words. */
  readonly change: (now: number, before: number) => string;
  /** Whether more is better, worse or neither. */
  readonly good: 1 | -1 | 0;
}

/** From here on a multiple says more than per cent. */
const MULTIPLE = 10;

const relative = (now: number, before: number): string => {
  if (before === 0) return format.NOTHING;
  const times = now / before;
  return times >= MULTIPLE ? `×${format.count(Math.round(times))}` : format.signedPercent(times - 1);
};

/** The figures of a range, from the left. */
export const FIGURES: readonly Figure[] = [
  {
    metric: 'usages',
    title: 'Usages',
    of: ({ usages }) => usages,
    write: format.count,
    change: relative,
    good: 0,
  },
  {
    metric: 'success_rate',
    title: 'Success rate',
    of: ({ success_rate: rate }) => rate,
    write: format.percent,
    change: (now, before) => format.signedPoints(now - before),
    good: 1,
  },
  {
    metric: 'average_quality',
    title: 'Average quality',
    of: ({ average_quality: quality }) => quality,
    write: format.score,
    change: (now, before) => format.signedScore(now - before),
    good: 1,
  },
  {
    metric: 'p95_execution_time_ms',
    title: 'p95 latency',
    of: ({ p95_execution_time_ms: ms }) => ms,
    write: format.duration,
    change: relative,
    good: -1,
  },
];

/** The figures of costs, which are shown where any usage told one. */
export const COST_FIGURES: readonly Figure[] = [
  {
    metric: 'cost_per_usage',
    title: 'Cost per usage',
    of: ({ costs }) => costs?.cost_usd?.per_usage ?? null,
    write: format.dollars,
    change: relative,
    good: -1,
  },
  {
    metric: 'cost_per_success',
    title: 'Cost per success',
    of: ({ costs }) => costs?.cost_usd?.per_success ?? null,
    write: format.dollars,
    change: relative,
    good: -1,
  },
];

/** Changes smaller than this share of the figure are shown without a judgement. */
const NOTABLE = 0.01;

/** Whether a figure got better or worse. */
export const verdictOn = ({ good }: Figure, now: number, before: number): 'good' | 'bad' | 'even' => {
  if (good === 0 || Math.abs(now - before) <= NOTABLE * Math.abs(before)) return 'even';
  return now > before === good > 0 ? 'good' : 'bad';
};
