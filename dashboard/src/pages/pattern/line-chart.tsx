import { type ReactNode, useCallback, useRef } from 'react';
import { bandSeries } from '../../charts/band-series.js';
import { Chart, type ChartHandle } from '../../charts/chart.js';
import { ChartTable } from '../../charts/chart-table.js';
import { ENGINES } from '../../charts/engines.js';
import { frame } from '../../charts/frame.js';
import { lineSeries } from '../../charts/line-series.js';
import { type Palette } from '../../charts/palette.js';
import { PictureButton } from '../../charts/picture-button.js';
import { axisName, bucketName, span } from '../../format/times.js';
import { Panel } from '../../parts/panel.js';
import type { LinePlan } from './line-plans.js';
import type { Course } from './use-course.js';

// Needed as soon as there is an answer.
void ENGINES.lines();

interface Props {
  readonly course: Course;
  /** The pattern's name. */
  readonly subject: string;
  readonly plan: LinePlan;
}

/** In rem. */
const HEIGHT = 14;

/** Figures of a pattern over time, as lines with the band in which they surely lie. */
export const LineChart = ({ course, subject, plan }: Props): ReactNode => {
  const { buckets, granularity, timezone, current } = course;
  const { title, lines, band, write, axis } = plan;
  const chart = useRef<ChartHandle>(null);
  const hasPartial = buckets.some(({ partial }) => partial === true);
  const draw = useCallback(
    (palette: Palette) => ({
      ...frame({
        names: buckets.map(({ timestamp }) => axisName(timestamp, granularity, timezone)),
        palette,
        write,
        ...axis(buckets),
      }),
      series: [
        ...(band === undefined
          ? []
          : bandSeries({
              lower: buckets.map((bucket) => band.of(bucket)?.lower ?? null),
              upper: buckets.map((bucket) => band.of(bucket)?.upper ?? null),
              colour: band.colour(palette),
            })),
        // The first stands on top, where they meet.
        ...lines.toReversed().flatMap(({ of, colour }) =>
          lineSeries({
            values: buckets.map(of),
            partial: buckets.map(({ partial }) => partial === true),
            colour: colour(palette),
            palette,
          }),
        ),
      ],
    }),
    [buckets, granularity, timezone, lines, band, write, axis],
  );
  const bandText = (bucket: Course['buckets'][0]): string => {
    const interval = band?.of(bucket);
    return interval == null ? write(null) : `${write(interval.lower)} – ${write(interval.upper)}`;
  };
  return (
    <Panel
      title={title}
      note={plan.note(current)}
      aside={
        <div className="chart-aside">
          <ul className="legend">
            {lines.length > 1 &&
              lines.map(({ name, key }) => (
                <li key={key} data-quantile={key}>
                  {name}
                </li>
              ))}
            {hasPartial && <li data-outcome="partial">Incomplete</li>}
          </ul>
          <PictureButton
            chart={chart}
            picture={{
              title,
              subtitle: `${subject}, ${span(current.from, current.to, timezone)}`,
              legend: lines.map(({ name, token }) => ({ name, token })),
            }}
          />
        </div>
      }
    >
      <Chart
        engine="lines"
        draw={draw}
        places={buckets.length}
        tipAt={(place) => {
          const bucket = buckets[place];
          if (bucket === undefined) return undefined;
          return {
            title: bucketName(bucket.timestamp, granularity, timezone),
            lines: [
              ...lines.map(({ name, of, token }) => ({
                name,
                value: write(of(bucket)),
                colour: `var(${token})`,
              })),
              ...(band === undefined ? [] : [{ name: band.name, value: bandText(bucket) }]),
              { name: 'Usages', value: String(bucket.usages) },
            ],
            ...(bucket.partial === true ? { note: 'Only part of it is in the range.' } : {}),
          };
        }}
        label={plan.label(current, granularity)}
        height={HEIGHT}
        handle={chart}
      />
      <ChartTable
        caption={`${title} per ${granularity}`}
        columns={['Begins', ...lines.map(({ name }) => name), ...(band === undefined ? [] : [band.name])]}
        rows={buckets.map((bucket) => [
          `${bucketName(bucket.timestamp, granularity, timezone)}${bucket.partial === true ? ' (part)' : ''}`,
          ...lines.map(({ of }) => write(of(bucket))),
          ...(band === undefined ? [] : [bandText(bucket)]),
        ])}
      />
    </Panel>
  );
};
