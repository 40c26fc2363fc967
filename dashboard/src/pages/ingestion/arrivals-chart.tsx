import { type ReactNode, useCallback, useMemo } from 'react';
import { Chart } from '../../charts/chart.js';
import { ChartTable } from '../../charts/chart-table.js';
import type { Tip } from '../../charts/chart-tip.js';
import { frame } from '../../charts/frame.js';
import { hatch } from '../../charts/hatch.js';
import type { Palette } from '../../charts/palette.js';
import * as format from '../../format/format.js';
import { axisName, bucketName } from '../../format/times.js';
import { Panel } from '../../parts/panel.js';
import { Choice } from '../../parts/choice.js';
import { useView } from '../../view/use-view.js';
import { spanOf } from '../../view/view.js';
import { type Arrivals, type Door, DOOR_NAMES } from './doors.js';
import { arrivalWidths } from './arrivals-query.js';
import { MEASURE_NAMES, type Measure, MEASURES } from './measures.js';

interface Props {
  readonly arrivals: Arrivals;
  readonly measure: Measure;
}

const DAY_MS = 86_400_000;

const countAt = (bucket: Arrivals['buckets'][number], door: Door, measure: Measure): number =>
  bucket.doors.find((one) => one.door === door)?.[measure] ?? 0;

/** What came in per bucket, stacked by door; a bucket that lasts still is hatched. */
export const ArrivalsChart = ({ arrivals, measure }: Props): ReactNode => {
  const { view, parameters, change } = useView();
  const { buckets, granularity, timezone, kept_days, total } = arrivals;
  const doors = useMemo(
    () => arrivals.doors.filter((door) => door[measure] > 0).map(({ door }) => door),
    [arrivals, measure],
  );
  const widths = arrivalWidths(view);
  const hasPartial = buckets.some(({ partial }) => partial === true);
  const draw = useCallback(
    (palette: Palette) => ({
      ...frame({
        names: buckets.map(({ timestamp }) => axisName(timestamp, granularity, timezone)),
        palette,
        write: format.shortCount,
      }),
      series: doors.map((door) => ({
        type: 'bar',
        name: door,
        stack: 'arrivals',
        barCategoryGap: buckets.length > 200 ? '0%' : '18%',
        barMaxWidth: 48,
        itemStyle: { color: palette.colour(`door-${door}`) },
        data: buckets.map((bucket) => {
          const value = countAt(bucket, door, measure);
          return bucket.partial === true
            ? { value, itemStyle: { opacity: 0.7, decal: hatch(palette) } }
            : value;
        }),
      })),
    }),
    [buckets, doors, granularity, timezone, measure],
  );
  const tipAt = (place: number): Tip | undefined => {
    const bucket = buckets[place];
    if (bucket === undefined) return undefined;
    const came = bucket.doors.filter((door) => door[measure] > 0);
    return {
      title: bucketName(bucket.timestamp, granularity, timezone),
      lines: [
        ...came.toReversed().map((door) => ({
          name: DOOR_NAMES[door.door],
          value: format.count(door[measure]),
          colour: `var(--door-${door.door})`,
        })),
        {
          name: MEASURE_NAMES[measure],
          value: format.count(came.reduce((sum, door) => sum + door[measure], 0)),
        },
      ],
      ...(bucket.partial === true ? { note: 'Only part of it is in the range.' } : {}),
    };
  };
  return (
    <Panel
      title="What came in, by door"
      note={
        spanOf(view, Date.now()) > kept_days * DAY_MS
          ? `By the minute of arrival; counts are kept for ${format.count(kept_days)} days.`
          : 'By the minute of arrival.'
      }
      className="wide"
      aside={
        <span className="arrival-choices">
          <Choice
            label="Show"
            value={measure === 'received' ? null : measure}
            none="received"
            values={MEASURES.filter((one) => one !== 'received')}
            onChange={(show) => change({ show })}
          />
          <Choice
            label="By"
            value={widths.find((width) => width === parameters.get('by')) ?? null}
            none={parameters.get('by') === null ? `auto (${granularity})` : 'auto'}
            values={widths}
            onChange={(by) => change({ by })}
          />
        </span>
      }
    >
      <ul className="legend">
        {doors.map((door) => (
          <li key={door} data-door={door}>
            {DOOR_NAMES[door]}
          </li>
        ))}
        {hasPartial && <li data-outcome="partial">Incomplete</li>}
      </ul>
      <Chart
        engine="bars"
        draw={draw}
        places={buckets.length}
        tipAt={tipAt}
        height={18}
        label={`${MEASURE_NAMES[measure]} per ${granularity} by door: ${format.count(total[measure])} in all.`}
      />
      <ChartTable
        caption={`${MEASURE_NAMES[measure]} per ${granularity}`}
        columns={['Begins', ...doors.map((door) => DOOR_NAMES[door]), 'All']}
        rows={buckets.map((bucket) => [
          `${bucketName(bucket.timestamp, granularity, timezone)}${bucket.partial === true ? ' (part)' : ''}`,
          ...doors.map((door) => format.count(countAt(bucket, door, measure))),
          format.count(bucket.doors.reduce((sum, door) => sum + door[measure], 0)),
        ])}
      />
    </Panel>
  );
};
