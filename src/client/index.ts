export { BufferFullError, ClientError, ClosedError, RefusedError, UnavailableError } from './client-error.js';
export type { ClientOptions } from './client-options.js';
export { type BucketRange, PatternUsageClient } from './pattern-usage-client.js';
export type { PatternUsageStats, UsageStats, UsageStatsResponse } from '../analytics/index.js';
export type { Violation } from '../common/tracker-error.js';
export type { PatternEffectiveness } from '../effectiveness/index.js';
export type { RecordedUsage } from '../ingestion/index.js';
export type { UsageInput } from '../tracker/index.js';
