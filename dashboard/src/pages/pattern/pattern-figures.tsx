import type { ReactNode } from 'react';
import { SplitChoice } from '../../charts/split-choice.js';
import { UsageChart } from '../../charts/usage-chart.js';
import { Figures } from '../../parts/figures.js';
import { useView } from '../../view/use-view.js';
import { Adoption } from './adoption.js';
import { LineChart } from './line-chart.js';
import { LATENCY, QUALITY, SUCCESS } from './line-plans.js';
import { SplitCharts } from './split-charts.js';
import type { Course } from './use-course.js';
import { VersionStrip } from './version-strip.js';

interface Props {
  readonly course: Course;
  /** The pattern's name. */
  readonly subject: string;
  readonly id: string;
  /** When it was first used; null where it was not yet. */
  readonly firstSeen: string | null;
}

/** In rem. */
const CHART_HEIGHT = 14;

/** How a pattern did, as figures and over time, split where that is chosen. */
export const PatternFigures = ({ course, subject, id, firstSeen }: Props): ReactNode => {
  const { split } = useView().view;
  return (
    <>
      <Figures overview={course} />
      <VersionStrip id={id} firstSeen={firstSeen} />
      <div className="pattern-charts">
        <p className="split-line">
          <SplitChoice patternId={id} />
        </p>
        {split === null ? (
          <>
            <UsageChart overview={course} subject={subject} height={CHART_HEIGHT} />
            <LineChart course={course} subject={subject} plan={SUCCESS} />
            <LineChart course={course} subject={subject} plan={QUALITY} />
            <LineChart course={course} subject={subject} plan={LATENCY} />
          </>
        ) : (
          <SplitCharts id={id} split={split} subject={subject} />
        )}
      </div>
      <Adoption id={id} subject={subject} />
    </>
  );
};
