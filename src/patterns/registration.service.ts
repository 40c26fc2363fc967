import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../cache/answer-cache.js';
import { ChangeFeed } from '../cache/change-feed.js';
import { patternNameIn } from '../common/pattern-id.js';
import { MAX_REGISTRATIONS, type NodeType } from '../common/pattern-terms.js';
import { ProblemError } from '../common/problem/problem.js';
import { ALL_TIMES } from '../common/time-range.js';
import { InvalidInputError, type Violation } from '../common/tracker-error.js';
import { compileDto } from '../common/validation/compile-dto.js';
import { reportedPatternId } from '../common/validation/reported-pattern.js';
import { violationsOf, withDoubles } from '../common/validation/validate-dto.js';
import {
  type PatternRegistration,
  PatternRepository,
  type Registered,
} from '../store/patterns/pattern.repository.js';
import { PatternRegistrationDto } from './registration.dto.js';

/** What became of one item. */
export interface RegistrationItem {
  readonly index: number;
  /** Null where the item names none. */
  readonly pattern_id: string | null;
  readonly status: Registered | 'rejected';
}

export interface RegistrationError extends Violation {
  readonly index: number;
  readonly pattern_id: string | null;
}

/** What became of a list, by status and one by one. */
export interface RegistrationReport extends Readonly<Record<RegistrationItem['status'], number>> {
  readonly received: number;
  readonly results: readonly RegistrationItem[];
  readonly errors: readonly RegistrationError[];
}

/** The refusal of what is no list. */
export const notPatterns = new InvalidInputError([
  {
    pointer: '',
    code: 'wrong_type',
    allowed: 'a JSON array of patterns',
    message: 'The body is no list; it must be a JSON array of patterns.',
  },
]);

export const tooManyPatterns = (count: number): string =>
  `The request has ${count} patterns; at most ${MAX_REGISTRATIONS} are taken.`;

type Parsed =
  | { readonly registration: PatternRegistration; readonly violations?: undefined }
  | { readonly id: string | null; readonly violations: readonly Violation[] };

const isRegistration = compileDto(PatternRegistrationDto);

const parse = (input: unknown): Parsed => {
  let dto = input as PatternRegistrationDto;
  if (!isRegistration(input)) {
    const violations = violationsOf(PatternRegistrationDto, input);
    if (violations.length > 0) return { id: null, violations };
    dto = withDoubles(dto);
  }
  const id = reportedPatternId(dto);
  if (typeof id !== 'string') return { id: null, violations: [id] };
  return {
    registration: {
      id,
      name: dto.name ?? (dto.pattern == null ? null : (patternNameIn(dto.pattern) ?? null)),
      type: dto.pattern_type ?? null,
      nodeType: (dto.node_type?.toLowerCase() as NodeType | undefined) ?? null,
      description: dto.description ?? null,
      tags: dto.tags ?? [],
      version: dto.version ?? null,
    },
  };
};

/** What a pattern is that comes twice cannot be told: the second one is refused. */
const refuseRepeated = (parsed: readonly Parsed[]): Parsed[] => {
  const places = new Map<string, number>();
  return parsed.map((item, index) => {
    if (item.violations) return item;
    const { id } = item.registration;
    const place = places.get(id);
    if (place === undefined) {
      places.set(id, index);
      return item;
    }
    const allowed = 'a pattern that no item before it is about';
    const message = `Item ${place} is about this pattern already; it must be ${allowed}.`;
    return { id, violations: [{ pointer: '', code: 'not_allowed', allowed, message }] };
  });
};

const reportOn = (
  parsed: readonly Parsed[],
  statuses: ReadonlyMap<string, Registered>,
): RegistrationReport => {
  const counts = { created: 0, updated: 0, unchanged: 0, kept: 0, rejected: 0 };
  const errors: RegistrationError[] = [];
  const results = parsed.map((item, index): RegistrationItem => {
    const pattern_id = item.violations ? item.id : item.registration.id;
    for (const fault of item.violations ?? []) errors.push({ index, pattern_id, ...fault });
    const status = item.violations ? 'rejected' : statuses.get(item.registration.id)!;
    counts[status] += 1;
    return { index, pattern_id, status };
  });
  return { received: parsed.length, ...counts, results, errors };
};

/** Registers patterns that exist, whether they were used or not. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly patterns: PatternRepository,
    private readonly cache: AnswerCache,
    private readonly changes: ChangeFeed,
  ) {}

  /**
   * Registers what is right of a list in one transaction and says of each item what became of it. Sent
   * again, it changes nothing.
   * @param isOverwriting whether what somebody described is described anew as well.
   * @throws InvalidInputError where it is no list, ProblemError where it is too long,
   * StoreUnavailableError where nothing may be stored.
   */
  async register(inputs: unknown, isOverwriting: boolean): Promise<RegistrationReport> {
    if (!Array.isArray(inputs)) throw notPatterns;
    if (inputs.length > MAX_REGISTRATIONS) {
      throw new ProblemError('body-too-large', tooManyPatterns(inputs.length));
    }
    const parsed = refuseRepeated(inputs.map(parse));
    const registrations = parsed.flatMap((item) => (item.violations ? [] : [item.registration]));
    if (registrations.length === 0) return reportOn(parsed, new Map());
    const { statuses, written, transaction } = await this.patterns.registerAll(registrations, isOverwriting);
    if (transaction !== undefined) {
      // Answers show patterns by their names.
      await this.cache.invalidate(ALL_TIMES);
      this.changes.publish({ transaction, described: written });
    }
    return reportOn(parsed, statuses);
  }
}
