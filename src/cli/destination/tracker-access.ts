import type { UsageStats } from '../../analytics/index.js';
import type { RefusedError } from '../../client/client-error.js';
import type { UsageResult } from '../../client/usage-batch.js';
import type { PatternLine } from '../import/pattern-line.js';
import type { PatternEffectiveness } from '../../effectiveness/index.js';
import type { RecordedUsage } from '../../ingestion/index.js';
import type { RegistrationResult } from './registration-results.js';
import type { UsageInput } from '../../tracker/index.js';

/** Where the commands' usages go and their answers come from. */
export interface TrackerAccess {
  recordUsage(usage: UsageInput): Promise<RecordedUsage>;
  /** @returns what became of each, in order. */
  recordBatch(usages: readonly unknown[]): Promise<UsageResult[]>;
  /**
   * Replaces the description of a pattern.
   * @returns why it is refused, undefined where it is stored.
   */
  describePattern(pattern: PatternLine): Promise<RefusedError | undefined>;
  /**
   * Registers patterns that exist.
   * @param isOverwriting whether what somebody described is described anew as well.
   * @returns what became of each, in order.
   */
  registerPatterns(patterns: readonly object[], isOverwriting: boolean): Promise<RegistrationResult[]>;
  getUsageStats(patternId: string | undefined, timeRangeHours: number): Promise<UsageStats>;
  getPatternEffectiveness(patternId: string, timeRangeHours: number): Promise<PatternEffectiveness>;
  close(): Promise<void>;
}
