import { type ReactNode, useCallback, useRef } from 'react';
import type { Schemas } from '../api/client.js';
import { OUTCOMES } from '../api/terms.js';
import * as format from '../format/format.js';
import { axisName, bucketName, span } from '../format/times.js';
import { Panel } from '../parts/panel.js';
import { Chart, type ChartHandle } from './chart.js';
import { ChartTable } from './chart-table.js';
import type { Tip } from './chart-tip.js';
import { ENGINES } from './engines.js';
import { frame } from './frame.js';
import { hatch } from './hatch.js';
import type { Palette } from './palette.js';
import { PictureButton } from './picture-button.js';

// Needed as soon as there is an answer.
void ENGINES.bars();

/** From the bottom up: what went well first. */
const STACK = ['success', 'partial_success', 'failure', 'error'] as const satisfies typeof OUTCOMES;

interface Props {
  readonly overview: Schemas['OverviewResponse'];
  /** What the usages are of. */
  readonly subject: string;
  /** In rem. */
  readonly height: number;
  readonly className?: string;
}

/** Usages per bucket, stacked by outcome; a bucket that lasts still is hatched. */
export const UsageChart = ({ overview, subject, height, className }: Props): ReactNode => {
  const { buckets, granularity, timezone, current } = overview;
  const chart = useRef<ChartHandle>(null);
  const hasPartial = buckets.some(({ partial }) => partial === true);
  const draw = useCallback(
    (palette: Palette) => ({
      ...frame({
        names: buckets.map(({ timestamp }) => axisName(timestamp, granularity, timezone)),
        palette,
        write: format.shortCount,
      }),
      series: STACK.map((outcome) => ({
        type: 'bar',
        name: outcome,
        stack: 'usages',
        barCategoryGap: '18%',
        barMaxWidth: 48,
        itemStyle: { color: palette.outcome[outcome] },
        data: buckets.map(({ outcomes, partial }) =>
          partial === true
            ? { value: outcomes[outcome], itemStyle: { opacity: 0.7, decal: hatch(palette) } }
            : outcomes[outcome],
        ),
      })),
    }),
    [buckets, granularity, timezone],
  );
  const tipAt = (place: number): Tip | undefined => {
    const bucket = buckets[place];
    if (bucket === undefined) return undefined;
    const { timestamp, outcomes, usages, success_rate, partial } = bucket;
    return {
      title: bucketName(timestamp, granularity, timezone),
      lines: [
        ...STACK.toReversed().map((outcome) => ({
          name: format.words(outcome),
          value: format.count(outcomes[outcome]),
          colour: `var(--outcome-${outcome})`,
        })),
        { name: 'Usages', value: format.count(usages) },
        { name: 'Success rate', value: format.percent(success_rate) },
      ],
      ...(partial === true ? { note: 'Only part of it is in the range.' } : {}),
    };
  };
  return (
    <Panel
      title="Usages over time"
      className={className}
      aside={
        <div className="chart-aside">
          <ul className="legend">
            {STACK.map((outcome) => (
              <li key={outcome} data-outcome={outcome}>
                {format.words(outcome)}
              </li>
            ))}
            {hasPartial && <li data-outcome="partial">Incomplete</li>}
          </ul>
          <PictureButton
            chart={chart}
            picture={{
              title: 'Usages over time',
              subtitle: `${subject}, ${span(current.from, current.to, timezone)}`,
              legend: STACK.map((outcome) => ({
                name: format.words(outcome),
                token: `--outcome-${outcome}`,
              })),
            }}
          />
        </div>
      }
    >
      <Chart
        engine="bars"
        draw={draw}
        places={buckets.length}
        tipAt={tipAt}
        height={height}
        handle={chart}
        label={`Usages per ${granularity} by outcome: ${format.count(current.usages)} in all.`}
      />
      <ChartTable
        caption={`Usages per ${granularity}`}
        columns={['Begins', ...STACK.map(format.words), 'All']}
        rows={buckets.map(({ timestamp, outcomes, usages, partial }) => [
          `${bucketName(timestamp, granularity, timezone)}${partial === true ? ' (part)' : ''}`,
          ...STACK.map((outcome) => format.count(outcomes[outcome])),
          format.count(usages),
        ])}
      />
    </Panel>
  );
};
