import type { PipeTransform, ArgumentMetadata } from '@nestjs/common';
import { EXAMPLE_ID } from '../example-id.js';
import { MAX_PATTERN_NAME, patternIdOf } from '../pattern-id.js';
import { InvalidInputError } from '../tracker-error.js';
import { isTextWithin } from './is-text-within.js';
import { isStorableText } from './json-sanity.js';
import { shortJson } from './short-json.js';

/** A pattern in the path, by its id or its name, as its id. */
export class PatternPipe implements PipeTransform<unknown, string> {
  /** @throws InvalidInputError */
  transform(value: unknown, { data = 'id' }: ArgumentMetadata): string {
    if (typeof value === 'string' && isTextWithin(value, 1, MAX_PATTERN_NAME) && isStorableText(value))
      return patternIdOf(value);
    const allowed = `a UUID such as ${EXAMPLE_ID}, or a name of 1 to ${MAX_PATTERN_NAME} characters`;
    const message = `${data} is ${shortJson(value, 80)}; it must be ${allowed}.`;
    throw new InvalidInputError([{ pointer: `/${data}`, code: 'invalid_text', allowed, message }]);
  }
}
