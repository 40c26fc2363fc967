import { type ReactNode, useMemo } from 'react';
import { ENGINES } from '../../charts/engines.js';
import { LINES } from '../../charts/line-looks.js';
import { TimePanel } from '../../charts/time-panel.js';
import type { TimePlan } from '../../charts/time-plan.js';
import { span } from '../../format/times.js';
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

const timePlan = ({ title, label, lines, band, write, axis }: LinePlan, course: Course): TimePlan => {
  const { buckets, granularity, timezone, current } = course;
  const within = buckets.map((bucket) => band?.of(bucket) ?? null);
  const bandText = (place: number): string => {
    const interval = within[place] ?? null;
    return interval === null ? write(null) : `${write(interval.lower)} – ${write(interval.upper)}`;
  };
  return {
    title,
    label: label(current, granularity),
    height: HEIGHT,
    buckets,
    granularity,
    timezone,
    look: LINES,
    series: lines.map(({ name, colour, of }) => ({ name, colour, values: buckets.map(of) })),
    band: band && {
      colour: band.colour,
      lower: within.map((interval) => interval?.lower ?? null),
      upper: within.map((interval) => interval?.upper ?? null),
    },
    scale: axis(buckets),
    write,
    writeShort: write,
    remarks: [
      ...(band === undefined ? [] : [{ inTip: band.name, inTable: band.name, textAt: bandText }]),
      { inTip: 'Usages', textAt: (place) => String(buckets[place]?.usages) },
    ],
  };
};

/** Figures of a pattern over time, as lines with the band in which they surely lie. */
export const LineChart = ({ course, subject, plan }: Props): ReactNode => {
  const { current, timezone } = course;
  const overTime = useMemo(() => timePlan(plan, course), [plan, course]);
  return (
    <TimePanel
      title={plan.title}
      note={plan.note(current)}
      subtitle={`${subject}, ${span(current.from, current.to, timezone)}`}
      plan={overTime}
    />
  );
};
