import type { ReactNode } from 'react';
import { Answered } from '../../parts/answered.js';
import { Panel } from '../../parts/panel.js';
import { useView } from '../../view/use-view.js';
import { CourseChart } from './course-chart.js';
import { COURSES, courseOf } from './course-metrics.js';
import { useCourses } from './use-courses.js';

/** How the compared patterns went over time, by the metric that the URL names. */
export const CoursePanel = ({ ids }: { readonly ids: readonly string[] }): ReactNode => {
  const { view, parameters, change } = useView();
  const course = courseOf(parameters);
  const courses = useCourses(view, ids, course.metric);
  return (
    <Panel
      title="Over time"
      aside={
        <span className="segments course-choice" role="group" aria-label="Metric over time">
          {COURSES.map(({ name, title }) => (
            <button
              key={name}
              type="button"
              className="segment"
              aria-pressed={name === course.name}
              onClick={() => change({ metric: name === COURSES[0].name ? null : name })}
            >
              {title}
            </button>
          ))}
        </span>
      }
    >
      <Answered query={courses} label="Loading the course">
        {(data) => (
          <CourseChart
            courses={data}
            // An answer that is shown while the next one loads is of its own metric.
            course={COURSES.find(({ metric }) => metric === data.metric) ?? course}
          />
        )}
      </Answered>
    </Panel>
  );
};
