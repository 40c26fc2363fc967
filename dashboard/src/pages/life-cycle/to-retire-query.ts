import type { paths } from '../../api/schema.js';
import type { View } from '../../view/view.js';

type ToRetireQuery = NonNullable<
  paths['/api/pattern-analytics/patterns/to-retire']['get']['parameters']['query']
>;

/** For how long a pattern was not used, as the URL says it and as the API takes it. */
const UNUSED = { '30_days': '30d', '60_days': '60d', '90_days': '90d', '365_days': '365d' } as const;
export type Unused = keyof typeof UNUSED;
export const DEFAULT_UNUSED: Unused = '30_days';
export const UNUSED_TIMES = (Object.keys(UNUSED) as Unused[]).filter((one) => one !== DEFAULT_UNUSED);

/** Most patterns that the list shows. */
export const LISTED = 100;

/** What the URL says of how long a pattern was not used; null for what is usual. */
export const unusedChoice = (parameters: URLSearchParams): Unused | null =>
  UNUSED_TIMES.find((one) => one === parameters.get('unused')) ?? null;

/** What the URL asks of the list to retire. */
export const toRetireQuery = (
  { patternType, nodeType }: Pick<View, 'patternType' | 'nodeType'>,
  parameters: URLSearchParams,
): ToRetireQuery => ({
  ...(patternType === null ? {} : { pattern_type: patternType }),
  ...(nodeType === null ? {} : { node_type: nodeType }),
  unused_for: UNUSED[unusedChoice(parameters) ?? DEFAULT_UNUSED],
  limit: LISTED,
});
