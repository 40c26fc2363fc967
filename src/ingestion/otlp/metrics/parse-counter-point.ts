import { v5 as uuidV5 } from 'uuid';
import { MAX_PATTERN_NAME, patternIdOf, patternNameIn } from '../../../common/pattern-id.js';
import { formatTime } from '../../../common/time-range.js';
import { isTextWithin } from '../../../common/validation/is-text-within.js';
import type { IngestionConfig } from '../../../config/config.js';
import type { CounterPoint } from '../../../store/counters/counter-point.js';
import { acceptedTimes } from '../../parse-usage.js';
import { wrongUnit } from '../usage-origins.js';
import { type NumberDataPoint, TEMPORALITIES } from './metrics-request.js';
import type { ToldPoint } from './read-metrics.js';

/** Under which what tells a series from others becomes its id; never to be changed. */
const SERIES = '2f0b9f5c-6c1d-5a52-9d55-7b1f6f2c8e41';

const MILLISECOND = 1_000_000n;
/** As of usages. */
const MAX_COST_USD = 1e9;

/** A point, or why it is refused, as a sentence. */
export type ParsedPoint =
  | { readonly point: CounterPoint; readonly fault?: never }
  | { readonly fault: string; readonly point?: never };

const valueOf = ({ asInt, asDouble }: NumberDataPoint): number | undefined =>
  asInt === undefined ? asDouble : Number(asInt);

const valueFault = ({ amount, point }: ToldPoint): string | undefined => {
  const value = valueOf(point);
  const max = amount === 'costUsd' ? MAX_COST_USD : Number.MAX_SAFE_INTEGER;
  if (value !== undefined && value >= 0 && value <= max) return undefined;
  return `Its value is ${value ?? 'missing'}; asInt or asDouble must be a number from 0 to ${max}.`;
};

const timeFault = (
  { startTimeUnixNano: start = 0n, timeUnixNano: nanos = 0n }: NumberDataPoint,
  now: number,
  rules: IngestionConfig,
): string | undefined => {
  if (nanos === 0n || start === 0n) {
    return 'startTimeUnixNano and timeUnixNano must both be there, or a point that is sent again would be counted again.';
  }
  const unit =
    wrongUnit({ field: 'timeUnixNano', nanos }) ?? wrongUnit({ field: 'startTimeUnixNano', nanos: start });
  if (unit) return unit.message;
  const { earliest, latest } = acceptedTimes(now, rules);
  const time = Number(nanos / MILLISECOND);
  if (time < earliest || time > latest) {
    return `timeUnixNano is ${nanos}; it must be a time from ${formatTime(earliest)} to ${formatTime(latest)}.`;
  }
  return start <= nanos ? undefined : 'startTimeUnixNano must not be after timeUnixNano.';
};

const sumFault = ({
  sum: { aggregationTemporality = 0, isMonotonic = false },
}: ToldPoint): string | undefined => {
  if (!isMonotonic) return 'isMonotonic must be true: what may fall is no counter.';
  const name = TEMPORALITIES[aggregationTemporality];
  if (name === 'delta' || name === 'cumulative') return undefined;
  return 'aggregationTemporality must be 1 (delta) or 2 (cumulative).';
};

const nameFault = (pattern: string): string | undefined =>
  isTextWithin(pattern, 1, MAX_PATTERN_NAME) && !pattern.includes('\0')
    ? undefined
    : `The name of a pattern must be text of 1 to ${MAX_PATTERN_NAME} characters without NUL.`;

/** A point of a counter that names a pattern, checked. The faults of its sum come before its own. */
export const parseCounterPoint = (told: ToldPoint, now: number, rules: IngestionConfig): ParsedPoint => {
  const { pattern, type, amount, sum, point, series } = told;
  const fault = sumFault(told) ?? nameFault(pattern) ?? timeFault(point, now, rules) ?? valueFault(told);
  if (fault !== undefined) return { fault };
  const value = valueOf(point)!;
  const text = pattern.toWellFormed();
  return {
    point: {
      // uuid takes text that is no Unicode for an error, a Buffer replaces it.
      seriesId: uuidV5(Buffer.from(JSON.stringify(series)), SERIES),
      start: point.startTimeUnixNano!,
      time: point.timeUnixNano!,
      createdAt: Number(point.timeUnixNano! / MILLISECOND),
      patternId: patternIdOf(text),
      patternName: patternNameIn(text) ?? null,
      patternType: type,
      amount,
      value: amount === 'costUsd' ? value : Math.round(value),
      isCumulative: TEMPORALITIES[sum.aggregationTemporality!] === 'cumulative',
    },
  };
};
