import type { IngestionConfig } from '../config/config.js';
import { writeJson } from '../common/json/write-json.js';
import { newUsageId } from '../common/new-usage-id.js';
import {
  isSuccess,
  MAX_TYPE_LENGTH,
  NODE_TYPES,
  PATTERN_TYPE,
  type PatternType,
  UNKNOWN,
} from '../common/pattern-terms.js';
import { patternNameIn } from '../common/pattern-id.js';
import { parseRfc3339 } from '../common/rfc3339.js';
import { storedScore } from '../common/stored-score.js';
import { formatTime } from '../common/time-range.js';
import type { Violation } from '../common/tracker-error.js';
import { DETAIL_NAMES } from '../common/usage-fields.js';
import type { FeedbackDetails, Usage } from '../common/usage.js';
import { uuidV7Time } from '../common/uuid.js';
import { compileDto } from '../common/validation/compile-dto.js';
import { reportedPatternId } from '../common/validation/reported-pattern.js';
import { violationsOf, withDoubles } from '../common/validation/validate-dto.js';
import { UsageDto } from './usage.dto.js';
import type { UsageRules } from './usage-rules.js';

export type ParsedUsage =
  | { readonly usage: Usage; readonly violations?: undefined }
  | {
      readonly usage?: undefined;
      /** As sent, as far as it can be told. */
      readonly id: string | null;
      readonly violations: readonly Violation[];
    };

/** @param now milliseconds; what the time is measured against. */
export type UsageParser = (input: unknown, now: number, rules: UsageRules) => ParsedUsage;

/** What a usage of an export says beyond a plain one; undefined where it says nothing of it. */
const detailsOf = (dto: UsageDto): FeedbackDetails | undefined => {
  if (!DETAIL_NAMES.some((name) => dto[name] != null)) return undefined;
  return Object.fromEntries(
    DETAIL_NAMES.map((name) => [name, dto[name] ?? null]),
  ) as unknown as FeedbackDetails;
};

const contradiction = ({ success, outcome }: UsageDto): Violation | undefined => {
  if (success == null || success === isSuccess(outcome)) return undefined;
  const allowed = outcome === UNKNOWN ? 'left out' : `${isSuccess(outcome)}, or left out`;
  const message = `success is ${success} where outcome is "${outcome}"; it must be ${allowed}.`;
  return { pointer: '/success', code: 'not_allowed', allowed, message };
};

const isUsage = compileDto(UsageDto);

/** When a usage happened: as it says, as its UUIDv7 says, or now where it has neither. */
const timeOf = (dto: UsageDto, now: number): number | Violation => {
  if (dto.created_at != null) return parseRfc3339(dto.created_at)!;
  if (dto.id == null) return now;
  return (
    uuidV7Time(dto.id) ?? {
      pointer: '/created_at',
      code: 'required',
      allowed: 'an RFC 3339 time beside an id that is not a UUIDv7',
      message: `created_at is missing; with the id ${dto.id}, which is not a UUIDv7 and so carries no time, a repetition of this usage could not be recognised.`,
    }
  );
};

/** The times that are taken, both included, in milliseconds. */
export const acceptedTimes = (
  now: number,
  { clockSkewMs, maxAgeMs }: Pick<IngestionConfig, 'clockSkewMs' | 'maxAgeMs'>,
): { readonly earliest: number; readonly latest: number } => ({
  earliest: maxAgeMs === undefined ? 0 : now - maxAgeMs,
  latest: now + clockSkewMs,
});

const refusedTime = (time: number, now: number, rules: IngestionConfig): Violation | undefined => {
  const { earliest, latest } = acceptedTimes(now, rules);
  if (time >= earliest && time <= latest) return undefined;
  const allowed = `a time from ${formatTime(earliest)} to ${formatTime(latest)}`;
  const problem = time > latest ? 'in the future' : 'older than what is taken';
  return {
    pointer: '/created_at',
    code: 'out_of_range',
    allowed,
    message: `created_at is ${formatTime(time)}, which is ${problem}; it must be ${allowed}.`,
  };
};

/** The term that a value names in any case; null where it names none, for a context is free-form. */
const termIn = <T extends string>(value: unknown, terms: readonly T[]): T | null =>
  terms.find((term) => typeof value === 'string' && value.toLowerCase() === term) ?? null;

/** The type that a value is in any case; null where it is none. */
const typeIn = (value: unknown): PatternType | null => {
  if (typeof value !== 'string' || value.length > MAX_TYPE_LENGTH) return null;
  const word = value.toLowerCase();
  return PATTERN_TYPE.test(word) ? word : null;
};

/** A number from 0 on, whose 0 has no sign. */
const unsigned = (value: number | null | undefined): number | null => (value == null ? null : value + 0);

/** The id that an input of any kind names, for its report. */
export const idOf = (input: unknown): string | null => {
  const id = (input as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? id.slice(0, 64) : null;
};

/**
 * A reported usage made ready for the store: checked, its id and time made where they are missing.
 * @param now milliseconds; what the time is measured against.
 */
export const parseUsage: UsageParser = (input, now, rules) => {
  let dto = input as UsageDto;
  if (!isUsage(input)) {
    const violations = violationsOf(UsageDto, input);
    if (violations.length > 0) return { id: idOf(input), violations };
    dto = withDoubles(dto) as UsageDto;
  }
  const patternId = reportedPatternId(dto);
  if (typeof patternId !== 'string') return { id: idOf(input), violations: [patternId] };
  const time = timeOf(dto, now);
  if (typeof time !== 'number') return { id: idOf(input), violations: [time] };
  const refused = refusedTime(time, now, rules) ?? contradiction(dto);
  if (refused) return { id: idOf(input), violations: [refused] };
  const details = detailsOf(dto);
  return {
    usage: {
      id: dto.id?.toLowerCase() ?? newUsageId(),
      patternId,
      createdAt: time,
      outcome: dto.outcome,
      qualityScore: storedScore(dto.quality_score),
      executionTimeMs: dto.execution_time_ms ?? null,
      context: writeJson(dto.context ?? {}),
      correlationId: dto.correlation_id?.toLowerCase() ?? null,
      errorMessage: dto.error_message ?? null,
      version: dto.version ?? null,
      actor: dto.actor == null ? null : rules.keptActor(dto.actor),
      inputTokens: unsigned(dto.input_tokens),
      outputTokens: unsigned(dto.output_tokens),
      costUsd: unsigned(dto.cost_usd),
      timeSavedSeconds: unsigned(dto.time_saved_seconds),
      ...(details ? { details } : {}),
      pattern: {
        name: dto.pattern_name ?? (dto.pattern == null ? null : (patternNameIn(dto.pattern) ?? null)),
        type: dto.pattern_type ?? typeIn(dto.context?.['pattern_type']),
        nodeType: termIn(dto.node_type ?? dto.context?.['node_type'], NODE_TYPES),
      },
    },
  };
};
