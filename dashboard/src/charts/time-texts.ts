import { bucketName } from '../format/times.js';
import type { Table } from './chart-table.js';
import type { Tip } from './chart-tip.js';
import { isPartial, type TimePlan } from './time-plan.js';

/** What is said of a bucket that is pointed at. */
export const timeTip = (plan: TimePlan, place: number): Tip | undefined => {
  const { buckets, granularity, timezone, series, look, write, remarks = [], hidesZeros = false } = plan;
  const bucket = buckets[place];
  if (bucket === undefined) return undefined;
  const lines = series
    .filter(({ values }) => !hidesZeros || values[place] !== 0)
    .map(({ name, colour, values }) => ({
      name,
      value: write(values[place] ?? null),
      colour: `var(--${colour})`,
    }));
  return {
    title: bucketName(bucket.timestamp, granularity, timezone),
    lines: [
      // As they stand on each other.
      ...(look.engine === 'bars' ? lines.toReversed() : lines),
      ...remarks.flatMap(({ inTip, textAt }) =>
        inTip === undefined ? [] : [{ name: inTip, value: textAt(place) }],
      ),
    ],
    ...(isPartial(bucket) ? { note: 'Only part of it is in the range.' } : {}),
  };
};

/** The chart's numbers as a table, a row a bucket. */
export const timeTable = (plan: TimePlan): Table => {
  const { title, buckets, granularity, timezone, series, write, remarks = [] } = plan;
  const listed = remarks.filter(({ inTable }) => inTable !== undefined);
  return {
    caption: `${title} per ${granularity}`,
    columns: ['Begins', ...series.map(({ name }) => name), ...listed.map(({ inTable }) => inTable ?? '')],
    rows: buckets.map((bucket, place) => [
      `${bucketName(bucket.timestamp, granularity, timezone)}${isPartial(bucket) ? ' (part)' : ''}`,
      ...series.map(({ values }) => write(values[place] ?? null)),
      ...listed.map(({ textAt }) => textAt(place)),
    ]),
  };
};
