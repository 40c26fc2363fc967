export { type FeedbackInput, PatternUsageTracker, type UsageInput } from './pattern-usage-tracker.js';
export { PatternUsageTrackerModule } from './pattern-usage-tracker.module.js';
