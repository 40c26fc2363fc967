import type { paths } from '../../api/schema.js';
import * as format from '../../format/format.js';

type SeriesMetric = paths['/api/pattern-analytics/time-series']['get']['parameters']['query']['metric'];

interface CourseMetric {
  /** In the URL. */
  readonly name: string;
  readonly metric: SeriesMetric;
  readonly title: string;
  readonly write: (value: number | null) => string;
  /** Beside the axis. */
  readonly writeShort: (value: number | null) => string;
  /** Whether its axis may begin above 0. */
  readonly isCut: boolean;
  readonly max?: number;
}

/** What can be followed over time; the first where the URL says none. */
export const COURSES = [
  {
    name: 'success_rate',
    metric: 'success_rate',
    title: 'Success rate',
    write: format.percent,
    writeShort: format.percent,
    isCut: true,
    max: 1,
  },
  {
    name: 'usage',
    metric: 'usage',
    title: 'Usages',
    write: format.count,
    writeShort: format.shortCount,
    isCut: false,
    max: undefined,
  },
  {
    name: 'p95',
    metric: 'latency_p95',
    title: 'p95 latency',
    write: format.duration,
    writeShort: format.duration,
    isCut: false,
    max: undefined,
  },
] as const satisfies readonly CourseMetric[];

export const courseOf = (parameters: URLSearchParams): (typeof COURSES)[number] =>
  COURSES.find(({ name }) => name === parameters.get('metric')) ?? COURSES[0];
