import * as format from '../format/format.js';

type Metric = 'usages' | 'success_rate' | 'average_quality' | 'p95_execution_time_ms';

export interface Figure {
  readonly metric: Metric;
  readonly title: string;
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
  { metric: 'usages', title: 'Usages', write: format.count, change: relative, good: 0 },
  {
    metric: 'success_rate',
    title: 'Success rate',
    write: format.percent,
    change: (now, before) => format.signedPoints(now - before),
    good: 1,
  },
  {
    metric: 'average_quality',
    title: 'Average quality',
    write: format.score,
    change: (now, before) => format.signedScore(now - before),
    good: 1,
  },
  {
    metric: 'p95_execution_time_ms',
    title: 'p95 latency',
    write: format.duration,
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
