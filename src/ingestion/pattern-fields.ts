import { applyDecorators } from '@nestjs/common';
import { EXAMPLE_ID } from '../common/example-id.js';
import { MAX_PATTERN_NAME } from '../common/pattern-id.js';
import { Optional, Text, UuidUnless } from '../common/validation/rules.js';

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
