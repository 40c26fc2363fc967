import { type ReactNode, useRef } from 'react';
import { Panel } from '../parts/panel.js';
import type { ChartHandle } from './chart.js';
import { Legend } from './legend.js';
import { PictureButton } from './picture-button.js';
import { TimeChart } from './time-chart.js';
import type { TimePlan } from './time-plan.js';

interface Props {
  readonly title: string;
  readonly note?: string;
  /** What it is of and when, for its picture. */
  readonly subtitle: string;
  readonly plan: TimePlan;
  readonly className?: string;
  /** What else can be chosen of it. */
  readonly choice?: ReactNode;
}

/** A chart over time with its legend; it can be saved as a picture. */
export const TimePanel = ({ title, note, subtitle, plan, className, choice }: Props): ReactNode => {
  const chart = useRef<ChartHandle>(null);
  return (
    <Panel
      title={title}
      note={note}
      className={className}
      aside={
        <div className="chart-aside">
          {choice}
          <Legend plan={plan} />
          <PictureButton chart={chart} picture={{ title, subtitle, legend: plan.series }} />
        </div>
      }
    >
      <TimeChart plan={plan} handle={chart} />
    </Panel>
  );
};
