import type { ReactNode } from 'react';
import { UsageChart } from '../../charts/usage-chart.js';
import { Figures } from '../../parts/figures.js';
import { LineChart } from './line-chart.js';
import { LATENCY, QUALITY, SUCCESS } from './line-plans.js';
import type { Course } from './use-course.js';

interface Props {
  readonly course: Course;
  /** The pattern's name. */
  readonly subject: string;
}

/** In rem. */
const CHART_HEIGHT = 14;

/** How a pattern did, as figures and over time. */
export const PatternFigures = ({ course, subject }: Props): ReactNode => (
  <>
    <Figures overview={course} />
    <div className="pattern-charts">
      <UsageChart overview={course} subject={subject} height={CHART_HEIGHT} />
      <LineChart course={course} subject={subject} plan={SUCCESS} />
      <LineChart course={course} subject={subject} plan={QUALITY} />
      <LineChart course={course} subject={subject} plan={LATENCY} />
    </div>
  </>
);
