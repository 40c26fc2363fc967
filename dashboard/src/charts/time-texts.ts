import { count } from '../format/format.js';
import { bucketName } from '../format/times.js';
import type { Table } from './chart-table.js';
import type { Tip } from './chart-tip.js';
import { isPartial, type TimePlan, type TimeSeries } from './time-plan.js';

/** A value, and of how many usages it is where that is known. */
const valueText = ({ write }: TimePlan, { values, ns }: TimeSeries, place: number): string => {
  const n = ns?.[place] ?? null;
  const text = write(values[place] ?? null);
  return n === null ? text : `${text} (n\u00a0${count(n)})`;
};

/** What is said of a bucket that is pointed at. */
export const timeTip = (plan: TimePlan, place: number): Tip | undefined => {
  const {
    buckets,
    granularity,
    timezone,
    series,
    look,
    remarks = [],
    hidesZeros = false,
    hidesEmpty = false,
  } = plan;
  const bucket = buckets[place];
  if (bucket === undefined) return undefined;
  const lines = series
    .filter(({ values }) => !hidesZeros || values[place] !== 0)
    .filter(({ values }) => !hidesEmpty || (values[place] ?? null) !== null)
    .map((one) => ({
      name: one.name,
      value: valueText(plan, one, place),
      colour: `var(--${one.colour})`,
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
  const { title, buckets, granularity, timezone, series, remarks = [] } = plan;
  const listed = remarks.filter(({ inTable }) => inTable !== undefined);
  return {
    caption: `${title} per ${granularity}`,
    columns: ['Begins', ...series.map(({ name }) => name), ...listed.map(({ inTable }) => inTable ?? '')],
    rows: buckets.map((bucket, place) => [
      `${bucketName(bucket.timestamp, granularity, timezone)}${isPartial(bucket) ? ' (part)' : ''}`,
      ...series.map((one) => valueText(plan, one, place)),
      ...listed.map(({ textAt }) => textAt(place)),
    ]),
  };
};
