import type { PipeTransform } from '@nestjs/common';
import { validateDto } from './validate-dto.js';

/** Takes a body as the given DTO, or refuses it with every fault named; a body that is not there too. */
export class BodyPipe<T extends object> implements PipeTransform<unknown, T> {
  constructor(private readonly dto: new () => T) {}

  /** @throws InvalidInputError */
  transform(value: unknown): T {
    return validateDto(this.dto, value);
  }
}
