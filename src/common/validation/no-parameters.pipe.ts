import type { PipeTransform } from '@nestjs/common';
import { InvalidInputError } from '../tracker-error.js';
import { unknownField } from './validate-dto.js';

/** Refuses every parameter, for a question that takes none. */
export class NoParametersPipe implements PipeTransform<unknown, undefined> {
  /** @throws InvalidInputError */
  transform(value: unknown): undefined {
    const names = Object.keys(value ?? {});
    if (names.length > 0) throw new InvalidInputError(names.map(unknownField));
    return undefined;
  }
}
