import {
  patternRowStateValues as STATES,
  pathsApiPatternAnalyticsPatternsGetParametersQueryRecommendationValues as RECOMMENDATIONS,
  pathsApiPatternAnalyticsPatternsGetParametersQuerySortValues as SORTS,
  type paths,
} from '../../api/schema.js';
import { soughtText } from '../../view/sought-text.js';
import { rangeQuery, type View } from '../../view/view.js';

export { RECOMMENDATIONS, STATES };

export type TableQuery = NonNullable<paths['/api/pattern-analytics/patterns']['get']['parameters']['query']>;
export type Sort = NonNullable<TableQuery['sort']>;
export type Order = NonNullable<TableQuery['order']>;

export const DEFAULT_SORT: Sort = 'usage_count';

/** The order in which a column is first sorted: names from a, figures from the most. */
export const firstOrder = (sort: Sort): Order =>
  sort === 'name' || sort === 'type' || sort === 'node_type' ? 'asc' : 'desc';

/** How long ago a pattern was last used, as the URL says it and as the API takes it. */
const LAST_USED = {
  over_30_days_ago: { unused_for: '30d' },
  over_90_days_ago: { unused_for: '90d' },
  never: { never_used: true },
} as const satisfies Readonly<Record<string, TableQuery>>;
export type LastUsed = keyof typeof LAST_USED;
export const LAST_USES = Object.keys(LAST_USED) as LastUsed[];

export const KEEPS = ['yes', 'no'] as const;

/** What the URL says of the life cycle. */
export const lifeCycleChoice = (
  parameters: URLSearchParams,
): {
  readonly state: (typeof STATES)[number] | null;
  readonly used: LastUsed | null;
  readonly keep: (typeof KEEPS)[number] | null;
} => ({
  state: STATES.find((one) => one === parameters.get('state')) ?? null,
  used: LAST_USES.find((one) => one === parameters.get('used')) ?? null,
  keep: KEEPS.find((one) => one === parameters.get('keep')) ?? null,
});

/** What the URL asks of the table, a page's place left out. */
export const tableQuery = (
  view: View,
  parameters: URLSearchParams,
): TableQuery & { sort: Sort; order: Order } => {
  const sort = SORTS.find((one) => one === parameters.get('sort')) ?? DEFAULT_SORT;
  const order = parameters.get('order');
  const q = soughtText(parameters.get('q') ?? '', 256);
  const { state, used, keep } = lifeCycleChoice(parameters);
  const recommendation = RECOMMENDATIONS.find((one) => one === parameters.get('recommendation'));
  return {
    ...rangeQuery(view),
    include: 'unknown',
    ...(view.patternType === null ? {} : { pattern_type: view.patternType }),
    ...(view.nodeType === null ? {} : { node_type: view.nodeType }),
    ...(q === '' ? {} : { q }),
    ...(recommendation === undefined ? {} : { recommendation }),
    ...(state === null ? {} : { state }),
    ...(used === null ? {} : LAST_USED[used]),
    ...(keep === null ? {} : { keep: keep === 'yes' }),
    sort,
    order: order === 'asc' || order === 'desc' ? order : firstOrder(sort),
  };
};
