import { type ReactNode, useMemo } from 'react';
import { MARKED_LINES } from '../../charts/line-looks.js';
import { Mark } from '../../charts/mark.js';
import { TimeChart } from '../../charts/time-chart.js';
import { isPartial, type TimePlan } from '../../charts/time-plan.js';
import type { COURSES } from './course-metrics.js';
import type { Courses } from './use-courses.js';

interface Props {
  readonly courses: Courses;
  readonly course: (typeof COURSES)[number];
}

/** In rem. */
const HEIGHT = 20;

const coursePlan = (
  { granularity, timezone = 'UTC', series = [] }: Courses,
  { title, write, writeShort, isCut, max }: Props['course'],
): TimePlan => ({
  title,
  label: `${title} per ${granularity} of ${series.map((one) => one.pattern_name).join(', ')}.`,
  height: HEIGHT,
  buckets: series[0]?.data ?? [],
  granularity,
  timezone,
  look: MARKED_LINES,
  series: series.map(({ pattern_name: name, data }, place) => ({
    name,
    colour: `series-${String(place + 1)}`,
    values: data.map(({ value }) => value),
  })),
  scale: { isCut, max },
  write,
  writeShort,
});

/** One metric of the compared patterns over time; to and from a partial bucket a line is dashed. */
export const CourseChart = ({ courses, course }: Props): ReactNode => {
  const plan = useMemo(() => coursePlan(courses, course), [courses, course]);
  return (
    <>
      <ul className="course-legend">
        {(courses.series ?? []).map(({ pattern_id, pattern_name }, place) => (
          <li key={pattern_id}>
            <Mark place={place} />
            {pattern_name}
          </li>
        ))}
        {plan.buckets.some(isPartial) && <li className="muted">Dashed: incomplete</li>}
      </ul>
      <TimeChart plan={plan} />
    </>
  );
};
