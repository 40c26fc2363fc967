import { formatTime } from '../../common/time-range.js';
import type { Violation } from '../../common/tracker-error.js';

/** A time as it was sent, and the field that says it. */
export interface SaidTime {
  readonly field: 'timeUnixNano' | 'observedTimeUnixNano' | 'startTimeUnixNano';
  /** Nanoseconds since 1970; 0 where there is none. */
  readonly nanos: bigint;
}

/** Where the fields of a usage come from. */
export interface UsageOrigins {
  /** The attribute that each field of a mapping was found in. */
  readonly attributes: Readonly<Record<string, string>>;
  /** What a quality of 1 is there. */
  readonly qualityMax: number;
  readonly time: SaidTime;
}

const MILLISECOND = 1_000_000n;
/** No telemetry is older, while any time of today in a coarser unit is. */
const EARLIEST = BigInt(Date.UTC(2000)) * MILLISECOND;

const UNITS = [
  ['microseconds', 1000n],
  ['milliseconds', 1_000_000n],
  ['seconds', 1_000_000_000n],
] as const;

/** Where a time is no nanoseconds: it is before 2000 then. */
export const wrongUnit = ({ field, nanos }: SaidTime): Violation | undefined => {
  if (nanos === 0n || nanos >= EARLIEST) return undefined;
  const allowed = 'nanoseconds since 1970, of a time from 2000 on';
  const read = formatTime(Number(nanos / MILLISECOND));
  const unit = UNITS.find(([, factor]) => nanos * factor >= EARLIEST)?.[0];
  const guess = unit === undefined ? '' : ` It looks like ${unit}.`;
  const message = `${field} is ${nanos}, which as nanoseconds is ${read}; it must be ${allowed}.${guess}`;
  return { pointer: `/${field}`, code: 'out_of_range', allowed, message };
};

const FIELDS: Readonly<Record<string, string>> = { pattern_id: 'pattern' };

const ofPattern = (fault: Violation, attribute: string): Violation => {
  const allowed = 'the name of a pattern, text of 1 to 256 characters, or its UUID';
  return { ...fault, allowed, message: `The attribute ${attribute} must be ${allowed}.` };
};

const ofTime = (fault: Violation, { time: { field, nanos } }: UsageOrigins): Violation => {
  if (nanos > 0n) {
    return { ...fault, message: fault.message.replace(/^created_at is \S+,/, `${field} is ${nanos},`) };
  }
  const allowed = 'nanoseconds since 1970';
  const missing =
    field === 'startTimeUnixNano'
      ? `${field} is missing or 0; it must say when the span began`
      : 'timeUnixNano and observedTimeUnixNano are missing or 0; one of them must say when it was';
  const message = `${missing}, in ${allowed}, or a record that is sent again would be counted again.`;
  return { ...fault, allowed, message };
};

/** A fault of a usage in OTLP's own words. */
export const inOtlpWords = (fault: Violation, origins: UsageOrigins): Violation => {
  const field = fault.pointer.split('/')[1] ?? '';
  if (field === 'created_at') return ofTime(fault, origins);
  const attribute = origins.attributes[FIELDS[field] ?? field];
  if (field === 'context') return { ...fault, message: `The attributes of the record: ${fault.message}` };
  if (attribute === undefined) return fault;
  if (field === 'pattern_id') return ofPattern(fault, attribute);
  const { qualityMax } = origins;
  if (field !== 'quality_score' || qualityMax === 1 || fault.code !== 'out_of_range') {
    const message = fault.message.replace(new RegExp(`^${field}\\b`), `The attribute ${attribute}`);
    return { ...fault, message };
  }
  const allowed = `a number from 0 to ${qualityMax} (quality_max)`;
  return { ...fault, allowed, message: `The attribute ${attribute} must be ${allowed}.` };
};
