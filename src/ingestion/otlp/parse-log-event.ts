import { parseUsage, type UsageParser } from '../parse-usage.js';
import type { LogEvent } from './log-event.js';
import { inOtlpWords, wrongUnit } from './usage-origins.js';

/** The usage of a LogEvent; what is wrong with it is said in OTLP's own words. */
export const parseLogEvent: UsageParser = (input, now, rules) => {
  const { usage, origins } = input as LogEvent;
  const fault = wrongUnit(origins);
  if (fault) return { id: null, violations: [fault] };
  const parsed = parseUsage(usage, now, rules);
  if (!parsed.violations) return parsed;
  return { ...parsed, violations: parsed.violations.map((one) => inOtlpWords(one, origins)) };
};
