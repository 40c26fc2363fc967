import type { paths } from '../../api/schema.js';
import { rangeQuery, spanOf, type View } from '../../view/view.js';
import { WIDTHS } from './measures.js';

export type ArrivalsQuery = NonNullable<
  paths['/api/pattern-analytics/ingestion']['get']['parameters']['query']
>;
type Width = (typeof WIDTHS)[number];

const DAY_MS = 86_400_000;

/** Days that a chart may have in each width: of minutes fewer, as nobody can see more. */
const MAX_DAYS: Readonly<Record<Width, number>> = { minute: 2, hour: 400, day: 9000, week: Infinity };

/** The widths that a view's range can be shown in. */
export const arrivalWidths = (view: View, now = Date.now()): Width[] =>
  WIDTHS.filter((width) => spanOf(view, now) <= MAX_DAYS[width] * DAY_MS);

/** What the URL asks of what came in; without a width that suits it is the server's to choose. */
export const arrivalsQuery = (view: View, parameters: URLSearchParams): ArrivalsQuery => {
  const granularity = arrivalWidths(view).find((width) => width === parameters.get('by'));
  return {
    ...rangeQuery(view),
    timezone: view.timeZone,
    ...(granularity === undefined ? {} : { granularity }),
  };
};
