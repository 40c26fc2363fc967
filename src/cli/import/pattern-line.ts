import { EXAMPLE_ID } from '../../common/example-id.js';
import type { Violation } from '../../common/tracker-error.js';
import { shortJson } from '../../common/validation/short-json.js';
import { isUuid } from '../../common/uuid.js';

/** What a line of an export of patterns is of. */
export const PATTERN_KIND = 'pattern';

/** A pattern as an export has it. */
export interface PatternLine {
  readonly kind: typeof PATTERN_KIND;
  readonly id?: unknown;
  readonly name?: unknown;
  readonly named_at?: unknown;
  readonly type?: unknown;
  readonly node_type?: unknown;
  readonly description?: unknown;
  readonly tags?: unknown;
  readonly version?: unknown;
  readonly described_by?: unknown;
  /** Follows from the usages. */
  readonly first_seen?: unknown;
}

/** As PUT takes it; names that nobody knows are left for it to refuse. */
export const descriptionOf = (pattern: PatternLine): object =>
  Object.fromEntries(
    Object.entries(pattern).filter(([name]) => !['kind', 'id', 'first_seen'].includes(name)),
  );

/** What is wrong with a pattern's id, which every export has; undefined where it is one. */
export const faultOfId = ({ id }: PatternLine): Violation | undefined => {
  if (isUuid(id)) return undefined;
  const allowed = `a UUID such as ${EXAMPLE_ID}`;
  const message =
    id === undefined
      ? `id is missing; it must be ${allowed}.`
      : `id is ${shortJson(id, 80)}; it must be ${allowed}.`;
  return { pointer: '/id', code: 'invalid_uuid', allowed, message };
};

/** Whether a record describes a pattern instead of being a usage. */
export const isPatternLine = (record: unknown): record is PatternLine =>
  typeof record === 'object' && record !== null && (record as { kind?: unknown }).kind === PATTERN_KIND;
