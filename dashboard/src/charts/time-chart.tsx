import { type ReactNode, type RefObject, useCallback } from 'react';
import { Chart, type ChartHandle } from './chart.js';
import { ChartTable } from './chart-table.js';
import type { Palette } from './palette.js';
import { timeOption } from './time-option.js';
import type { TimePlan } from './time-plan.js';
import { timeTable, timeTip } from './time-texts.js';

interface Props {
  /** To be the same as long as it shows the same. */
  readonly plan: TimePlan;
  readonly handle?: RefObject<ChartHandle | null>;
}

/** Figures over time, as a picture and as a table. */
export const TimeChart = ({ plan, handle }: Props): ReactNode => {
  const draw = useCallback((palette: Palette) => timeOption(plan, palette), [plan]);
  return (
    <>
      <Chart
        engine={plan.look.engine}
        draw={draw}
        places={plan.buckets.length}
        tipAt={(place) => timeTip(plan, place)}
        label={plan.label}
        height={plan.height}
        handle={handle}
      />
      <ChartTable {...timeTable(plan)} />
    </>
  );
};
