import type { PipeTransform, ArgumentMetadata } from '@nestjs/common';
import { EXAMPLE_ID } from '../example-id.js';
import { InvalidInputError } from '../tracker-error.js';
import { isUuid } from '../uuid.js';

/** A UUID in the path, in lower case. */
export class UuidPipe implements PipeTransform<unknown, string> {
  /** @throws InvalidInputError */
  transform(value: unknown, { data = 'id' }: ArgumentMetadata): string {
    if (isUuid(value)) return value.toLowerCase();
    const allowed = `a UUID such as ${EXAMPLE_ID}`;
    const message = `${data} is ${JSON.stringify(value).slice(0, 80)}; it must be ${allowed}.`;
    throw new InvalidInputError([{ pointer: `/${data}`, code: 'invalid_uuid', allowed, message }]);
  }
}
