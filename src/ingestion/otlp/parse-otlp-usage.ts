import type { Violation } from '../../common/tracker-error.js';
import { parseUsage, type UsageParser } from '../parse-usage.js';
import type { UsageRecord } from './usage-record.js';
import { inOtlpWords, wrongUnit } from './usage-origins.js';

const ALLOWED = 'the ids of a trace (16 bytes) and a span (8 bytes), in which not all bytes are 0';

const NO_IDS: Violation = {
  pointer: '/spanId',
  code: 'required',
  allowed: ALLOWED,
  message: `traceId and spanId must be ${ALLOWED}, or a span that is sent again would be counted again.`,
};

/** The usage of a UsageRecord; what is wrong with it is said in OTLP's own words. */
export const parseOtlpUsage: UsageParser = (input, now, rules) => {
  const { id, usage, origins, call } = input as UsageRecord;
  const fault = id === undefined ? NO_IDS : wrongUnit(origins.time);
  if (fault) return { id: null, violations: [fault] };
  const parsed = parseUsage({ ...usage, id }, now, rules);
  if (!parsed.violations) return call ? { usage: { ...parsed.usage, call } } : parsed;
  return { ...parsed, violations: parsed.violations.map((one) => inOtlpWords(one, origins)) };
};
