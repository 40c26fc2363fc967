import { ApiParam } from '@nestjs/swagger';
import { MAX_PATTERN_NAME } from '../pattern-id.js';

/** Documents a parameter of the path that names a pattern. */
export const ApiPatternParam = (name: string): MethodDecorator =>
  ApiParam({
    name,
    description: 'The pattern’s id (a UUID) or its name.',
    schema: { type: 'string', minLength: 1, maxLength: MAX_PATTERN_NAME, pattern: '^[^\\u0000]*$' },
  });
