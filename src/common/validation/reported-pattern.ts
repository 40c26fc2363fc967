import { applyDecorators } from '@nestjs/common';
import { EXAMPLE_ID } from '../example-id.js';
import { MAX_PATTERN_NAME, patternIdOf } from '../pattern-id.js';
import type { Violation } from '../tracker-error.js';
import { Optional, Text, UuidUnless } from './rules.js';
import { shortJson } from './short-json.js';

/** The pattern that is reported, by its id: needed where `pattern` does not name it. */
export const ReportedPatternId = (): PropertyDecorator =>
  UuidUnless('pattern', 'pattern, a name', 'The pattern by its id; or pattern, its name.', {
    example: EXAMPLE_ID,
  });

/** The pattern that is reported, by its name. */
export const ReportedPattern = (): PropertyDecorator =>
  applyDecorators(
    Text(1, MAX_PATTERN_NAME),
    Optional(
      'The pattern by its name, in place of pattern_id: its id is the UUIDv5 of the name, the same from every source. It is its name where it has none yet.',
      { example: 'acme/code-review' },
    ),
  );

/** What is checked already: at least one of them is there. */
interface ReportedPatternFields {
  readonly pattern_id?: string | null;
  readonly pattern?: string | null;
}

/** The id of the pattern that is reported, by itself or made of its name; or that they are two patterns. */
export const reportedPatternId = ({ pattern_id, pattern }: ReportedPatternFields): string | Violation => {
  if (pattern == null) return pattern_id!.toLowerCase();
  const id = patternIdOf(pattern);
  if (pattern_id == null || pattern_id.toLowerCase() === id) return id;
  const allowed = `${id}, the id of the pattern that is named so, or left out`;
  const message = `pattern_id is ${pattern_id} and pattern is ${shortJson(pattern, 80)}, which are two patterns; pattern_id must be ${allowed}.`;
  return { pointer: '/pattern_id', code: 'not_allowed', allowed, message };
};
