import { type ReactNode, useMemo } from 'react';
import { Legend } from '../../charts/legend.js';
import { STACKED_BARS } from '../../charts/stacked-bars.js';
import { TimeChart } from '../../charts/time-chart.js';
import type { TimePlan } from '../../charts/time-plan.js';
import * as format from '../../format/format.js';
import { Panel } from '../../parts/panel.js';
import { useView } from '../../view/use-view.js';
import { spanOf } from '../../view/view.js';
import { ArrivalChoices } from './arrival-choices.js';
import { type Arrivals, SOURCE_NAMES } from './sources.js';
import { MEASURE_NAMES, type Measure } from './measures.js';

interface Props {
  readonly arrivals: Arrivals;
  readonly measure: Measure;
}

const DAY_MS = 86_400_000;
/** In rem. */
const HEIGHT = 18;
/** Of more buckets the bars touch. */
const MAX_APART = 200;

const arrivalsPlan = (arrivals: Arrivals, measure: Measure): TimePlan => {
  const { buckets, granularity, timezone, total } = arrivals;
  const sums = buckets.map(({ doors }) => doors.reduce((sum, source) => sum + source[measure], 0));
  return {
    title: MEASURE_NAMES[measure],
    label: `${MEASURE_NAMES[measure]} per ${granularity} by source: ${format.count(total[measure])} in all.`,
    height: HEIGHT,
    buckets,
    granularity,
    timezone,
    look: STACKED_BARS,
    series: arrivals.doors
      .filter((source) => source[measure] > 0)
      .map(({ door }) => ({
        name: SOURCE_NAMES[door],
        colour: `source-${door}`,
        values: buckets.map(({ doors }) => doors.find((one) => one.door === door)?.[measure] ?? 0),
      })),
    gap: buckets.length > MAX_APART ? '0%' : undefined,
    write: format.count,
    writeShort: format.shortCount,
    remarks: [
      { inTip: MEASURE_NAMES[measure], inTable: 'All', textAt: (place) => format.count(sums[place]) },
    ],
    hidesZeros: true,
  };
};

/** What came in per bucket, stacked by source; a bucket that lasts still is hatched. */
export const ArrivalsChart = ({ arrivals, measure }: Props): ReactNode => {
  const { view } = useView();
  const plan = useMemo(() => arrivalsPlan(arrivals, measure), [arrivals, measure]);
  const { kept_days, granularity } = arrivals;
  return (
    <Panel
      title="What came in, by source"
      note={
        spanOf(view, Date.now()) > kept_days * DAY_MS
          ? `By the minute of arrival; counts are kept for ${format.count(kept_days)} days.`
          : 'By the minute of arrival.'
      }
      className="wide"
      aside={<ArrivalChoices measure={measure} granularity={granularity} />}
    >
      <Legend plan={plan} />
      <TimeChart plan={plan} />
    </Panel>
  );
};
