import { type ReactNode, useCallback } from 'react';
import { Chart } from '../../charts/chart.js';
import { ChartTable } from '../../charts/chart-table.js';
import type { Tip } from '../../charts/chart-tip.js';
import { frame } from '../../charts/frame.js';
import { Mark } from '../../charts/mark.js';
import { MARKS } from '../../charts/marks.js';
import type { Palette } from '../../charts/palette.js';
import { axisName, bucketName } from '../../format/times.js';
import type { COURSES } from './course-metrics.js';
import type { Courses } from './use-courses.js';

type Point = Courses['data'][number];

interface Props {
  readonly courses: Courses;
  readonly course: (typeof COURSES)[number];
}

/** From so many places on, single ones are not marked. */
const MOST_MARKED = 62;

const isPartial = (point: Point | undefined): boolean => point?.partial === true;

/** Whether no line leads to or from a place, so that only its mark shows it. */
const isAlone = (data: readonly Point[], at: number): boolean =>
  (data[at - 1]?.value ?? null) === null && (data[at + 1]?.value ?? null) === null;

/** The part of a line that is drawn whole, or the dashed one that leads to and from partial buckets. */
const part = (data: readonly Point[], dashed: boolean): (number | null)[] =>
  data.map((point, at) => {
    const isInDashed = isPartial(point) || isPartial(data[at - 1]) || isPartial(data[at + 1]);
    return (dashed ? isInDashed : !isPartial(point)) ? point.value : null;
  });

/** One metric of the compared patterns over time; to and from a partial bucket a line is dashed. */
export const CourseChart = ({ courses, course }: Props): ReactNode => {
  const { granularity, timezone = 'UTC', series = [] } = courses;
  const { title, write, writeShort, isCut, max } = course;
  const buckets = series[0]?.data ?? [];
  const draw = useCallback(
    (palette: Palette) => ({
      ...frame({
        names: (series[0]?.data ?? []).map(({ timestamp }) => axisName(timestamp, granularity, timezone)),
        palette,
        write: writeShort,
        isCut,
        max,
      }),
      series: series.flatMap(({ pattern_id, data }, place) =>
        [false, true].map((dashed) => ({
          type: 'line',
          name: `${pattern_id} ${String(dashed)}`,
          symbol: `path://${MARKS[place % MARKS.length]!}`,
          symbolSize: (_: unknown, { dataIndex }: { readonly dataIndex: number }) =>
            data.length <= MOST_MARKED || isAlone(data, dataIndex) ? 8 : 0,
          showAllSymbol: true,
          color: palette.series[place % MARKS.length],
          lineStyle: { width: 2, type: dashed ? 'dashed' : 'solid' },
          emphasis: { scale: 1.5, lineStyle: { width: 2 } },
          data: part(data, dashed),
        })),
      ),
    }),
    [series, granularity, timezone, writeShort, isCut, max],
  );
  const tipAt = (place: number): Tip | undefined => {
    const bucket = buckets[place];
    if (bucket === undefined) return undefined;
    return {
      title: bucketName(bucket.timestamp, granularity, timezone),
      lines: series.map(({ pattern_name, data }, at) => ({
        name: pattern_name,
        value: write(data[place]?.value ?? null),
        colour: `var(--series-${String(at + 1)})`,
      })),
      ...(isPartial(bucket) ? { note: 'Only part of it is in the range.' } : {}),
    };
  };
  return (
    <>
      <ul className="course-legend">
        {series.map(({ pattern_id, pattern_name }, place) => (
          <li key={pattern_id}>
            <Mark place={place} />
            {pattern_name}
          </li>
        ))}
        {buckets.some(isPartial) && <li className="muted">Dashed: incomplete</li>}
      </ul>
      <Chart
        engine="lines"
        draw={draw}
        places={buckets.length}
        tipAt={tipAt}
        height={20}
        label={`${title} per ${granularity} of ${series.map((one) => one.pattern_name).join(', ')}.`}
      />
      <ChartTable
        caption={`${title} per ${granularity}`}
        columns={['Begins', ...series.map((one) => one.pattern_name)]}
        rows={buckets.map((bucket, at) => [
          `${bucketName(bucket.timestamp, granularity, timezone)}${isPartial(bucket) ? ' (part)' : ''}`,
          ...series.map(({ data }) => write(data[at]?.value ?? null)),
        ])}
      />
    </>
  );
};
