export type { UsageStats, PatternUsageStats, UsageTrend } from './analytics/index.js';
export type { Outcome, PatternType, NodeType } from './common/pattern-terms.js';
export { StartupError } from './common/startup-error.js';
export {
  InvalidInputError,
  OverloadedError,
  StoreUnavailableError,
  TrackerError,
  DroppedDetailError,
  UnknownPatternError,
  UnstorableError,
  type Violation,
} from './common/tracker-error.js';
export type { AsyncSettings } from './config/config.module.js';
export type { TrackerSettings } from './config/settings.js';
export type { Effectiveness, PatternEffectiveness, Recommendation } from './effectiveness/index.js';
export { UsagePublisher, type RecordedFeedback, type RecordedUsage } from './ingestion/index.js';
export {
  type FeedbackInput,
  PatternUsageTracker,
  PatternUsageTrackerModule,
  type UsageInput,
} from './tracker/index.js';
