import type { Schemas } from '../../api/client.js';
import type { Scale } from '../../charts/frame.js';
import * as format from '../../format/format.js';
import type { Course } from './use-course.js';

type Metrics = Course['current'] | Course['buckets'][0];

interface Line {
  readonly name: string;
  /** Its colour's name in tokens.css. */
  readonly colour: string;
  readonly of: (metrics: Metrics) => number | null;
}

/** What a chart of lines shows. */
export interface LinePlan {
  readonly title: string;
  readonly note: (current: Course['current']) => string;
  readonly label: (current: Course['current'], granularity: string) => string;
  readonly lines: readonly Line[];
  readonly band?: {
    readonly name: string;
    readonly colour: string;
    readonly of: (metrics: Metrics) => Schemas['SuccessInterval'] | null;
  };
  readonly write: (value: number | null) => string;
  readonly axis: (buckets: Course['buckets']) => Scale;
}

/** From a step below the least value up to 1; the steps are small where all values are high. */
export const sharesFrom = (
  values: readonly (number | null | undefined)[],
): { min: number; max: number; interval: number } => {
  const known = values.filter((value) => typeof value === 'number');
  const least = known.length === 0 ? 0 : Math.min(...known);
  const steps = least < 0.75 ? 4 : 20;
  return { min: Math.min(0.9, Math.floor(least * steps) / steps), max: 1, interval: 1 / steps };
};

const interval = ({ success_interval: within }: Metrics): string =>
  within === null ? format.NOTHING : `${format.percent(within.lower)} to ${format.percent(within.upper)}`;

export const SUCCESS: LinePlan = {
  title: 'Success rate',
  note: (current) =>
    `${format.percent(current.success_rate)} in all; 95 % interval ${interval(current)} (Wilson).`,
  label: (current, granularity) =>
    `Success rate per ${granularity}: ${format.percent(current.success_rate)} of all, with 95 % confidence ${interval(current)}.`,
  lines: [
    {
      name: 'Success rate',
      colour: 'outcome-success',
      of: (metrics) => metrics.success_rate,
    },
  ],
  band: {
    name: '95 % interval',
    colour: 'outcome-success',
    of: (metrics) => metrics.success_interval,
  },
  write: format.percent,
  axis: (buckets) => sharesFrom(buckets.map(({ success_interval: within }) => within?.lower)),
};

export const QUALITY: LinePlan = {
  title: 'Quality',
  note: (current) => `${format.score(current.average_quality)} on average, where one was given.`,
  label: (current, granularity) =>
    `Average quality per ${granularity}: ${format.score(current.average_quality)} of all.`,
  lines: [
    {
      name: 'Average quality',
      colour: 'accent',
      of: (metrics) => metrics.average_quality,
    },
  ],
  write: format.score,
  axis: (buckets) => sharesFrom(buckets.map((bucket) => bucket.average_quality)),
};

const quantile = (key: 'p50' | 'p95' | 'p99'): Line => ({
  name: key,
  colour: `quantile-${key}`,
  of: (metrics) => metrics[`${key}_execution_time_ms`],
});

export const LATENCY: LinePlan = {
  title: 'Latency',
  note: (current) =>
    `Half took at most ${format.duration(current.p50_execution_time_ms)}, 99 of 100 ${format.duration(current.p99_execution_time_ms)}.`,
  label: (current, granularity) =>
    `Latency per ${granularity}: p95 of all is ${format.duration(current.p95_execution_time_ms)}.`,
  lines: [quantile('p50'), quantile('p95'), quantile('p99')],
  write: format.duration,
  axis: () => ({ min: 0 }),
};
