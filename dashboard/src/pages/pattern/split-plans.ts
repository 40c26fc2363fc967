import type { Scale } from '../../charts/frame.js';
import { LINES } from '../../charts/line-looks.js';
import type { TimePlan, TimeSeries } from '../../charts/time-plan.js';
import * as format from '../../format/format.js';
import { type Group, groupName, isSameGroup } from '../../view/group-query.js';
import type { Split } from '../../view/view.js';
import { sharesFrom } from './line-plans.js';
import type { SeriesMetric, SplitSeries } from './use-split-series.js';

type Points = NonNullable<SplitSeries['groups']>[0]['data'];

/** A metric that is shown in groups. */
export interface SplitMetric {
  readonly metric: SeriesMetric;
  readonly title: string;
  readonly note: string;
  readonly write: (value: number | null) => string;
  readonly scaleOf: (values: readonly (number | null)[]) => Scale;
  /** What is drawn of an answer's points; without it their values. */
  readonly valuesOf?: (points: Points) => (number | null)[];
}

/** The sum of what usages told as the mean of those that told it. */
const means = (points: Points): (number | null)[] =>
  points.map(({ value, n = 0 }) => (value === null || n === 0 ? null : value / n));

const fromZero = (): Scale => ({ min: 0 });

/** How often usages succeed; how many they are is asked for beside it. */
export const SPLIT_SUCCESS: SplitMetric = {
  metric: 'success_rate',
  title: 'Success rate',
  note: 'Of usages with a known outcome; n says of how many.',
  write: format.percent,
  scaleOf: sharesFrom,
};

/** The other metrics, from the left. */
export const SPLIT_METRICS: readonly SplitMetric[] = [
  {
    metric: 'quality',
    title: 'Quality',
    note: 'On average, where one was given.',
    write: format.score,
    scaleOf: sharesFrom,
  },
  {
    metric: 'latency_p50',
    title: 'Median time',
    note: 'Half took at most so long.',
    write: format.duration,
    scaleOf: fromZero,
  },
  {
    metric: 'cost',
    title: 'Cost per usage',
    note: 'On average, of usages that told their cost; n says of how many.',
    write: format.dollars,
    scaleOf: fromZero,
    valuesOf: means,
  },
];

/** In rem. */
const HEIGHT = 14;

/**
 * A metric over time, a line for each group.
 * @param groups in the order of their colours.
 * @param counts how many usages each bucket of the groups has, where the answer does not say.
 */
export const splitPlan = (
  { title, write, scaleOf, valuesOf }: SplitMetric,
  answer: SplitSeries,
  groups: readonly Group[],
  split: Split,
  counts?: SplitSeries,
): TimePlan => {
  const pointsOf = (from: SplitSeries | undefined, group: Group): Points | undefined =>
    from?.groups?.find((one) => isSameGroup(one, group))?.data;
  const series = groups.flatMap((group, place): TimeSeries[] => {
    const points = pointsOf(answer, group);
    if (points === undefined) return [];
    const counted = pointsOf(counts, group);
    return [
      {
        name: groupName(group, split),
        colour: `series-${String(place + 1)}`,
        values: valuesOf?.(points) ?? points.map((point) => point.value),
        ns: counted ? counted.map((point) => point.value) : points.map(({ n }) => n ?? null),
      },
    ];
  });
  const { granularity, timezone = 'UTC' } = answer;
  return {
    title,
    label: `${title} per ${granularity} of ${series.map(({ name }) => name).join(', ')}.`,
    height: HEIGHT,
    buckets: answer.groups?.[0]?.data ?? [],
    granularity,
    timezone,
    look: LINES,
    series,
    scale: scaleOf(series.flatMap(({ values }) => values)),
    write,
    writeShort: write,
    hidesEmpty: true,
  };
};
