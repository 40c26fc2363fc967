// The listed values of the API under short names.
export {
  pathsApiPatternAnalyticsUsageStatsGetParametersQueryGranularityValues as GRANULARITIES,
  pathsApiPatternAnalyticsUsageStatsGetParametersQueryNode_typeValues as NODE_TYPES,
  pathsApiPatternAnalyticsUsageStatsGetParametersQueryTime_rangeValues as TIME_RANGES,
} from './schema.js';
import { type paths, usageDtoOutcomeValues } from './schema.js';

type UsageStatsQuery = NonNullable<paths['/api/pattern-analytics/usage-stats']['get']['parameters']['query']>;
export type TimeRangeName = NonNullable<UsageStatsQuery['time_range']>;
export type Granularity = NonNullable<UsageStatsQuery['granularity']>;
export type NodeType = NonNullable<UsageStatsQuery['node_type']>;
export type Outcome =
  paths['/api/pattern-analytics/usage']['post']['requestBody']['content']['application/json']['outcome'];

/** The outcomes that say how a usage went. */
export type KnownOutcome = Exclude<Outcome, 'unknown'>;
export const KNOWN_OUTCOMES = usageDtoOutcomeValues.filter(
  (outcome): outcome is KnownOutcome => outcome !== 'unknown',
);
