import {
  pathsApiPatternAnalyticsPatternsGetParametersQueryRecommendationValues as RECOMMENDATIONS,
  pathsApiPatternAnalyticsPatternsGetParametersQuerySortValues as SORTS,
  type paths,
} from '../../api/schema.js';
import { soughtText } from '../../view/sought-text.js';
import { rangeQuery, type View } from '../../view/view.js';

export { RECOMMENDATIONS };

export type TableQuery = NonNullable<paths['/api/pattern-analytics/patterns']['get']['parameters']['query']>;
export type Sort = NonNullable<TableQuery['sort']>;
export type Order = NonNullable<TableQuery['order']>;

export const DEFAULT_SORT: Sort = 'usage_count';

/** The order in which a column is first sorted: names from a, figures from the most. */
export const firstOrder = (sort: Sort): Order =>
  sort === 'name' || sort === 'type' || sort === 'node_type' ? 'asc' : 'desc';

/** What the URL asks of the table, a page's place left out. */
export const tableQuery = (
  view: View,
  parameters: URLSearchParams,
): TableQuery & { sort: Sort; order: Order } => {
  const sort = SORTS.find((one) => one === parameters.get('sort')) ?? DEFAULT_SORT;
  const order = parameters.get('order');
  const q = soughtText(parameters.get('q') ?? '', 256);
  const recommendation = RECOMMENDATIONS.find((one) => one === parameters.get('recommendation'));
  return {
    ...rangeQuery(view),
    include: 'unknown',
    ...(view.patternType === null ? {} : { pattern_type: view.patternType }),
    ...(view.nodeType === null ? {} : { node_type: view.nodeType }),
    ...(q === '' ? {} : { q }),
    ...(recommendation === undefined ? {} : { recommendation }),
    sort,
    order: order === 'asc' || order === 'desc' ? order : firstOrder(sort),
  };
};
